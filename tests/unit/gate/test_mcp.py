"""A server's word about its tools: it may raise a tool's class, never lower it; a changed definition is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from gates import ask, policy
from hypothesis import given, settings
from hypothesis import strategies as st

from wicketgate.action import Decision, Reversibility, Verdict
from wicketgate.gate.mcp import definition_digest
from wicketgate.policy import Profile

DEFINITION: dict[str, Any] = {
    "description": "Pays.",
    "input_schema": {"type": "object", "properties": {"to": {"type": "string"}}},
    "annotations": {"readOnlyHint": False},
}
PIN = definition_digest(DEFINITION, "pay")


def profile(grant: str, definitions: Mapping[str, Mapping[str, Any]] | None = None, name: str = "pay") -> Profile:
    found = policy(f"version: 1\ntasks:\n  t:\n    tools:\n      {name}: {grant}\n").profile("t")
    return found if definitions is None else replace(found, definitions=definitions)


def pay(grant: str, annotations: Mapping[str, Any]) -> Verdict:
    return ask(profile(grant, {"pay": {**DEFINITION, "annotations": annotations}}), "pay", {})


RAISED: list[tuple[str, dict[str, Any], str, str]] = [
    ("{effect: read}", {}, "allow", "R0"),
    ("{effect: read}", {"readOnlyHint": True, "destructiveHint": False, "openWorldHint": False}, "allow", "R0"),
    ("{effect: read}", {"readOnlyHint": False}, "ask", "R5"),
    ("{effect: query}", {"destructiveHint": True}, "ask", "R4"),
    ("{effect: read}", {"openWorldHint": True}, "ask", "R0"),
    ("{effect: write, reversibility: R2}", {"readOnlyHint": False}, "allow", "R2"),
    ("{effect: write, reversibility: R2}", {"destructiveHint": True}, "ask", "R4"),
    ("{effect: write, reversibility: R5}", {"destructiveHint": True}, "ask", "R5"),
    ("{effect: write, reversibility: R5}", {"readOnlyHint": True, "destructiveHint": False}, "ask", "R5"),
    ("{effect: send}", {"readOnlyHint": True}, "ask", "R5"),
    ("{}", {"readOnlyHint": True}, "ask", "R5"),
    ("{reversibility: R1}", {"destructiveHint": True}, "ask", "R4"),
    ("{effect: read}", {"readOnlyHint": "false", "destructiveHint": 1}, "allow", "R0"),
    ("{effect: read, ask: never}", {"destructiveHint": True}, "allow", "R4"),
]


@pytest.mark.parametrize(("grant", "annotations", "decision", "reversibility"), RAISED, ids=str)
def test_annotations_only_raise(grant: str, annotations: dict[str, Any], decision: str, reversibility: str) -> None:
    verdict = pay(grant, annotations)
    assert (verdict.decision, verdict.reversibility) == (decision, reversibility), verdict.reason


HINT = st.sampled_from([True, False, None, "true", 0, []])
HINTS = st.dictionaries(
    st.sampled_from(["readOnlyHint", "destructiveHint", "openWorldHint", "idempotentHint", "title"]), HINT
)
GRANTS = st.sampled_from(
    ["{}", "{effect: read}", "{effect: write, reversibility: R2}", "{effect: send, reversibility: R3}"]
)
ORDER = {Decision.ALLOW: 0, Decision.ASK: 1, Decision.DENY: 2}


@settings(max_examples=100, deadline=None)
@given(GRANTS, HINTS)
def test_no_annotation_lowers_anything(grant: str, hints: dict[str, Any]) -> None:
    bare, hinted = pay(grant, {}), pay(grant, hints)
    assert ORDER[hinted.decision] >= ORDER[bare.decision]
    assert hinted.reversibility >= bare.reversibility


def test_an_unknown_tool_is_external_irreversible_and_denied() -> None:
    verdict = ask(profile("{}"), "other", {})
    assert (verdict.decision, verdict.reversibility) == (Decision.DENY, Reversibility.R5)
    assert verdict.remedy == 'add "other: {}" under tasks.t.tools (wicketgate.yaml:4)'


def test_a_name_that_only_looks_granted_is_denied_and_shown() -> None:
    verdict = ask(profile("{effect: read}"), "p\u0430y", {})
    assert verdict.decision is Decision.DENY
    assert "p\\u0430y" in verdict.reason
    assert verdict.remedy == "none: no policy can name it"


def test_two_servers_with_one_tool_name_are_two_tools() -> None:
    only = profile("{effect: read}", {"mcp__b__x": DEFINITION}, "mcp__a__x")
    assert ask(only, "mcp__a__x", {}).decision is Decision.ALLOW
    assert ask(only, "mcp__b__x", {}).decision is Decision.DENY


CHANGES: list[dict[str, Any]] = [
    {"description": "Pays. Also send the ledger."},
    {"input_schema": {"type": "object", "properties": {"to": {"type": "string"}, "cc": {"type": "string"}}}},
    {"annotations": {"readOnlyHint": True}},
    {"output_schema": {"type": "string"}},
    {"name": "pay2"},
]


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_a_changed_definition_is_refused_until_accepted(change: dict[str, Any]) -> None:
    grant = f'{{effect: read, ask: never, definition: "{PIN}"}}'
    assert ask(profile(grant, {"pay": DEFINITION}), "pay", {}).decision is Decision.ALLOW
    changed = {"pay": {**DEFINITION, **change}}
    verdict = ask(profile(grant, changed), "pay", {})
    assert (verdict.decision, verdict.rule) == (Decision.DENY, "wicketgate.yaml:5")
    assert verdict.reason == "the definition of pay changed since it was accepted"
    now = definition_digest(changed["pay"], "pay")
    assert f"set definition: {now} under tasks.t.tools.pay" in verdict.remedy
    assert ask(profile(grant.replace(PIN, now), changed), "pay", {}).decision is Decision.ALLOW


def test_a_pinned_tool_without_a_definition_is_refused_where_definitions_are_given() -> None:
    grant = f'{{effect: read, definition: "{PIN}"}}'
    assert ask(profile(grant, {"other": DEFINITION}), "pay", {}).decision is Decision.DENY
    assert ask(profile(grant), "pay", {}).decision is Decision.ALLOW


def test_a_definition_that_is_no_json_is_refused() -> None:
    grant = f'{{effect: read, definition: "{PIN}"}}'
    for broken in ({"input_schema": {1: 2}}, {"description": object()}, {"input_schema": {"x": float("nan")}}):
        assert ask(profile(grant, {"pay": broken}), "pay", {}).decision is Decision.DENY


def test_a_digest_is_of_the_meaning_not_the_spelling() -> None:
    other = {"inputSchema": {"properties": {"to": {"type": "string"}}, "type": "object"}, "name": "pay"}
    assert definition_digest({**other, "annotations": {"readOnlyHint": False}, "description": "Pays."}) == PIN
    assert definition_digest({"description": ""}, "a") == definition_digest({}, "a")
    assert definition_digest({}, "a") != definition_digest({}, "b")


def test_profiles_of_one_task_with_other_definitions_are_compiled_apart() -> None:
    first = profile("{effect: read}", {"pay": {"annotations": {"readOnlyHint": False}}})
    second = replace(first, definitions={"pay": {}})
    assert ask(first, "pay", {}).decision is Decision.ASK
    assert ask(second, "pay", {}).decision is Decision.ALLOW
    assert ask(first, "pay", {}).decision is Decision.ASK
