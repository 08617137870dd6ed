"""Keys and defaults, as clients look them up: those that are of granted columns alone, and no others."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from tests.e2e.postgres.ground import inside
from tests.support.postgres import Server

MADE = """
CREATE SCHEMA IF NOT EXISTS sales;
CREATE TABLE parents (id int PRIMARY KEY, code text UNIQUE, hidden text UNIQUE, name text NOT NULL DEFAULT 'no''body');
CREATE TABLE sales.children (a int, b text DEFAULT 'x', n int NOT NULL DEFAULT -5, at timestamptz DEFAULT now(),
    computed text DEFAULT 'a' || 'b', serial serial REFERENCES salary_ids,
    "OddName" text REFERENCES parents (code), hidden text
        REFERENCES parents (hidden), salary int DEFAULT 91234 REFERENCES salary_ids, PRIMARY KEY (b, a),
    FOREIGN KEY (a) REFERENCES parents ON UPDATE SET NULL ON DELETE CASCADE, UNIQUE (n, salary));
GRANT USAGE ON SCHEMA sales TO agent_ro; GRANT SELECT ON parents, sales.children TO agent_ro;
"""
GONE = "DROP TABLE IF EXISTS sales.children, parents, salary_ids CASCADE;"
UNTOLD = (b"hidden", b"salary_ids", b"nextval", b"||", b"children_n_salary")


@pytest.fixture(scope="module")
def keyed(database: Server) -> Iterator[Server]:
    """Yield the server with tables that have keys."""
    database.psql(f"{GONE} CREATE TABLE salary_ids (id int PRIMARY KEY); {MADE}")
    yield database
    database.psql(GONE)


TABLES = ["parents(id, code, name)", "sales.children(a, b, n, at, computed, serial, OddName)"]
ANSWERED = {
    "SELECT column_name, is_nullable, column_default FROM information_schema.columns WHERE table_name = 'children'": (
        "a|NO|\nb|NO|'x'::text\nn|NO|'-5'::integer\nat|YES|now()\ncomputed|YES|\nserial|NO|\nOddName|YES|"
    ),
    "SELECT column_default FROM information_schema.columns WHERE column_name = 'name'": "'no''body'::text",
    "SELECT table_name, constraint_name, constraint_type FROM information_schema.table_constraints ORDER BY 2": (
        "children|children_OddName_fkey|FOREIGN KEY\nchildren|children_a_fkey|FOREIGN KEY\n"
        "children|children_pkey|PRIMARY KEY\nparents|parents_code_key|UNIQUE\nparents|parents_pkey|PRIMARY KEY"
    ),
    "SELECT k.column_name, k.ordinal_position, u.table_name, u.column_name FROM information_schema.key_column_usage k"
    " JOIN information_schema.constraint_column_usage u USING (constraint_schema, constraint_name)"
    " WHERE k.constraint_name = 'children_a_fkey'": "a|1|parents|id",
    "SELECT constraint_name, unique_constraint_name, update_rule, delete_rule"
    " FROM information_schema.referential_constraints WHERE delete_rule <> 'NO ACTION'": (
        "children_a_fkey|parents_pkey|SET NULL|CASCADE"
    ),
    "SELECT conrelid::regclass, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f' ORDER BY 2": (
        'children|FOREIGN KEY ("OddName") REFERENCES parents(code)\n'
        "children|FOREIGN KEY (a) REFERENCES parents(id) ON UPDATE SET NULL ON DELETE CASCADE"
    ),
    "SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)"
    " WHERE i.indrelid = 'sales.children'::regclass AND i.indisprimary ORDER BY 1": "a\nb",
    "SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d JOIN pg_class c ON c.oid = d.adrelid"
    " WHERE c.relname = 'parents'": "'no''body'::text",
    "SELECT pg_get_indexdef(indexrelid) FROM pg_catalog.pg_index ORDER BY 1 LIMIT 1": (
        "CREATE UNIQUE INDEX children_pkey ON sales.children USING btree (b, a)"
    ),
    # As pgjdbc asks for a primary key.
    "SELECT result.column_name, result.key_seq FROM (SELECT a.attname AS COLUMN_NAME,"
    " (information_schema._pg_expandarray(i.indkey)).n AS KEY_SEQ,"
    " information_schema._pg_expandarray(i.indkey) AS KEYS,"
    " a.attnum AS A_ATTNUM FROM pg_catalog.pg_class ct JOIN pg_catalog.pg_attribute a ON (ct.oid = a.attrelid)"
    " JOIN pg_catalog.pg_index i ON (a.attrelid = i.indrelid) WHERE i.indisprimary AND ct.relname = 'children') result"
    " WHERE result.A_ATTNUM = (result.KEYS).x ORDER BY 2": "b|1\na|2",
}


def test_keys_and_defaults_of_granted_columns_are_told_and_no_others(keyed: Server) -> None:
    async def go() -> None:
        async with inside(keyed, TABLES) as run:
            for sql, told in ANSWERED.items():
                assert await run.query(sql) == told, sql
            assert not any(word in run.heard for word in UNTOLD)

    asyncio.run(go())


def test_psql_shows_them(keyed: Server) -> None:
    async def go() -> None:
        async with inside(keyed, TABLES) as run:
            code, out, err = await run.psql(
                "-c", r"\pset tuples_only off", "-c", r"\d sales.children", "-c", r"\d parents"
            )
            assert (code, err) == (0, "")
            for line in (
                '"children_pkey" PRIMARY KEY, btree (b, a)',
                '"children_a_fkey" FOREIGN KEY (a) REFERENCES parents(id) ON UPDATE SET NULL ON DELETE CASCADE',
                'TABLE "children" CONSTRAINT "children_a_fkey" FOREIGN KEY (a)',
                '"parents_code_key" UNIQUE CONSTRAINT, btree (code)',
            ):
                assert line in out, out
            assert not any(word in run.heard for word in UNTOLD if word != b"||")

    asyncio.run(go())


def test_what_the_server_says_of_its_keys_is_taken_for_text_alone(keyed: Server) -> None:
    keyed.psql(
        "CREATE TABLE odd (id int CONSTRAINT \"it's\t\n$1\" PRIMARY KEY, v text DEFAULT 'a''b$2');"
        " GRANT SELECT ON odd TO agent_ro"
    )
    try:

        async def go() -> None:
            async with inside(keyed, ["odd"]) as run:
                assert await run.query("SELECT conname, contype FROM pg_constraint") == "it's $1|p"
                assert await run.query("SELECT adbin FROM pg_attrdef") == "'a''b$2'::text"

        asyncio.run(go())
    finally:
        keyed.psql("DROP TABLE odd")
