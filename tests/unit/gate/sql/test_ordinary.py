"""Ordinary statements, of analysts and of mappers of objects, are granted over granted tables; what stands behind
those that PostgreSQL reads otherwise than a parser does."""

from __future__ import annotations

from pathlib import Path

import pytest

from wicketgate.gate.query import beyond
from wicketgate.gate.sql import SqlRefused, read

TABLES = ("customers", "tickets")
ORDINARY = Path(__file__).parents[3] / "vectors" / "sql" / "ordinary.sql"
REFUSED = {
    "SELECT * FROM tickets TABLESAMPLE SYSTEM (50);": "function system is not one",
    "SELECT pg_catalog.version();": "without a schema",
}
"""The second is answered without the database by the listener."""


def ordinary() -> list[str]:
    """Return the statements."""
    return [line for line in ORDINARY.read_text().splitlines() if line and not line.startswith("--")]


def test_ordinary_statements_are_granted() -> None:
    refused = dict[str, str]()
    for sql in ordinary():
        try:
            missing, doubtful = beyond(read(sql, "postgres"), TABLES, "postgres")
        except SqlRefused as error:
            refused[sql] = str(error)
            continue
        assert not missing and not doubtful, sql
    assert len(ordinary()) > 190
    assert refused.keys() == REFUSED.keys()
    assert all(REFUSED[sql] in said for sql, said in refused.items())


READS = {
    "SELECT lower(meta -> 'a') FROM tickets": {"meta"},
    "SELECT lower(meta -> email) FROM tickets": {"meta", "email"},
    "SELECT lower(meta -> 'a' || upper(email -> 'b')) FROM tickets": {"meta", "email"},
    "SELECT make_interval(days => priority) FROM tickets": {"priority"},
    "SELECT id FROM tickets WHERE meta ? email": {"id", "meta", "email"},
    "SELECT id FROM tickets WHERE email @@ to_tsquery(body)": {"id", "email", "body"},
    "SELECT id FROM tickets WHERE (a, b) OVERLAPS (c, d)": {"id", "a", "b", "c", "d"},
    "SELECT current_timestamp(0), id FROM tickets": {"id"},
}


@pytest.mark.parametrize("sql", READS)
def test_what_a_parser_takes_otherwise_reads_what_postgresql_reads(sql: str) -> None:
    assert {column.name for column in read(sql, "postgres").columns} == READS[sql]


UNCLEAR = {
    "a query within that has the name too": "SELECT lower(meta -> (SELECT meta FROM customers)) FROM tickets",
    "the name before another": "SELECT lower(t -> t.email) FROM tickets t",
    "two columns": "SELECT lower((id, meta) -> email) FROM tickets",
    "a sign beside an operator": "SELECT id FROM tickets WHERE tags @>- 1",
    "a sign before one": "SELECT id FROM tickets WHERE tags <@> tags",
    "a parameter": "SELECT id FROM tickets WHERE ?",
    "how exact, by a column": "SELECT current_timestamp(lower(email)) FROM tickets",
    "a function in quotes and other letters": 'SELECT "LOWER"(body) FROM tickets',
    "a moment in quotes": 'SELECT "current_timestamp"(0) FROM tickets',
}


@pytest.mark.parametrize("name", UNCLEAR)
def test_what_is_not_clear_is_refused(name: str) -> None:
    with pytest.raises(SqlRefused):
        read(UNCLEAR[name], "postgres")


def test_a_name_behind_all_columns_of_a_table_is_proven_to_be_one_of_it() -> None:
    statement = read("WITH r AS (SELECT *, 1 AS n FROM tickets) SELECT r.n, r.leak FROM r", "postgres")
    assert statement.proofs() == ('SELECT "leak" FROM "public"."tickets" AS wicketgate_proven',)
    with pytest.raises(SqlRefused, match="declared column"):
        read("SELECT s.ctid FROM (SELECT * FROM tickets) s", "postgres")


def test_a_function_called_by_its_name_behind_something_computed_is_one_of_the_statement() -> None:
    assert read("SELECT g.g FROM generate_series(1, 2) AS g", "postgres").functions == {"generate_series"}
    assert read("SELECT f.lower FROM upper('A') AS f", "postgres").functions == {"upper", "lower"}


def test_tables_are_placed_in_their_schema_and_nothing_else_is() -> None:
    sql = 'WITH c AS (SELECT 1) SELECT t.id FROM c, "tickets" t JOIN sales.orders o ON true, (TABLE customers) AS x'
    placed = sql.replace('"tickets"', 'public."tickets"').replace("(TABLE ", "(TABLE public.")
    assert read(sql, "postgres").placed(sql) == placed
