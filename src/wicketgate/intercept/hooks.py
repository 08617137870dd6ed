"""The hook endpoint: Claude Code asks before each tool call and reports afterwards, over the listener handed out.

Takes a door and a listening socket. Hook traffic is the agent's own word: it may be refused, explained and recorded;
nothing that arrives here grants, labels, approves or recognises anything. Every call before a tool is answered with an
explicit allow or deny, whatever arrives; all else is answered with the same harmless object.
"""

from __future__ import annotations

import asyncio
import socket

from wicketgate.action import Admission, Result, Way
from wicketgate.errors import Error, RequestError
from wicketgate.flow import Door
from wicketgate.http.exchange import Exchange
from wicketgate.http.limits import Limits
from wicketgate.http.server import serve
from wicketgate.intercept import answers, reports
from wicketgate.intercept.events import PATHS, Event, parse

BODY = 8 << 20
DRAINED = 64 << 20
"""Of a body that is too long, so much is read and dropped, so that the sender lives to see the denial."""
SECONDS = 20.0
"""How long a decision may take; Claude Code itself gives up later than that, and then blocks."""
REPORTS = 50_000
"""Reports recorded in one run; code inside can send any number."""
CONNECTIONS = Limits(connections=256)
JSON = ((b"content-type", b"application/json"),)


class HookEndpoint:
    """Answers the hooks of one run."""

    def __init__(self, door: Door, seconds: float = SECONDS) -> None:
        self._door = door
        self._seconds = seconds
        self._unsettled = reports.Unsettled()
        self._late: set[asyncio.Task[None]] = set()
        self._reported = 0

    async def serve(self, listener: socket.socket) -> None:
        """Answer on `listener` until cancelled; closes it."""
        await serve(listener, self._answer, CONNECTIONS)

    async def _answer(self, exchange: Exchange) -> None:
        event = PATHS.get(exchange.target, "PreToolUse")
        try:
            answer = await self._respond(event, exchange)
        except (ConnectionError, asyncio.CancelledError):
            raise
        except Exception as error:
            why = str(error) if isinstance(error, Error) else f"the gate failed ({type(error).__name__})"
            answer = answers.deny(why) if event == "PreToolUse" else answers.NOTED
        await exchange.reply(200, JSON, answer)

    async def _respond(self, expected: str, exchange: Exchange) -> bytes:
        if exchange.target not in PATHS or exchange.method != "POST":
            return answers.deny("expected POST to a path of the hook endpoint")
        kind = (exchange.header(b"content-type") or b"").split(b";")[0].strip().lower()
        raw = await _read(exchange)
        if kind != b"application/json":
            return answers.deny("expected application/json") if expected == "PreToolUse" else answers.NOTED
        event = parse(expected, raw)
        return await self._decide(event) if event.name == "PreToolUse" else await self._note(event)

    async def _decide(self, event: Event) -> bytes:
        request = self._door.request(event.tool, event.arguments or {}, Way.HOOK, event.cwd, event.agent)
        admitting = asyncio.create_task(self._door.admit(request))
        done, _ = await asyncio.wait({admitting}, timeout=self._seconds)
        if not done:
            late = asyncio.create_task(self._too_late(admitting))
            self._late.add(late)
            late.add_done_callback(self._late.discard)
            return answers.deny(f"no decision within {self._seconds:g} seconds; try again")
        admission = admitting.result()
        if not admission.verdict.allowed:
            # Also where it says ask: what is asked is asked where it happens, and nobody can be asked here.
            return answers.deny(answers.because(admission.verdict))
        self._unsettled.add(event, admission)
        return answers.allow(answers.because(admission.verdict))

    async def _too_late(self, admitting: asyncio.Task[Admission]) -> None:
        admission = await admitting
        if admission.verdict.allowed:
            await self._door.settle(admission, Result("denied: the decision came too late", ok=False))

    async def _note(self, event: Event) -> bytes:
        admission = self._unsettled.take(event) if event.tool else None
        if self._reported < REPORTS:
            self._reported += 1
            ports = self._door.ports
            ports.audit.note("reported", reports.note(event, admission is not None, ports.state.clean))
        if admission is not None:
            await self._door.settle(admission, reports.result(event))
        return answers.NOTED


async def _read(exchange: Exchange) -> bytes:
    kept, size = [], 0
    async for piece in exchange.stream(DRAINED):
        size += len(piece)
        if size <= BODY:
            kept.append(piece)
    if size > BODY:
        raise RequestError(f"expected a body of at most {BODY} bytes (got {size})")
    return b"".join(kept)
