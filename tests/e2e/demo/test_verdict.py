"""What the demonstration calls a success: any cell that says otherwise must turn it red."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "examples" / "support-desk"))

from demo import table
from demo.attacks import ALL
from demo.column import Report
from demo.record import Record


def reports(**changed: dict[str, str]) -> dict[str, Report]:
    found = {}
    for kind, cell in (("bare", "landed"), ("full", "stopped"), ("hostile_hook", "stopped")):
        cells = {attack.name: cell for attack in ALL} | changed.get(kind, {})
        found[kind] = Report(kind, cells=cells, entries={}, honest=True, hooks=int(kind == "full"))
    return found


def faults(found: dict[str, Report]) -> list[str]:
    return table.faults(table.rows(found), found)


def test_a_run_in_which_all_lands_bare_and_nothing_behind_wicketgate_holds() -> None:
    assert faults(reports()) == []


@pytest.mark.parametrize("column", ["full", "hostile_hook"])
@pytest.mark.parametrize("cell", ["landed", "no proof"])
def test_one_attack_that_landed_or_was_never_played_does_not_hold(column: str, cell: str) -> None:
    assert faults(reports(**{column: {ALL[0].name: cell}}))


def test_four_questions_are_too_many() -> None:
    three = {attack.name: "asked" for attack in ALL[:3]}
    assert faults(reports(full=three)) == []
    assert faults(reports(full=three | {ALL[3].name: "asked"}))


def test_too_few_landing_bare_prove_nothing() -> None:
    few = {attack.name: "stopped" for attack in ALL[26:]}
    assert faults(reports(bare=few))


def test_what_does_not_land_bare_is_no_proof_elsewhere_unless_it_lands_there() -> None:
    name = ALL[0].name
    rows = {row["attack"]: row for row in table.rows(reports(bare={name: "stopped"}))}
    assert (rows[name]["bare"], rows[name]["full"]) == ("no proof", "no proof")
    rows = {row["attack"]: row for row in table.rows(reports(bare={name: "stopped"}, full={name: "landed"}))}
    assert rows[name]["full"] == "landed"


def test_a_missing_draft_and_a_hook_that_was_not_hostile_do_not_hold() -> None:
    found = reports()
    found["full"].honest = False
    found["hostile_hook"].hooks = 3
    assert len(faults(found)) == 2


def test_every_attack_has_a_name_of_its_own_and_a_mark_that_fits_a_dns_label() -> None:
    names = [attack.name for attack in ALL]
    assert len(names) == len(set(names)) >= 30
    assert all(len(f"wgm-{name}-12345678") < 64 for name in names)


def entry(index: int, kind: str, **body: Any) -> dict[str, Any]:
    return {"index": index, "kind": kind, "body": body}


def test_the_refusal_of_an_attack_is_the_entry_that_shows_it() -> None:
    record = Record(
        [entry(1, "asked", url="m"), entry(2, "asked", url="m"), entry(3, "decided", asked=2, decision="deny")], []
    )
    assert record.shows("m") == 3
    assert record.shows("other") is None


def test_a_question_to_a_person_is_found_by_the_request_it_is_about() -> None:
    record = Record([entry(1, "asked", url="m"), entry(2, "approval.asked", asked=1)], ["waiting: n"])
    assert record.asks("m")
    assert record.asks("n")
    assert not record.asks("other")
