"""SECURITY.md and docs/threats.md name nothing that is not there: every test, file, attack and row exists."""

from __future__ import annotations

import ast
import functools
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE, THREATS = ROOT / "SECURITY.md", ROOT / "docs" / "threats.md"
ATTACKS = ROOT / "examples" / "support-desk" / "demo" / "attacks"
LIST = ROOT / "tests" / "vectors" / "attacks" / "rows.json"
NUMBER = re.compile(r"[1-7]\.\d+")
TEST = re.compile(r"(tests/[\w/]+\.py)::(\w+)")
SOURCE = re.compile(r"`([a-z_]+(?:/[a-z_]+)*\.(?:py|json))`")
UNPROVED = "not proved by a test"
DEMO = re.compile(r"Demo: (`[a-z0-9-]+`(?:, `[a-z0-9-]+`)*)")
LISTED = re.compile(r"List: (\d+(?:–\d+)?(?:, \d+(?:–\d+)?)*)")
LINK = re.compile(r"\[[^\]]+\]\(([^)#]+)\)")


def table(text: str) -> list[list[str]]:
    """Return the rows of every table whose first cell is a promise's number."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:1] == "|"]
    return [row for row in rows if NUMBER.fullmatch(row[0])]


ROWS = {row[0]: row for row in table(PAGE.read_text())}


@functools.cache
def functions(file: str) -> frozenset[str]:
    """Return the test functions of a file, read and not run; empty if there is no such file."""
    path = ROOT / file
    tree = ast.parse(path.read_text()) if path.is_file() else ast.Module([], [])
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def attacks() -> list[str]:
    """Return the name of every attack of the demonstration, in order of its files."""
    calls = [node for file in sorted(ATTACKS.glob("*.py")) for node in ast.walk(ast.parse(file.read_text()))]
    made = [node for node in calls if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Attack"]
    return [str(ast.literal_eval(node.args[0])) for node in made]


def named(text: str) -> set[str]:
    """Return the attacks that `Demo:` names in a text."""
    return {name.strip("` ") for match in DEMO.findall(text) for name in match.split(",")}


def test_all_seven_promises_have_rows_and_each_number_is_there_once() -> None:
    assert {number[0] for number in ROWS} == set("1234567")
    assert len(ROWS) == len(table(PAGE.read_text())) > 50


@pytest.mark.parametrize("number", ROWS)
def test_a_row_is_whole(number: str) -> None:
    assert len(ROWS[number]) == 5
    _, promise, wall, proof, _ = ROWS[number]
    assert promise and wall
    # Either a test can be run, or the row says in so many words that there is none.
    assert TEST.search(proof) or UNPROVED in proof
    assert SOURCE.search(wall) or NUMBER.search(wall), f"{number} names no file that holds it"


@pytest.mark.parametrize("page", [PAGE, THREATS], ids=lambda page: page.name)
def test_every_test_named_exists(page: Path) -> None:
    missing = [f"{file}::{name}" for file, name in TEST.findall(page.read_text()) if name not in functions(file)]
    assert missing == []


@pytest.mark.parametrize("page", [PAGE, THREATS], ids=lambda page: page.name)
def test_every_source_file_named_exists(page: Path) -> None:
    files = [file for file in SOURCE.findall(page.read_text()) if not file.startswith(("tests/", "examples/"))]
    assert [file for file in files if not (ROOT / "src" / "wicketgate" / file).is_file()] == []


def test_every_attack_named_exists() -> None:
    assert named(PAGE.read_text()) <= set(attacks())


def test_every_number_of_the_list_names_an_attempt_that_is_made() -> None:
    made = {row["row"] for row in json.loads(LIST.read_text()) if not row.get("reason")}
    spans = [span.split("–") for found in LISTED.findall(PAGE.read_text()) for span in found.split(", ")]
    assert spans and [span for span in spans if not set(range(int(span[0]), int(span[-1]) + 1)) <= made] == []


def test_every_attack_is_told_once_with_the_rows_that_stop_it() -> None:
    told: list[str] = []
    for line in THREATS.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        names = re.findall(r"`([a-z0-9-]+)`", cells[0]) if line[:3] == "| `" else []
        told += names
        if names:
            stops = NUMBER.findall(cells[-1])
            assert stops and set(stops) <= set(ROWS), line
    assert sorted(told) == sorted(attacks())


def test_the_number_of_attacks_is_right() -> None:
    assert f"all {len(attacks())} attacks" in " ".join(PAGE.read_text().split())


@pytest.mark.parametrize("page", [PAGE, THREATS, ROOT / "docs" / "README.md"], ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    links = [link for link in LINK.findall(page.read_text()) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_page_of_the_documentation_is_in_its_index() -> None:
    pages = {path.name for path in (ROOT / "docs").glob("*.md")} - {"README.md"}
    assert pages <= set(LINK.findall((ROOT / "docs" / "README.md").read_text()))
