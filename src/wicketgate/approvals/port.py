"""The desk as one run sees it: a call waits here for a person's answer to it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

from wicketgate.action import Action, Grant, Verdict
from wicketgate.approvals.pending import Pending
from wicketgate.errors import Refused


class Questions(Protocol):
    """The desk, as far as a run needs it."""

    def left(self, action: Action, verdict: Verdict, policy: str) -> Pending | None:
        """Return an open question about the same action that no call waits for any more, or None."""

    async def put(self, asked: int, action: Action, verdict: Verdict, policy: str, seconds: int) -> Pending:
        """Return a new question; Refused if too many wait."""


Tell = Callable[[str, int], None]
"""Told the id of a question and the Unix second at which its answer is no; no id and 0 once nothing waits any more."""


def silent(name: str, expires: int) -> None:
    """Tell nobody."""


class Port:
    """The desk bound to one run and one policy; implements `ports.Approvals`."""

    def __init__(self, desk: Questions, run: str, policy: str, task: str, seconds: int, tell: Tell = silent) -> None:
        self._desk, self._run, self._policy, self._task, self._seconds = desk, run, policy, task, seconds
        self._tell, self._waiting = tell, 0

    async def wait(self, asked: int, action: Action, verdict: Verdict) -> Grant:
        """Wait for a person's answer to exactly this action; Refused when they deny, or nobody answers in time."""
        if (action.request.run, action.request.task) != (self._run, self._task):
            raise Refused("this action belongs to another run")
        pending = self._desk.left(action, verdict, self._policy)
        if pending is None:
            pending = await self._desk.put(asked, action, verdict, self._policy, self._seconds)
        if not self._waiting:  # one line for all that wait together: an agent that asks a lot must not fill the screen
            self._tell(pending.id, pending.terms.expires)
        self._waiting += 1
        try:
            await pending.answered.wait()
            return pending.grant()
        except asyncio.CancelledError:
            pending.held = False  # it stays open, with its answer, for the call's retry
            raise
        finally:
            self._waiting -= 1
            if not self._waiting:
                self._tell("", 0)
