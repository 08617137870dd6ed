"""One session of Claude Code, as its hooks tell of it: takes a door and events, gives the answer to each event.

What comes before a tool is decided and answered with an explicit allow, deny or ask; all else is noted in the record,
settles at most the call it belongs to, and is answered with the same harmless object. Knows nothing of HTTP or sockets.
"""

from __future__ import annotations

import asyncio
import contextlib

from wicketgate.action import Admission, Decision, Result, Way
from wicketgate.errors import Error
from wicketgate.flow import Door
from wicketgate.intercept import hook_answers, hook_reports
from wicketgate.intercept.hook_answers import line
from wicketgate.intercept.hook_events import Event

REPORTS = 50_000
"""Reports recorded in one run; code inside can send any number."""


class HookSession:
    """Answers the events of one session; a decision that takes longer than `seconds` is a denial.

    With `asks`, a verdict of ask is passed on to Claude Code's own prompt, else it denies.
    """

    def __init__(self, door: Door, seconds: float, *, asks: bool = False) -> None:
        self._door, self._seconds, self._asks = door, seconds, asks
        self.unsettled = hook_reports.Unsettled()
        self._late: set[asyncio.Task[None]] = set()
        self._reported = 0

    async def answer(self, event: Event) -> bytes:
        """Return the one answer to an event."""
        return await self._decide(event) if event.name == "PreToolUse" else await self._note(event)

    async def _decide(self, event: Event) -> bytes:
        request = self._door.request(event.tool, event.arguments or {}, Way.HOOK, event.cwd, event.agent)
        admitting = asyncio.create_task(self._door.admit(request))
        try:
            done, _ = await asyncio.wait({admitting}, timeout=self._seconds)
        except asyncio.CancelledError:
            # Whoever asked has gone: a yes that came now would be used up by nobody.
            admitting.cancel()
            with contextlib.suppress(Error):
                self._door.ports.audit.note("withdrawn", {"tool": line(event.tool, 256), "call": line(event.call, 256)})
            raise
        if not done:
            late = asyncio.create_task(self._too_late(admitting))
            self._late.add(late)
            late.add_done_callback(self._late.discard)
            return hook_answers.deny(f"no decision within {self._seconds:g} seconds; try again")
        return self._told(event, admitting.result())

    def _told(self, event: Event, admission: Admission) -> bytes:
        reason = hook_answers.because(admission.verdict)
        if admission.verdict.allowed:
            self.unsettled.add(event, admission)
            return hook_answers.allow(reason)
        if admission.verdict.decision is Decision.ASK and self._asks:
            self.unsettled.add(event, admission)
            return hook_answers.ask(reason)
        # Also where it says ask: what is asked is asked where it happens, and nobody can be asked here.
        return hook_answers.deny(reason)

    async def _too_late(self, admitting: asyncio.Task[Admission]) -> None:
        admission = await admitting
        if admission.verdict.allowed:
            await self._door.settle(admission, Result("denied: the decision came too late", ok=False))

    async def _note(self, event: Event) -> bytes:
        admission = self.unsettled.take(event) if event.tool else None
        if self._reported < REPORTS:
            self._reported += 1
            ports = self._door.ports
            ports.audit.note("reported", hook_reports.note(event, admission is not None, ports.state.clean))
        if admission is not None:
            await self._door.settle(admission, hook_reports.result(event))
        return hook_answers.NOTED
