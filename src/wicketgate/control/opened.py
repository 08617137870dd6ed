"""The sessions of this warden: agents in the operator's own program, uncontained, each behind a door of its own."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from wicketgate.action import Action, Admission, Grant, Request, Verdict
from wicketgate.audit.record import RunRecord
from wicketgate.errors import RequestError
from wicketgate.flow import Door
from wicketgate.ports import Approvals
from wicketgate.run.order import Machinery


class Announcing:
    """Approvals that also say when they begin to wait, so that the program can be told that a person is asked."""

    def __init__(self, approvals: Approvals) -> None:
        self._approvals = approvals
        self._waiting: dict[int, asyncio.Future[Verdict]] = {}

    def begins(self, request: Request) -> asyncio.Future[Verdict]:
        """Return what becomes the verdict once a person is asked about `request`."""
        future = self._waiting[id(request)] = asyncio.get_running_loop().create_future()
        return future

    async def wait(self, asked: int, action: Action, verdict: Verdict) -> Grant:
        """Wait for a person's answer."""
        future = self._waiting.pop(id(action.request), None)
        if future is not None and not future.done():
            future.set_result(verdict)
        return await self._approvals.wait(asked, action, verdict)


@dataclass(slots=True)
class Opened:
    """One session: its door, and what is still open behind it."""

    door: Door
    record: RunRecord
    announcing: Announcing
    asking: dict[str, asyncio.Task[Admission]] = field(default_factory=dict)
    admitted: dict[str, Admission] = field(default_factory=dict)


class Sessions:
    """The sessions of this warden."""

    def __init__(self, machinery: Machinery) -> None:
        self.machinery = machinery
        self.live: dict[str, Opened] = {}

    def find(self, name: str) -> Opened:
        """Return an open session; RequestError if there is none of that name."""
        if name not in self.live:
            raise RequestError("no such session", "open a new `Session`; the warden forgets them when it ends")
        return self.live[name]

    async def end(self, name: str) -> None:
        """Close a session; what was never observed is recorded as unknown."""
        opened = self.live.pop(name, None)
        if opened is not None:
            for deciding in opened.asking.values():
                deciding.cancel()
            await opened.record.close("closed")
