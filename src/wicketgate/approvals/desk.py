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
from wicketgate.approvals import batch, entries
from wicketgate.approvals.binding import Terms, bind, content, endorsing
from wicketgate.approvals.life import GRANTED, WAITING, step
from wicketgate.approvals.pending import Pending, move
from wicketgate.approvals.port import Port, Tell, silent
from wicketgate.approvals.render import render
from wicketgate.errors import Error, Refused, RequestError, StateError
from wicketgate.store.journal import Journal

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
            entries.ended(journal, name, run, asked, state, "abandon", "the warden that asked has ended")

    def port(self, run: str, policy_digest: str, task: str, seconds: int = SECONDS, tell: Tell = silent) -> Port:
        """Return the desk as one run sees it; a question expires after `seconds`, `tell` hears that some wait."""
        return Port(self, run, policy_digest, task, seconds, tell)

    def pending(self) -> list[dict[str, Any]]:
        """Return what waits for an answer, oldest first; `calls` says how many are answered together."""
        return batch.listed(self._waiting(), self._clock())

    def show(self, name: str, full: bool = False) -> dict[str, Any]:
        """Return one question: with `text` (the rendering) and `digest` while it is open; RequestError if unknown."""
        pending = self._open.get(name)
        if pending is not None:
            members = self._members(pending)
            others = [(one.action, one.verdict) for one in members if one is not pending]
            digest = batch.digest(members)
            told = pending.to_json(self._clock()) | {"calls": len(members), "digest": digest}
            return told | {"text": render(pending.action, pending.verdict, told, digest, full, others)}
        row = (self._journal.query(ROW, (name,)) or [None])[0]
        if row is None:
            raise RequestError(f"no approval {name!r}", LIST)
        past = {"id": name, "run": row[0], "state": row[1], "expires": row[6], "asked": row[7], "by": row[8]}
        return past | {"text": f"approval {name} is {row[1]}; the request is entry {row[7]} of the journal"}

    async def approve(self, name: str, by: str, digest: str) -> int:
        """Grant what `digest` names (all `show` showed, or one call alone), durably, and return how many calls it is;
        Refused if it is another digest, answered already or expired."""
        pending = self._find(name)
        for members in (self._members(pending), [pending]):
            if hmac.compare_digest(batch.digest(members).encode(), digest.encode("utf-8", "replace")):
                # Whoever asked us may leave; those who wait must not.
                return await asyncio.shield(self._granted(members, by))
        remedy = f"a call may have joined it; look again: wicketgate approvals show {name}"
        raise Refused(f"approval {name} is for another digest than the one given", remedy)

    async def deny(self, name: str, by: str, reason: str = "") -> int:
        """Deny every call it shows, durably, and return how many; `reason` reaches the agent. Refused as above."""
        return await asyncio.shield(self._denied(self._members(self._find(name)), by, reason[:WORDS]))

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
        together = (policy, verdict.rule, batch.kind(action, verdict, same))
        self._not_flooding(action, together)
        # The nonce holds what a yes would endorse besides, so that the digest a person approves binds that too.
        nonce = secrets.token_hex(16) + endorsing(verdict.endorses)
        terms = Terms(policy, verdict.rule, nonce, int(self._clock()) + seconds)
        pending = Pending(secrets.token_hex(4), asked, action, verdict, terms, same, bind(action, terms), together)
        ticket = entries.asked(self._journal, pending)
        self._open[pending.id] = pending
        asyncio.get_running_loop().call_later(seconds, self._expire, pending.id)
        try:
            await ticket.durable()
        except Error as error:
            self._end(pending, "abandoned", "", error.message, error)
        except asyncio.CancelledError:
            pending.held = False
            raise
        return pending

    def left(self, action: Action, verdict: Verdict, policy: str) -> Pending | None:
        """Return an open question, or a yes, about an action of the same content that no call waits for any more."""
        same = (content(action), action.request.agent, policy, verdict.rule)
        for pending in list(self._open.values()):
            if not pending.held and (pending.content, pending.action.request.agent, *pending.batch[:2]) == same:
                pending.held = True
                return pending
        return None

    def _waiting(self) -> list[Pending]:
        return [pending for pending in list(self._open.values()) if pending.state == WAITING]

    def _members(self, pending: Pending) -> list[Pending]:
        return batch.beside(pending, self._waiting()) if pending.state == WAITING else [pending]

    def _not_flooding(self, action: Action, together: tuple[str, ...]) -> None:
        run = action.request.run
        waiting = [pending.batch for pending in self._waiting() if pending.run == run]
        if batch.room(waiting, together, self._cap):
            self._flooding.discard(run)
            return
        if run not in self._flooding:
            self._flooding.add(run)
            self._journal.submit("approval.flood", {"waiting": len(waiting), "tool": action.request.tool}, run)
        raise Refused(f"too many questions: {len(waiting)} calls of this run wait for a person already", LIST)

    def _find(self, name: str) -> Pending:
        pending = self._open.get(name)
        if pending is None:
            raise Refused(self.show(name)["text"], LIST)
        if self._clock() >= pending.terms.expires:
            self._expire(name)
            raise Refused(f"approval {name} has expired", LIST)
        return pending

    async def _granted(self, members: list[Pending], by: str) -> int:
        answered = await self._answered(members, "approve", by, "")
        counting = [one for one in answered if one.state == WAITING]
        for pending in counting:
            pending.conclude(GRANTED, by, "")
        if not counting:  # it expired while the answer went to disk: the row says so too
            step(answered[0].id, answered[0].state, "approve")
        return len(counting)

    async def _denied(self, members: list[Pending], by: str, reason: str) -> int:
        answered = await self._answered(members, "deny", by, reason)
        for pending in answered:
            self._end(pending, "denied", by, f"a person denied it: {reason}" if reason else "a person denied it")
        return len(answered)

    async def _answered(self, members: list[Pending], event: str, by: str, reason: str) -> list[Pending]:
        """Return those whose answer is on disk and counts; raise the first failure if none does."""
        tickets = [entries.answered(self._journal, pending, event, by, reason) for pending in members]
        results = await asyncio.gather(*(ticket.durable() for ticket in tickets), return_exceptions=True)
        failures = [result for result in results if isinstance(result, BaseException)]
        if len(failures) == len(members):
            raise failures[0]
        return [pending for pending, result in zip(members, results, strict=True) if isinstance(result, int)]

    def _expire(self, name: str) -> None:
        if (pending := self._open.get(name)) is not None:
            self._drop(pending, "expire", "nobody answered in time")

    def _drop(self, pending: Pending, event: str, reason: str) -> None:
        before = pending.state
        self._end(pending, step(pending.id, before, event), "", reason)
        with contextlib.suppress(StateError):  # no is the answer, on record or not
            entries.ended(self._journal, pending.id, pending.run, pending.asked, before, event, reason)

    def _end(self, pending: Pending, state: str, by: str, reason: str, error: Error | None = None) -> None:
        self._open.pop(pending.id, None)
        pending.conclude(state, by, reason, error)
