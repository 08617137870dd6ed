"""A real `flow.Door` over ports in memory: what a way in or out is given in a unit test."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wicketgate.action import Action, Admission, Facts, Grant, Result, Verdict
from wicketgate.errors import Refused
from wicketgate.flow import Door, Ports
from wicketgate.policy import Document, Policy

Body = Mapping[str, Any]


@dataclass(frozen=True)
class Entry:
    """One recorded entry: its kind, what it says, and whether somebody waited for it to be durable."""

    kind: str
    body: Body


class MemoryTicket:
    """A ticket that is durable at once; `broken` makes it fail instead."""

    def __init__(self, index: int, broken: Exception | None) -> None:
        self.index = index
        self._broken = broken

    async def durable(self) -> int:
        """Return the index, or raise what the test planted."""
        if self._broken is not None:
            raise self._broken
        return self.index


class MemoryAudit:
    """The record as a list; `break_with` makes every later entry fail."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.break_with: Exception | None = None

    def note(self, kind: str, body: Body) -> MemoryTicket:
        """Append an entry, which must be JSON."""
        self.entries.append(Entry(kind, json.loads(json.dumps(body))))
        return MemoryTicket(len(self.entries), self.break_with)

    def asked(self, action: Action) -> MemoryTicket:
        """Append that an action was asked for."""
        return self.note("asked", {"tool": action.request.tool, "arguments": dict(action.request.arguments)})

    async def decided(self, asked: int, action: Action, verdict: Verdict, grant: Grant | None) -> int:
        """Append a decision."""
        body = {"asked": asked, "decision": verdict.decision.value, "reason": verdict.reason, "rule": verdict.rule}
        return await self.note("decided", {**body, "grant": grant.id if grant else ""}).durable()

    async def outcome(self, admission: Admission, result: Result, *, wait: bool = True) -> int:
        """Append an outcome."""
        return await self.note("outcome", {"asked": admission.asked, "text": result.text, "ok": result.ok}).durable()

    def of(self, kind: str) -> list[Body]:
        """Return the bodies of every entry of a kind, in order."""
        return [entry.body for entry in self.entries if entry.kind == kind]


@dataclass
class MemoryApprovals:
    """A person who answers at once: `answer` is what they say, `asked` what they were shown."""

    answer: bool = False
    asked: list[Action] = field(default_factory=list)

    async def wait(self, asked: int, action: Action, verdict: Verdict) -> Grant:
        """Return a grant, or refuse."""
        self.asked.append(action)
        if not self.answer:
            raise Refused("denied by a person", "ask them why")
        return Grant(f"grant-{len(self.asked)}", "digest", "tester")


@dataclass
class MemoryState:
    """Budgets without windows, and a cleaning function."""

    cleaner: Callable[[str], str] = str
    used: dict[str, int] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    skills: list[str] = field(default_factory=list)

    def facts(self, action: Action, grant: Grant | None = None) -> Facts:
        """Return what is used, with every file target taken as it stands."""
        paths = {target.value: target.value for target in action.targets if target.kind == "file"}
        return Facts(paths, dict(self.used), frozenset({"untrusted"}), grant)

    def spend(self, verdict: Verdict) -> None:
        """Add up what a verdict uses."""
        for name, amount in verdict.spends.items():
            self.used[name] = self.used.get(name, 0) + amount

    def observe(self, admission: Admission, text: str) -> None:
        """Remember what the agent was shown."""
        self.seen.append(text)

    def activate(self, skill: str) -> None:
        """Remember the skill."""
        self.skills.append(skill)

    def clean(self, text: str) -> str:
        """Return the text, cleaned."""
        return self.cleaner(text)


@dataclass
class Bench:
    """A door and the ports behind it, for a test to look at."""

    door: Door
    audit: MemoryAudit
    approvals: MemoryApprovals
    state: MemoryState


def policy(task: Body, name: str = "task", **document: Any) -> Policy:
    """Return a policy with one task, as if it had been read from a file with one line for each key and list item."""
    raw = {"version": 1, "tasks": {name: task}, **document}
    text = json.dumps(raw, indent=1)
    lines: dict[tuple[str | int, ...], int] = {}
    _number(raw, (), lines)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Policy(Path("/policy/wicketgate.yaml"), digest, text, Document.model_validate(raw), lines)


def bench(task: Body, clean: Callable[[str], str] = str, contained: bool = True, **document: Any) -> Bench:
    """Return a door for `task` of a policy made on the spot, its record, its person and its state."""
    audit, approvals, state = MemoryAudit(), MemoryApprovals(), MemoryState(clean)
    ports = Ports(policy(task, **document).profile("task"), audit, approvals, state)
    return Bench(Door("run-1", ports, contained), audit, approvals, state)


def _number(value: Any, where: tuple[str | int, ...], lines: dict[tuple[str | int, ...], int]) -> None:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list | tuple) else ()
    for key, item in pairs:
        lines[(*where, key)] = len(lines) + 1
        _number(item, (*where, key), lines)
