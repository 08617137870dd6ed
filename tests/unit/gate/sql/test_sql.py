"""SQL as the gate reads it: every vector, those of the engine's own wall, and laws over statements put together."""

from __future__ import annotations

import contextlib
import json
import sqlite3
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


FROM = {
    "": ["1"],
    "customers c": ["id", "name", "plan", "email", "c.id", "c.email", "*", "c.*", "c", "max(email)", "id AS email"],
    "customers": ["id", "customers.name", "lower(name)", "email"],
    "tickets t": ["id", "subject", "t.customer", "*", "count(*)"],
    "salaries s": ["amount", "s.email", "*"],
    "customers c, tickets t": ["c.name", "t.subject", "subject", "email", "t.*", "*"],
    "customers c JOIN tickets t USING (id)": ["c.name", "id", "subject", "email"],
    "customers c JOIN salaries s USING (email)": ["c.id"],
    "customers c NATURAL JOIN tickets t": ["c.name", "subject"],
    "e": ["id", "email", "e.id", "*"],
}


@st.composite
def queries(draw: st.DrawFn, depth: int = 2) -> str:
    """Draw a query that may nest, name itself like a table, and use what it does not read from."""
    source = draw(st.sampled_from(sorted(FROM)))
    names = FROM[source] * 3 + (["x.email", "x.id", "email"] if depth else ["c.email", "email", "t.subject"])
    if depth and draw(st.integers(0, 3)) == 0:
        inner = f"({draw(queries(depth - 1))}) {draw(st.sampled_from(['x', 'y', 'x(email)']))}"
        source, names = (f"{source}, {inner}" if source else inner), [*names, "x.*", "*", "x.email"]
    columns = ", ".join(draw(st.lists(st.sampled_from(names), min_size=1, max_size=2)))
    text = f"SELECT {columns}" + (f" FROM {source}" if source else "")
    if depth and draw(st.integers(0, 3)) == 0:
        text += f" WHERE EXISTS ({draw(queries(depth - 1))})"
    if draw(st.integers(0, 4)) == 0:
        text += f" ORDER BY {draw(st.sampled_from(['email', 'name', '1', 'lower(email)', 'id']))}"
    if depth and draw(st.integers(0, 3)) == 0:
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


SCHEMA = """
create table customers (id, name, plan, email);
create table tickets (id, customer, subject);
create table salaries (id, amount, email);
create table e (id, email);
"""
PERMITTED = {("customers", "id"), ("customers", "name"), ("customers", "plan")}


def read_by_sqlite(sql: str) -> set[tuple[str, str]] | None:
    """Return the columns SQLite itself says a statement reads; None where it would not run."""
    seen: set[tuple[str, str]] = set()

    def authorise(action: int, one: str | None, two: str | None, schema: str | None, inner: str | None) -> int:
        if action == sqlite3.SQLITE_READ and schema == "main":
            seen.add((str(one).lower(), str(two).lower()))
        return sqlite3.SQLITE_OK

    with contextlib.closing(sqlite3.connect(":memory:")) as base:
        base.executescript(SCHEMA)
        base.set_authorizer(authorise)
        try:
            base.execute(sql)
        except sqlite3.Error:
            return None
    return seen


@settings(max_examples=400, deadline=None)
@given(queries())
def test_what_the_strict_reading_grants_reads_nothing_else(sql: str) -> None:
    """SQLite without any wall of ours reads, of what is granted by the stricter of the two readings, only that."""
    seen = read_by_sqlite(sql) if judged(sql, "postgres")[0] == "granted" else None
    for table, column in seen or ():
        assert table == "tickets" or (table, column) in PERMITTED or (table, column) == ("customers", ""), sql


def test_the_engine_is_asked_often_enough() -> None:
    """Without this, a generator of nonsense would make the law above true of nothing."""
    seen = [0, 0]

    @settings(max_examples=300, deadline=None, database=None, derandomize=True)
    @given(queries())
    def draw(sql: str) -> None:
        granted = judged(sql, "postgres")[0] == "granted"
        seen[granted] += bool(read_by_sqlite(sql))

    draw()
    assert min(seen) > 30, seen


@pytest.mark.parametrize("dialect", ["sqlite", "postgres"])
def test_a_statement_that_costs_too_much_to_resolve_is_refused(dialect: Dialect) -> None:
    many = "select a.id from t a " + " ".join(f"join t t{at} using (id)" for at in range(64))
    with pytest.raises(SqlRefused, match="at most 64 tables"):
        read(many, dialect)
    wide = "select " + ", ".join(f"c{at}" for at in range(200)) + " from " + ", ".join(f"t{at}" for at in range(60))
    with pytest.raises(SqlRefused, match="their table before them"):
        read(wide, dialect)


def test_a_parser_writes_no_statement_to_the_log(caplog: pytest.LogCaptureFixture, capfd: Any) -> None:
    sql = "WITH a AS (GRANT the-secret-of-somebody foo) SELECT 1"
    assert judged(sql, "postgres")[0] == "refused"
    assert (caplog.text, *capfd.readouterr()) == ("", "", "")
