"""What is spent across runs: budgets with a window, shared by every run and session of one task of one policy file.

Takes amounts as they are reserved; gives what is spent in the window. Lives in the warden's event loop, so nothing
comes between looking and reserving. `recall` rebuilds it from the record, so that a restart forgets nothing a window
still holds.
"""

from __future__ import annotations

import datetime
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

from wicketgate.store.chain import COLUMNS
from wicketgate.store.entry import Entry, decode

FOREVER = float("inf")
LONGEST_WINDOW = 86_400.0
"""Seconds: no rate of a policy has a longer one."""
BEGINS = ("run.started", "session.opened")
Key = tuple[str, str, str]
"""Policy path, task, budget."""


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


class SharedBudgets:
    """The budgets of every task, by wall clock; a clock set back frees nothing."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._latest = 0.0
        self._spent: dict[Key, Spent] = {}
        # What a record says was spent before anybody asked: a policy's windows are known only when a task is opened.
        self._recalled: dict[Key, list[tuple[float, int]]] = {}

    def book(self, policy: str, task: str) -> TaskBudgets:
        """Return the budgets of one task of one policy file."""
        return TaskBudgets(self, policy, task)

    def now(self) -> float:
        """Return the time, never earlier than it was."""
        self._latest = max(self._latest, self._clock())
        return self._latest

    def recall(self, entries: Iterable[PastSpending]) -> None:
        """Take in what a record, oldest first, says was spent; to be called before anything is reserved."""
        for past in entries:
            for name, amount in past.spends.items():
                self._recalled.setdefault((past.policy, past.task, name), []).append((past.at, amount))

    def of(self, key: Key, window: float) -> Spent:
        """Return one budget of a task."""
        spent = self._spent.get(key)
        if spent is None:
            spent = self._spent[key] = Spent(window)
            for at, amount in self._recalled.pop(key, ()):
                spent.add(at, amount)
        return spent


class TaskBudgets:
    """The budgets of one task of one policy file."""

    def __init__(self, shared: SharedBudgets, policy: str, task: str) -> None:
        self._shared, self._policy, self._task = shared, policy, task

    def totals(self, windows: Mapping[str, float]) -> dict[str, int]:
        """Return what is spent of each budget now, by any run; those of which nothing is are left out."""
        now, policy, task = self._shared.now(), self._policy, self._task
        totals = ((name, self._shared.of((policy, task, name), windows[name]).total(now)) for name in windows)
        return {name: total for name, total in totals if total}

    def add(self, name: str, window: float, amount: int) -> None:
        """Reserve an amount of one budget, for every run."""
        self._shared.of((self._policy, self._task, name), window).add(self._shared.now(), amount)


class PastSpending:
    """One decision on record that spent something."""

    __slots__ = ("at", "policy", "spends", "task")

    def __init__(self, at: float, policy: str, task: str, spends: Mapping[str, int]) -> None:
        self.at, self.policy, self.task, self.spends = at, policy, task, spends


class Entries(Protocol):
    """The record, as far as budgets need it."""

    def read(self, after: int, limit: int, run: str = "") -> list[Entry]:
        """Return at most `limit` entries above `after`, oldest first; of one run if given."""

    def query(self, sql: str, params: Sequence[Any] = ()) -> list[Any]:
        """Return the rows of a reading statement."""


SPENDING = f"""SELECT {COLUMNS} FROM entries WHERE idx > ? AND kind = 'decided'
  AND (instr(bytes, CAST('"rate:' AS BLOB)) OR instr(bytes, CAST('"bytes:' AS BLOB))) ORDER BY idx"""  # noqa: S608


def past(journal: Entries, now: float) -> list[PastSpending]:
    """Return what the record says was spent within the longest window, oldest first."""
    found: list[PastSpending] = []
    tasks: dict[str, tuple[str, str]] = {}
    for row in journal.query(SPENDING, (_before(journal, now - LONGEST_WINDOW),)):
        entry = decode(row)
        spends = entry.body.get("spends")
        if isinstance(spends, dict):
            where = tasks.get(entry.run) or tasks.setdefault(entry.run, _task(journal, entry.run))
            windowed = {str(name): int(amount) for name, amount in spends.items() if ":" in str(name)}
            found.append(PastSpending(_seconds(entry), *where, windowed))
    return found


def _before(journal: Entries, then: float) -> int:
    """Return the number of the last entry before a time, by halving: a record may be long, and its times only grow."""
    low, high = 0, int(journal.query("SELECT coalesce(max(idx), 0) FROM entries")[0][0])
    while low < high:
        middle = (low + high + 1) // 2
        entries = journal.read(middle - 1, 1)
        if entries and _seconds(entries[0]) <= then:
            low = middle
        else:
            high = middle - 1
    return low


def _seconds(entry: Entry) -> float:
    return datetime.datetime.fromisoformat(entry.time).timestamp()


def _task(journal: Entries, run: str) -> tuple[str, str]:
    """Return the policy file and task of a run, from the entry it began with."""
    for entry in journal.read(0, 8, run):
        if entry.kind in BEGINS:
            return str(entry.body.get("path", "")), str(entry.body.get("task", ""))
    return "", ""
