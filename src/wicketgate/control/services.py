"""What every method of the warden is given: the mechanisms, wired once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from wicketgate.approvals.desk import Desk
from wicketgate.control.opened import Sessions
from wicketgate.policy.accepted import Accepted
from wicketgate.run.runs import Runs
from wicketgate.run.walls import Walls
from wicketgate.store.journal import Journal


@dataclass(slots=True)
class Services:
    """The warden's mechanisms."""

    state: Path
    journal: Journal
    desk: Desk
    accepted: Accepted
    runs: Runs
    sessions: Sessions
    walls: Walls
    stop: asyncio.Event
    person: str
    """Whoever speaks on the socket, as the record names them: the user the warden runs as."""
