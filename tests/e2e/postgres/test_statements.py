"""What a program inside gets of a real PostgreSQL through the listener: what is granted, and nothing else."""

from __future__ import annotations

import asyncio

import pytest

from tests.e2e.postgres.ground import CANARY, EMAIL, PASSWORD, SALARY, inside
from tests.support.postgres import Server

DENIED = {
    "a column that is not granted": "SELECT email FROM customers",
    "every column": "SELECT * FROM customers",
    "a whole row": "SELECT c FROM customers c",
    "a table that is not granted": "SELECT * FROM payroll",
    "a table behind a name of its own": "WITH tickets AS (SELECT amount FROM payroll) SELECT * FROM tickets",
    "another schema": "SELECT * FROM pg_catalog.pg_authid",
    "the catalogue": "SELECT * FROM pg_catalog.pg_stat_activity",
    "sql in a function": "SELECT query_to_xml('SELECT * FROM payroll', true, true, '')",
    "a file": "SELECT pg_read_file('/etc/passwd')",
    "a large object": "SELECT lo_import('/etc/passwd')",
    "a setting by a function": "SELECT set_config('statement_timeout', '0', false)",
    "sleeping": "SELECT pg_sleep(60)",
    "who asks": "SELECT current_user",
    "the server's settings": "SHOW data_directory",
    "a block of code": "DO $$ BEGIN PERFORM 1; END $$",
    "a copy to a program": "COPY tickets TO PROGRAM 'id'",
    "a copy out": "COPY payroll TO STDOUT",
    "a copy in": "COPY tickets FROM STDIN",
    "listening": "LISTEN x",
    "notifying": "NOTIFY x, 'y'",
    "another role": "SET ROLE postgres",
    "another role's session": "SET SESSION AUTHORIZATION postgres",
    "writing again": "SET default_transaction_read_only = off",
    "no timer": "SET statement_timeout = 0",
    "another path": "SET search_path = pg_temp, payroll",
    "another encoding": "SET client_encoding = 'SJIS'",
    "two statements": "SELECT 1; SELECT 2",
    "two statements, one hidden": "SELECT 1 /* ; */; DROP TABLE tickets",
    "a transaction that hides a statement": "BEGIN; SELECT * FROM payroll",
    "a delete": "DELETE FROM tickets",
    "a delete in a query": "WITH gone AS (DELETE FROM tickets RETURNING *) SELECT * FROM gone",
    "a table made": "SELECT * INTO stolen FROM tickets",
    "a lock": "SELECT id FROM tickets FOR UPDATE",
    "explaining what runs": "EXPLAIN ANALYZE DELETE FROM tickets",
    "a prepared one": "PREPARE p AS SELECT * FROM payroll",
    "a numbered name": 'SELECT * FROM U&"payr\\006fll"',
    "a string that ends early": r"SELECT '\' || (SELECT amount FROM payroll) || '",
    "a string that ends late": r"SELECT E'\' || ' , amount FROM payroll --'",
    "a string in dollars": "SELECT $a$ ' $a$ || amount FROM payroll --' $a$",
    "a string in dollars, turned round": "SELECT ' $$ ' || amount FROM payroll -- $$ '",
    "a comment within a comment": "SELECT 1 /* /* */ , 2 FROM tickets -- */ , amount FROM payroll",
    "a comment that ends": "SELECT 1 /* */ , amount /* */ FROM payroll /* */",
    "a string over two lines": "SELECT 'a'\n'b' || amount FROM payroll",
    "a value apart": "SELECT id FROM tickets WHERE id = $1",
    "a cursor": "DECLARE c CURSOR FOR SELECT * FROM payroll",
}


def test_granted_rows_come_through_the_real_client_and_are_on_record_first(database: Server) -> None:
    async def go() -> None:
        async with inside(database) as run:
            assert await run.query("SELECT id, name FROM customers ORDER BY id") == "1|Ada\n2|Bob"
            asked = {"source": "crm", "sql": "SELECT id, name FROM customers ORDER BY id"}
            entries = [(entry.kind, entry.body) for entry in run.made.audit.entries]
            assert entries[0] == ("asked", {"tool": "db.query", "arguments": asked})
            assert [kind for kind, _ in entries] == ["asked", "decided", "outcome"]
            assert entries[2][1]["text"].startswith("2 rows")
            assert run.made.state.used == {"calls": 1}

    asyncio.run(go())


def test_nothing_that_is_not_granted_is_run_and_the_session_goes_on(database: Server) -> None:
    async def go() -> None:
        async with inside(database) as run:
            for name, sql in DENIED.items():
                said = await run.query(sql)
                assert said.startswith("ERROR:  wicketgate: "), (name, said)
                assert "HINT:" in said, (name, said)
            decided = run.made.audit.of("decided")
            # Only settings are answered here, undecided: they reach nothing.
            assert len(decided) == len(
                [
                    sql
                    for sql in DENIED.values()
                    if not sql.startswith("SET ") or "ROLE" in sql or "AUTHORIZATION" in sql or "search_path" in sql
                ]
            )
            assert {body["decision"] for body in decided} == {"deny"}
            assert not run.made.audit.of("outcome")
            assert not any(value in run.heard for value in (CANARY.encode(), EMAIL.encode(), b"root:x:"))
            raw = await run.raw()
            raw.send((b"Q", b"SELECT * FROM payroll\0"), (b"Q", b"SELECT 7 AS n\0"))
            first, second = await raw.until(b"Z"), await raw.until(b"Z")
            assert [kind for kind, _ in first] == [b"E", b"Z"]
            assert b"C42501\0" in first[0][1]
            assert (b"D", b"\0\1\0\0\0\x017") in second

    asyncio.run(go())
    assert database.psql("SELECT count(*) FROM tickets") == "1000"


def test_what_the_policy_grants_and_the_database_does_not_is_refused_by_its_grants(database: Server) -> None:
    async def go() -> None:
        async with inside(database, ["salaries", "customers(id, email)"]) as run:
            for sql in ("SELECT amount FROM salaries", "SELECT email FROM customers"):
                said = await run.query(sql)
                assert said == "ERROR:  wicketgate: the database does not let the source's role do this"
            assert [body["decision"] for body in run.made.audit.of("decided")] == ["allow", "allow"]
            assert not any(value in run.heard for value in (SALARY.encode(), EMAIL.encode()))

    asyncio.run(go())


def test_the_clock_is_ours_and_the_session_goes_on(database: Server) -> None:
    slow = "SELECT count(*) FROM tickets a, tickets b, tickets c, tickets d"
    running = (
        "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT count(*) FROM tickets a%' AND state = 'active'"
    )

    async def go() -> None:
        async with inside(database, seconds=0.5) as run:
            raw = await run.raw()
            raw.send((b"Q", slow.encode() + b"\0"))
            found = await raw.until(b"Z")
            assert b"takes longer than 0.5 seconds" in found[0][1]
            assert database.psql(running) == "0"  # the server has ended it too
            raw.send((b"Q", b"SELECT count(*) FROM tickets\0"))
            assert (b"D", b"\0\1\0\0\0\x041000") in await raw.until(b"Z")

    asyncio.run(go())


def test_a_program_cancels_its_own_statement_and_no_other(database: Server) -> None:
    slow = b"SELECT count(*) FROM tickets a, tickets b, tickets c, tickets d\0"

    async def cancel(port: int, key: bytes) -> None:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write((16).to_bytes(4, "big") + (80877102).to_bytes(4, "big") + key)
        writer.write_eof()
        await asyncio.sleep(0.2)
        writer.close()

    async def go() -> None:
        async with inside(database) as run:
            raw = await run.raw()
            raw.send((b"Q", slow))
            answer = asyncio.create_task(raw.until(b"Z"))
            await asyncio.sleep(0.3)
            await cancel(run.port, bytes(8))
            await asyncio.sleep(0.2)
            assert not answer.done()
            await cancel(run.port, raw.key)
            found = await answer
            assert b"C57014\0" in found[0][1]

    asyncio.run(go())


@pytest.mark.parametrize("sql", ["SELECT id FROM tickets", "SELECT repeat('x', 100000) FROM tickets LIMIT 400"])
def test_a_part_of_an_answer_never_looks_like_the_whole(database: Server, sql: str) -> None:
    async def go() -> None:
        async with inside(database) as run:
            raw = await run.raw()
            raw.send((b"Q", sql.encode() + b"\0"))
            found = await raw.until(b"Z")
            assert [kind for kind, _ in found] == [b"E", b"Z"]
            assert b"C54000\0" in found[0][1] and b"500 rows" in found[0][1]

    asyncio.run(go())


def test_a_value_too_large_for_any_answer_ends_nothing_but_the_statement(database: Server) -> None:
    async def go() -> None:
        async with inside(database) as run:
            raw = await run.raw()
            raw.send((b"Q", b"SELECT repeat('x', 100000000)\0"), (b"Q", b"SELECT 7 AS n\0"))
            found = await raw.until(b"Z")
            assert found[0][0] == b"E"
            assert (b"D", b"\0\1\0\0\0\x017") in await raw.until(b"Z")

    asyncio.run(go())


def test_known_secrets_are_cleaned_from_rows_also_when_spread_over_columns(database: Server) -> None:
    def clean(text: str) -> str:
        return text.replace(PASSWORD, "[redacted:CRM_PASSWORD]")

    async def go() -> None:
        async with inside(database, clean=clean) as run:
            assert await run.query("SELECT said FROM notes") == "the password is [redacted:CRM_PASSWORD]!"
            cut = "SELECT left(said, 20) AS a, substr(said, 21) AS b FROM notes"
            assert await run.query(cut) == "[redacted]|[redacted]"
            assert PASSWORD.encode() not in run.heard

    asyncio.run(go())


def test_what_the_database_says_of_an_error_is_cut_to_the_statement(database: Server) -> None:
    async def go() -> None:
        async with inside(database, ["tickets", "customers"]) as run:
            # Its own words would name a column close by: "Perhaps you meant to reference the column customers.email".
            assert await run.query("SELECT emial FROM customers") == (
                'ERROR:  wicketgate: column "emial" does not exist'
            )
            said = await run.query("SELECT body::int FROM tickets WHERE id = 7")
            assert said == 'ERROR:  wicketgate: invalid input syntax for type integer: "…"'
            said = await run.query("SELECT 'ticket 7'::int")
            assert said == 'ERROR:  wicketgate: invalid input syntax for type integer: "ticket 7"'
            assert not any(word in run.heard for word in (b"agent_ro", b"LINE 1", b".c\0"))

    asyncio.run(go())
