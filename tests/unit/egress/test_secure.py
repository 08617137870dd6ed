"""TLS in our own hands: how an end that is none looks, and what TLS itself says to an end that does not read."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import socket
import ssl
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from tests.support.wire import certificate

from wicketgate.egress import dial
from wicketgate.egress.link import Link
from wicketgate.egress.secure import Inside
from wicketgate.gate.url import canonical
from wicketgate.http.line import Line, connect

NAME = "api.good.test"
BAD = b"\x17\x03\x03\x00\x20" + bytes(32)


class End:
    """The other end of a TLS connection, record by record."""

    def __init__(self, stream: asyncio.StreamReader, writer: asyncio.StreamWriter, context: ssl.SSLContext) -> None:
        self.stream, self.writer = stream, writer
        self.come, self.left = ssl.MemoryBIO(), ssl.MemoryBIO()
        name = NAME if context.protocol is ssl.PROTOCOL_TLS_CLIENT else None
        self.tls = context.wrap_bio(self.come, self.left, server_side=name is None, server_hostname=name)

    async def agree(self) -> None:
        """Do the handshake."""
        while True:
            try:
                self.tls.do_handshake()
                break
            except ssl.SSLWantReadError:
                self.writer.write(self.left.read())
                self.come.write(await self.stream.read(65536))
        self.writer.write(self.left.read())


@contextlib.asynccontextmanager
async def ended(context: ssl.SSLContext, end: Callable[[End], Awaitable[None]]) -> AsyncIterator[int]:
    """Serve connections that `end` says what to do with, after their handshake."""

    async def accepted(stream: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        other = End(stream, writer, context)
        await other.agree()
        await end(other)
        writer.close()

    server = await asyncio.start_server(accepted, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


def after(end: End, kind: str) -> bytes:
    """Return what follows the data."""
    if kind == "farewell":
        with contextlib.suppress(ssl.SSLError):
            end.tls.unwrap()
    if kind == "alert":
        end.come.write(BAD)
        with contextlib.suppress(ssl.SSLError):
            end.tls.read(1000)
    return BAD if kind == "no record of theirs" else end.left.read()


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
@pytest.mark.parametrize("kind", ["farewell", "nothing", "alert", "no record of theirs"])
def test_only_a_farewell_is_an_end(kind: str, version: ssl.TLSVersion, tmp_path: Path) -> None:
    server, trust = certificate(tmp_path, NAME)
    trust.maximum_version = version

    async def half(end: End) -> None:
        end.tls.write(b"half of it")
        data = end.left.read()
        end.writer.write(data + after(end, kind))

    async def run() -> tuple[bytes, bool]:
        got, broke = b"", False
        async with ended(server, half) as port:
            line = await connect("127.0.0.1", port)
            inside = Inside(line, line, trust, NAME)
            await inside.handshake()
            await asyncio.sleep(0.1)  # all of it has come
            try:
                while piece := await inside.read(65536):
                    got += piece
            except ConnectionError:
                broke = True
            inside.close()
        return got, broke

    assert asyncio.run(run()) == (b"half of it", kind != "farewell")


def test_a_connection_that_broke_says_so_whatever_broke_it(tmp_path: Path) -> None:
    server, trust = certificate(tmp_path, NAME)
    trust.check_hostname = False

    async def garbage(end: End) -> None:
        await asyncio.sleep(0.1)
        end.writer.write(BAD)

    async def run() -> None:
        async with ended(server, garbage) as port:
            line = await connect("127.0.0.1", port, trust)
            with pytest.raises(ConnectionError):
                await line.read(10)
            with pytest.raises(ConnectionError):
                await line.drain()

    asyncio.run(run())


def test_a_connection_whose_handshake_is_cut_off_is_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dial, "why_refused", lambda address: "")
    _, trust = certificate(tmp_path, NAME)

    async def run() -> bool:
        greeted, hung_up = asyncio.Event(), asyncio.Event()

        async def silent(stream: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await stream.read(1)
            greeted.set()
            while await stream.read(65536):
                pass
            hung_up.set()
            writer.close()

        async def resolver(host: str, port: int) -> list[str]:
            return ["127.0.0.1"]

        server = await asyncio.start_server(silent, "127.0.0.1", 0)
        found = canonical(f"https://{NAME}:{server.sockets[0].getsockname()[1]}/")
        opening = asyncio.ensure_future(Link(resolver, trust).open(found, again=False))
        await greeted.wait()
        opening.cancel()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(2):
                await hung_up.wait()
        server.close()
        return hung_up.is_set()

    assert asyncio.run(run())


def updates(tls: ssl.SSLObject) -> Callable[[], None]:
    """Return what has OpenSSL ask the other end for new keys, and so for a word, which Python's ssl cannot."""
    maps = [line.split()[-1] for line in Path("/proc/self/maps").read_text().splitlines() if "libssl" in line]
    if sys.version_info[:2] != (3, 11) or not maps:
        pytest.skip("where Python keeps OpenSSL's object is known for 3.11, with a shared library")
    library = ctypes.CDLL(maps[0])
    library.SSL_key_update.argtypes = [ctypes.c_void_p, ctypes.c_int]
    library.SSL_do_handshake.argtypes = [ctypes.c_void_p]
    inner = ctypes.c_void_p.from_address(id(tls._sslobj) + 3 * ctypes.sizeof(ctypes.c_void_p)).value  # type: ignore[attr-defined]

    def update() -> None:
        assert library.SSL_key_update(inner, 1) == 1 and library.SSL_do_handshake(inner) == 1

    return update


def test_what_tls_says_to_an_end_that_does_not_read_does_not_fill_the_memory(tmp_path: Path) -> None:
    server, trust = certificate(tmp_path, NAME)
    lines = list[Line]()

    async def reading(line: Line) -> None:
        inside = Inside(line, line, server, None)
        await inside.handshake()
        with contextlib.suppress(ConnectionError):
            await inside.read(1)

    async def run() -> int:
        loop, tasks, most = asyncio.get_running_loop(), set[asyncio.Task[None]](), 0

        def made(line: Line) -> None:
            lines.append(line)
            tasks.add(loop.create_task(reading(line)))

        listener = socket.create_server(("127.0.0.1", 0))
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        listening = await loop.create_server(lambda: Line(made=made), sock=listener)
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect(listener.getsockname())
        stream, writer = await asyncio.open_connection(sock=client, limit=1024)
        end = End(stream, writer, trust)
        await end.agree()
        update = updates(end.tls)
        for _ in range(40):
            for _ in range(500):
                update()
            writer.write(end.left.read())
            await asyncio.sleep(0.01)
            most = max(most, lines[0]._transport.get_write_buffer_size())
        writer.transport.abort()
        await asyncio.gather(*tasks)
        listening.close()
        return most

    # What came in one read is answered in one go: then the other end has to read before more is.
    assert asyncio.run(run()) < 400_000
