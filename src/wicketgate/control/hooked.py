"""The sessions of Claude Code that ask through a hook and have no sandbox: one door each, opened when first heard of.

Takes an accepted profile and the agent's own id of its session; gives what answers its events. A session is the
agent's word: an invented one gets a record and a door of its own, and nothing of another's.
"""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass

from wicketgate.action import Action, Grant, Verdict
from wicketgate.audit.record import RunRecord
from wicketgate.control.opened import Announcing, Opened, Sessions
from wicketgate.errors import Refused
from wicketgate.flow import Door, Ports
from wicketgate.intercept.hook_session import HookSession
from wicketgate.policy import Profile
from wicketgate.ports import Approvals
from wicketgate.session.state import State

CAP = 128
IDLE = 6 * 3600.0
"""Seconds without a word after which a session counts as gone: an agent that was killed says nothing."""
TIER = "none: hook only, no wall stood behind"
MARGIN = 5.0
"""Seconds a decision may take beyond those a person has."""
Key = tuple[str, str, str, str, bool]
"""Policy path, its digest, task, the agent's id of its session, whether Claude Code asks."""


class Told:
    """Approvals whose no also says what the question was: the agent reads it, and so does whoever looks on."""

    def __init__(self, approvals: Approvals) -> None:
        self._approvals = approvals

    async def wait(self, asked: int, action: Action, verdict: Verdict) -> Grant:
        """Wait for a person's answer."""
        try:
            return await self._approvals.wait(asked, action, verdict)
        except Refused as error:
            remedy = "try again, and meanwhile a person says yes: wicketgate approvals list"
            raise Refused(f"{verdict.reason}; {error.message}", remedy) from None


@dataclass(slots=True)
class Hooked:
    """One session: its name in the record, what answers it, when it counts as gone."""

    name: str
    answering: HookSession
    gone: asyncio.TimerHandle


class HookedSessions:
    """The hooked sessions of this warden."""

    def __init__(self) -> None:
        self._live: dict[Key, Hooked] = {}

    async def find(self, sessions: Sessions, profile: Profile, agent: str, seconds: int, *, asks: bool) -> Hooked:
        """Return the session of that id, on record if it is new; of too many the longest silent one is closed."""
        policy = profile.policy
        key = (str(policy.path), policy.digest, profile.name, agent, asks)
        found = self._live.get(key)
        if found is not None and found.name in sessions.live:
            found.gone.cancel()
            found.gone = self._leave_later(sessions, key)
            self._live[key] = self._live.pop(key)  # the order is that of the last word
            return found
        while len(self._live) >= CAP:
            await self._leave(sessions, next(iter(self._live)))
        opened = _open(sessions, profile, seconds, asks=asks)
        answering = HookSession(opened.door, seconds + MARGIN, asks=asks)
        found = self._live[key] = Hooked(opened.door.run, answering, self._leave_later(sessions, key))
        body = {"path": key[0], "task": profile.name, "prompt": profile.task.prompt, "tier": TIER, "agent": agent}
        await opened.record.note("session.opened", body).durable()
        return found

    async def end(self, sessions: Sessions, agent: str) -> None:
        """Close every session of that id."""
        for key in [key for key in self._live if key[3] == agent]:
            await self._leave(sessions, key)

    def _leave_later(self, sessions: Sessions, key: Key) -> asyncio.TimerHandle:
        loop = asyncio.get_running_loop()
        return loop.call_later(IDLE, lambda: loop.create_task(self._leave(sessions, key)))

    async def _leave(self, sessions: Sessions, key: Key) -> None:
        found = self._live.pop(key, None)
        if found is not None:
            found.gone.cancel()
            await sessions.end(found.name)


def _open(sessions: Sessions, profile: Profile, seconds: int, *, asks: bool) -> Opened:
    name, machinery, digest = f"h{secrets.token_hex(8)}", sessions.machinery, profile.policy.digest
    consume, clean = machinery.desk.consume, machinery.clean
    record = RunRecord(machinery.journal, name, digest, profile.name, TIER, consume=consume, clean=clean)
    # INVARIANT: labelled from the start, like a contained run: what Claude Code reads here passes no door of ours.
    state = State(profile, machinery.clock, machinery.clean, machinery.budgets)
    announcing = Announcing(Told(machinery.desk.port(name, digest, profile.name, max(1, seconds))))
    opened = Opened(Door(name, Ports(profile, record, announcing, state, waits=not asks)), record, announcing, state)
    sessions.live[name] = opened
    return opened
