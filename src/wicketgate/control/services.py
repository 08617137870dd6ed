"""What every method of the warden is given: the mechanisms, wired once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from wicketgate.approvals.desk import Desk
from wicketgate.approvals.passphrase import Passphrase
from wicketgate.control.hooked import HookedSessions
from wicketgate.control.opened import Sessions
from wicketgate.control.parsed import Parsed
from wicketgate.policy.accepted import Accepted
from wicketgate.run.runs import Runs
from wicketgate.run.walls import Walls
from wicketgate.secrets.secrecy import Secrecy
from wicketgate.store.journal import Journal

T = TypeVar("T")


@dataclass(slots=True)
class Services:
    """The warden's mechanisms."""

    state: Path
    journal: Journal
    desk: Desk
    accepted: Accepted
    policies: Parsed
    runs: Runs
    sessions: Sessions
    walls: Walls
    stop: asyncio.Event
    person: str
    """Whoever speaks on the socket, as the record names them: the user the warden runs as."""
    secrecy: Secrecy
    hooked: HookedSessions = field(default_factory=HookedSessions)
    passphrase: Passphrase = field(init=False)
    working: set[asyncio.Task[Any]] = field(default_factory=set)
    """What goes on to its end though the client that asked for it has left; the warden waits for it too."""

    def __post_init__(self) -> None:
        """Wire what needs the others."""
        self.passphrase = Passphrase(self.state, self.journal, time.time)

    def leave_if_mute(self) -> None:
        """Have the warden leave at once when nothing can be recorded any more: the next one may find room again."""
        if self.journal.failure is not None:
            self.stop.set()

    async def through(self, work: Coroutine[Any, Any, T]) -> T:
        """Return what `work` gives; it is carried to its end, and onto the record, even if nobody waits any more."""
        task = asyncio.create_task(work)
        self.working.add(task)
        task.add_done_callback(self.working.discard)
        return await asyncio.shield(task)
