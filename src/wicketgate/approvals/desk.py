"""The desk: what waits for a person, and what a person said to it.

Takes actions the gate wants to ask about; gives grants, each bound to one exact action and used once. Every question
and every answer is a durable entry (`approval.asked`, `approval.decided`, `approval.outcome`) and a step of the row in
the table `approvals`, in one transaction. The row decides: two answers cannot both count. Lives on one event loop; only
`consume` runs in the journal's thread. Knows nothing of who may answer: whoever reaches it is trusted to be a person.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import secrets
from collections.abc import Callable
from typing import Any

import apsw

from wicketgate.action import Action, Grant, Verdict
from wicketgate.approvals.binding import Terms, bind, content, endorsing
from wicketgate.approvals.life import GRANTED, WAITING, step
from wicketgate.approvals.pending import Pending, insert, move
from wicketgate.approvals.port import Port
from wicketgate.approvals.render import render
from wicketgate.errors import Error, Refused, RequestError, StateError
from wicketgate.store.journal import Journal
from wicketgate.store.ticket import Ticket

SECONDS = 600
CAP = 8
"""Questions of one run that may wait at the same time."""
WORDS = 500
LIST = "wicketgate approvals list"
ROW = "SELECT run, state, digest, policy, rule, nonce, expires, asked, by FROM approvals WHERE id = ?"


class Desk:
    """Every open question of this warden. What an earlier warden left open is abandoned: nobody waits for it."""

    def __init__(self, journal: Journal, clock: Callable[[], float], *, cap: int = CAP) -> None:
        self._journal, self._clock, self._cap = journal, clock, cap
        self._open: dict[str, Pending] = {}
        self._flooding: set[str] = set()
        for name, run, asked, state in journal.query("SELECT id, run, asked, state FROM approvals WHERE closed = 0"):
            self._note(name, run, asked, state, "abandon", "the warden that asked has ended")

    def port(self, run: str, policy_digest: str, task: str, seconds: int = SECONDS) -> Port:
        """Return the desk as one run sees it; a question of it expires after `seconds`."""
        return Port(self, run, policy_digest, task, seconds)

    def pending(self) -> list[dict[str, Any]]:
        """Return what waits for an answer, oldest first."""
        return [p.to_json(self._clock()) for p in list(self._open.values()) if p.state == WAITING]

    def show(self, name: str, full: bool = False) -> dict[str, Any]:
        """Return one question: with `text` (the rendering) and `digest` while it is open; RequestError if unknown."""
        pending = self._open.get(name)
        if pending is not None:
            told = pending.to_json(self._clock())
            text = render(pending.action, pending.verdict, told, pending.digest, full)
            return told | {"digest": pending.digest, "text": text}
        row = (self._journal.query(ROW, (name,)) or [None])[0]
        if row is None:
            raise RequestError(f"no approval {name!r}", LIST)
        past = {"id": name, "run": row[0], "state": row[1], "expires": row[6], "asked": row[7], "by": row[8]}
        return past | {"text": f"approval {name} is {row[1]}; the request is entry {row[7]} of the journal"}

    async def approve(self, name: str, by: str, digest: str) -> None:
        """Grant exactly what `digest` names, durably; Refused if it is another one, answered already or expired."""
        pending = self._find(name)
        if not hmac.compare_digest(pending.digest.encode(), digest.encode("utf-8", "replace")):
            raise Refused(
                f"approval {name} is for another digest than the one given", f"wicketgate approvals show {name}"
            )
        await asyncio.shield(self._granted(pending, by))  # whoever asked us may leave; the one who waits must not

    async def deny(self, name: str, by: str, reason: str = "") -> None:
        """Deny, durably; `reason` reaches the agent. Refused if it is answered already or expired."""
        pending = self._find(name)
        await asyncio.shield(self._denied(pending, by, reason[:WORDS]))

    def close(self, run: str) -> None:
        """Abandon every open question of a run that ended."""
        for pending in [p for p in self._open.values() if p.run == run]:
            self._drop(pending, "abandon", "the run ended before anybody answered")

    def consume(self, cursor: apsw.Cursor, grant: Grant, action: Action) -> None:
        """Use a grant up, in the transaction that records the decision; Refused unless it is for exactly `action`."""
        row: Any = cursor.execute(ROW, (grant.id,)).fetchone()
        if row is None:
            raise Refused(f"there is no approval {grant.id!r}", LIST)
        run, _, digest, policy, rule, nonce, expires, asked, by = row
        same = hmac.compare_digest(digest, grant.digest) and run == action.request.run
        if not same or not hmac.compare_digest(digest, bind(action, Terms(policy, rule, nonce, expires))):
            raise Refused(f"approval {grant.id} is for another action", LIST)
        if self._clock() >= expires:
            raise Refused(f"approval {grant.id} has expired", LIST)
        move(cursor, grant.id, "consume")
        self._open.pop(grant.id, None)
        with contextlib.suppress(StateError):  # at the very end of a warden the decision's own entry names the grant
            used = {"approval": grant.id, "asked": asked, "outcome": "consumed", "by": by}
            self._journal.submit("approval.outcome", used, run)

    async def put(self, asked: int, action: Action, verdict: Verdict, policy: str, seconds: int) -> Pending:
        """Return a new question on `action`; Refused if too many wait."""
        same = content(action)
        self._not_flooding(action)
        # The nonce holds what a yes would endorse besides, so that the digest a person approves binds that too.
        nonce = secrets.token_hex(16) + endorsing(verdict.endorses)
        terms = Terms(policy, verdict.rule, nonce, int(self._clock()) + seconds)
        pending = Pending(secrets.token_hex(4), asked, action, verdict, terms, same, bind(action, terms))
        body = {"approval": pending.id, "asked": asked, "tool": action.request.tool, "reason": verdict.reason}
        body |= {"digest": pending.digest, "policy": policy, "rule": verdict.rule, "nonce": terms.nonce}
        body |= {"expires": terms.expires}
        ticket = self._journal.submit("approval.asked", body, pending.run, lambda cursor, _: insert(cursor, pending))
        self._open[pending.id] = pending
        asyncio.get_running_loop().call_later(seconds, self._expire, pending.id)
        try:
            await ticket.durable()
        except Error as error:
            self._end(pending, "abandoned", "", error.message, error)
        return pending

    def alike(self, action: Action, verdict: Verdict, policy: str) -> Pending | None:
        """Return the open question about an action of the same content: one that waits, or a yes nobody took."""
        same = content(action)
        for pending in list(self._open.values()):
            free = pending.state == WAITING or not pending.taken
            terms = (pending.terms.policy, pending.terms.rule)
            if free and pending.content == same and terms == (policy, verdict.rule):
                return pending
        return None

    def _not_flooding(self, action: Action) -> None:
        run = action.request.run
        waiting = sum(p.run == run and p.state == WAITING for p in list(self._open.values()))
        if waiting < self._cap:
            self._flooding.discard(run)
            return
        if run not in self._flooding:
            self._flooding.add(run)
            self._journal.submit("approval.flood", {"waiting": waiting, "tool": action.request.tool}, run)
        raise Refused(f"too many questions: {waiting} of this run wait for a person already", LIST)

    def _find(self, name: str) -> Pending:
        pending = self._open.get(name)
        if pending is None:
            raise Refused(self.show(name)["text"], LIST)
        if self._clock() >= pending.terms.expires:
            self._expire(name)
            raise Refused(f"approval {name} has expired", LIST)
        return pending

    async def _granted(self, pending: Pending, by: str) -> None:
        await self._answer(pending, "approve", by, "").durable()
        if pending.state != WAITING:  # it expired while the answer went to disk: the row says so too
            step(pending.id, pending.state, "approve")
        pending.conclude(GRANTED, by, "")

    async def _denied(self, pending: Pending, by: str, reason: str) -> None:
        await self._answer(pending, "deny", by, reason).durable()
        self._end(pending, "denied", by, f"a person denied it: {reason}" if reason else "a person denied it")

    def _answer(self, pending: Pending, event: str, by: str, reason: str) -> Ticket:
        body = {"approval": pending.id, "asked": pending.asked, "answer": event, "by": by, "reason": reason}
        body |= {"digest": pending.digest}
        name = pending.id
        return self._journal.submit(
            "approval.decided", body, pending.run, lambda cursor, _: move(cursor, name, event, by)
        )

    def _expire(self, name: str) -> None:
        pending = self._open.get(name)
        if pending is not None:
            self._drop(pending, "expire", "nobody answered in time")

    def _drop(self, pending: Pending, event: str, reason: str) -> None:
        before = pending.state
        self._end(pending, step(pending.id, before, event), "", reason)
        with contextlib.suppress(StateError):  # no is the answer, on record or not
            self._note(pending.id, pending.run, pending.asked, before, event, reason)

    def _note(self, name: str, run: str, asked: int, state: str, event: str, reason: str) -> None:
        kind, field = ("approval.decided", "answer") if state == WAITING else ("approval.outcome", "outcome")
        body = {"approval": name, "asked": asked, field: event, "by": "", "reason": reason}
        self._journal.submit(kind, body, run, lambda cursor, _: move(cursor, name, event))

    def _end(self, pending: Pending, state: str, by: str, reason: str, error: Error | None = None) -> None:
        self._open.pop(pending.id, None)
        pending.conclude(state, by, reason, error)
