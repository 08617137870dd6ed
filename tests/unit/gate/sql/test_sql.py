"""SQL as the gate reads it: every vector, those of the engine's own wall, and laws over statements put together."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wicketgate.gate.query import beyond
from wicketgate.gate.sql import Dialect, SqlRefused, read

VECTORS = Path(__file__).parents[3] / "vectors"
GRANTED = ("tickets", "customers(id, name, plan)")
CASES = [
    pytest.param(vector, dialect, id=f"{dialect}: {vector['name']}")
    for vector in map(json.loads, (VECTORS / "sql" / "statements.jsonl").read_text().splitlines())
    for dialect in vector["dialects"]
]


def judged(sql: str, dialect: Dialect, tables: tuple[str, ...] = GRANTED) -> tuple[str, str]:
    """Return what becomes of a statement, and what is said of it."""
    try:
        statement = read(sql, dialect)
    except SqlRefused as error:
        return "refused", str(error)
    missing, doubtful = beyond(statement, tables, dialect)
    said = [str(table) for table in missing]
    for column in doubtful:
        said.append("every column" if column.name == "*" else column.name)
        said += ["write its table"] if len((*column.tables, *column.outer)) > 1 else []
    return ("ungranted", " ".join(said)) if said else ("granted", "")


def test_there_are_vectors() -> None:
    assert len(CASES) >= 200


@pytest.mark.parametrize(("vector", "dialect"), CASES)
def test_vector(vector: dict[str, Any], dialect: Dialect) -> None:
    verdict, said = judged(vector["sql"], dialect)
    assert verdict == vector["expect"], said
    assert vector["said"].lower() in said.lower()
    assert len(said) < 300


# What only running shows: time, memory, the length of values.
BOUNDS = {
    *("deny_endless_cross_join", "deny_endless_recursion", "deny_memory_filled_by_a_sort"),
    *("deny_value_grown_by_replace", "deny_value_over_the_length_limit"),
}
ENGINE = sorted((VECTORS / "db").glob("*.json"))
DESK = ("tickets", "customers(id, name, plan)", "paying(id, name)", "open_tickets(subject)")


@pytest.mark.parametrize("file", ENGINE, ids=lambda file: file.stem)
def test_the_gate_agrees_with_the_engines_own_wall(file: Path) -> None:
    vector = json.loads(file.read_text())
    verdict, said = judged(vector["sql"], "sqlite", DESK)
    wanted = vector["expect"] == "rows" or file.stem in BOUNDS
    assert (verdict == "granted") is wanted, said


NAMES = st.sampled_from(
    ["id", "name", "plan", "email", "subject", "c.id", "c.email", "x.email", "t.subject", "*", "c.*", "1"]
)
FROM = st.sampled_from(
    [
        "",
        "customers c",
        "tickets t",
        "salaries s",
        "customers c, tickets t",
        "customers c JOIN tickets t USING (id)",
        "e",
    ]
)


@st.composite
def queries(draw: st.DrawFn, depth: int = 2) -> str:
    """Draw a query that may nest, name itself like a table, and use what it does not read from."""
    columns = ", ".join(draw(st.lists(NAMES, min_size=1, max_size=3)))
    source = draw(FROM)
    if depth and draw(st.booleans()):
        source = (source + ", " if source else "") + f"({draw(queries(depth - 1))}) {draw(st.sampled_from(['x', 'y']))}"
    text = f"SELECT {columns}" + (f" FROM {source}" if source else "")
    if depth and draw(st.booleans()):
        text += f" WHERE 1 IN ({draw(queries(depth - 1))})"
    if depth and draw(st.booleans()):
        name = draw(st.sampled_from(["e", "customers", "salaries", "tickets"]))
        text = f"WITH {name} AS ({draw(queries(depth - 1))}) {text}"
    return text


DIALECTS: st.SearchStrategy[Dialect] = st.sampled_from(["sqlite", "postgres"])


@settings(max_examples=300, deadline=None)
@given(queries(), DIALECTS)
def test_a_wider_grant_never_ungrants_and_a_grant_of_everything_read_suffices(sql: str, dialect: Dialect) -> None:
    verdict, _ = judged(sql, dialect)
    wide = judged(sql, dialect, ("tickets", "customers", "salaries", "e"))
    assert (wide[0] == "refused") is (verdict == "refused")
    assert wide[0] == "granted" or wide[0] == "refused", wide
    if verdict == "granted":
        narrow = judged(sql, dialect, ("tickets(id)",))
        assert narrow[0] in ("granted", "ungranted")


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60) | queries().map(lambda sql: sql[:40]), DIALECTS)
def test_any_text_is_judged(text: str, dialect: Dialect) -> None:
    assert judged(text, dialect)[0] in ("granted", "refused", "ungranted")


@settings(max_examples=200, deadline=None)
@given(queries(), DIALECTS, st.sampled_from(["DELETE FROM t", "SELECT 1", "DROP TABLE t", "PRAGMA x"]))
def test_a_second_statement_is_always_refused(sql: str, dialect: Dialect, more: str) -> None:
    for joined in (f"{sql}; {more}", f"{more}; {sql}", f"{sql} /* ; */ ; {more} --"):
        assert judged(joined, dialect)[0] == "refused"
