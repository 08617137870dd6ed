"""A proxy between code inside and an upstream on loopback, for the tests of the egress proxy."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from typing import Any

from tests.support.ports import Bench, bench
from tests.support.wire import served, talk

from wicketgate.egress.proxy import Proxy
from wicketgate.http.exchange import Exchange
from wicketgate.http.server import serve

BODY = b"answer from upstream"


class World:
    """An upstream that keeps what it got, a resolver that keeps what it was asked, and a proxy between."""

    def __init__(self) -> None:
        self.heads: list[Exchange] = []
        self.bodies: list[bytes] = []
        self.resolved: list[str] = []
        self.to = "127.0.0.1"

    async def upstream(self, asked: Exchange) -> None:
        """Answer any request."""
        self.heads.append(asked)
        self.bodies.append(await asked.body(1 << 20))
        if asked.target == "/moved":
            return await asked.reply(302, [(b"location", b"http://evil.test/")])
        if asked.target == "/big":
            return await asked.reply(200, [], b"x" * 300_000)
        await asked.reply(
            200, [(b"content-type", b"text/plain"), (b"x-up", b"1"), (b"proxy-authenticate", b"Basic")], BODY
        )
        return None

    async def resolver(self, host: str, port: int) -> Sequence[str]:
        """Resolve every name to one address."""
        self.resolved.append(host)
        return [self.to]

    @contextlib.asynccontextmanager
    async def open(self, *rules: dict[str, str], **limits: Any) -> AsyncIterator[tuple[int, int, Bench]]:
        """Yield the proxy's port, the upstream's port and the bench; `PORT` in a rule is the upstream's."""
        async with served(lambda listener: serve(listener, self.upstream)) as up:
            network = [{key: value.replace("PORT", str(up)) for key, value in rule.items()} for rule in rules]
            made = bench({"network": network, "limits": limits} if limits else {"network": network})
            async with served(Proxy(made.door, self.resolver).serve) as port:
                yield port, up, made

    def ask(
        self, rules: list[dict[str, str]], *raw: bytes, person: bool = False, **limits: Any
    ) -> tuple[list[bytes], Bench]:
        """Return the answers to raw requests, in which PORT is the upstream's port, and the bench."""

        async def run() -> tuple[list[bytes], Bench]:
            async with self.open(*rules, **limits) as (port, up, made):
                made.approvals.answer = person
                return [await talk(port, data.replace(b"PORT", str(up).encode())) for data in raw], made

        return asyncio.run(run())


HERE = "127.0.0.1:PORT"
