"""What an error says of a value that the statement does not say: nothing, as the value may be of a row kept back."""

from __future__ import annotations

import asyncio

import pytest

from tests.e2e.postgres.ground import CANARY, EMAIL, inside
from tests.support.postgres import Server
from wicketgate.tools.postgres.fault import DatabaseError, about

VIEWS = f"""
CREATE TABLE tenants (id int, who text); INSERT INTO tenants VALUES (1, 'others'), (2, 'mine');
CREATE TABLE years (id int, year int, said text); INSERT INTO years VALUES (1, 1104013, '{CANARY}'), (2, 2, 'plain');
CREATE VIEW mine AS SELECT y.id, y.year, y.said FROM years y JOIN tenants t ON t.id = y.id WHERE t.who = 'mine';
CREATE VIEW counted AS SELECT id, CASE WHEN id = 1 THEN email::int END AS n FROM customers;
GRANT SELECT ON mine, counted TO agent_ro;
"""
GONE = "DROP VIEW mine, counted; DROP TABLE tenants, years"
STATEMENTS = (
    "SELECT id FROM mine WHERE said::int = 0",
    "SELECT id FROM mine WHERE said::date IS NULL",
    "SELECT id FROM mine WHERE timezone(said, now()) IS NULL",
    "SELECT id FROM mine WHERE make_date(2020, year, 1) IS NULL",
    "SELECT n FROM counted",
)
"""A condition is tried on rows that the view would take out; a view computes from what it hides."""


def test_no_error_tells_a_value_of_a_row_that_a_view_keeps_back(database: Server) -> None:
    async def go() -> None:
        async with inside(database, ["mine", "counted"]) as run:
            assert await run.query("SELECT id, said FROM mine") == "2|plain"
            for statement in STATEMENTS:
                said = await run.query(statement)
                assert "wicketgate" in said, statement
                assert "…" in said, statement
            for word in (CANARY, EMAIL, "1104013"):
                assert word.encode() not in run.heard

    database.psql(VIEWS)
    try:
        asyncio.run(go())
    finally:
        database.psql(GONE)


@pytest.mark.parametrize(
    ("code", "said", "sql", "told"),
    [
        ("22P02", 'invalid input syntax: "a"b"c"', "SELECT 1", 'invalid input syntax: "…"'),
        ("22P02", 'invalid input syntax: "a-b"', "SELECT a, b", 'invalid input syntax: "…"'),
        ("22P02", 'invalid hexadecimal digit: "s"', "SELECT x", 'invalid hexadecimal digit: "…"'),
        ("54000", "requested character too large: 1104013", "SELECT 1", "requested character too large: …"),
        ("42601", 'syntax error in tsquery: "a b"', "SELECT 1", 'syntax error in tsquery: "…"'),
        ("42601", 'syntax error at or near "from"', "SELECT FROM FROM", 'syntax error at or near "from"'),
        ("42803", 'column "t.a" must appear', "SELECT 1", 'column "t.a" must appear'),
        ("22021", 'invalid byte sequence for "UTF8": 0xff 0x31', "SELECT 1", 'invalid byte sequence for "…": … …'),
    ],
)
def test_an_error_is_told_without_what_the_statement_does_not_say(code: str, said: str, sql: str, told: str) -> None:
    assert about(DatabaseError(code, said, said), sql).message == told
