"""Tokens fetched outside, tokens issued inside an answer, signatures made anew, and one value for one tool."""

from __future__ import annotations

import asyncio
import base64
import json
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.support.memory import Memory
from tests.support.ports import Bench, bench
from tests.support.upstream import HOST, TlsWorld
from tests.support.wire import parsed, request

from wicketgate.action import Way
from wicketgate.egress import dial
from wicketgate.errors import Refused
from wicketgate.gate import classify
from wicketgate.http.exchange import Exchange
from wicketgate.secrets.broker.broker import Broker

VALUE = "client-secret-Vq3kT9xLw2Zp8Rn5"
HERE = f"{HOST}:PORT"
RULES = [{"GET": f"{HERE}/**"}, {"POST": f"{HERE}/**", "ask": "never"}]
TOKEN = "issued-token-8f3a9c2e7d1b4f60"
FORM = {"content_type": "application/x-www-form-urlencoded"}


@pytest.fixture(autouse=True)
def _loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dial, "why_refused", lambda address: "")


@pytest.fixture
def world(tmp_path: Path) -> TlsWorld:
    """Return a host with a value in memory."""
    made = TlsWorld(tmp_path)
    made.values = Memory(T=VALUE)
    return made


def run(world: TlsWorld, binding: dict[str, Any], *raw: Any, **task: Any) -> tuple[list[bytes], Bench]:
    """Return the answers with T bound so."""
    return world.run(RULES, *raw, document={"secrets": {"T": {"to": HERE} | binding}}, **task)


def bearer(path: str = "/data") -> Any:
    """Return what makes a request with T's placeholder."""
    return lambda handed: request("GET", path, host=HERE, authorization=f"Bearer {handed['T']}")


@pytest.mark.parametrize("kind", ["oauth2-client", "oauth2-refresh"])
def test_a_token_is_fetched_outside_once_and_never_shown(kind: str, world: TlsWorld) -> None:
    async def answer(asked: Exchange, body: bytes) -> None:
        said = {"access_token": TOKEN, "expires_in": 3600, "refresh_token": "the-next-refresh-token"}
        issued = asked.target == "/token"
        await asked.reply(200, [(b"content-type", b"application/json")], json.dumps(said).encode() if issued else b"{}")

    world.answer = answer
    binding = {"as": kind, "user": "agent-1", "token_url": f"https://{HERE}/token", "scope": "read"}
    answers, made = run(world, binding, bearer(), bearer())
    assert [parsed(each)[0] for each in answers] == [200, 200]
    targets = [target for _, target, _, _ in world.got]
    assert targets == ["/token", "/data", "/data"]
    method, _, headers, body = world.got[0]
    assert method == "POST" and b"scope=read" in body
    if kind == "oauth2-client":
        pair = base64.b64decode(headers["authorization"].removeprefix("Basic ")).decode()
        assert pair == f"agent-1:{VALUE}" and b"grant_type=client_credentials" in body
    else:
        assert f"refresh_token={VALUE}".encode() in body and b"client_id=agent-1" in body
    assert world.got[1][2]["authorization"] == f"Bearer {TOKEN}"
    assert TOKEN not in json.dumps([entry.body for entry in made.audit.entries])
    assert world.values is not None and TOKEN in world.values.known.values()


def test_a_token_server_that_says_no_gives_no_request_and_no_word_of_its_answer(world: TlsWorld) -> None:
    async def answer(asked: Exchange, body: bytes) -> None:
        await asked.reply(401, [], f"wrong: {VALUE}".encode())

    world.answer = answer
    binding = {"as": "oauth2-client", "user": "a", "token_url": f"https://{HERE}/token"}
    (got,), _ = run(world, binding, bearer())
    assert parsed(got)[0] == 403 and b"answered 401" in got and VALUE.encode() not in got
    assert [target for _, target, _, _ in world.got] == ["/token"]


ISSUING = {
    "json": (b"application/json", json.dumps({"ok": {"access_token": TOKEN}, "token_type": "x"}).encode()),
    "xml": (b"text/xml", b'<?xml version="1.0"?><r><access_token>' + TOKEN.encode() + b"</access_token></r>"),
    "plain text": (b"text/plain", json.dumps({"accessToken": TOKEN}).encode()),
    "a form": (b"application/x-www-form-urlencoded", b"access_token=" + TOKEN.encode() + b"&scope=repo"),
}


@pytest.mark.parametrize("kind", ISSUING)
def test_a_token_in_an_answer_becomes_a_placeholder_and_is_swapped_back(kind: str, world: TlsWorld) -> None:
    async def answer(asked: Exchange, body: bytes) -> None:
        form, said = ISSUING[kind]
        fields = [(b"content-type", form), (b"set-cookie", b"sid=" + TOKEN[::-1].encode() + b"; HttpOnly; Path=/")]
        await asked.reply(200, fields, said if asked.target == "/login" else b"{}")

    world.answer = answer

    async def talk() -> tuple[list[bytes], Bench]:
        async with world.open(*RULES, document={"secrets": {"T": {"to": HERE}}}) as (port, up, made):
            (first,) = await world.ask(port, up, request("GET", "/login", host=HERE))
            body = parsed(first)[2].decode()
            mark = body[body.index("wgp_") :].split('"')[0].split("&")[0].split("<")[0]
            cookie = parsed(first)[1]["set-cookie"].split(";")[0]
            used = [
                request("GET", "/a", host=HERE, authorization=f"Bearer {mark}"),
                request("GET", "/b", host=HERE, cookie=cookie),
                request("POST", "/c", f"refresh_token={mark}&x=1".encode(), host=HERE, **FORM),
                request("GET", f"/d?x={mark}", host=HERE),
                request("POST", "/e", f"note={mark}".encode(), host=HERE, **FORM),
                request("GET", "/f", host=HERE, cookie=f"other={cookie.split('=')[1]}"),
            ]
            return [first, *await world.ask(port, up, *used)], made

    answers, made = asyncio.run(talk())
    assert TOKEN.encode() not in b"".join(answers) and TOKEN[::-1].encode() not in b"".join(answers)
    assert [parsed(each)[0] for each in answers] == [200, 200, 200, 200, 403, 403, 403]
    assert len(made.audit.of("alarm")) == 3
    _, a, b, c = world.got
    assert a[2]["authorization"] == f"Bearer {TOKEN}" and b[2]["cookie"] == f"sid={TOKEN[::-1]}"
    assert c[3] == f"refresh_token={TOKEN}&x=1".encode()
    assert TOKEN not in json.dumps([entry.body for entry in made.audit.entries])


def test_a_request_for_aws_is_signed_anew(world: TlsWorld) -> None:
    binding = {"as": "sigv4", "user": "AKIDEXAMPLE", "region": "eu-central-1", "service": "s3"}

    def raw(handed: dict[str, str]) -> bytes:
        assert handed["AWS_ACCESS_KEY_ID"] == handed["T"] == handed["AWS_SECRET_ACCESS_KEY"]
        old = f"AWS4-HMAC-SHA256 Credential={handed['T']}/20260101/eu-central-1/s3/aws4_request, SignedHeaders=host,"
        fields = {"x_amz_date": "20260101T000000Z", "x_amz_content_sha256": "0" * 64}
        return request("GET", "/bucket/key", host=HERE, authorization=f"{old} Signature={'0' * 64}", **fields)

    (got,), _ = run(world, binding, raw)
    headers = world.got[0][2]
    assert parsed(got)[0] == 200 and "Credential=AKIDEXAMPLE/" in headers["authorization"]
    assert "wgp_" not in json.dumps(headers) and VALUE not in json.dumps(headers)
    assert headers["x-amz-date"] != "20260101T000000Z" and headers["x-amz-content-sha256"] != "0" * 64


def tool() -> tuple[Broker, Any, Memory]:
    """Return a broker of a task with a tool, an action of it, and the values."""
    made = bench({"tools": {"mail.send": {"effect": "send"}}}, secrets={"SMTP": {"for": "mail.send"}})
    profile, values = made.door.ports.profile, Memory(SMTP=VALUE)

    async def fetch(*_: Any) -> tuple[int, bytes]:
        raise AssertionError

    action = classify(made.door.request("mail.send", {"to": "a@b.test"}, Way.GATEWAY), profile)
    return Broker(profile, values, fetch), action, values


def test_a_tool_is_lent_a_value_for_one_action() -> None:
    broker, action, _ = tool()
    lent = asyncio.run(broker.lend(action))
    with pytest.raises(Refused):
        lent.reveal()
    with lent as value:
        assert value.reveal() == VALUE
        for shown in (repr(value), str(value), f"{value}", f"{value!r:>40}", repr(vars(type(value)))):
            assert VALUE not in shown
        assert VALUE.encode() not in pickle.dumps(value)
        with pytest.raises(TypeError):
            json.dumps(value)
    for use in (value.reveal, value.__enter__):
        with pytest.raises(Refused):
            use()


def test_no_other_tool_is_lent_it() -> None:
    broker, action, values = tool()
    other = action.__class__(
        action.request.__class__("task", "db.query", {}, Way.GATEWAY), action.effect, (), action.reversibility
    )
    with pytest.raises(Refused):
        asyncio.run(broker.lend(other))
    with pytest.raises(Refused):
        asyncio.run(broker.lend(action, "ANOTHER"))
    assert values.asked == [] and broker.variables() == {}


FLOOD = """
import itertools
import resource
from wicketgate.secrets.broker.issued_tokens import Issued
from wicketgate.secrets.broker.outgoing_request import Outgoing
resource.setrlimit(resource.RLIMIT_CPU, (6, 6))
count = itertools.count()
issued = Issued(lambda name: f"wgp_{name}_{next(count)}", lambda value: None)
asked = Outgoing(True, "POST", "h", 443, "/", "", ((b"content-type", b"application/json"),), b"")
made = issued.body(asked, "T", b"".join(b'"id_token":"%08x"' % n for n in range(120_000)))
for _ in range(20):
    held = Outgoing(True, "POST", "h", 443, "/", "", asked.fields, b"x" * (8 << 20))
    assert issued.back(held, value=True) is held and not issued.by(held)
print(made.count(b"wgp_"), made.count(b"[redacted]"))
"""


def test_an_answer_full_of_tokens_does_not_hold_up_everybody_else() -> None:
    done = subprocess.run([sys.executable, "-c", FLOOD], capture_output=True, timeout=60, check=False)
    assert done.stdout == b"1000 119000\n", "reading one answer took more than six seconds of the processor"
