"""The sessions of this warden: agents in the operator's own program, uncontained, each behind a door of its own."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace

from wicketgate.action import Action, Admission, Grant, Request, Verdict
from wicketgate.audit.record import RunRecord
from wicketgate.errors import RequestError
from wicketgate.flow import Door
from wicketgate.policy import Profile
from wicketgate.ports import Approvals
from wicketgate.run.order import Machinery
from wicketgate.session.state import State


class Announcing:
    """Approvals that also say when they begin to wait, so that the program can be told that a person is asked."""

    def __init__(self, approvals: Approvals) -> None:
        self._approvals = approvals
        self._waiting: dict[int, asyncio.Future[Verdict]] = {}

    def forget(self, request: Request) -> None:
        """Drop what `begins` returned about a request that nobody is asked about."""
        self._waiting.pop(id(request), None)

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
    state: State
    asking: dict[str, asyncio.Task[Admission]] = field(default_factory=dict)
    admitted: dict[str, Admission] = field(default_factory=dict)

    def go_by(self, profile: Profile) -> None:
        """Decide by another profile from now on: the same task, with more of the operator's words."""
        self.state.learn(profile)
        self.door = replace(self.door, ports=replace(self.door.ports, profile=profile))


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
        """Close a session: withdraw its questions, and record as unknown what was never observed."""
        opened = self.live.pop(name, None)
        if opened is None:
            return
        deciding = tuple(opened.asking.values())
        for task in deciding:
            task.cancel()
        await asyncio.gather(*deciding, return_exceptions=True)
        self.machinery.desk.close(name)
        # Durable before the record is closed: every decision under way has then reached it, or never will.
        await opened.record.note("session.closed", {}).durable()
        await opened.record.close("closed")
