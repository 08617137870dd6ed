"""TLS that ends at the proxy: real TLS on both sides, every request inside decided by its method and path."""

from __future__ import annotations

import asyncio
import datetime
import ipaddress
import json
import pickle
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from tests.support.upstream import HOST, TlsWorld, all_of
from tests.support.wire import parsed, request

from wicketgate.egress import dial
from wicketgate.egress.authority import Authority
from wicketgate.http.exchange import Exchange

HERE = f"{HOST}:PORT"
GRANTED = {"GET": f"{HOST}:PORT/repos/acme/**"}


@pytest.fixture(autouse=True)
def _loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dial, "why_refused", lambda address: "")


@pytest.fixture
def world(tmp_path: Path) -> TlsWorld:
    """A host that answers plainly."""
    return TlsWorld(tmp_path)


def test_a_granted_get_inside_tls_is_rebuilt_verified_and_recorded(world: TlsWorld) -> None:
    raw = request("GET", "/repos/acme/x?q=1", host=HERE, accept_encoding="gzip", x_keep="1", te="trailers")
    (answer,), made = world.run([GRANTED], raw)
    assert parsed(answer)[0] == 200 and parsed(answer)[2] == b"answer from upstream"
    ((method, target, headers, _),) = world.got
    assert (method, target, headers["accept-encoding"], headers["x-keep"]) == (
        "GET",
        "/repos/acme/x?q=1",
        "identity",
        "1",
    )
    assert "te" not in headers and headers["host"].startswith(HOST)
    asked = made.audit.of("asked")[0]
    assert asked["tool"] == "http" and asked["arguments"]["url"].startswith(f"https://{HOST}:")
    assert [json.loads(entry["text"])["status"] for entry in made.audit.of("outcome")] == [200]


REFUSED = {
    "another path": request("GET", "/repos/other/x", host=HERE),
    "a path above": request("GET", "/repos/acme/../other", host=HERE),
    "a path above, encoded": request("GET", "/repos/acme/%2e%2e/other", host=HERE),
    "a path encoded twice": request("GET", "/repos/acme/%252e%252e/other", host=HERE),
    "an encoded slash": request("GET", "/repos/acme/..%2fother", host=HERE),
    "another method": request("POST", "/repos/acme/x", b"x", host=HERE),
    "a method override": request("GET", "/repos/acme/x", host=HERE, x_http_method_override="DELETE"),
    "a method override in the query": request("GET", "/repos/acme/x?_method=DELETE", host=HERE),
    "a method override in the query, encoded": request("GET", "/repos/acme/x?%5fmethod=DELETE", host=HERE),
    "a method override in a form": request(
        "POST", "/repos/acme/f", b"a=1&_method=DELETE", host=HERE, content_type="application/x-www-form-urlencoded"
    ),
    "a method override in parts": request(
        "POST",
        "/repos/acme/f",
        b'--x\r\nContent-Disposition: form-data; name="_method"\r\n\r\nDELETE\r\n--x--',
        host=HERE,
        content_type="multipart/form-data; boundary=x",
    ),
    "another path by a field": request("GET", "/repos/acme/x", host=HERE, x_original_url="/admin"),
    "trace": request("TRACE", "/repos/acme/x", host=HERE),
    "a connect inside": request("CONNECT", HERE, host=HERE),
    "absolute form": request("GET", f"https://{HERE}/repos/acme/x", host=HERE),
    "absolute form of another": request("GET", "https://evil.test/repos/acme/x", host=HERE),
    "all of the server": request("OPTIONS", "*", host=HERE),
    "host of another": request("GET", "/repos/acme/x", host="evil.test"),
    "host without the port": request("GET", "/repos/acme/x", host=HOST),
    "two hosts": request("GET", "/repos/acme/x", host=HERE).replace(b"connection:", b"host: evil.test\r\nconnection:"),
    "two framings": request("GET", "/repos/acme/x", b"0\r\n\r\n", host=HERE, transfer_encoding="chunked"),
    "websocket": request("GET", "/repos/acme/x", host=HERE, upgrade="websocket"),
    "h2 by prior knowledge": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a head too large": request("GET", "/repos/acme/x", host=HERE, x_long="x" * (70 << 10)),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_granted_inside_tls_reaches_nothing(name: str, world: TlsWorld) -> None:
    (answer,), _ = world.run([GRANTED, {"POST": f"{HOST}:PORT/repos/acme/f", "ask": "never"}], REFUSED[name])
    assert parsed(answer)[0] in (400, 403, 405, 421, 431, 501)
    assert (world.got, world.resolved, world.connections) == ([], [], 0)


def test_each_request_of_one_connection_is_decided_and_the_upstream_is_kept(world: TlsWorld) -> None:
    async def run() -> list[int]:
        async with world.open(GRANTED) as (port, up, _):
            reader, writer = await world.connect(port, f"{HOST}:{up}")
            statuses = []
            for path in ("/repos/acme/1", "/repos/acme/2", "/admin"):
                writer.write(request("GET", path, close=False, host=f"{HOST}:{up}"))
                head = await reader.readuntil(b"\r\n\r\n")
                statuses.append(int(head.split()[1]))
                await reader.readexactly(int(parsed(head)[1]["content-length"]))
            writer.close()
            return statuses

    assert asyncio.run(run()) == [200, 200, 403]
    assert [target for _, target, _, _ in world.got] == ["/repos/acme/1", "/repos/acme/2"] and world.connections == 1


def test_an_answer_nobody_asked_for_is_not_the_next_ones(tmp_path: Path) -> None:
    world, more = TlsWorld(tmp_path), asyncio.Event()

    async def eager(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer each request, and after the first one a request nobody has sent."""
        world.connections += 1
        while await reader.readuntil(b"\r\n\r\n"):
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")
            await writer.drain()
            if world.connections == 1:
                await more.wait()
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nno")

    world._connection = eager  # type: ignore[method-assign]

    async def run() -> list[bytes]:
        async with world.open(GRANTED) as (port, up, _):
            reader, writer = await world.connect(port, f"{HOST}:{up}")
            got = []
            for _n in range(2):
                writer.write(request("GET", "/repos/acme/1", close=False, host=f"{HOST}:{up}"))
                head = await reader.readuntil(b"\r\n\r\n")
                got.append(head[:12] + await reader.readexactly(2))
                more.set()
                await asyncio.sleep(0.2)
            writer.close()
            return got

    assert asyncio.run(run()) == [b"HTTP/1.1 200ok"] * 2 and world.connections == 2


def test_an_upstream_that_closed_a_kept_connection_is_dialled_again(tmp_path: Path) -> None:
    world = TlsWorld(tmp_path)

    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request on each connection, though keep-alive was said."""
        world.connections += 1
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")
        await writer.drain()
        writer.close()

    world._connection = once  # type: ignore[method-assign]

    async def run() -> list[bytes]:
        async with world.open(GRANTED) as (port, up, _):
            reader, writer = await world.connect(port, f"{HOST}:{up}")
            got = []
            for _n in range(2):
                writer.write(request("GET", "/repos/acme/1", close=False, host=f"{HOST}:{up}"))
                head = await reader.readuntil(b"\r\n\r\n")
                got.append(head[:12] + await reader.readexactly(2))
            writer.close()
            return got

    assert asyncio.run(run()) == [b"HTTP/1.1 200ok"] * 2 and world.connections == 2


@pytest.mark.parametrize("name", ["other.good.test", "GOOD.test", None])
def test_the_tls_name_must_be_the_host_of_the_connect(name: str | None, world: TlsWorld) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE

    async def run() -> object:
        async with world.open(GRANTED) as (port, up, made):
            with pytest.raises((ConnectionError, ssl.SSLError)):
                await world.connect(port, f"{HOST}:{up}", name or "", context)
            return made.audit.of("egress.refused")

    (note,) = asyncio.run(run())  # type: ignore[misc]
    assert note["host"] == HOST and "TLS name" in note["reason"] and world.connections == 0


def test_an_upstream_whose_certificate_is_not_trusted_gets_nothing(world: TlsWorld) -> None:
    world.trust = ssl.create_default_context()
    (answer,), made = world.run([GRANTED], request("GET", "/repos/acme/x", host=HERE))
    assert parsed(answer)[0] == 502 and b"not trusted" in answer and world.got == []
    assert [entry["ok"] for entry in made.audit.of("outcome")] == [False]


def test_an_upstream_with_a_certificate_for_another_host_gets_nothing(tmp_path: Path) -> None:
    world = TlsWorld(tmp_path, names=("other.good.test",))
    world.authority = Authority([HOST], 3600)
    world.client = ssl.create_default_context(cadata=world.authority.pem.decode())
    (answer,), _ = world.run([GRANTED], request("GET", "/repos/acme/x", host=HERE))
    assert parsed(answer)[0] == 502 and world.got == []


def test_a_host_no_method_names_stays_a_tunnel_that_asks(world: TlsWorld) -> None:
    async def run() -> list[object]:
        async with world.open(GRANTED, {"TUNNEL": "opaque.good.test"}) as (port, _, made):
            for target in ("opaque.good.test:443", f"{HOST}:1", "evil.test:443"):
                with pytest.raises(ConnectionRefusedError):
                    await world.connect(port, target)
            return [[entry["tool"] for entry in made.audit.of("asked")], len(made.approvals.asked)]

    assert asyncio.run(run()) == [["tunnel"] * 3, 1]


def test_http_2_is_not_agreed_on(world: TlsWorld) -> None:
    world.client.set_alpn_protocols(["h2", "http/1.1"])

    async def run() -> object:
        async with world.open(GRANTED) as (port, up, _):
            _, writer = await world.connect(port, f"{HOST}:{up}")
            agreed = writer.get_extra_info("ssl_object").selected_alpn_protocol()
            writer.close()
            return agreed

    assert asyncio.run(run()) == "http/1.1"


def test_a_post_asks_with_its_body_and_only_then_goes_out(world: TlsWorld) -> None:
    rule = {"POST": f"{HOST}:PORT/repos/acme/**"}
    raw = request("POST", "/repos/acme/issues", b'{"title": "x"}', host=HERE, content_type="application/json")
    (denied,), made = world.run([rule], raw)
    assert parsed(denied)[0] == 403 and world.got == []
    assert made.approvals.asked[0].request.arguments["body"] == '{"title": "x"}'
    (answer,), _ = world.run([rule], raw, person=True)
    assert parsed(answer)[0] == 200 and world.got[0][3] == b'{"title": "x"}'


def test_two_grants_of_one_place_differ_by_their_scheme(world: TlsWorld) -> None:
    (answer,), _ = world.run([GRANTED, {"GET": f"http://{HOST}:PORT/**"}], request("GET", "/admin", host=HERE))
    assert parsed(answer)[0] == 403 and world.got == []


def test_the_authority_is_good_for_the_hosts_of_the_task_alone() -> None:
    made = Authority(["api.good.test", "*.wild.test", "10.0.0.7"], 60)
    found = x509.load_pem_x509_certificate(made.pem)
    limits = found.extensions.get_extension_for_class(x509.NameConstraints)
    subtrees = limits.value.permitted_subtrees or []
    assert limits.critical
    assert {each.value for each in subtrees if isinstance(each, x509.DNSName)} == {
        "nothing.invalid",
        "api.good.test",
        "wild.test",
    }
    assert ipaddress.ip_network("10.0.0.7/32") in {each.value for each in subtrees}
    assert found.not_valid_after_utc - found.not_valid_before_utc <= datetime.timedelta(seconds=660)
    assert "BEGIN" not in repr(made)
    with pytest.raises(TypeError):
        pickle.dumps(made)


@pytest.mark.parametrize("host", ["evil.test", "127.0.0.1", "good.test"])
def test_a_leaf_for_another_host_is_not_believed(host: str, tmp_path: Path) -> None:
    """Even what the authority itself would sign for a host the task does not name."""
    world = TlsWorld(tmp_path)
    inside, outside, incoming = ssl.MemoryBIO(), ssl.MemoryBIO(), ssl.MemoryBIO()
    server = world.authority.context(host).wrap_bio(inside, outside, server_side=True)
    client = world.client.wrap_bio(outside, incoming, server_hostname=host)
    with pytest.raises(ssl.SSLCertVerificationError):
        for _ in range(4):
            for end in (client, server):
                try:
                    end.do_handshake()
                except ssl.SSLWantReadError:
                    inside.write(incoming.read())


def test_bytes_before_the_handshake_are_no_request(world: TlsWorld) -> None:
    async def run() -> bytes:
        async with world.open(GRANTED) as (port, up, _):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            target = f"{HOST}:{up}"
            early = request("GET", "/repos/acme/x", host=target)
            writer.write(f"CONNECT {target} HTTP/1.1\r\nhost: {target}\r\n\r\n".encode() + early)
            return await all_of(reader)

    assert asyncio.run(run()).count(b"HTTP/1.1") == 1 and world.got == []


def test_a_redirect_inside_tls_is_passed_on_and_what_follows_is_a_new_decision(tmp_path: Path) -> None:
    async def answer(asked: Exchange, body: bytes) -> None:
        await asked.reply(302, [(b"location", b"https://evil.test/repos/acme/x")])

    world = TlsWorld(tmp_path, answer)
    (answer_,), _ = world.run([GRANTED], request("GET", "/repos/acme/x", host=HERE))
    assert parsed(answer_)[0] == 302 and len(world.got) == 1 and world.resolved == [HOST]


def test_a_granted_tls_host_that_leads_inside_is_refused(world: TlsWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    (answer,), made = world.run([GRANTED], request("GET", "/repos/acme/x", host=HERE))
    assert parsed(answer)[0] == 403 and b"resolves to 127.0.0.1" in answer and world.got == []
    assert [entry["ok"] for entry in made.audit.of("outcome")] == [False]


def test_names_below_a_wildcard_carry_little_inside_tls_too(tmp_path: Path) -> None:
    long = f"{'a' * 60}.good.test"
    world = TlsWorld(tmp_path, names=("*.good.test", long))

    async def run() -> bytes:
        async with world.open({"GET": "*.good.test:PORT/**"}) as (port, up, _):
            (answer,) = await world.ask(port, up, request("GET", "/x", host=f"{long}:PORT"), name=long)
            return answer

    assert parsed(asyncio.run(run()))[0] == 403 and world.resolved == [] and world.got == []


def test_bytes_that_leave_inside_tls_have_the_caps_of_their_entry(world: TlsWorld) -> None:
    rule = {**GRANTED, "bytes": "200 B per hour"}
    raw = request("GET", "/repos/acme/a?" + "x" * 60, host=HERE)
    answers, _ = world.run([rule], raw, raw)
    assert [parsed(answer)[0] for answer in answers] == [200, 403] and len(world.got) == 1


def test_an_answer_that_breaks_off_looks_cut(tmp_path: Path) -> None:
    world = TlsWorld(tmp_path)

    async def cut(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\n\r\nhalf of it")
        await writer.drain()
        writer.transport.abort()

    world._connection = cut  # type: ignore[method-assign]
    (answer,), made = world.run([GRANTED], request("GET", "/repos/acme/x", host=HERE))
    assert not answer.endswith(b"0\r\n\r\n") and [entry["ok"] for entry in made.audit.of("outcome")] == [False]
