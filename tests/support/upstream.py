"""A TLS host on loopback for tests: keeps what it got, answers by a function, under an authority of its own."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from tests.support.memory import Memory
from tests.support.ports import Bench, bench
from tests.support.wire import Drained, certificate, peer, served
from wicketgate.egress.authority import Authority
from wicketgate.egress.fetch import Poster
from wicketgate.egress.proxy import Proxy
from wicketgate.http.exchange import Exchange
from wicketgate.http.server import converse
from wicketgate.secrets.broker.broker import Broker

HOST = "api.good.test"
Answer = Callable[[Exchange, bytes], Awaitable[None]]
Raw = bytes | Callable[[dict[str, str]], bytes]


async def plainly(asked: Exchange, body: bytes) -> None:
    """Answer any request alike."""
    await asked.reply(200, [(b"content-type", b"text/plain"), (b"x-up", b"1")], b"answer from upstream")


class TlsWorld:
    """Code inside, a proxy that ends TLS, and a TLS upstream for `names` behind it."""

    def __init__(self, folder: Path, answer: Answer = plainly, names: Sequence[str] = (HOST,)) -> None:
        self.server, self.trust = certificate(folder, *names)
        self.trust.set_alpn_protocols(["http/1.1"])
        self.answer = answer
        self.got: list[tuple[str, str, dict[str, str], bytes]] = []
        self.connections = 0
        self.resolved: list[str] = []
        self.values: Memory | None = None
        self.given: Broker | None = None
        self.broker: Broker | None = None
        self.authority = Authority(names, 3600)
        self.client = ssl.create_default_context(cadata=self.authority.pem.decode())

    async def resolver(self, host: str, port: int) -> Sequence[str]:
        """Resolve every name to loopback."""
        self.resolved.append(host)
        return ["127.0.0.1"]

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        await converse(reader, Drained(writer), self._one)

    async def _one(self, asked: Exchange) -> None:
        body = await asked.body(64 << 20)
        headers = {name.decode(): value.decode("latin-1") for name, value in asked.headers}
        self.got.append((asked.method, asked.target, headers, body))
        await self.answer(asked, body)

    @contextlib.asynccontextmanager
    async def open(self, *rules: dict[str, str], **task: Any) -> AsyncIterator[tuple[int, int, Bench]]:
        """Yield the proxy's port, the upstream's port and the bench; `PORT` in a rule is the upstream's."""
        async with peer(self._connection, self.server) as up:
            made = self.bench(up, *rules, **task)
            async with served(self.proxy(made).serve) as port:
                yield port, up, made

    def bench(self, up: int, *rules: dict[str, str], **task: Any) -> Bench:
        """Return a door for a task with these network entries."""
        document = task.pop("document", {})
        return bench({"network": _filled(list(rules), up), **task}, **_filled(document, up))

    def proxy(self, made: Bench) -> Proxy:
        """Return the proxy of a bench."""
        profile = made.door.ports.profile
        poster = Poster(self.resolver, self.trust)
        made_here = Broker(profile, self.values, poster) if self.values is not None else None
        self.broker = self.given or made_here
        return Proxy(made.door, self.resolver, authority=self.authority, trust=self.trust, broker=self.broker)

    def upstream(self) -> contextlib.AbstractAsyncContextManager[int]:
        """Serve the upstream and yield its port."""
        return peer(self._connection, self.server)

    async def connect(
        self, port: int, target: str, name: str | None = HOST, trust: ssl.SSLContext | None = None
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Return a TLS connection through the proxy to `target`, asking for `name`."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"CONNECT {target} HTTP/1.1\r\nhost: {target}\r\n\r\n".encode())
        answer = await reader.readuntil(b"\r\n\r\n")
        if b" 200 " not in answer:
            raise ConnectionRefusedError(answer.decode() + (await reader.read(2000)).decode())
        await writer.start_tls(trust or self.client, server_hostname=name)
        return reader, writer

    async def ask(self, port: int, up: int, *raw: bytes, name: str = HOST) -> list[bytes]:
        """Return the answers to raw requests on one connection each; `PORT` in them is the upstream's."""
        answers = []
        for data in raw:
            reader, writer = await self.connect(port, f"{name}:{up}", name)
            writer.write(data.replace(b"PORT", str(up).encode()))
            answers.append(await all_of(reader))
            writer.close()
        return answers

    def run(
        self, rules: list[dict[str, str]], *raw: Raw, person: bool = False, **task: Any
    ) -> tuple[list[bytes], Bench]:
        """Return the answers to raw requests, each bytes or what makes them of the placeholders, and the bench."""

        async def work() -> tuple[list[bytes], Bench]:
            async with self.open(*rules, **task) as (port, up, made):
                made.approvals.answer = person
                handed = dict(self.broker.variables()) if self.broker is not None else {}
                return await self.ask(port, up, *(each(handed) if callable(each) else each for each in raw)), made

        return asyncio.run(work())


async def all_of(reader: asyncio.StreamReader) -> bytes:
    """Return everything until the end, proper or not."""
    got = bytearray()
    with contextlib.suppress(ConnectionError, ssl.SSLError):
        async with asyncio.timeout(20):
            while piece := await reader.read(65536):
                got += piece
    return bytes(got)


def _filled(value: Any, port: int) -> Any:
    if isinstance(value, str):
        return value.replace("PORT", str(port))
    if isinstance(value, dict):
        return {key: _filled(item, port) for key, item in value.items()}
    return [_filled(item, port) for item in value] if isinstance(value, list) else value
