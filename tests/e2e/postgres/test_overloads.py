"""Functions, operators and casts of the database's own behind names a query may use: none of them is ever called."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from tests.e2e.postgres.ground import CANARY, SYNC, inside, parse
from tests.support.postgres import Server

TROJAN = "TROJAN-" + CANARY
_READS = (
    f"LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN RETURN '{TROJAN}' || (SELECT amount FROM public.payroll); END $$"
)
_LOWER = f"CREATE FUNCTION lower(citext) RETURNS text {_READS}"
_SAID = f"CREATE FUNCTION said(people) RETURNS text {_READS}; CREATE CAST (people AS text) WITH FUNCTION said(people)"
_NEXT = f"SETOF text LANGUAGE plpgsql AS $$ BEGIN RETURN NEXT '{TROJAN}'; END $$"
_RAISES = f"boolean LANGUAGE plpgsql AS $$ BEGIN RAISE '{TROJAN}' USING ERRCODE = '22000'; END $$"
MADE = """
CREATE EXTENSION citext;
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE DOMAIN code AS varchar(10) CHECK (length(VALUE) > 0);
CREATE TYPE addr AS (street text, feeling mood);
CREATE TABLE people (id int PRIMARY KEY, v varchar(20), feels mood, code code, lives addr, many mood[]);
INSERT INTO people VALUES (1, 'Ada', 'ok', 'a', ROW('s', 'sad'), ARRAY['ok', 'sad']::mood[]),
    (2, 'Bob', 'sad', 'b', ROW('t', 'ok'), '{}');
CREATE TABLE mails (id int, at citext); INSERT INTO mails VALUES (1, 'Ada@Example.test');
CREATE TABLE guarded (id int, v text); INSERT INTO guarded VALUES (1, 'seen');
CREATE TABLE tenants (name text); INSERT INTO tenants VALUES ('seen');
CREATE FUNCTION tenant() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN (SELECT name FROM tenants LIMIT 1); END $$;
ALTER TABLE guarded ENABLE ROW LEVEL SECURITY; CREATE POLICY own ON guarded USING (v = public.tenant());
GRANT SELECT ON people, mails, guarded, tenants TO agent_ro;
"""
GONE = """
DROP TABLE IF EXISTS people, mails, guarded, tenants CASCADE; DROP EXTENSION IF EXISTS citext CASCADE;
DROP FUNCTION IF EXISTS tenant(); DROP DOMAIN IF EXISTS code; DROP TYPE IF EXISTS addr, mood CASCADE;
"""
TABLES = ["people", "mails", "guarded", "tickets"]
OVERLOADS = {
    "a better fit": (
        f"CREATE FUNCTION lower(varchar) RETURNS text {_READS}",
        ["SELECT lower(v) FROM people"],
    ),
    "a row of its own": (
        f"CREATE FUNCTION upper(people) RETURNS text {_READS}",
        [
            "SELECT upper(people) FROM people",
            "SELECT p.upper FROM people p",
        ],
    ),
    "one behind a table": (
        f"CREATE FUNCTION leak(people) RETURNS text {_READS}",
        ["SELECT p.leak FROM people p"],
    ),
    "one behind a table beside an extension": (
        f"CREATE FUNCTION leak(mails) RETURNS text {_READS}",
        ["SELECT m.leak FROM mails m", "SELECT mails.leak FROM mails"],
    ),
    "one like the server's": (
        f"CREATE FUNCTION now() RETURNS text {_READS}",
        ["SELECT now() FROM people"],
    ),
    "one that gives rows": (
        f"CREATE FUNCTION generate_series(varchar, varchar) RETURNS {_NEXT}",
        ["SELECT s.s FROM people, generate_series(v, v) AS s(s)"],
    ),
    "an aggregate": (
        f"CREATE FUNCTION step(text, people) RETURNS text LANGUAGE sql AS 'SELECT ''{TROJAN}''::text';"
        " CREATE AGGREGATE max(people) (SFUNC = step, STYPE = text)",
        ["SELECT max(p) FROM people p"],
    ),
    "an operator": (
        f"CREATE FUNCTION same(varchar, varchar) RETURNS text {_READS};"
        " CREATE OPERATOR || (LEFTARG = varchar, RIGHTARG = varchar, FUNCTION = same)",
        ["SELECT v || v FROM people"],
    ),
    "one that compares": (
        f"CREATE FUNCTION equal(varchar, varchar) RETURNS {_RAISES};"
        " CREATE OPERATOR = (LEFTARG = varchar, RIGHTARG = varchar, FUNCTION = equal)",
        [
            "SELECT v FROM people WHERE v = v AND v = 'Ada'::varchar",
            "SELECT v FROM people WHERE v IN (v, v)",
            "SELECT nullif(v, v), CASE v WHEN v THEN 1 END, v IS DISTINCT FROM v FROM people",
        ],
    ),
    "an implicit cast": (
        f"{_SAID} AS IMPLICIT",
        [
            "SELECT lower(p) FROM people p",
            "SELECT p::text FROM people p",
            "SELECT concat(p::varchar) FROM people p",
        ],
    ),
    "a cast": (
        f"CREATE FUNCTION said(mood) RETURNS text {_READS}; CREATE CAST (mood AS text) WITH FUNCTION said(mood)",
        [
            "SELECT feels::text FROM people",
            "SELECT CAST(feels AS text) FROM people",
            "SELECT many::text[] FROM people",
        ],
    ),
    "a cast to json": (
        "CREATE FUNCTION said(mood) RETURNS json LANGUAGE plpgsql AS $$ BEGIN"
        f" RETURN to_json('{TROJAN}'::text); END $$; CREATE CAST (mood AS json) WITH FUNCTION said(mood)",
        [
            "SELECT to_json(feels) FROM people",
            "SELECT to_json(p) FROM people p",
            "SELECT json_agg(lives) FROM people",
        ],
    ),
    "a cast between the server's own types": (
        f"CREATE FUNCTION said(int) RETURNS text {_READS};"
        " CREATE CAST (int AS text) WITH FUNCTION said(int) AS IMPLICIT",
        ["SELECT lower(id) FROM people"],
    ),
    "one among the server's own": (
        f"CREATE FUNCTION pg_catalog.lower(varchar) RETURNS text {_READS}",
        ["SELECT lower(v) FROM people"],
    ),
    "one among an extension's": (
        _LOWER,
        ["SELECT lower(at) FROM mails"],
    ),
    "an operator among an extension's": (
        f"CREATE FUNCTION equal(citext, text) RETURNS {_RAISES};"
        " CREATE OPERATOR = (LEFTARG = citext, RIGHTARG = text, FUNCTION = equal)",
        ["SELECT id FROM mails WHERE at = 'ada@example.test'::text"],
    ),
    "a member of an extension by somebody else": (
        f"{_LOWER}; ALTER FUNCTION lower(citext) OWNER TO agent_ro; ALTER EXTENSION citext ADD FUNCTION lower(citext)",
        ["SELECT lower(at) FROM mails"],
    ),
}
"""What the owner, or another of the database's users, has made; and statements that would call it."""


@pytest.fixture(scope="module")
def own(database: Server) -> Iterator[Server]:
    """Yield the server with types of its own."""
    database.psql(GONE + MADE)
    yield database
    database.psql(GONE)


@pytest.mark.parametrize("name", OVERLOADS)
def test_nothing_of_the_databases_own_is_called(own: Server, name: str) -> None:
    made, statements = OVERLOADS[name]
    undo = own.psql("SELECT coalesce(max(oid::bigint), 0) FROM pg_proc")
    own.psql(made)
    try:

        async def go() -> None:
            async with inside(own, TABLES) as run:
                for sql in statements:
                    await run.query(sql)
                raw = await run.raw()
                for sql in statements:
                    raw.send(parse(sql), (b"D", b"S\0"), SYNC)
                    await raw.until(b"Z")
                assert b"TROJAN" not in run.heard, run.heard

        asyncio.run(go())
    finally:
        _drop(own, int(undo))


def _drop(own: Server, after: int) -> None:
    own.psql(
        "DO $$ DECLARE one record; BEGIN FOR one IN SELECT p.oid, p.oid::regprocedure AS said, prokind,"
        " EXISTS (SELECT FROM pg_depend WHERE objid = p.oid AND deptype = 'e') AS member"
        f" FROM pg_proc p WHERE p.oid > {after} ORDER BY prokind LOOP"
        " IF one.member THEN EXECUTE 'ALTER EXTENSION citext DROP FUNCTION ' || one.said; END IF;"
        " EXECUTE format('DROP %s %s CASCADE', CASE one.prokind WHEN 'a' THEN 'AGGREGATE' ELSE 'FUNCTION' END,"
        " one.said);"
        " END LOOP; END $$"
    )


WORKS = {
    "SELECT id FROM mails WHERE at = 'ada@example.TEST'": "1",
    "SELECT replace(at, 'ADA', 'x') FROM mails": "x@Example.test",
    "SELECT id FROM people WHERE feels = 'ok'": "1",
    "SELECT feels FROM people ORDER BY feels": "sad\nok",
    "SELECT max(feels), count(DISTINCT code) FROM people": "ok|2",
    "SELECT code FROM people WHERE code = 'a' AND v LIKE 'A%'": "a",
    "SELECT lives FROM people WHERE id = 1": "(s,sad)",
    "SELECT people.id, public.people.v FROM public.people JOIN tickets USING (id) ORDER BY 1": "1|Ada\n2|Bob",
    "WITH tickets AS (SELECT id FROM people) SELECT count(*) FROM tickets": "2",
    'SELECT count(*) FROM "people", LATERAL (SELECT 1 FROM tickets WHERE tickets.id = people.id) AS t': "2",
    "TABLE mails": "1|Ada@Example.test",
    "SELECT lower('A'), 1 + 1 = 2": "a|t",
}


def test_types_of_the_databases_own_work_as_they_do_there(own: Server) -> None:
    async def go() -> None:
        async with inside(own, TABLES) as run:
            for sql, told in WORKS.items():
                assert await run.query(sql) == told, sql

    asyncio.run(go())


NAMED = {
    f"{_SAID} AS IMPLICIT": (
        "SELECT id FROM people",
        "cast from public.people to text calls public.said(public.people)",
    ),
    _LOWER: (
        "SELECT lower(at) FROM mails",
        "lower may call public.lower(public.citext)",
    ),
}


@pytest.mark.parametrize("made", NAMED, ids=lambda made: made[:30])
def test_a_refusal_names_what_would_be_called_and_the_remedy(own: Server, made: str) -> None:
    undo = own.psql("SELECT max(oid::bigint) FROM pg_proc")
    own.psql(made)
    try:

        async def go() -> None:
            async with inside(own, TABLES) as run:
                said = await run.query(NAMED[made][0])
                assert NAMED[made][1] in said and "HINT" in said, said
                assert await run.query("SELECT count(*) FROM tickets") == "1000"
                assert run.made.audit.of("outcome")[0]["ok"] is False

        asyncio.run(go())
    finally:
        _drop(own, int(undo))


def test_a_granted_table_that_is_not_there_is_told_as_one(own: Server) -> None:
    async def go() -> None:
        async with inside(own, ["people", "forgotten"]) as run:
            said = await run.query("SELECT 1 FROM forgotten")
            assert "does not exist" in said and "the operator has to mend `tables:`" in said, said

    asyncio.run(go())


def test_an_overload_of_another_schema_is_not_in_the_way_of_the_servers_own(own: Server) -> None:
    undo = own.psql("SELECT max(oid::bigint) FROM pg_proc")
    own.psql(f"CREATE FUNCTION lower(varchar) RETURNS text {_READS}")
    try:

        async def go() -> None:
            async with inside(own, TABLES) as run:
                assert await run.query("SELECT lower(v) FROM people ORDER BY 1") == "ada\nbob"

        asyncio.run(go())
    finally:
        _drop(own, int(undo))


def test_a_function_behind_a_row_policy_that_needs_a_path_says_how_to_give_it_one(own: Server) -> None:
    async def go() -> None:
        async with inside(own, TABLES) as run:
            said = await run.query("SELECT v FROM guarded")
            assert "ALTER FUNCTION" in said and "search_path" in said and "tenants" not in said, said
            await asyncio.to_thread(own.psql, "ALTER FUNCTION tenant() SET search_path = public")
            assert await run.query("SELECT v FROM guarded") == "seen"

    asyncio.run(go())
