"""Look-ups in the catalogue, as clients send them: answered from what is granted, and from nothing else."""

from __future__ import annotations

import asyncio

import pytest

from tests.e2e.postgres.ground import CANARY, EMAIL, SYNC, inside, kinds, parse
from tests.support.postgres import Server

MADE = """
CREATE SCHEMA IF NOT EXISTS sales; DROP TABLE IF EXISTS sales.orders, "Mixed";
CREATE TABLE sales.orders (id bigint, total numeric(12,2)); CREATE TABLE "Mixed" (id int, v varchar(20)[]);
GRANT USAGE ON SCHEMA sales TO agent_ro; GRANT SELECT ON sales.orders, "Mixed" TO agent_ro;
"""
TABLES = ["tickets", "customers(id, name, plan)", "sales.orders", "Mixed", "not_there"]
ASKED = "SELECT count(*) FROM information_schema.tables"
UNGRANTED = (b"payroll", b"salaries", b"email", b"agent_ro", b"not_there", b"postgres\0")


@pytest.fixture(scope="module")
def more(database: Server) -> Server:
    """Return the server with two more tables."""
    database.psql(MADE)
    return database


def test_the_tables_and_columns_granted_are_listed_with_the_types_the_server_gives_them(more: Server) -> None:
    async def go() -> None:
        async with inside(more, TABLES) as run:
            tables = await run.query("SELECT table_schema, table_name FROM information_schema.tables ORDER BY 1, 2")
            assert tables == "public|Mixed\npublic|customers\npublic|tickets\nsales|orders"
            columns = (
                "SELECT table_name, column_name, data_type, numeric_scale FROM INFORMATION_SCHEMA.columns AS c"
                " WHERE c.table_name <> 'tickets' ORDER BY table_name, ordinal_position"
            )
            assert (await run.query(columns)).splitlines() == [
                "Mixed|id|integer|0",
                "Mixed|v|ARRAY|",
                "customers|id|integer|0",
                "customers|name|text|",
                "customers|plan|text|",
                "orders|id|bigint|0",
                "orders|total|numeric|2",
            ]
            every = await run.query("SELECT * FROM information_schema.columns WHERE table_name = 'customers'")
            assert len(every.splitlines()) == 3
            assert not any(name in run.heard for name in UNGRANTED)

    asyncio.run(go())


def test_what_was_granted_is_asked_once_by_a_statement_that_is_decided_and_on_record(more: Server) -> None:
    async def go() -> None:
        async with inside(more, ["tickets", "customers(id, name, plan)"]) as run:
            for _ in range(2):
                assert await run.query(ASKED) == "2"
            texts = [body["arguments"]["sql"] for body in run.made.audit.of("asked")]
            own = 'SELECT 0 AS wicketgate_table, t0.*, 1 AS wicketgate_table, t1."id", t1."name", t1."plan"'
            assert texts[0] == own + ' FROM "public"."tickets" AS t0, "public"."customers" AS t1'
            assert [body["sql"] for body in run.made.audit.of("db.lookup")] == [ASKED, ASKED]
            assert run.made.audit.entries[0].kind == "db.lookup"
            assert len(texts) == 3 and texts[1] == texts[2]
            assert run.made.audit.of("outcome")[0]["text"] == "described, not executed"
            assert {body["decision"] for body in run.made.audit.of("decided")} == {"allow"}
            assert run.made.state.used == {"calls": 3}

    asyncio.run(go())


PSQL = {
    r"\dt": ["public|Mixed|table|wicketgate", "public|customers|table|wicketgate", "public|tickets|table|wicketgate"],
    r"\dt sales.*": ["sales|orders|table|wicketgate"],
    r"\d tickets": ["id|integer||not null|", "customer_id|integer|||", "body|text|||"],
    r"\d customers": ["id|integer||not null|", "name|text|||", "plan|text|||"],
    r'\d "Mixed"': ["id|integer|||", "v|character varying(20)[]|||"],
    r"\d+ sales.orders": ["id|bigint||||plain|||", "total|numeric(12,2)||||plain|||"],
    r"\dn": ["public|wicketgate", "sales|wicketgate"],
    r"\l": ["crm|wicketgate|UTF8|C|C||libc|"],
}


def test_psqls_own_commands_tell_what_is_granted(more: Server) -> None:
    async def go() -> None:
        async with inside(more, TABLES) as run:
            for command, lines in PSQL.items():
                code, out, err = await run.psql("-c", command)
                found = [line for line in out.splitlines() if "|" in line]
                assert (code, found, err) == (0, lines, ""), command
            for none in (r"\dv", r"\dm"):
                assert await run.psql("-c", none) == (0, "", "Did not find any relations.")
            for hidden in ("payroll", "salaries", "pg_authid", "not_there"):
                _, out, err = await run.psql("-c", rf"\d {hidden}")
                assert out == "" and "Did not find any relation" in err, hidden
            assert b"|email|" not in run.heard and b"agent_ro" not in run.heard

    asyncio.run(go())


LOOKED_UP = {
    "SELECT 'tickets'::regclass = (SELECT oid FROM pg_class WHERE relname = 'tickets')": "t",
    "SELECT 'sales.orders'::regclass IS NOT NULL, 'payroll'::regclass, to_regclass('salaries')": "t||",
    "SELECT to_regtype('integer'), to_regtype('int4'), to_regtype('hstore')": "23|23|",
    "SELECT pg_catalog.format_type(23, NULL), format_type(16384, -1), pg_catalog.current_database()": "integer||crm",
    "SELECT typname FROM pg_catalog.pg_type WHERE oid = 1007": "_int4",
    "SELECT count(*) FROM pg_catalog.pg_constraint": "2",
    "SELECT relname FROM pg_class WHERE relkind = ANY (ARRAY['r']) AND pg_table_is_visible(oid) LIMIT 1": "tickets",
    "SELECT count(*) FROM pg_class JOIN tickets ON relname = 'tickets'": "1000",
    "SELECT current_database FROM (SELECT current_database()) AS t": "crm",
    "SELECT current_setting('jit') AS cur, set_config('jit', 'off', false) AS new": "off|off",
}


def test_what_drivers_look_up_is_answered(more: Server) -> None:
    async def go() -> None:
        async with inside(more, TABLES) as run:
            for statement, told in LOOKED_UP.items():
                assert await run.query(statement) == told, statement
            raw = await run.raw()
            raw.send(parse("SELECT typname FROM pg_type WHERE oid = any($1::oid[])"), (b"D", b"S\0"), SYNC)
            found = await raw.until(b"Z")
            assert kinds(found) == "1tTZ" and found[1][1] == b"\0\1" + (1028).to_bytes(4, "big")

    asyncio.run(go())


BESIDE = {
    "the catalogue": "SELECT table_name FROM information_schema.tables UNION SELECT usename FROM pg_shadow",
    "a table that is not granted": "SELECT table_name FROM information_schema.tables UNION SELECT amount FROM payroll",
    "a column that is not": "SELECT c.email FROM information_schema.tables t JOIN customers c ON true",
    "a name of its own": "WITH information_schema AS (SELECT rolname FROM pg_authid) SELECT * FROM information_schema",
    "a name of one's own that is made up": "WITH pg_class AS (SELECT amount FROM payroll) SELECT * FROM pg_class",
    "a relation nobody makes up": "SELECT * FROM information_schema.role_table_grants",
    "names in quotes": 'SELECT rolpassword FROM "pg_catalog"."pg_authid"',
    "names in mixed case": 'SELECT * FROM "Information_Schema"."Tables"',
    "a name by its number": "SELECT format_type(16385, -1), relname FROM pg_class, pg_stats",
    "a file by its name": "SELECT 'payroll'::regclass, pg_relation_filepath('payroll')",
    "a comment": "SELECT * FROM /* */ pg_catalog /* */ . /* */ pg_stat_activity",
    "a subquery": "SELECT relname FROM pg_class WHERE EXISTS (SELECT 1 FROM pg_stats)",
    "another schema's function": "SELECT relname, pg_catalog.pg_read_file('/etc/passwd') FROM pg_class",
    "a setting": "SELECT relname, set_config('statement_timeout', '0', false) FROM pg_class",
    "who asks": "SELECT relname, current_user FROM pg_class",
    "a cast": "SELECT oid::regclass FROM pg_class UNION SELECT '16385'::regproc FROM pg_proc_x",
    "two statements": "SELECT relname FROM pg_class; SELECT amount FROM payroll",
    "a string that ends late": r"SELECT relname FROM pg_class WHERE '' = E'\' || ' UNION SELECT 1 FROM payroll --'",
}


def test_nothing_gets_in_beside_what_is_granted(more: Server) -> None:
    async def go() -> None:
        async with inside(more, TABLES) as run:
            for name, sql in BESIDE.items():
                said = await run.query(sql)
                assert said.startswith("ERROR:  wicketgate: "), (name, said)
            told = [body["text"] for body in run.made.audit.of("outcome") if body["ok"]]
            assert {*told} == {"described, not executed"}  # what is granted, asked by us
            assert not any(value in run.heard for value in (CANARY.encode(), EMAIL.encode(), b"SCRAM", b"root:x:"))

    asyncio.run(go())


def test_a_cap_on_rows_is_one_on_those_of_the_database(more: Server) -> None:
    async def go() -> None:
        async with inside(more, TABLES, rows=2) as run:
            listed = "SELECT column_name FROM information_schema.columns"
            assert len((await run.query(listed)).splitlines()) == 10
            for sql in (f"{listed} UNION ALL SELECT body FROM tickets", "SELECT id AS wicketgate_line FROM tickets"):
                assert "the answer has more than 2 rows" in await run.query(sql)

    asyncio.run(go())


def test_more_than_one_look_up_can_hold_is_refused_with_the_remedy(more: Server) -> None:
    wide = ", ".join(f"a_column_{at} int" for at in range(1500))
    more.psql(f"DROP TABLE IF EXISTS wide; CREATE TABLE wide ({wide}); GRANT SELECT ON wide TO agent_ro")

    async def go() -> None:
        async with inside(more, ["wide"]) as run:
            said = await run.query("SELECT * FROM information_schema.columns")
            assert "more is granted than one look-up can hold" in said and "name fewer columns" in said
            narrow = "SELECT column_name FROM information_schema.columns WHERE data_type = 'integer'"
            assert len((await run.query(narrow)).splitlines()) == 1500

    asyncio.run(go())


def test_a_limit_counts_look_ups_and_a_refusal_says_where_to_look(more: Server) -> None:
    async def go() -> None:
        async with inside(more, TABLES, limit="2 per hour") as run:
            assert "what is granted is listed by information_schema.tables" in await run.query(
                "SELECT * FROM pg_proc_x"
            )
            said = await run.query("SELECT relname FROM pg_class")
            assert "limit is used up" in said, said

    asyncio.run(go())
