"""The record of one run: what was asked, what was decided, what came of it, each durable before the next step.

Takes actions, verdicts and results of the flow; gives journal entries of the kinds `asked`, `decided`, `outcome`, and
notes. Long values are kept by digest and size (the journal cuts them); what a call returned is kept as digest, size and
a short preview. Every text passes `clean` first, so no known secret is hashed into the record. Entries from the hook
are the agent's own word and say `"reported": true`.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Mapping
from typing import Any

import apsw

from wicketgate.action import Action, Admission, Decision, Grant, Result, Verdict, Way
from wicketgate.audit.scrub import scrub
from wicketgate.output.redact.several import cleaning_all
from wicketgate.store.journal import Journal
from wicketgate.store.ticket import Ticket

PREVIEW = 2048
"""Characters of a result that are kept as they are."""
SOON = 0.02
"""Seconds an outcome nobody waits for may wait for the next entry, to be written together with it."""
FLOW = frozenset({"asked", "decided", "outcome"})

Consume = Callable[[apsw.Cursor, Grant, Action], None]


def unchanged(text: str) -> str:
    """Return `text`: the cleaning of a run that knows no secrets."""
    return text


class RunRecord:
    """Implements `ports.Audit` for one run on the journal."""

    def __init__(
        self,
        journal: Journal,
        run: str,
        policy_digest: str,
        task: str,
        tier: str,
        *,
        consume: Consume,
        clean: Callable[[str], str] = unchanged,
    ) -> None:
        self._journal, self._run, self._policy, self._task, self._tier = journal, run, policy_digest, task, tier
        self._consume, self._clean, self._clean_all = consume, clean, cleaning_all(clean)
        self._soon: asyncio.TimerHandle | None = None
        self.denied = 0
        """Requests that were denied so far."""
        self.unanswered = 0
        """Requests to the model that got no answer."""
        self._open: dict[int, int] = {}  # decided to asked: admitted, and not settled yet

    def asked(self, action: Action) -> Ticket:
        """Record that `action` was requested, with everything the gate saw in it."""
        request = action.request
        body = {
            "tool": request.tool,
            "arguments": dict(request.arguments),
            "way": request.way.value,
            "contained": request.contained,
            "effect": action.effect.value,
            "targets": [str(target) for target in action.targets],
            "reversibility": action.reversibility.value,
            "external": action.external,
            "readable": action.readable,
            "origins": dict(action.origins),
            "cwd": request.cwd,
            "agent": request.agent,
            "task": self._task,
            "tier": self._tier,
        }
        # Patient: the decision follows at once, and both are durable with it.
        return self._submit("asked", _worded(body, action), is_patient=True)

    async def decided(self, asked: int, action: Action, verdict: Verdict, grant: Grant | None) -> int:
        """Record the decision durably; a grant is consumed in the same transaction (Refused if it does not fit)."""
        body = {
            "asked": asked,
            "tool": action.request.tool,
            "decision": verdict.decision.value,
            "reason": verdict.reason,
            "rule": verdict.rule,
            "remedy": verdict.remedy,
            "grant": grant.id if grant else "",
            "by": grant.by if grant else "",
            "policy": self._policy,
            "spends": dict(verdict.spends),
        }

        def effect(cursor: apsw.Cursor, index: int) -> None:
            """Note what is open and use the grant up."""
            if verdict.allowed:
                cursor.execute(
                    "INSERT INTO unsettled (decided, asked, run) VALUES (?, ?, ?)", (index, asked, self._run)
                )
            if grant is not None:
                self._consume(cursor, grant, action)
            if verdict.allowed:
                self._open[index] = asked  # here, because whoever waits for the ticket may be cancelled meanwhile

        self.denied += verdict.decision is Decision.DENY
        return await self._submit("decided", _worded(body, action), effect).durable()

    async def outcome(self, admission: Admission, result: Result, *, wait: bool = True) -> int:
        """Record what came of an admitted action: digest, size, and a preview of the cleaned text.

        Durable on return, or without `wait` no later than the next decision, or `SOON`.
        """
        text = self._clean(result.text)
        whole = text.encode("utf-8", "surrogatepass")
        body = {
            "asked": admission.asked,
            "decided": admission.decided,
            "tool": self._clean(admission.action.request.tool),
            "ok": result.ok,
            "state": "done" if result.ok else "failed",
            "sha256": hashlib.sha256(whole).hexdigest(),
            "size": len(whole),
            "preview": text[:PREVIEW],
        }
        # Its texts are clean: the one that came was cleaned whole, the others are ours.
        body = _worded(body, admission.action)
        ticket = self._journal.submit("outcome", body, self._run, _settles(admission.decided), is_patient=not wait)
        if wait:
            await ticket.durable()
        elif self._soon is None:
            self._soon = asyncio.get_running_loop().call_later(SOON, self._urge)
        self._open.pop(admission.decided, None)
        return ticket.index

    def note(self, kind: str, body: Mapping[str, Any]) -> Ticket:
        """Record anything else about the run; ValueError for the kinds of the flow, which only the flow may write."""
        if kind in FLOW or kind.startswith("approval."):
            raise ValueError(f"not a kind of note: {kind!r}")
        self.unanswered += kind == "model.unanswered"
        return self._submit(kind, body)

    async def close(self, reason: str) -> None:
        """Record every admitted action that was never settled as `unknown`; `reason` says how the run ended."""
        tickets = [_unknown(self._journal, self._run, asked, decided, reason) for decided, asked in self._open.items()]
        self._open.clear()
        for ticket in tickets:
            await ticket.durable()

    def _submit(self, kind: str, body: Mapping[str, Any], effect: Any = None, *, is_patient: bool = False) -> Ticket:
        return self._journal.submit(kind, scrub(body, self._clean_all), self._run, effect, is_patient=is_patient)

    def _urge(self) -> None:
        self._soon = None
        self._journal.urge()


def _worded(body: dict[str, Any], action: Action) -> dict[str, Any]:
    """Return `body`, with the mark of what is the agent's own word."""
    if action.request.way is Way.HOOK:
        body["reported"] = True
    return body


def recover(journal: Journal) -> list[int]:
    """Record every action a dead warden admitted and never settled as `unknown`; return those entries' numbers.

    To be called once at the start, before anything else runs.
    """
    rows = journal.query("SELECT decided, asked, run FROM unsettled ORDER BY decided")
    tickets = [_unknown(journal, run, asked, decided, "the warden was cut off") for decided, asked, run in rows]
    return [ticket.wait() for ticket in tickets]


def _unknown(journal: Journal, run: str, asked: int, decided: int, reason: str) -> Ticket:
    body = {"asked": asked, "decided": decided, "ok": None, "state": "unknown", "reason": reason}
    return journal.submit("outcome", body, run, _settles(decided))


def _settles(decided: int) -> Callable[[apsw.Cursor, int], None]:
    def effect(cursor: apsw.Cursor, _: int) -> None:
        cursor.execute("DELETE FROM unsettled WHERE decided = ?", (decided,))

    return effect
