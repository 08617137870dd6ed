"""A fault planted in each clause of the export is found by comparing both engines: none survives.

A mutant differs in one clause, so what the other clauses say of each part is found once, and only the changed one is
asked again.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import cedarpy
import pytest
from drawn import drawn
from drawn_policy import profile
from opinion import NOBODY, loaded, parts

from wicketgate.action import Decision
from wicketgate.gate import decide
from wicketgate.gate.cedar import Clause, clauses

COUNTS = {
    "files": 1200,
    "open": 500,
    "shell": 600,
    "net": 1200,
    "logins": 800,
    "mail": 1000,
    "clerk": 1600,
    "reader": 400,
    "asker": 200,
}
TOOL = re.compile(r"^tools\.(?!db\.query)[a-z_]+(?:\.[a-z]+)?(?=\.(?:to|closed|arguments)|$)")
SAME = frozenset(
    {("files.own", "pattern widened"), ("commands.effects", "pattern widened"), ("commands.other", "pattern widened")}
)
"""Faults that change nothing: no other family has parts in the own folders, and no hook announces a command."""
FOUND_BY_NONE = frozenset(
    {("protected.below", "left out"), ("protected.below", "== turned round"), ("files.hide.below", "<= turned round")}
    | {("files.read.folder", fault) for fault in (">= turned round", "pattern widened", "one more")}
    | {("files.read.view", f) for f in ("< turned round", "pattern widened", "one more", "<= turned round")}
    | {("files.write.view", fault) for fault in ("< turned round", "<= turned round")}
    | {("tools.db.query.perhaps", fault) for fault in ("left out", "== turned round")}
)
"""Known gaps: too few drawn folders, and names that may be of no table, tell these faults. Only to shrink."""
UNDRAWN = frozenset({"deep"})
"""Narrower than the gate on purpose, and said so in the text: no drawn path is so deep."""
FLIPS = (
    ("<=", ">"),
    (">=", "<"),
    (" < ", " >= "),
    (" == ", " != "),
    ("!context", "context"),
    ("containsAll", "containsAny"),
)
LITERAL = re.compile(r'(context\.[a-z_.]+\d*) (?:== |like )"[^"]*"')
PARTS = re.compile(r'context\.part [!=]= "([a-z]+)"')
EVERY: frozenset[str] = frozenset()
NUMBER = re.compile(r"(?<= )(\d+)\b")


class Mutant(NamedTuple):
    """One clause with a fault, or none in its place."""

    name: str
    fault: str
    clause: Clause | None


class Part(NamedTuple):
    """One part of one case asked once, and which clauses hold for it."""

    request: dict[str, Any]
    permits: frozenset[int]
    forbids: frozenset[int]


class Case(NamedTuple):
    """One request: what the gate says, and what holds for each part, may it run and may it be proposed."""

    decision: Decision
    parts: list[tuple[Part, Part]]


def mutants(written: tuple[Clause, ...]) -> Iterator[Mutant]:
    """Yield the faults of each clause: left out, a term left out, a comparison turned round, a pattern widened."""
    for clause in written:
        yield Mutant(clause.name, "left out", None)
        for index, term in enumerate(clause.terms):
            for fault, changed in _faults(term):
                terms = (*clause.terms[:index], *changed, *clause.terms[index + 1 :])
                yield Mutant(clause.name, f"{fault}: {term}", clause._replace(terms=terms or ("true",)))


def _faults(term: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "term left out", ()
    for old, new in FLIPS:
        if old in term:
            yield f"{old.strip()} turned round", (term.replace(old, new, 1),)
    if LITERAL.search(term) and not term.startswith(("context.part", "(context.part")):
        yield "pattern widened", (LITERAL.sub(r'\1 like "*"', term, count=1),)
    if NUMBER.search(term):
        yield "one more", (NUMBER.sub(lambda match: str(int(match[1]) + 1), term, count=1),)


def cases(task: str, written: tuple[Clause, ...]) -> list[Case]:
    """Return requests of a task with what each clause says of them."""
    found, chance = profile(task), random.Random(f"planted: {task}")
    permits = tuple(clause for clause in written if clause.permits)
    # A forbid asked as a permit says whether it holds.
    forbids = tuple(clause._replace(permits=True) for clause in written if not clause.permits)
    places = {clause.name: index for index, clause in enumerate(written)}
    sets = [(loaded(some, task), [places[clause.name] for clause in some]) for some in (permits, forbids)]
    kept = []
    for _ in range(COUNTS[task]):
        one = drawn(chance, found)
        both = [tuple(_part(request, action, sets) for action in ("run", "propose")) for request in parts(one, found)]
        kept.append(Case(decide(one.action, one.facts, found).decision, both))  # type: ignore[arg-type]
    return kept


def _part(request: dict[str, Any], action: str, sets: list[tuple[Any, list[int]]]) -> Part:
    asked = {**request, "action": {"type": "Action", "id": action}}
    held = []
    for policies, places in sets:
        found = cedarpy.is_authorized(asked, policies, NOBODY)
        held.append(frozenset(places[int(name.removeprefix("policy"))] for name in found.diagnostics.reasons))
    return Part(asked, *held)


def _holds(policies: Any, part: Part) -> bool | None:
    """Return whether the changed clause holds; None where Cedar could not evaluate it."""
    if policies is None:
        return False
    found = cedarpy.is_authorized(part.request, policies, NOBODY)
    return None if found.diagnostics.errors else found.decision is cedarpy.Decision.Allow


def found(mutant: Mutant, place: int, permits: bool, task: str, drawn_cases: list[Case]) -> bool:
    """Return whether some case is decided otherwise by the mutant."""
    changed = mutant.clause._replace(permits=True) if mutant.clause is not None else None
    policies = loaded((changed,), task) if changed is not None else None
    # A clause that no longer says of which parts it speaks is asked of every one.
    speaks = frozenset(PARTS.findall(changed.terms[0])) if changed is not None else EVERY
    some = [case for case in drawn_cases if not speaks or any(_of(part) in speaks for part, _ in case.parts)]
    return any(_differs(case, policies, place, permits, speaks) for case in some)


def _of(part: Part) -> str:
    return str(part.request["context"]["part"])


def _differs(case: Case, policies: Any, place: int, permits: bool, speaks: frozenset[str]) -> bool:
    answers = []
    for run, propose in case.parts:
        permitted = []
        for part in (run, propose):
            if not speaks or part.request["context"]["part"] in speaks:
                holds = _holds(policies, part)
            else:
                holds = place in (part.permits if permits else part.forbids)
            if holds is None:
                return True
            allowing, forbidding = part.permits - {place}, part.forbids - {place}
            allows = bool(allowing) or (permits and holds)
            permitted.append(allows and not forbidding and (permits or not holds))
        answers.append(Decision.ALLOW if permitted[0] else Decision.ASK if permitted[1] else Decision.DENY)
    decision = min(answers, key=RANK.index, default=Decision.DENY)
    return decision is not case.decision


RANK = [Decision.DENY, Decision.ASK, Decision.ALLOW]


def kind(name: str) -> str:
    """Return what a clause's name says apart from the one entry it was written for."""
    return re.sub(r"(?<=\.arguments\.)[^ ]+\.", "", re.sub(r"\.\d+", "", TOOL.sub("tools", name)))


@pytest.mark.slow
def test_every_fault_is_found() -> None:
    """Each kind of clause the exporter writes, with each kind of fault: some request of some task tells."""
    wanted: dict[tuple[str, str], list[tuple[Mutant, int, bool, str]]] = {}
    asked: dict[str, list[Case]] = {}
    for task in COUNTS:
        written = clauses(profile(task))
        asked[task] = cases(task, written)
        places = {clause.name: index for index, clause in enumerate(written)}
        for mutant in mutants(written):
            place = places[mutant.name]
            spot = (kind(mutant.name), mutant.fault.partition(":")[0])
            wanted.setdefault(spot, []).append((mutant, place, written[place].permits, task))
    survivors = [
        spot
        for spot, planted in wanted.items()
        if spot[0] not in UNDRAWN
        and spot not in SAME | FOUND_BY_NONE
        and not any(found(*one, asked[one[3]]) for one in planted)
    ]
    assert len(wanted) > 150
    assert not survivors, "\n".join(" | ".join(spot) for spot in survivors)
