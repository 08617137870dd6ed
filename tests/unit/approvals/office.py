"""A journal, a clock one can set, and the record and desk of one run on them."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import Any

from wicketgate.action import Action, Decision, Effect, Request, Reversibility, Target, Verdict, Way
from wicketgate.approvals.desk import Desk
from wicketgate.audit.record import RunRecord
from wicketgate.store.journal import Journal

POLICY = "p" * 64
ASK = Verdict(Decision.ASK, "visible outside", "wicketgate.yaml:12", remedy="ask: never")
ALLOW = Verdict(Decision.ALLOW, "a person approved it", "wicketgate.yaml:12")


def action(run: str = "r1", tool: str = "http", **arguments: Any) -> Action:
    """Return an action that asks."""
    told = arguments or {"method": "POST", "url": "http://docs.test/"}
    request = Request("triage", tool, told, Way.EGRESS, run)
    targets = (Target("host", "docs.test", "connect"),)
    return Action(request, Effect.NETWORK, targets, Reversibility.R5, True, origins={"url": "untrusted"})


@dataclass
class Office:
    """Everything about approvals, with a clock that stands still."""

    journal: Journal
    now: float = 1_800_000_000.0
    desk: Desk = field(init=False)

    def __post_init__(self) -> None:
        self.desk = Desk(self.journal, lambda: self.now, cap=3)

    def record(self, run: str = "r1") -> RunRecord:
        """Return the record of a run."""
        return RunRecord(self.journal, run, POLICY, "triage", "full", consume=self.desk.consume)

    def ask(self, what: Action | None = None, seconds: int = 600, policy: str = POLICY) -> Awaitable[Any]:
        """Return what waits for a person's answer on `what`."""
        what = what or action()
        return self.desk.port(what.request.run, policy, "triage", seconds).wait(1, what, ASK)

    async def approve(self, name: str = "") -> None:
        """Approve the oldest question as a person would: with the digest that was shown."""
        name = name or self.desk.pending()[0]["id"]
        await self.desk.approve(name, "alex", self.desk.show(name)["digest"])

    def kinds(self) -> list[str]:
        """Return the kinds of all entries."""
        return [entry.kind for entry in self.journal.read(0, 1000)]
