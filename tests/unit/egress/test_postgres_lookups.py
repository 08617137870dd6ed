"""Statements that ask the catalogue, put as ones that ask what was granted: what changes, what never does."""

from __future__ import annotations

import pytest

from wicketgate.egress.postgres.catalogue import Catalogue
from wicketgate.egress.postgres.keys import Field, Known
from wicketgate.egress.postgres.lookups import put
from wicketgate.gate import sql
from wicketgate.gate.sql import SqlRefused

FIELDS = (Field("id", 23, -1, "integer"), Field("note", 1043, 24, "character varying(20)"))
CATALOGUE = Catalogue("it's", (Known("public", "tickets", FIELDS), Known("sales", "Orders", FIELDS)))
PUT = (
    "SELECT table_name FROM information_schema.tables",
    'SELECT table_name FROM "information_schema"."tables" AS "T"',
    "SELECT * FROM INFORMATION_SCHEMA . /* here */ COLUMNS",
    "SELECT tables.table_name FROM information_schema.tables, information_schema.columns c",
    "SELECT pg_catalog.pg_class.relname FROM pg_catalog.pg_class",
    "SELECT c.relname FROM pg_class c WHERE c.relname OPERATOR(pg_catalog.~) '^t' COLLATE pg_catalog.default",
    "SELECT pg_catalog.format_type(a.atttypid, a.atttypmod) FROM pg_attribute a",
    "SELECT current_database(), to_regtype('int4'), 'tickets'::regclass, CAST('a' AS pg_catalog.regclass)",
    "SELECT x.relname FROM (SELECT relname FROM pg_class) AS x",
    "SELECT attname FROM pg_attribute WHERE attrelid = 'sales.\"Orders\"'::regclass",
    "SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef",
)
LEFT = (
    "SELECT id FROM tickets",
    "SELECT 'FROM information_schema.tables', \"pg_class\" FROM tickets",
    "SELECT 'pg_class'::text AS name FROM tickets -- pg_catalog.pg_class",
    "SELECT body AS regclass FROM tickets",
    "SELECT * FROM pg_authid",
    'SELECT * FROM "INFORMATION_SCHEMA"."TABLES"',
    "SELECT set_config('statement_timeout', '0', false), current_setting('data_directory')",
    "SELECT 'open FROM pg_class",
    "SELECT 1 /* pg_class",
)


@pytest.mark.parametrize("statement", PUT)
def test_what_asks_the_catalogue_is_put_so_that_it_reads_no_table_at_all(statement: str) -> None:
    made = put(statement, CATALOGUE)
    assert made is not None
    assert sql.read(made, "postgres").tables == ()
    with pytest.raises(SqlRefused):
        sql.read(statement, "postgres")


@pytest.mark.parametrize("statement", LEFT)
def test_nothing_else_is_changed(statement: str) -> None:
    assert put(statement, CATALOGUE) is None


def test_a_statement_is_the_same_around_what_is_put_otherwise() -> None:
    made = put("SELECT 'pg_class' AS name, t.id FROM tickets AS t, pg_am /* pg_class */ WHERE true", CATALOGUE) or ""
    assert made.startswith("SELECT 'pg_class' AS name, t.id FROM tickets AS t, (SELECT ")
    assert made.endswith(" AS pg_am /* pg_class */ WHERE true")
    read = sql.read(made, "postgres")
    assert [str(table) for table in read.tables] == ["tickets"]


SLOW = {
    "calls within calls": "SELECT pg_x, " + "lower(" * 600 + ")" * 600,
    "look-ups within look-ups": "SELECT " + "format_type(" * 400 + "1, 2" + ", 2)" * 400,
    "look-ups with too few values": "SELECT " + "format_type(" * 600 + ")" * 600,
    "functions within functions": "SELECT " + "pg_table_is_visible(" * 600 + ")" * 600,
    "casts": "SELECT cast(pg_x " + "'x' as " * 900,
    "numbers for names": "SELECT " + "'x'::regclass," * 450,
    "parentheses": "SELECT pg_x" + "(" * 1900,
    "relations": "SELECT * FROM " + "pg_class," * 900,
}


@pytest.mark.parametrize("name", SLOW)
def test_no_statement_is_slow_or_grows_without_end(name: str) -> None:
    made = put(SLOW[name], CATALOGUE)
    assert made is None or len(made) < 1 << 20
