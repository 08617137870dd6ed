"""The Protocols through which the flow reaches the mechanisms below it: the record, people, and a run's state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from wicketgate.action import Action, Admission, Facts, Grant, Result, Verdict


class Ticket(Protocol):
    """A journal entry that has its place in the order; `await durable()` returns once it is on disk."""

    @property
    def index(self) -> int:
        """Return the entry's number in the journal."""

    async def durable(self) -> int:
        """Return the index once the entry (and so every earlier one) is on disk; StateError if it never will be."""


class Audit(Protocol):
    """The record of one run. Entries become durable in the order of these calls."""

    def asked(self, action: Action) -> Ticket:
        """Record that `action` was requested."""

    async def decided(self, asked: int, action: Action, verdict: Verdict, grant: Grant | None) -> int:
        """Record the decision durably; with a grant, consume it in the same transaction (Refused if it is spent)."""

    async def outcome(self, admission: Admission, result: Result, *, wait: bool = True) -> int:
        """Record what came of an admitted action, durably; without `wait`, durable no later than the next decision."""

    def note(self, kind: str, body: Mapping[str, Any]) -> Ticket:
        """Record anything else about the run (`model.request`, `reported`, `run.started`)."""


class Approvals(Protocol):
    """A person, somewhere out of the agent's reach."""

    async def wait(self, asked: int, action: Action, verdict: Verdict) -> Grant:
        """Wait for a person's answer to exactly this action; Refused when they deny, or when nobody answers in time."""


class RunState(Protocol):
    """What a run has spent and seen."""

    def facts(self, action: Action, grant: Grant | None = None) -> Facts:
        """Return everything a decision needs that is not in the action: resolved paths, budgets, labels."""

    def spend(self, verdict: Verdict) -> None:
        """Reserve what an allowing verdict uses up."""

    def observe(self, admission: Admission, text: str) -> None:
        """Note what the agent was shown."""

    def activate(self, skill: str) -> None:
        """Note that the model took up a skill; what it leaves out stays out for the rest of the run."""

    def clean(self, text: str) -> str:
        """Return `text` with every known secret value replaced by its mark."""
