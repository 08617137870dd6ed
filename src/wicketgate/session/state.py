"""What one run has spent and seen: the budgets and labels its decisions are made by.

Takes a clock and what the policy grants; gives `Facts`. Lives in the warden's event loop: between `facts` and `spend`
nothing else runs, so a budget cannot be spent twice.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from wicketgate.action import Action, Admission, Facts, Grant, Verdict
from wicketgate.policy import Profile
from wicketgate.session.paths import resolve

FOREVER = float("inf")


class Spent:
    """Amounts spent under one name, within a window of seconds."""

    __slots__ = ("_log", "_total", "_window")

    def __init__(self, window: float) -> None:
        self._window = window
        self._log: deque[tuple[float, int]] = deque()
        self._total = 0

    def add(self, now: float, amount: int) -> None:
        """Add an amount spent now."""
        self._total += amount
        if self._window is not FOREVER:
            self._log.append((now, amount))

    def total(self, now: float) -> int:
        """Return what is spent within the window that ends now."""
        while self._log and self._log[0][0] <= now - self._window:
            self._total -= self._log.popleft()[1]
        return self._total


class State:
    """The state of one run; implements `ports.RunState`."""

    def __init__(self, profile: Profile, clock: Callable[[], float], clean: Callable[[str], str]) -> None:
        self._profile = profile
        self._clock = clock
        self._clean = clean
        self._windows = _windows(profile)
        self._spent: dict[str, Spent] = {}
        # A contained agent starts as if it had read untrusted text; private too, where anything not public is granted.
        self._labels = frozenset({"untrusted", "private"} if _private(profile) else {"untrusted"})

    def facts(self, action: Action, grant: Grant | None = None) -> Facts:
        """Return what a decision on `action` needs to know now."""
        now = self._clock()
        used = {name: spent.total(now) for name, spent in self._spent.items()}
        return Facts(resolve(action, self._profile.policy.root), used, self._labels, grant)

    def spend(self, verdict: Verdict) -> None:
        """Reserve what an allowing verdict uses up."""
        now = self._clock()
        for name, amount in verdict.spends.items():
            self._spent.setdefault(name, Spent(self._windows.get(name, FOREVER))).add(now, amount)

    def observe(self, admission: Admission, text: str) -> None:
        """Note that the agent was shown `text`: a run never loses a label, and this one has them from its start."""

    def clean(self, text: str) -> str:
        """Return `text` without any known secret value."""
        return self._clean(text)

    def used(self) -> dict[str, int]:
        """Return what is spent of each budget, for people."""
        now = self._clock()
        return {name: spent.total(now) for name, spent in self._spent.items()}


def _windows(profile: Profile) -> dict[str, float]:
    windows: dict[str, float] = {}
    for index, entry in enumerate(profile.task.network):
        rule = profile.rule("network", index)
        windows[f"rate:{rule}"] = entry.limit.seconds
        windows[f"bytes:{rule}"] = entry.bytes.seconds
    for name, tool in profile.task.tools.items():
        if tool.limit is not None:
            windows[f"rate:{profile.rule('tools', name)}"] = tool.limit.seconds
    return windows


def _private(profile: Profile) -> bool:
    task = profile.task
    sources = [tool.source for tool in task.tools.values() if tool.source is not None]
    return any(not profile.source(name).public for name in sources) or bool(
        set(task.files.read) - set(task.files.public)
    )
