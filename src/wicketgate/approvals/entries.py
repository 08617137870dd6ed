"""The journal entries of a question, each in one transaction with the step of its row. Knows no desk and no waiting."""

from __future__ import annotations

from wicketgate.approvals.life import WAITING
from wicketgate.approvals.pending import Pending, insert, move
from wicketgate.store.journal import Journal
from wicketgate.store.ticket import Ticket


def asked(journal: Journal, pending: Pending) -> Ticket:
    """Return the entry of a new question."""
    terms = pending.terms
    body = {"approval": pending.id, "asked": pending.asked, "tool": pending.action.request.tool}
    body |= {"reason": pending.verdict.reason, "digest": pending.digest, "policy": terms.policy, "rule": terms.rule}
    body |= {"nonce": terms.nonce, "expires": terms.expires}
    return journal.submit("approval.asked", body, pending.run, lambda cursor, _: insert(cursor, pending))


def answered(journal: Journal, pending: Pending, event: str, by: str, reason: str) -> Ticket:
    """Return the entry of a person's answer; its ticket raises Refused where the row has ended otherwise."""
    name = pending.id
    body = {"approval": name, "asked": pending.asked, "answer": event, "by": by, "reason": reason}
    body |= {"digest": pending.digest}
    return journal.submit("approval.decided", body, pending.run, lambda cursor, _: move(cursor, name, event, by))


def ended(journal: Journal, name: str, run: str, asked: int, state: str, event: str, reason: str) -> None:
    """Note an end that no person gave, of a question that was in `state`."""
    kind, field = ("approval.decided", "answer") if state == WAITING else ("approval.outcome", "outcome")
    body = {"approval": name, "asked": asked, field: event, "by": "", "reason": reason}
    journal.submit(kind, body, run, lambda cursor, _: move(cursor, name, event))
