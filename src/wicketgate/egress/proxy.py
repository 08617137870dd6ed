"""The egress proxy: plain HTTP by absolute URL, TLS by CONNECT; each request the sandbox sends is decided anew.

1. The target is read in one canonical form; its Host field must agree. The whole body is read, up to a cap.
2. The flow decides on exactly that (and a person, where it asks) before any name is resolved.
3. The name is resolved once, every address checked, and the checked address dialled.
4. Plain HTTP: the request is built from nothing, its answer streamed, redirects too: what follows is a new decision.
   A tunnel: the ClientHello must ask for the host that was admitted; then bytes pass, counted and capped.
5. The outcome is recorded: method, status, bytes each way.
"""

from __future__ import annotations

import json
import socket
from collections.abc import AsyncIterator
from typing import Any

from wicketgate.action import Admission, Arguments, Result, Way
from wicketgate.egress import carried, target
from wicketgate.egress.carried import Carried, Room
from wicketgate.egress.dial import Resolver, dial, lookup
from wicketgate.egress.meter import Meter
from wicketgate.egress.splice import splice
from wicketgate.errors import Error, Refused, RequestError
from wicketgate.flow import Door
from wicketgate.gate.url import Url
from wicketgate.http.client import Reply, UpstreamError, exchange
from wicketgate.http.exchange import Exchange
from wicketgate.http.head import BadRequest
from wicketgate.http.limits import Limits
from wicketgate.http.server import JSON, Log, serve, silent

IDLE = 60.0


class Proxy:
    """The egress proxy of one run, served to its sandbox."""

    def __init__(self, door: Door, resolver: Resolver = lookup, log: Log = silent) -> None:
        self._door = door
        self._resolver = resolver
        self._log = log
        self._meter = Meter(door)
        self._room = Room()

    async def serve(self, listener: socket.socket) -> None:
        """Answer on `listener` until cancelled."""
        await serve(listener, self.answer, Limits(), self._log)

    async def answer(self, asked: Exchange) -> None:
        """Answer one request: carry it out if it is admitted, else say why not."""
        try:
            await (self._tunnel(asked) if asked.method == "CONNECT" else self._plain(asked))
        except BadRequest as error:
            await _say(asked, error.status, error)
        except RequestError as error:
            await _say(asked, 403, error)
        except UpstreamError as error:
            await _say(asked, 502, error)

    async def _plain(self, asked: Exchange) -> None:
        found = target.plain(asked.head)
        limit = carried.most(asked, int(self._door.ports.profile.task.limits.transfer))
        with self._room.hold(limit):
            # INVARIANT: the body is here before anybody is asked, so that a yes is to this body.
            made = await carried.read(asked, found, limit)
            admission = await self._admit(asked, "http", made.arguments)
            count: dict[str, Any] = {"method": asked.method, "status": 0, "sent": 0, "received": 0}
            await self._settled(admission, self._fetch(asked, admission, found, made, count), count)

    async def _fetch(
        self, asked: Exchange, admission: Admission, found: Url, made: Carried, count: dict[str, Any]
    ) -> None:
        self._meter.name(admission, found.host)
        streams = await dial(found.host, found.port, self._resolver)
        try:
            reply = await exchange(streams, made.call, self._counted(made.pieces(), count), IDLE)
            count["status"] = reply.status
            await self._answer(asked, reply, count)
        finally:
            streams[1].close()

    async def _answer(self, asked: Exchange, reply: Reply, count: dict[str, Any]) -> None:
        length = reply.header(b"content-length")
        framing = [(b"content-length", length)] if length is not None else []
        await asked.start(reply.status, [*target.end_to_end(reply.headers), *framing])
        async for piece in reply.pieces():
            count["received"] += len(piece)
            self._meter.move(len(piece))
            await asked.send(piece)
        await asked.end()

    async def _counted(self, body: AsyncIterator[bytes], count: dict[str, Any]) -> AsyncIterator[bytes]:
        async for piece in body:
            self._meter.move(len(piece))
            count["sent"] += len(piece)
            yield piece

    async def _tunnel(self, asked: Exchange) -> None:
        host, port = target.tunnel(asked.head)
        admission = await self._admit(asked, "tunnel", {"host": host, "port": port})
        count: dict[str, Any] = {"method": "CONNECT", "sent": 0, "received": 0}
        await self._settled(admission, self._connect(asked, admission, host, port, count), count)

    async def _connect(
        self, asked: Exchange, admission: Admission, host: str, port: int, count: dict[str, Any]
    ) -> None:
        self._meter.name(admission, host)
        streams = await dial(host, port, self._resolver)
        try:
            await splice(await asked.hijack(), streams, host, self._meter, admission, count)
        finally:
            streams[1].close()

    async def _admit(self, asked: Exchange, tool: str, arguments: Arguments) -> Admission:
        admission = await self._door.admit(self._door.request(tool, arguments, Way.EGRESS))
        verdict = admission.verdict
        if not verdict.allowed:
            raise Refused(f"{verdict.reason} (rule {verdict.rule})", verdict.remedy)
        return admission

    async def _settled(self, admission: Admission, work: Any, count: dict[str, Any]) -> None:
        """Carry out `work` and record what came of it, also when it broke."""
        ended, ok = "the connection broke", False
        try:
            await work
            ended, ok = "", True
        except Error as error:
            ended = str(error)
            raise
        finally:
            said = {**count, "ended": ended} if ended else count
            await self._door.settle(admission, Result(json.dumps(said), ok))


async def _say(asked: Exchange, status: int, error: Error) -> None:
    if asked.hijacked:
        return  # the tunnel is closed; what is wrong with it is on record
    if asked.started:  # INVARIANT: a cut answer must look cut, never complete
        raise ConnectionAbortedError
    said = {"error": {"message": f"wicketgate: {error.message}", "remedy": error.hint}}
    await asked.reply(status, [*JSON, (b"connection", b"close")], json.dumps(said).encode())
