"""`db.query` in the gate: what it would read, the denial of what is not granted, the remedy that grants it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from wicketgate.action import Action, Decision, Facts, Request, Verdict, Way
from wicketgate.gate import classify, decide
from wicketgate.policy import Policy, Profile

POLICY = """version: 1
tasks:
  t:
    tools:
      db.query:
        source: crm
        tables: [tickets, "customers(id, name)"]
sources:
  crm: {kind: sqlite, path: crm.db}
"""


def profile(text: str = POLICY) -> Profile:
    return Policy.of(text, Path("/srv/wicketgate.yaml")).profile("t")


def classified(sql: Any, at: Profile) -> Action:
    return classify(Request("t", "db.query", {"source": "crm", "sql": sql}, Way.GATEWAY, run="r", contained=True), at)


def asked(sql: Any, at: Profile | None = None) -> Verdict:
    at = at or profile()
    return decide(classified(sql, at), Facts(), at)


def test_a_granted_query_runs_and_says_what_it_reads() -> None:
    verdict = asked("SELECT c.id, t.subject FROM customers c JOIN tickets t ON t.customer = c.id")
    assert verdict.decision is Decision.ALLOW
    assert [str(target) for target in verdict.targets] == [
        "read table crm:customers(id)",
        "read table crm:tickets(customer, subject)",
    ]


def test_a_query_without_tables_reads_the_source() -> None:
    assert [str(target) for target in asked("SELECT 1").targets] == ["read table crm"]


def test_what_cannot_be_read_is_denied_with_the_reason() -> None:
    verdict = asked("DELETE FROM tickets")
    assert (verdict.decision, verdict.rule) == (Decision.DENY, "wicketgate.yaml:5")
    assert verdict.reason == "the statement is refused: expected one SELECT (got 'DELETE')"
    assert verdict.remedy == "none: write one SELECT over tickets, customers(id, name)"


@pytest.mark.parametrize("sql", ["\ud800", "\0", "x" * 70_000, 5, None, ["SELECT 1"], "SELECT '\ud800'"])
def test_hostile_text_is_denied(sql: Any) -> None:
    verdict = asked(sql)
    assert verdict.decision is Decision.DENY
    assert verdict.reason.isprintable()


APPLIED = [
    ("SELECT amount FROM salaries", "salaries(amount)"),
    ("SELECT * FROM salaries", "salaries"),
    ("SELECT count(*) FROM salaries", "salaries"),
    ("SELECT email, name FROM customers", "customers(email, id, name)"),
    ("SELECT s.amount, t.id FROM salaries s, tickets t", "salaries(amount)"),
]


@pytest.mark.parametrize(("sql", "entry"), APPLIED)
def test_a_remedy_grants_the_query_when_applied_and_no_other(sql: str, entry: str) -> None:
    verdict = asked(sql)
    assert (verdict.decision, verdict.rule) == (Decision.DENY, "wicketgate.yaml:7")
    assert verdict.reason.startswith("no rule matched: ")
    said = re.fullmatch(r'(add|set) "(.*)" under tasks.t.tools.db.query.tables(\[1\])? \(.*:7\)', verdict.remedy)
    assert said and said[2] == entry
    old = '"customers(id, name)"'
    wider = POLICY.replace(old, f'"{entry}"' if said[1] == "set" else f'{old}, "{entry}"')
    assert asked(sql, profile(wider)).decision is Decision.ALLOW
    assert asked("SELECT secret FROM vault", profile(wider)).decision is Decision.DENY
    assert asked("SELECT phone FROM customers", profile(wider)).decision is Decision.DENY


def test_a_remedy_names_everything_at_once() -> None:
    verdict = asked("SELECT s.amount, c.email FROM salaries s JOIN customers c ON c.id = s.id")
    assert verdict.remedy == (
        'add "salaries(amount, id)" under tasks.t.tools.db.query.tables (wicketgate.yaml:7); '
        'set "customers(email, id, name)" under tasks.t.tools.db.query.tables[1] (wicketgate.yaml:7)'
    )


def test_a_name_no_policy_can_spell_has_no_remedy() -> None:
    assert asked('SELECT 1 FROM "a b"').remedy == "none: no policy can name such a table or column"
