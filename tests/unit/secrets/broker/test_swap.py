"""Placeholders through the real proxy and real TLS: swapped at their one position, an alarm anywhere else."""

from __future__ import annotations

import asyncio
import base64
import gzip
import json
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.support.memory import Memory
from tests.support.ports import Bench
from tests.support.upstream import HOST, TlsWorld
from tests.support.wire import parsed, request, talk

from wicketgate.egress import dial
from wicketgate.http.exchange import Exchange

VALUE = "ghp_Vq3kT9xLw2Zp8Rn5Yb7C1dE4fG6hJ0mS"
HERE = f"{HOST}:PORT"
RULES = [
    {"GET": f"{HERE}/**"},
    {"POST": f"{HERE}/**", "ask": "never"},
    {"GET": "other.good.test:PORT/**"},
    {"GET": f"http://{HERE}/**"},
]
BINDING: dict[str, Any] = {"to": HERE}
BEARER = "Bearer {T}"
Make = Callable[[dict[str, str]], bytes]


@pytest.fixture(autouse=True)
def _loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dial, "why_refused", lambda address: "")


@pytest.fixture
def world(tmp_path: Path) -> TlsWorld:
    """Return a host, and another one at the same address, with a value in memory."""
    made = TlsWorld(tmp_path, names=(HOST, "other.good.test"))
    made.values = Memory(T=VALUE)
    return made


def made(method: str = "GET", target: str = "/repos/a", body: str = "", **fields: str) -> Make:
    """Return what makes a request of the placeholders: `{T}` in it is T's."""

    def make(handed: dict[str, str]) -> bytes:
        def put(text: str) -> str:
            for name, value in handed.items():
                text = text.replace(f"{{{name}}}", value)
            return text

        spelled = {name: put(value) for name, value in fields.items()}
        return request(method, put(target), put(body).encode(), host=HERE, **spelled)

    return make


def basic(user: str, handed: dict[str, str]) -> str:
    """Return a Basic field with T's placeholder as the password."""
    return "Basic " + base64.b64encode(f"{user}:{handed['T']}".encode()).decode()


def ask(world: TlsWorld, *raw: Any, **binding: Any) -> tuple[list[bytes], Bench]:
    """Return the answers with T bound so."""
    return world.run(RULES, *raw, document={"secrets": {"T": BINDING | binding}})


FORM = {"content_type": "application/x-www-form-urlencoded"}
JSON_ = {"content_type": "application/json; charset=utf-8"}
PLACES: dict[str, tuple[dict[str, Any], Any, Callable[[tuple[str, str, dict[str, str], bytes]], str]]] = {
    "bearer": ({}, made(authorization=BEARER), lambda got: got[2]["authorization"].removeprefix("Bearer ")),
    "bearer in lower case": ({}, made(authorization="bearer {T}"), lambda got: got[2]["authorization"][7:]),
    "header": ({"header": "X-Api-Key: key {}"}, made(x_api_key="key {T}"), lambda got: got[2]["x-api-key"][4:]),
    "basic": (
        {"as": "basic", "user": "ci"},
        lambda handed: made(authorization=basic("ci", handed))(handed),
        lambda got: base64.b64decode(got[2]["authorization"][6:]).decode().removeprefix("ci:"),
    ),
    "query": (
        {"as": "query", "name": "key"},
        made(target="/repos/a?a=1&key={T}&b=2"),
        lambda got: got[1].removeprefix("/repos/a?a=1&key=").removesuffix("&b=2"),
    ),
    "path": ({"as": "path"}, made(target="/bot/{T}/send"), lambda got: got[1].split("/")[2]),
    "json field": (
        {"as": "field", "name": "auth.token"},
        made("POST", "/repos/a", '{"x": [1], "auth": {"token": "{T}"}}', **JSON_),
        lambda got: json.loads(got[3])["auth"]["token"],
    ),
    "form field": (
        {"as": "field", "name": "token"},
        made("POST", "/repos/a", "a=1&token={T}", **FORM),
        lambda got: got[3].decode().removeprefix("a=1&token="),
    ),
}


@pytest.mark.parametrize("name", PLACES)
def test_a_placeholder_is_swapped_at_its_position(name: str, world: TlsWorld) -> None:
    binding, raw, read = PLACES[name]
    (answer,), bench = ask(world, raw, **binding)
    assert parsed(answer)[0] == 200, answer
    assert read(world.got[0]) == VALUE
    assert VALUE not in json.dumps([entry.body for entry in bench.audit.entries])
    assert "wgp_T_" in json.dumps(bench.audit.of("asked")) or name == "basic"


ELSEWHERE: dict[str, Any] = {
    "another field": made(x_note="{T}"),
    "another field beside its own": made(authorization=BEARER, x_note="{T}"),
    "more in its field": made(authorization="Bearer x{T}"),
    "its field twice": made(x_a="1", authorization=BEARER, x_b="{T}"),
    "the query": made(target="/repos/a?q={T}"),
    "the query, encoded": made(target="/repos/a?q=%77gp_T_{T}"),
    "the path": made(target="/repos/{T}"),
    "the body": made("POST", "/repos/a", '{"body": "{T}"}', **JSON_),
    "the body beside its field": made("POST", "/repos/a", "say {T}", authorization=BEARER),
    "a cookie": made(cookie="a={T}"),
    "base64 in a field": lambda handed: made(x_note=base64.b64encode(handed["T"].encode()).decode())(handed),
    "hex in the body": lambda handed: made("POST", "/repos/a", handed["T"].encode().hex())(handed),
    "basic where bearer is bound": lambda handed: made(authorization=basic("ci", handed))(handed),
    "a path that is not bound": made(target="/admin", authorization=BEARER),
    "a method that is not bound": made("POST", "/repos/a", "x", authorization=BEARER),
}


@pytest.mark.parametrize("name", ELSEWHERE)
def test_a_placeholder_anywhere_else_is_refused_and_an_alarm(name: str, world: TlsWorld) -> None:
    bound = {"methods": ["GET"] if "method" in name else ["GET", "POST"], "paths": ["/repos/**"]}
    (answer,), bench = ask(world, ELSEWHERE[name], **bound)
    assert parsed(answer)[0] == 403 and b"does not belong" in answer
    assert world.got == [] and world.resolved == []
    (alarm,) = bench.audit.of("alarm")
    assert "placeholder of T" in alarm["reason"] and VALUE not in json.dumps(alarm)


def test_what_nobody_could_look_into_is_refused_and_no_alarm(world: TlsWorld) -> None:
    packed = base64.b64encode(gzip.compress(bytes(3 << 20), mtime=0)).decode()
    (answer,), bench = ask(world, made("POST", "/repos/a", packed), methods=["GET", "POST"], paths=["/repos/**"])
    assert parsed(answer)[0] == 403 and b"could not be looked into for placeholders (unread-compressed-data)" in answer
    assert world.got == [] and world.resolved == [] and bench.audit.of("alarm") == []
    assert "could not be looked into" in bench.audit.of("egress.refused")[0]["reason"]


def test_a_placeholder_at_another_host_is_an_alarm(world: TlsWorld) -> None:
    async def run() -> tuple[bytes, Any]:
        async with world.open(*RULES, document={"secrets": {"T": BINDING}}) as (port, up, bench):
            assert world.broker is not None
            mark = world.broker.variables()["T"]
            raw = request("GET", "/x", host=f"other.good.test:{up}", authorization=f"Bearer {mark}")
            (answer,) = await world.ask(port, up, raw, name="other.good.test")
            plain = request("GET", f"http://{HOST}:{up}/x", host=f"{HOST}:{up}", authorization=f"Bearer {mark}")
            return answer + await talk(port, plain), bench.audit.of("alarm")

    answers, alarms = asyncio.run(run())
    assert answers.count(b" 403 ") == 2 and len(alarms) == 2 and world.got == []


OWN: dict[str, Any] = {
    "a bearer": made(authorization="Bearer attacker-token-1234567890"),
    "basic": made(authorization="Basic YTpi"),
    "a proxy's": made(proxy_authorization="Basic YTpi", x_api_key="1"),
    "a cookie": made(cookie="session=attacker"),
    "an api key": made(x_api_key="attacker"),
    "a private token": made(private_token="attacker"),
    "another vendor's": made(x_goog_api_key="attacker"),
    "an api key beside the placeholder": made(authorization=BEARER, x_api_key="attacker"),
    "a parameter": made(target="/repos/a?access_token=attacker"),
    "a parameter, encoded": made(target="/repos/a?access%5Ftoken=attacker"),
    "a signed address": made(target="/repos/a?X-Amz-Signature=attacker"),
}


@pytest.mark.parametrize("name", OWN)
def test_a_credential_of_the_agents_own_is_refused_at_a_bound_host(name: str, world: TlsWorld) -> None:
    (answer,), bench = ask(world, OWN[name])
    assert parsed(answer)[0] == 403 and b"of the agent's own" in answer and world.got == []
    assert bench.audit.of("egress.refused")


OWN_FIELD: dict[str, Any] = {
    "in its json field": made("POST", "/repos/a", '{"token": "attacker"}', **JSON_),
    "in its json field, twice": made("POST", "/repos/a", '{"token": "attacker", "token": "{T}"}', **JSON_),
    "in its form field": made("POST", "/repos/a", "token=attacker", **FORM),
    "in its form field, twice": made("POST", "/repos/a", "token=attacker&token={T}", **FORM),
}


OWN_FIELD["packed"] = lambda handed: request(
    "POST", "/repos/a", gzip.compress(b"token=attacker"), host=HERE, content_encoding="gzip", **FORM
)


@pytest.mark.parametrize("name", OWN_FIELD)
def test_a_value_of_the_agents_own_at_the_bound_field_is_refused(name: str, world: TlsWorld) -> None:
    (answer,), _ = ask(world, OWN_FIELD[name], **{"as": "field", "name": "token"})
    assert parsed(answer)[0] == 403 and world.got == []


def test_a_host_without_a_secret_takes_what_the_agent_has(world: TlsWorld) -> None:
    (answer,), _ = world.run([{"GET": f"{HERE}/**"}], made(authorization="Bearer attacker")({}))
    assert parsed(answer)[0] == 200 and world.got[0][2]["authorization"] == "Bearer attacker"


def test_a_revoked_value_is_refused_at_once_and_a_rotated_one_is_used(world: TlsWorld) -> None:
    assert world.values is not None
    values = world.values

    async def answer(asked: Exchange, body: bytes) -> None:
        values.values = {"T": "rotated-value-12345"} if len(world.got) == 1 else {}
        await asked.reply(200, [], b"ok")

    world.answer = answer
    answers, bench = ask(world, *[made(authorization=BEARER)] * 3)
    assert [parsed(each)[0] for each in answers] == [200, 200, 403]
    assert [got[2]["authorization"] for got in world.got] == [f"Bearer {VALUE}", "Bearer rotated-value-12345"]
    assert [entry["ok"] for entry in bench.audit.of("outcome")] == [True, True, False]


def test_a_person_sees_the_placeholder_and_never_the_value(world: TlsWorld) -> None:
    rules = [{"POST": f"{HERE}/**"}]
    raw = made("POST", "/repos/a", "x", authorization=BEARER)
    (answer,), bench = world.run(rules, raw, person=True, document={"secrets": {"T": BINDING}})
    (shown,) = bench.approvals.asked
    assert parsed(answer)[0] == 200 and world.got[0][2]["authorization"] == f"Bearer {VALUE}"
    assert shown.request.arguments["headers"]["authorization"][0].startswith("Bearer wgp_T_")
    assert VALUE not in repr(shown)


def test_no_value_is_asked_for_before_the_request_is_admitted(world: TlsWorld) -> None:
    (answer,), _ = world.run(
        [{"POST": f"{HERE}/**"}],
        made("POST", "/repos/a", "x", authorization=BEARER),
        document={"secrets": {"T": BINDING}},
    )
    assert parsed(answer)[0] == 403 and world.values is not None and world.values.asked == []


CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "": lambda data: data,
    "identity": lambda data: data,
    "gzip": gzip.compress,
    "gzip in two members": lambda data: gzip.compress(data[:20]) + gzip.compress(data[20:]),
    "deflate": zlib.compress,
    "raw deflate": lambda data: zlib.compress(data)[2:-4],
}


@pytest.mark.parametrize("kind", ["text/html", "application/json"])
@pytest.mark.parametrize("chunk", [0, 1, 7])
@pytest.mark.parametrize("coding", CODINGS)
def test_a_reflected_value_is_cleaned_however_it_comes(coding: str, chunk: int, kind: str, world: TlsWorld) -> None:
    text = json.dumps(
        {"you sent": f"Bearer {VALUE}", "coded": base64.b64encode(VALUE.encode()).decode(), "n": "x" * 50}
    )

    async def answer(asked: Exchange, body: bytes) -> None:
        name = coding.removeprefix("raw ").split(" ")[0]
        packed = CODINGS[coding](text.encode())
        fields = [(b"content-type", kind.encode()), (b"x-echo", f"Bearer {VALUE}".encode())]
        fields += [(b"content-encoding", name.encode())] if name else []
        if not chunk:
            return await asked.reply(200, fields, packed)
        await asked.start(200, fields)
        for at in range(0, len(packed), chunk):
            await asked.send(packed[at : at + chunk])
        return await asked.end()

    world.answer = answer
    (got,), _ = ask(world, made(authorization=BEARER))
    assert got.startswith(b"HTTP/1.1 200") and VALUE.encode() not in got
    assert base64.b64encode(VALUE.encode())[:20] not in got
    assert got.count(b"[redacted:T]") >= 3 and b"x" * 40 in got


def test_a_coding_named_as_one_of_the_connection_is_read_all_the_same(world: TlsWorld) -> None:
    async def answer(asked: Exchange, body: bytes) -> None:
        fields = [
            (b"content-encoding", b"gzip"),
            (b"connection", b"Content-Encoding, x-only-here"),
            (b"x-only-here", b"1"),
        ]
        await asked.reply(200, fields, gzip.compress(VALUE.encode()))

    world.answer = answer
    (got,), _ = ask(world, made(authorization=BEARER))
    assert b"\r\n[redacted:T]\r\n" in got and b"x-only-here" not in got


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, gzip", "made-up", "identity; gzip"])
def test_what_cannot_be_decoded_is_refused(coding: str, world: TlsWorld) -> None:
    async def answer(asked: Exchange, body: bytes) -> None:
        await asked.reply(200, [(b"content-encoding", each.encode()) for each in coding.split("; ")], VALUE.encode())

    world.answer = answer
    (got,), _ = ask(world, made(authorization=BEARER))
    assert parsed(got)[0] == 502 and b"cannot be looked into" in got and VALUE.encode() not in got


def test_a_bomb_stops_at_what_the_run_may_move(world: TlsWorld) -> None:
    async def answer(asked: Exchange, body: bytes) -> None:
        await asked.reply(200, [(b"content-encoding", b"gzip")], gzip.compress(b"x" * (30 << 20)))

    world.answer = answer
    (got,), bench = world.run(
        RULES, made(authorization=BEARER), document={"secrets": {"T": BINDING}}, limits={"transfer": "1 MiB"}
    )
    assert len(got) < 2 << 20 and [entry["ok"] for entry in bench.audit.of("outcome")] == [False]


def test_a_part_of_an_answer_cannot_be_asked_for(world: TlsWorld) -> None:
    ask(world, made(authorization=BEARER, range="bytes=0-10", if_range='"x"'))
    assert not {"range", "if-range"} & world.got[0][2].keys()


def test_with_the_scrubber_off_the_value_is_only_in_what_the_server_reflects(world: TlsWorld) -> None:
    assert world.values is not None
    world.values.scrubs = False
    (got,), bench = ask(world, made(authorization=BEARER))
    assert VALUE.encode() not in got
    assert VALUE not in json.dumps([entry.body for entry in bench.audit.entries]) and VALUE not in repr(world.broker)


def test_a_placeholder_of_another_run_is_worth_nothing(world: TlsWorld) -> None:
    theirs = "wgp_T_" + "5" * 32
    (got,), _ = ask(world, request("GET", "/repos/x", host=HERE, authorization=f"Bearer {theirs}"))
    assert parsed(got)[0] == 403 and world.got == []
