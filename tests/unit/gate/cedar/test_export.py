"""The text of an export: each clause with its line, the same each time, and exit 1 where it would permit too much."""

from __future__ import annotations

from pathlib import Path

import cedarpy
import pytest
from drawn_policy import TEXT, profile

from wicketgate.cli import policy
from wicketgate.gate.cedar import clauses, export
from wicketgate.gate.cedar import export as exported_by
from wicketgate.gate.cedar.clause import Clause

KNOWN = "wicketgate.gate.cedar.export.KNOWN"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return the policy as a file."""
    found = tmp_path / "wicketgate.yaml"
    found.write_text(TEXT)
    found.chmod(0o600)
    return found


def test_the_command_prints_policies_that_cedar_reads(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert policy.main(["export", "--cedar", "clerk", "--policy", str(file)]) == 0
    text = capsys.readouterr().out
    assert len(cedarpy.PolicySet.from_str(text)) == len(clauses(profile("clerk")))
    assert '@id("tools.one.amount.arguments.amount.amount")\n@rule("wicketgate.yaml:' in text


def test_every_clause_has_a_name_of_its_own_and_a_line() -> None:
    for task in profile("mail").policy.document.tasks:
        written = clauses(profile(task))
        assert len({clause.name for clause in written}) == len(written)
        assert all(clause.rule == "builtin" or clause.rule.startswith("wicketgate.yaml:") for clause in written)


def test_a_key_it_does_not_know_is_said_and_ends_with_one(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    known = exported_by.__globals__["KNOWN"]
    monkeypatch.setitem(known, "Argument", known["Argument"] - {"amount"})
    assert policy.main(["export", "--cedar", "clerk", "--policy", str(file)]) == 1
    assert "permits more than the gate: tools.one.amount.arguments.amount.amount" in capsys.readouterr().out
    assert export(profile("open")).looser == ()


def test_no_text_of_the_policy_leaves_its_string_or_its_comment() -> None:
    hostile = 'a"; permit(principal, action, resource); //\n\u2028permit (principal, action, resource);'
    text = Clause(hostile, hostile, False, hostile, ("true",), hostile).text(hostile)
    assert len(cedarpy.PolicySet.from_str(text)) == 1
    assert "\u2028" not in text
