"""What PostgreSQL reads otherwise than a parser of ours: tried with a role that may read everything.

Only our reading stands between these statements and `payroll`, `customers.email` and the functions of the server.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from tests.e2e.postgres.ground import CANARY, EMAIL, TABLES, inside
from tests.e2e.postgres.test_bypassed import tool
from tests.support.postgres import Server

GIVEN = """
GRANT pg_read_all_data TO agent_ro;
CREATE FUNCTION leak(tickets) RETURNS text LANGUAGE sql AS 'SELECT amount FROM public.payroll LIMIT 1';
CREATE FUNCTION leaks(anyelement) RETURNS text LANGUAGE sql AS 'SELECT amount FROM public.payroll LIMIT 1';
"""
TAKEN = "REVOKE pg_read_all_data FROM agent_ro; DROP FUNCTION leak; DROP FUNCTION leaks;"
LONG = "a" * 63
HIDDEN = {
    "a function with a statement, behind its text": (
        "SELECT f.ts_stat FROM unnest(ARRAY['SELECT to_tsvector(email) FROM public.customers']) AS f"
    ),
    "a function behind a query": "SELECT s.leaks FROM (SELECT 1) s",
    "a function behind all columns": "SELECT s.leak FROM (SELECT * FROM tickets LIMIT 1) s",
    "a function behind a table": "SELECT tickets.leak FROM tickets LIMIT 1",
    "one behind a table beside its own name": "SELECT leak, leak.leak FROM tickets AS leak LIMIT 1",
    "one behind the schema": "SELECT public.tickets.leak FROM public.tickets LIMIT 1",
    "a function behind a row of a table": "SELECT u.leak FROM tickets t, unnest(ARRAY[t]) u LIMIT 1",
    "a column that is a table's name too": "SELECT email FROM customers, (SELECT id FROM tickets LIMIT 1) AS email",
    "a column that is a list's name too": "SELECT email FROM customers, unnest(ARRAY[1], ARRAY[2]) AS email",
    "a name cut off": (
        f"SELECT (SELECT {LONG}1.email FROM public.customers {LONG}2 LIMIT 1) FROM tickets {LONG}1 LIMIT 1"
    ),
    "white space that is a letter": "SELECT email FROM customers, (SELECT 1 AS email\u00a0) AS s",
    "a column for the unit of a date": "SELECT date_part(email, now()) FROM customers",
    "a comment ended by a carriage return": (
        "SELECT body FROM tickets WHERE id < 0 -- x\rUNION SELECT amount FROM public.payroll"
    ),
}
ASKING = {
    "a column that ON alone sees": (
        "SELECT t.id FROM (SELECT 'x' AS email) s, tickets t JOIN customers c ON email LIKE 'ada%' LIMIT 1"
    ),
    "an order outside its parentheses": "(SELECT id, plan AS email FROM customers) ORDER BY lower(email) DESC",
    "an order by what is read": "(SELECT id, upper(name) FROM customers) ORDER BY email DESC",
    "a limit of a union, by a column around": (
        "SELECT (SELECT plan AS email FROM customers UNION SELECT 'x' OFFSET length(email)) FROM customers"
    ),
    "a function that waits": "SELECT g.pg_sleep FROM generate_series(0, 0) AS g",
}
"""What shows nothing of a value, and still tells of it, or does something."""
RUN = {
    "SELECT t.body, s.n FROM tickets t JOIN (SELECT count(*) AS n FROM customers) s ON s.n = t.id": "ticket 2|2",
    "SELECT json_agg(t) FROM (SELECT id FROM tickets WHERE id = 1) t": '[{"id":1}]',
    "SELECT g.n FROM generate_series(1, 1) AS g(n) /* one */ -- alone": "1",
    "SELECT s.count FROM (SELECT count(*) FROM tickets) s": "1000",
}


@pytest.fixture(scope="module")
def powerful(database: Server) -> Iterator[Server]:
    """Yield the server, while the role may read all that there is."""
    database.psql(GIVEN)
    yield database
    database.psql(TAKEN)


@pytest.mark.parametrize("name", HIDDEN | ASKING)
def test_what_postgresql_reads_is_what_was_decided(powerful: Server, name: str) -> None:
    sql = (HIDDEN | ASKING)[name]

    async def go() -> None:
        async with inside(powerful) as run:
            assert (await run.query(sql)).startswith("ERROR:  wicketgate: ")
            assert CANARY.encode() not in run.heard and EMAIL.encode() not in run.heard

    asyncio.run(go())


def test_the_tool_asks_the_same_proof_that_a_column_is_one(powerful: Server) -> None:
    said = tool(powerful, "SELECT tickets.leak FROM tickets LIMIT 1", TABLES)
    assert said.startswith('column "leak" does not exist')


def test_what_is_granted_still_runs(powerful: Server) -> None:
    async def go() -> None:
        async with inside(powerful) as run:
            for sql, told in RUN.items():
                assert await run.query(sql) == told

    asyncio.run(go())
