"""The gate and Cedar decide the same thousands of requests; any difference fails with the request."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from drawn import drawn
from drawn_policy import profile
from opinion import loaded, opinion, parts

from wicketgate.action import Decision, Effect, Verdict
from wicketgate.gate import decide
from wicketgate.gate.cedar import clauses, export

COUNTS = {"files": 6000, "shell": 2500, "net": 3000, "mail": 4000, "clerk": 8500}
COUNTS |= {"logins": 3000, "reader": 900, "asker": 2200, "open": 2500}
ENOUGH = 520
"""Of what is not asked of a person, what adds nothing to any kind is left out once there is so much of it."""
RARE = frozenset({"intent", "commit", "files.protected", "files.hide", "schema", "table", "path", "text", "host"})
LEFT_OUT = {Decision.ASK: 0.0, Decision.ALLOW: 0.6, Decision.DENY: 1.0}
KINDS = frozenset(
    {"files.read", "files.write", "files.hide", "files.protected", "search", "commit", "commands", "effects", "http"}
    | {
        "ssh",
        "login",
        "tunnel",
        "caps",
        "limits.calls",
        "to",
        "path",
        "host",
        "recipient",
        "table",
        "amount",
        "enum",
        "text",
        "schema",
    }
    | {"missing", "closed", "source", "tables", "columns", "labels", "grant", "intent", "R3", "R5", "ask:always"}
    | {"ask:never", "tool-limit", "words"}
)
PLAIN = {
    "effect": "effects",
    "http": "http",
    "tunnel": "tunnel",
    "ssh": "ssh",
    "login": "login",
    "recipient": "to",
    "statement": "source",
}
PLAIN |= {"table": "tables", "column": "columns", "simple": "commands", "folder": "search"}
EXECUTE = Effect.EXECUTE  # a command's effects are judged outside
ASKS = {"mail.send": "ask:always", "one.table": "ask:always", "page.post": "ask:never", "one.who": "ask:never"}
LIMITED = frozenset({"mail.send", "db.query"})


class Seen:
    """What was drawn: how often each decision fell, and each kind of constraint had a say."""

    def __init__(self) -> None:
        self.decisions: Counter[Decision] = Counter()
        self.kinds: Counter[str] = Counter()


@pytest.fixture(scope="module")
def seen() -> Seen:
    found = Seen()
    for task, count in COUNTS.items():
        _decide(task, count, found)
    return found


def _decide(task: str, count: int, seen: Seen) -> None:
    found, chance = profile(task), random.Random(f"two engines: {task}")
    written = clauses(found)
    policies, names = loaded(written, task), [clause.name for clause in written]
    for _ in range(count):
        one = drawn(chance, found)
        verdict = decide(one.action, one.facts, found)
        asked, fired = parts(one, found), set[str]()
        kinds = {kind for part in asked for kind in _kinds(part["context"], part["resource"]["id"])} & KINDS
        kinds |= _kept_out(verdict)
        left_out = LEFT_OUT[verdict.decision] > chance.random()
        rare = any(seen.kinds[kind] < ENOUGH for kind in kinds & RARE)
        if left_out and not rare and (chance.random() < 0.5 or all(seen.kinds[kind] > ENOUGH for kind in kinds)):
            continue
        cedar = opinion(asked, policies, fired)
        assert verdict.decision is cedar, (verdict.decision, verdict.reason, cedar, one)
        seen.decisions[cedar] += 1
        seen.kinds.update(kinds)
        # What the gate says was kept out must be a forbid in Cedar too, not merely ungranted.
        forbids = {names[int(policy.removeprefix("policy"))].partition(".")[0] for policy in fired}
        assert not asked or not _kept_out(verdict) or forbids or one.action.effect is EXECUTE


def _kept_out(verdict: Verdict) -> set[str]:
    """Return whether a refusal speaks of a hidden or a protected file."""
    found = {"files.hide"} if verdict.reason.endswith(" is hidden") else set()
    return found | ({"files.protected"} if "policy or a data source" in verdict.reason else set())


def _kinds(context: dict[str, Any], tool: str) -> Iterator[str]:
    """Yield the kinds of constraint that have a say in one part of a call."""
    part, family = context["part"], context["family"]
    if part in PLAIN:
        yield PLAIN[part]
    if part == "file":
        yield "commit" if family == "commit" else f"files.{context['effect']}"
    if part == "call":
        yield from _of_call(context, tool)
    if part == "argument":
        yield {"absent": "missing", "misfit": "missing"}.get(context["key"], context["key"])
    if part == "leaf" and tool == "one.closed":
        yield "closed"
    if part in ("http", "tunnel") and any(context["used"].values()):
        yield "caps"


def _of_call(context: dict[str, Any], tool: str) -> Iterator[str]:
    named = {"agent": "words", "skill": "words", "process": "words", "book": "words", "command": "commands"}
    yield named.get(context["family"], "call")
    if context["calls"] > 0:
        yield "limits.calls"
    if {"untrusted", "private"} <= set(context["labels"]):
        yield "labels"
    if context["approved"]:
        yield "grant"
    if context.get("weighed", {}).get("surprising"):
        yield "intent"
    yield context["reversibility"].replace("R4", "R5")
    yield ASKS.get(tool, "call")
    if tool in LIMITED and any(context["used"].values()):
        yield "tool-limit"


def shares_of(seen: Seen) -> dict[str, float]:
    """Return how large a part each decision has."""
    total = sum(seen.decisions.values())
    return {decision.value: round(count / total, 3) for decision, count in seen.decisions.items()}


def test_both_engines_say_the_same_of_every_request_and_the_requests_reach_everything(seen: Seen) -> None:
    total = sum(seen.decisions.values())
    assert total >= 5000
    shares = shares_of(seen)
    assert shares["allow"] >= 0.25 and shares["ask"] >= 0.25, shares
    few = {kind: seen.kinds[kind] for kind in KINDS if seen.kinds[kind] < 500}

    assert not few, few


@pytest.mark.parametrize("task", COUNTS)
def test_the_text_is_the_same_each_time_and_leaves_nothing_out(task: str) -> None:
    first, second = export(profile(task)), export(profile(task))
    assert first == second
    assert first.looser == ()
    assert f"// Task {task} of wicketgate.yaml" in first.text
