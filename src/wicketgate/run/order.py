"""What a client wants run (`Order`), and the mechanisms all runs share (`Machinery`), as the warden wired them."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from wicketgate.approvals.desk import Desk
from wicketgate.approvals.port import Tell, silent
from wicketgate.output.redact import Redactor
from wicketgate.policy import Profile
from wicketgate.run.walls import Walls
from wicketgate.sandbox.launcher import Launcher
from wicketgate.secrets.automata import ENGINES
from wicketgate.secrets.credential import Credential
from wicketgate.secrets.secrecy import Secrecy
from wicketgate.session.budgets import SharedBudgets
from wicketgate.store.journal import Journal


@dataclass(frozen=True, slots=True)
class Order:
    """One run, as its operator wants it."""

    profile: Profile
    kind: str
    """`claude` (the whole agent, with hooks and the model API) or `exec` (any command)."""
    argv: tuple[str, ...]
    is_tty: bool = False
    terminal: str = "xterm-256color"
    key: Credential | None = None
    claude: Path | None = None
    """Claude Code's binary: an unreadable copy, its hash checked."""
    scrub: Callable[[str], str] | None = None
    """Removes every secret the warden knows; the run's own key alone without it."""
    tell: Tell = silent
    """Hears when a request begins to wait for a person and none did, and when none waits any more."""

    def clean(self) -> Callable[[str], str]:
        """Return what removes the secrets this run is lent from any text."""
        if self.scrub is not None:
            return self.scrub
        return Redactor({self.key.name: self.key.reveal()} if self.key else {}, ENGINES, unknown=True)


@dataclass(frozen=True, slots=True)
class Machinery:
    """The mechanisms every run shares, wired by the warden."""

    state: Path
    journal: Journal
    desk: Desk
    launcher: Launcher
    walls: Walls
    clock: Callable[[], float] = field(default=time.monotonic)
    budgets: SharedBudgets = field(default_factory=lambda: SharedBudgets(time.time))
    """What all runs and sessions have spent of budgets with a window."""
    secrecy: Secrecy | None = None
    """What gives secret values, and what cleans text of them."""

    @property
    def clean(self) -> Callable[[str], str]:
        """Return what removes every secret the warden knows from any text."""
        return str if self.secrecy is None else self.secrecy.scrub

    def now(self) -> str:
        """Return the time of day in UTC, as it is stored."""
        return datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")
