"""One request from inside, to the end: read whole, decided, sent, answered, on record. Plain HTTP and TLS alike.

1. The whole body is read, up to a cap.
2. The flow decides on exactly that (and a person, where it asks) before any name is resolved.
3. The name is resolved once, every address checked, and the checked address dialled.
4. The request is built from nothing, its answer streamed, redirects too: what follows is a new decision.
   Placeholders are replaced on the way out, and what a server reflects or issues is, on the way in.
5. The outcome is recorded: method, status, bytes each way.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wicketgate.action import Admission, Arguments, Result, Way
from wicketgate.egress import carried
from wicketgate.egress.answer import Answer
from wicketgate.egress.carried import Carried
from wicketgate.egress.git.seen import Seen
from wicketgate.egress.link import Link
from wicketgate.egress.meter import Meter
from wicketgate.egress.room import Room
from wicketgate.egress.websocket.handshake import WEBSOCKET
from wicketgate.egress.websocket.relay import Relay
from wicketgate.egress.websocket.session import converse
from wicketgate.errors import Error, Refused
from wicketgate.flow import Door
from wicketgate.gate.url import Url
from wicketgate.http.client import Call, Reply, Streams, UpstreamError, exchange
from wicketgate.http.exchange import Exchange
from wicketgate.secrets.broker.broker import Broker, Loan
from wicketgate.secrets.broker.misplaced import Misplaced
from wicketgate.secrets.broker.outgoing_request import Outgoing
from wicketgate.secrets.lease import Lease, Watched

IDLE = 60.0
AGAIN = frozenset({"GET", "HEAD"})
ANSWERS = 64 << 20
"""Bytes of answers that are read whole at the same time."""


class Carrier:
    """What every connection of a run shares to carry its requests."""

    def __init__(self, door: Door, broker: Broker | None = None, history: Path | None = None) -> None:
        """`history` is the git folder that the run was given: pushes are drawn against it."""
        self.door = door
        self.meter = Meter(door)
        self._broker = broker
        self._room, self._answers = Room(), Room(ANSWERS)
        self._seen = Seen(door.ports.state.clean, history)

    async def carry(self, asked: Exchange, found: Url, link: Link) -> None:
        """Decide on one request and carry it out; the Error says why not."""
        limit = carried.most(asked, int(self.door.ports.profile.task.limits.transfer))
        with self._room.hold(limit):
            # INVARIANT: the body is here before anybody is asked, so that a yes is to this body.
            bound = self._broker is not None and bool(self._broker.bound(found.host, found.port))
            made = await carried.read(asked, found, limit, self._seen, whole=bound)
            loan = await self._examined(made, self._broker) if self._broker is not None else Loan(made.asked, ())
            admission = await self.admit("http", made.arguments)
            count: dict[str, Any] = {"method": made.asked.method, "status": 0, "sent": 0, "received": 0}
            await self.settled(admission, self._fetch(asked, admission, found, made, loan, link, count), count)

    async def _examined(self, made: Carried, broker: Broker) -> Loan:
        """Return whose placeholders stand in the request; what should not be in it is refused, and on record."""
        try:
            return broker.examine(made.asked)
        except Refused as refused:
            kind = "alarm" if isinstance(refused, Misplaced) else "egress.refused"
            said = {name: made.arguments[name] for name in ("method", "url")}
            await self.door.ports.audit.note(kind, {"reason": refused.message, **said}).durable()
            raise

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
            # The answer has left: its outcome is durable no later than the next decision, and unknown until then.
            await self.door.settle(admission, Result(_told(count, ended), ok), wait=False)

    async def _fetch(
        self,
        asked: Exchange,
        admission: Admission,
        found: Url,
        made: Carried,
        loan: Loan,
        link: Link,
        count: dict[str, Any],
    ) -> None:
        self.meter.name(admission, found.host)
        if self._broker is None and made.call.method != WEBSOCKET:
            await self._sent(asked, found, made.asked, made.call, link, {}, count)
            return
        with Lease() as lease:
            out = loan.asked if self._broker is None else await self._broker.fill(loan, lease)
            if out.method == WEBSOCKET:
                await self._opened(asked, admission, found, loan, out, link, lease.values, count)
            else:
                await self._sent(asked, found, out, carried.call(out), link, lease.values, count)

    async def _opened(
        self,
        asked: Exchange,
        admission: Admission,
        found: Url,
        loan: Loan,
        out: Outgoing,
        link: Link,
        values: Mapping[str, Watched],
        count: dict[str, Any],
    ) -> None:
        def _leaving(size: int) -> None:
            self.meter.leave(admission, size)

        streams, _ = await link.open(found, again=False)
        link.carries(values)
        answer = Answer(self._broker, out, self._answers, self.meter.move, count)
        rooms = (self._room.take, self._answers.take)
        relay = Relay(out, self._broker, _leaving, self.meter.move, count, rooms)
        try:
            await converse(asked, loan.asked, carried.call(out), streams, answer, relay, count, link.patience)
        except Misplaced as refused:
            said = {"reason": refused.message, "method": WEBSOCKET, "url": str(found)}
            await self.door.ports.audit.note("alarm", said).durable()
            raise
        finally:
            link.done(found, streams, None)

    async def _sent(
        self,
        asked: Exchange,
        found: Url,
        out: Outgoing,
        call: Call,
        link: Link,
        values: Mapping[str, Watched],
        count: dict[str, Any],
    ) -> None:
        again = asked.method in AGAIN and not out.body

        def _leaving(size: int) -> None:
            self.meter.move(size)
            count["sent"] += size

        streams, kept = await link.open(found, again=again)
        link.carries(values)
        reply: Reply | None = None
        try:
            try:
                reply = await exchange(streams, call, out.body, IDLE, _leaving, link.patience)
            except UpstreamError:
                if not kept:
                    raise
                streams = await self._anew(streams, found, link, values)
                reply = await exchange(streams, call, out.body, IDLE, _leaving, link.patience)
            count["status"] = reply.status
            answer = Answer(self._broker, out, self._answers, self.meter.move, count, self._seen.listener(out))
            await answer.send(asked, reply)
        except BaseException:
            reply = None
            raise
        finally:
            link.done(found, streams, reply)

    async def _anew(self, streams: Streams, found: Url, link: Link, values: Mapping[str, Watched]) -> Streams:
        """Return a fresh connection in place of a kept one that the other end had closed meanwhile."""
        streams[1].close()
        fresh, _ = await link.open(found, again=False)
        link.carries(values)
        return fresh


def _told(count: Mapping[str, Any], ended: str) -> str:
    """Return what came of a request as JSON: its names are ours, and most of its values numbers."""
    said = {**count, "ended": ended} if ended else count
    each = [f'"{name}": {value if type(value) is int else json.dumps(value)}' for name, value in said.items()]
    return "{" + ", ".join(each) + "}"
