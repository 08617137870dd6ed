"""One question to a person, as long as it is open: in memory with the real action, in the table without it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import apsw

from wicketgate.action import Action, Grant, Verdict
from wicketgate.approvals.binding import Terms
from wicketgate.approvals.life import WAITING, closed, step
from wicketgate.errors import Error, Refused

NO = "this was a person's answer: do without it, or ask them"
"""What an agent can do about a no."""
INSERT = """INSERT INTO approvals (id, run, state, digest, policy, rule, nonce, expires, asked)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"""


@dataclass(slots=True, eq=False)
class Pending:
    """A question that was put; `answered` is set once it has an answer that counts."""

    id: str
    asked: int
    """Index of the journal entry of the request it is about."""
    action: Action
    verdict: Verdict
    terms: Terms
    content: str
    digest: str
    batch: tuple[str, ...] = ()
    """What it shares with the questions it is answered together with."""
    state: str = WAITING
    by: str = ""
    reason: str = ""
    error: Error | None = None
    held: bool = True
    """Whether a call waits for its answer; where none does any more, a retry takes it over."""
    answered: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def run(self) -> str:
        """Return the run that asks."""
        return self.action.request.run

    def conclude(self, state: str, by: str, reason: str, error: Error | None = None) -> None:
        """Note the answer and wake whoever waits."""
        self.state, self.by, self.reason, self.error = state, by, reason, error
        self.answered.set()

    def grant(self) -> Grant:
        """Return the person's yes; Refused with their reason, or why there is none."""
        if self.error is not None:
            raise self.error
        if self.state != "granted":
            raise Refused(self.reason, NO if self.state == "denied" else self.verdict.remedy)
        return Grant(self.id, self.digest, self.by, self.verdict.endorses)

    def to_json(self, now: float) -> dict[str, Any]:
        """Return one line's worth of the question, for a list."""
        request = self.action.request
        return {
            "id": self.id,
            "run": request.run,
            "task": request.task,
            "tool": request.tool,
            "effect": self.action.effect.value,
            "reversibility": self.action.reversibility.value,
            "targets": [str(target) for target in self.action.targets],
            "reason": self.verdict.reason,
            "rule": self.verdict.rule,
            "state": self.state,
            "asked": self.asked,
            "expires": self.terms.expires,
            "seconds": max(0, int(self.terms.expires - now)),
        }


def insert(cursor: apsw.Cursor, pending: Pending) -> None:
    """Write the row of a new question."""
    terms = pending.terms
    fixed = (terms.policy, terms.rule, terms.nonce, terms.expires)
    cursor.execute(INSERT, (pending.id, pending.run, WAITING, pending.digest, *fixed, pending.asked))


def move(cursor: apsw.Cursor, name: str, event: str, by: str = "") -> None:
    """Take one step of an approval's life in its row; Refused where the table of the life lists none."""
    row: Any = cursor.execute("SELECT state FROM approvals WHERE id = ?", (name,)).fetchone()
    after = step(name, row[0] if row else "", event)
    change = "UPDATE approvals SET state = ?1, closed = ?2, by = iif(?3 = '', by, ?3) WHERE id = ?4"
    cursor.execute(change, (after, int(closed(after)), by, name))
