"""The gate sees all in a statement that SQLite itself uses as it compiles it, also where names lead outward."""

from __future__ import annotations

import pytest
from bench.fuzz.sqlite_reads import Engine, search, unseen

from wicketgate.gate.sql import Column, Table, read


def test_sqlite_uses_nothing_that_was_not_read() -> None:
    found = search(3000, 7)
    assert found.holes == {}
    assert found.compiled >= 150


CUSTOMERS, TICKETS = Table("", "customers"), Table("", "tickets")
OUTWARD = {
    "SELECT (SELECT x.email FROM tickets x) FROM customers x": [Column("email", (TICKETS,), (CUSTOMERS,))],
    "SELECT (SELECT x.email FROM (SELECT 1 AS a) x) FROM customers x": [Column("email", (CUSTOMERS,))],
    "SELECT (SELECT x.a FROM (SELECT 1 AS a) x) FROM customers x": [],
    "SELECT (SELECT x.email FROM (SELECT * FROM e) x) FROM customers x": [
        Column("*", (Table("", "e"),)),
        Column("email", (CUSTOMERS,), (), True),
    ],
}


@pytest.mark.parametrize("sql", OUTWARD)
def test_a_name_that_the_inner_table_lacks_is_looked_for_in_the_outer_one_of_its_name(sql: str) -> None:
    statement = read(sql, "sqlite")
    assert list(statement.columns) == OUTWARD[sql]
    assert unseen(statement, sql, Engine().reads(sql)) == ""


def test_the_search_sees_what_was_not_read() -> None:
    sql = "SELECT lower(email) FROM customers, x"
    names = Engine().reads(sql)
    assert unseen(read(sql, "sqlite"), sql, names) == ""
    unread = (
        "SELECT lower(name) FROM customers, x",
        "SELECT email FROM customers, x",
        "SELECT lower(email) FROM customers",
    )
    for other in unread:
        assert unseen(read(other, "sqlite"), other, names) != ""
