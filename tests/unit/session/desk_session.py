"""What the session's tests share: a desk's policy, and a state that walks calls as a way out would."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wicketgate.action import Admission, Grant, Request, Verdict, Way
from wicketgate.gate import classify, decide
from wicketgate.policy import Policy, Profile
from wicketgate.session.budgets import SharedBudgets
from wicketgate.session.state import State

POLICY = """
version: 1
tasks:
  desk:
    prompt: %s
    tools:
      people.find: {effect: read, reads: people, trusted: [mail]}
      notes.read: {effect: read, reads: notes}
      orders.list: {effect: read, reads: orders}
      orders.make: {effect: write, reversibility: R2, writes: orders}
      orders.rename: {effect: write, reversibility: R2, writes: orders}
      orders.cancel: {effect: delete, reversibility: R3, writes: orders, authority: [id], lookup: {id: orders.list}}
      people.message:
        {effect: send, reversibility: R3, writes: outbox, authority: [person], lookup: {person: people.find}}
      mail.send: {effect: send, reversibility: R3, writes: outbox, authority: [to], limit: 2 per hour}
"""


def profile(prompt: str = "Email the quarter's numbers.") -> Profile:
    """Return the desk's profile under these words of the operator."""
    return Policy.of(POLICY % json.dumps(prompt), Path("/srv/desk/wicketgate.yaml")).profile("desk")


class Walk:
    """One session: calls are decided, taken as carried out, and their results shown."""

    def __init__(self, prompt: str = "Email the quarter's numbers.", ledger: SharedBudgets | None = None) -> None:
        self.profile = profile(prompt)
        self.state = State(self.profile, lambda: 0.0, str, ledger, contained=False)

    def ask(self, tool: str, way: Way = Way.PYTHON, grant: Grant | None = None, **arguments: Any) -> Verdict:
        """Return the verdict on a call; what is allowed is reserved."""
        action = classify(Request("desk", tool, arguments, way, cwd=""), self.profile)
        verdict = decide(action, self.state.facts(action, grant), self.profile)
        if verdict.allowed:
            self.state.spend(verdict)
        return verdict

    def show(self, tool: str, result: Any, way: Way = Way.PYTHON, **arguments: Any) -> None:
        """Take in the result of a call."""
        action = classify(Request("desk", tool, arguments, way, cwd=""), self.profile)
        verdict = decide(action, self.state.facts(action), self.profile)
        self.state.observe(Admission(action, verdict, 0, 0), result if isinstance(result, str) else json.dumps(result))

    def origin(self, tool: str, way: Way = Way.PYTHON, **arguments: Any) -> Mapping[str, str]:
        """Return the origins of a call's values."""
        return self.ask(tool, way, **arguments).origins
