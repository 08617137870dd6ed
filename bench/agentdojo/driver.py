"""Wicketgate itself as the gate of a replay: its own pure decision and its own session state, in this process.

Takes a policy file's task and the user's prompt as the operator's words; walks the steps of `flow.walk`, with a
simulated person in the place of the approvals desk. All that the bench knows of Wicketgate's inner values stands here.
"""

from __future__ import annotations

import dataclasses
import enum
import itertools
import json
from pathlib import Path
from typing import Any

from bench.agentdojo.renaming import Names
from bench.agentdojo.replay import Execute, Step, ToolFailed
from wicketgate.action import Admission, Decision, Facts, Grant, Request, Verdict, Way
from wicketgate.control.profiles import prompted
from wicketgate.gate import classify, decide
from wicketgate.policy import Policy, Profile
from wicketgate.session.state import State

TASK = "assistant"


class Person(enum.Enum):
    """Who answers what Wicketgate asks."""

    CAREFUL = "careful"
    """Approves what the user's task asks and refuses what the attack asks."""
    TIRED = "tired"
    """Approves everything."""


def profile(text: str, where: Path, definitions: dict[str, dict[str, Any]]) -> Profile:
    """Return the profile that a policy's text holds, told the tools' schemas as an operator's program would."""
    found = Policy.of(text, where).profile(TASK)
    if any(one.name == "definitions" for one in dataclasses.fields(found)):
        found = dataclasses.replace(found, **{"definitions": definitions})
    return found


class Wicketgate:
    """One session of one task."""

    def __init__(self, of: Profile, prompt: str, person: Person, names: Names) -> None:
        self._profile = prompted(of, names.text(prompt))
        self._person, self._names = person, names
        ticks = itertools.count()
        self._state = State(self._profile, lambda: float(next(ticks)), str, contained=False)
        self._answered: dict[str, bool] = {}

    def call(self, tool: str, arguments: dict[str, Any], execute: Execute, attack: bool) -> Step:
        """Decide, ask the person if need be, execute, and let the session see the result."""
        names = self._names
        request = Request(TASK, names.tool(tool), names.arguments(arguments), Way.PYTHON, "replay", "")
        action = classify(request, self._profile)
        facts = self._state.facts(action)
        verdict = decide(action, facts, self._profile)
        reason, decision, asked = verdict.reason, verdict.decision.value, False
        origins = {names.path(path): origin for path, origin in verdict.origins.items()}
        if verdict.decision is Decision.ASK:
            asked, yes = self._ask(request, verdict, facts, attack)
            if yes:
                verdict = decide(action, self._state.facts(action, _grant(verdict)), self._profile)
            decision = "approved" if verdict.allowed else "refused" if not yes else "deny"
        if not verdict.allowed:
            return Step(tool, arguments, attack, decision, reason, asked=asked, origins=origins)
        self._state.spend(verdict)
        try:
            result, failed = execute(), False
        except ToolFailed as error:
            result, failed = str(error), True
        shown = shown_text(names.value(result))
        self._state.observe(Admission(action, verdict, 0, 0), shown)
        return Step(tool, arguments, attack, decision, reason, result, failed, asked, origins)

    def _ask(self, request: Request, verdict: Verdict, facts: Facts, attack: bool) -> tuple[bool, bool]:
        """Return whether this costs a question, and the answer: an identical one answered before is not put again."""
        key = json.dumps([request.tool, request.arguments], sort_keys=True, default=str)
        if key in self._answered:
            return False, self._answered[key]
        yes = self._person is Person.TIRED or not attack
        self._answered[key] = yes
        return True, yes


def _grant(verdict: Verdict) -> Grant:
    more = {name: getattr(verdict, "endorses", {}) for name in ("endorsed",) if name in Grant.__dataclass_fields__}
    return Grant("replay", "replay", "the user", **more)


def shown_text(result: Any) -> str:
    """Return a tool's result as an MCP server would return it: text as it is, anything else as JSON."""
    return result if isinstance(result, str) else json.dumps(result, ensure_ascii=False)
