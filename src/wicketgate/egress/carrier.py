"""One request from inside, to the end: read whole, decided, sent, answered, on record. Plain HTTP and TLS alike.

1. The whole body is read, up to a cap.
2. The flow decides on exactly that (and a person, where it asks) before any name is resolved.
3. The name is resolved once, every address checked, and the checked address dialled.
4. The request is built from nothing, its answer streamed, redirects too: what follows is a new decision.
5. The outcome is recorded: method, status, bytes each way.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

from wicketgate.action import Admission, Arguments, Result, Way
from wicketgate.egress import carried, target
from wicketgate.egress.carried import Carried, Room
from wicketgate.egress.link import Link
from wicketgate.egress.meter import Meter
from wicketgate.errors import Error, Refused
from wicketgate.flow import Door
from wicketgate.gate.url import Url
from wicketgate.http.client import Reply, Streams, UpstreamError, exchange
from wicketgate.http.exchange import Exchange

IDLE = 60.0
AGAIN = frozenset({"GET", "HEAD"})


class Carrier:
    """What every connection of a run shares to carry its requests."""

    def __init__(self, door: Door) -> None:
        self.door = door
        self.meter = Meter(door)
        self._room = Room()

    async def carry(self, asked: Exchange, found: Url, link: Link) -> None:
        """Decide on one request and carry it out; the Error says why not."""
        limit = carried.most(asked, int(self.door.ports.profile.task.limits.transfer))
        with self._room.hold(limit):
            # INVARIANT: the body is here before anybody is asked, so that a yes is to this body.
            made = await carried.read(asked, found, limit)
            admission = await self.admit("http", made.arguments)
            count: dict[str, Any] = {"method": asked.method, "status": 0, "sent": 0, "received": 0}
            await self.settled(admission, self._fetch(asked, admission, found, made, link, count), count)

    async def admit(self, tool: str, arguments: Arguments) -> Admission:
        """Return the admission of a request; Refused names the rule and the remedy."""
        admission = await self.door.admit(self.door.request(tool, arguments, Way.EGRESS))
        verdict = admission.verdict
        if not verdict.allowed:
            raise Refused(f"{verdict.reason} (rule {verdict.rule})", verdict.remedy)
        return admission

    async def settled(self, admission: Admission, work: Any, count: dict[str, Any]) -> None:
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
            await self.door.settle(admission, Result(json.dumps(said), ok))

    async def _fetch(
        self, asked: Exchange, admission: Admission, found: Url, made: Carried, link: Link, count: dict[str, Any]
    ) -> None:
        self.meter.name(admission, found.host)
        again = asked.method in AGAIN and not made.body
        streams, kept = await link.open(found, again=again)
        reply: Reply | None = None
        try:
            try:
                reply = await exchange(streams, made.call, self._counted(made.pieces(), count), IDLE)
            except UpstreamError:
                if not kept:
                    raise
                streams = await self._anew(streams, found, link)
                reply = await exchange(streams, made.call, self._counted(made.pieces(), count), IDLE)
            count["status"] = reply.status
            await self._answer(asked, reply, count)
        except BaseException:
            reply = None
            raise
        finally:
            link.done(found, streams, reply)

    async def _anew(self, streams: Streams, found: Url, link: Link) -> Streams:
        """Return a fresh connection in place of a kept one that the other end had closed meanwhile."""
        streams[1].close()
        return (await link.open(found, again=False))[0]

    async def _answer(self, asked: Exchange, reply: Reply, count: dict[str, Any]) -> None:
        length = reply.header(b"content-length")
        framing = [(b"content-length", length)] if length is not None else []
        await asked.start(reply.status, [*target.end_to_end(reply.headers), *framing])
        async for piece in reply.pieces():
            count["received"] += len(piece)
            self.meter.move(len(piece))
            await asked.send(piece)
        await asked.end()

    async def _counted(self, body: AsyncIterator[bytes], count: dict[str, Any]) -> AsyncIterator[bytes]:
        async for piece in body:
            self.meter.move(len(piece))
            count["sent"] += len(piece)
            yield piece
