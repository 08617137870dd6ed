"""The egress proxy against code inside: real listeners, real upstreams on loopback, real TLS."""

from __future__ import annotations

import asyncio
import json
import ssl
from pathlib import Path
from typing import Any

import pytest
from proxied import BODY, HERE, World
from tests.support.ports import Bench
from tests.support.wire import certificate, parsed, peer, request, talk

from wicketgate.egress import dial

LOOPBACK = {"GET": "http://127.0.0.1:PORT/kb/**"}


def test_a_granted_get_is_rebuilt_carried_out_and_recorded() -> None:
    world = World()
    extra = {"proxy_authorization": "Basic x", "te": "trailers", "x_keep": "1", "connection_": "x"}
    raw = request("GET", "http://127.0.0.1:PORT/kb/a?q=1", close=False, host=HERE, **extra)
    raw = raw.replace(b"connection-: x", b"connection: close, x-drop\r\nx-drop: 1")
    (answer,), made = world.ask([LOOPBACK], raw)
    status, headers, body = parsed(answer)
    assert (status, body, headers["x-up"]) == (200, BODY, "1")
    assert "proxy-authenticate" not in headers
    names = [name for name, _ in world.heads[0].headers]
    assert names == [b"host", b"x-keep", b"connection"] and world.heads[0].target == "/kb/a?q=1"
    assert [json.loads(entry["text"])["status"] for entry in made.audit.of("outcome")] == [200]
    assert made.state.used["calls"] == 1
    assert world.resolved == []


def test_no_answer_is_asked_for_in_a_coding_that_cannot_be_looked_into() -> None:
    world = World()
    world.ask([LOOPBACK], request("GET", "http://127.0.0.1:PORT/kb/a", host=HERE, accept_encoding="br, zstd, gzip"))
    assert world.heads[0].header(b"accept-encoding") == b"identity"


REFUSED = {
    "another path": request("GET", "http://127.0.0.1:PORT/other", host=HERE),
    "a path above": request("GET", "http://127.0.0.1:PORT/kb/../other", host=HERE),
    "an encoded slash": request("GET", "http://127.0.0.1:PORT/kb/..%2fother", host=HERE),
    "another method": request("POST", "http://127.0.0.1:PORT/kb/a", b"x", host=HERE),
    "another host": request("GET", "http://evil.test/kb/a", host="evil.test"),
    "another port": request("GET", "http://127.0.0.1:1/kb/a", host="127.0.0.1:1"),
    "the address in decimal": request("GET", "http://2130706433:PORT/kb/a", host="2130706433:PORT"),
    "the address in octal": request("GET", "http://0177.0.0.1:PORT/kb/a", host="0177.0.0.1:PORT"),
    "the address cut": request("GET", "http://127.1:PORT/kb/a", host="127.1:PORT"),
    "the address mapped": request("GET", "http://[::ffff:127.0.0.1]:PORT/kb/a", host="[::ffff:127.0.0.1]:PORT"),
    "a user name": request("GET", "http://127.0.0.1:PORT@evil.test/kb/a", host="evil.test"),
    "host field of another": request("GET", "http://127.0.0.1:PORT/kb/a", host="evil.test"),
    "host field of another port": request("GET", "http://127.0.0.1:PORT/kb/a", host="127.0.0.1"),
    "origin form": request("GET", "/kb/a", host=HERE),
    "https by absolute form": request("GET", "https://127.0.0.1:PORT/kb/a", host=HERE),
    "upgrade": request("GET", "http://127.0.0.1:PORT/kb/a", host=HERE, upgrade="websocket"),
    "h2c": request("GET", "http://127.0.0.1:PORT/kb/a", host=HERE, http2_settings="AAMAAABk"),
    "trace": request("TRACE", "http://127.0.0.1:PORT/kb/a", host=HERE),
    "an unknown method": request("BREW", "http://127.0.0.1:PORT/kb/a", host=HERE),
    "a tunnel": request("CONNECT", HERE, host=HERE),
    "a tunnel with a body": request("CONNECT", HERE, b"x", host=HERE),
    "a homograph": request("GET", "http://xn--pple-43d.com/kb/a", host="xn--pple-43d.com"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_granted_reaches_nothing(name: str) -> None:
    world = World()
    (answer,), _ = world.ask([LOOPBACK], REFUSED[name])
    status, _, body = parsed(answer)
    assert status in (400, 403, 405) and b"wicketgate: " in body
    assert (world.heads, world.resolved) == ([], [])


def test_a_refusal_names_the_rule_and_the_remedy() -> None:
    (answer,), _ = World().ask([LOOPBACK], REFUSED["another host"])
    said = json.loads(parsed(answer)[2])["error"]
    assert "wicketgate.yaml:" in said["message"] and "evil.test" in said["remedy"]


def test_a_name_that_is_not_granted_is_never_resolved() -> None:
    world = World()
    leak = "c2VjcmV0.evil.test"
    world.ask(
        [{"GET": "http://*.good.test/**"}],
        request("GET", f"http://{leak}/", host=leak),
        request("CONNECT", f"{leak}:443"),
    )
    assert world.resolved == []


def test_names_below_a_wildcard_carry_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dial, "why_refused", lambda address: "")
    world = World()
    long = f"{'a' * 60}.good.test:PORT"
    many = [request("GET", f"http://n{n}.good.test:PORT/", host=f"n{n}.good.test:PORT") for n in range(70)]
    answers, _ = world.ask([{"GET": "http://*.good.test:PORT/**"}], request("GET", f"http://{long}/", host=long), *many)
    statuses = [parsed(answer)[0] for answer in answers]
    assert statuses == [403, *[200] * 64, *[403] * 6]
    assert len(world.resolved) == 64


def test_a_granted_name_that_leads_inside_is_refused() -> None:
    world = World()
    raw = request("GET", "http://docs.good.test:PORT/", host="docs.good.test:PORT")
    for inside in ("127.0.0.1", "169.254.169.254", "10.0.0.1", "::1", "::ffff:127.0.0.1"):
        world.to = inside
        (answer,), made = world.ask([{"GET": "http://docs.good.test:PORT/**"}], raw)
        assert parsed(answer)[0] == 403 and b"resolves to" in answer
        assert [entry["ok"] for entry in made.audit.of("outcome")] == [False]
    assert world.heads == []


def test_a_redirect_is_passed_on_and_not_followed() -> None:
    world = World()
    raw = request("GET", "http://127.0.0.1:PORT/moved", host=HERE)
    (answer,), _ = world.ask([{"GET": "http://127.0.0.1:PORT/**"}], raw)
    assert parsed(answer)[0] == 302 and len(world.heads) == 1


def test_bytes_that_leave_have_a_cap_and_so_has_what_comes_back() -> None:
    world = World()
    small = [{**LOOPBACK, "bytes": "200 B per hour"}]
    raw = request("GET", "http://127.0.0.1:PORT/kb/a?" + "x" * 90, host=HERE)
    answers, _ = world.ask(small, raw, raw)
    assert [parsed(answer)[0] for answer in answers] == [200, 403]
    big = request("GET", "http://127.0.0.1:PORT/big", host=HERE)
    (answer,), made = world.ask([{"GET": "http://127.0.0.1:PORT/**"}], big, transfer="100 KiB")
    assert len(parsed(answer)[2]) <= 100 << 10
    assert [entry["ok"] for entry in made.audit.of("outcome")] == [False]


async def tunnelled(port: int, target: str, client: ssl.SSLContext, name: str | None, data: bytes) -> bytes:
    """Return what a TLS server answers to `data` through a tunnel."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request("CONNECT", target, host=target))
    answer = await reader.readuntil(b"\r\n\r\n")
    assert b" 200 " in answer, answer
    await writer.start_tls(client, server_hostname=name)
    writer.write(data)
    try:
        return await reader.read(100)
    finally:
        writer.close()


@pytest.mark.parametrize(
    ("sni", "passes"), [("good.test", True), ("other.test", False), ("GOOD.test", True), (None, False)]
)
def test_the_tls_name_must_be_the_admitted_host(
    sni: str | None, passes: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dial, "why_refused", lambda address: "")
    server, client = certificate(tmp_path, "good.test", "other.test")
    client.check_hostname = False
    reached: list[bytes] = []

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        reached.append(await reader.read(100))
        writer.write(b"got it")
        await writer.drain()

    async def run() -> tuple[bytes, Bench]:
        world = World()
        async with peer(echo, server) as secure:
            rules = [{"TUNNEL": f"good.test:{secure}", "ask": "never"}]
            async with world.open(*rules) as (port, _, made):
                try:
                    got = await tunnelled(port, f"good.test:{secure}", client, sni, b"hello")
                except OSError:
                    got = b""
                while not made.audit.of("outcome"):
                    await asyncio.sleep(0.01)
                return got, made

    got, made = asyncio.run(run())
    (outcome,) = made.audit.of("outcome")
    assert (got, reached, outcome["ok"]) == ((b"got it", [b"hello"], True) if passes else (b"", [], False))


def through(rule: dict[str, str], *pieces: bytes, **limits: Any) -> tuple[bytes, int, Bench]:
    """Return what comes back through a tunnel to an echo server, how much reached it, and the bench."""
    reached = 0

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal reached
        while data := await reader.read(65536):
            reached += len(data)
            writer.write(data)
            await writer.drain()

    async def run() -> tuple[bytes, int, Bench]:
        async with peer(echo) as up:
            world = World()
            filled = {key: value.replace("ECHO", str(up)) for key, value in rule.items()}
            async with world.open(filled, **limits) as (port, _, made):
                where = f"127.0.0.1:{up}"
                answer = await talk(port, request("CONNECT", where, host=where) + b"".join(pieces))
                return answer.partition(b"\r\n\r\n")[2], reached, made

    return asyncio.run(run())


def plain_hello() -> bytes:
    """Return a ClientHello without a name."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    outgoing = ssl.MemoryBIO()
    with pytest.raises(ssl.SSLWantReadError):
        context.wrap_bio(ssl.MemoryBIO(), outgoing).do_handshake()
    return outgoing.read()


OPEN = {"TUNNEL": "127.0.0.1:ECHO", "ask": "never"}


@pytest.mark.parametrize("data", [b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"SSH-2.0-x\r\n" * 10, b"\x16\x03\x01\0\0"])
def test_only_tls_goes_through_a_tunnel(data: bytes) -> None:
    back, reached, made = through(OPEN, data)
    assert (back, reached) == (b"", 0)
    assert made.audit.of("outcome")[0]["ok"] is False


def test_bytes_through_a_tunnel_are_cut_at_the_caps() -> None:
    hello = plain_hello()
    back, reached, made = through({**OPEN, "bytes": "2 KiB per hour"}, hello, b"x" * 200_000)
    assert len(hello) <= reached <= 2048 and len(back) <= reached
    rule = made.audit.of("decided")[0]["rule"]
    assert made.state.used[f"bytes:{rule}"] == reached
    _, reached, _ = through(OPEN, hello, b"x" * 200_000, transfer="64 KiB")
    assert reached <= 64 << 10


def test_a_tunnel_asks_unless_the_entry_says_never() -> None:
    world = World()
    rules = [{"TUNNEL": "127.0.0.1:PORT"}]
    (answer,), made = world.ask(rules, request("CONNECT", HERE, host=HERE))
    assert parsed(answer)[0] == 403 and len(made.approvals.asked) == 1


@pytest.mark.parametrize("fields", [b"", b"Host: 127.0.0.1:PORT\r\n"])
def test_a_connect_of_an_old_client_is_read_too(fields: bytes) -> None:
    world, rule = World(), {"TUNNEL": "127.0.0.1:PORT"}
    (answer,), made = world.ask([rule], b"CONNECT 127.0.0.1:PORT HTTP/1.0\r\n" + fields + b"\r\n")
    assert parsed(answer)[0] == 403 and [each.request.tool for each in made.approvals.asked] == ["tunnel"]
    (answer,), _ = world.ask([rule], b"CONNECT 127.0.0.1:PORT HTTP/1.0\r\nHost: evil.test\r\n\r\n")
    assert parsed(answer)[0] == 400
