"""Statements the gate admits, run by a real PostgreSQL with a role that may read exactly what is granted, and no more.

    python -m bench.fuzz.privileges [--count 20000] [--seed 1] [--show 20]

Whatever else becomes of them, none may end in "permission denied" (42501): the role of a source may be able to do more
than the policy grants, and then it would have been read. Nor may the gate promise a column that the server does not
give. Every statement goes the listener's own way: read, judged, its proofs parsed, run read-only, rolled back.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.postgres import MISSING, Server, binaries, server

from bench.fuzz.grammar import Writer
from wicketgate.errors import Error, Refused
from wicketgate.gate.query import beyond
from wicketgate.gate.sql import SqlRefused, Statement, read
from wicketgate.gate.sql.functions import CALLABLE
from wicketgate.gate.sql.lex import words
from wicketgate.gate.sql.paced import grammar
from wicketgate.gate.sql.resolve import Resolver
from wicketgate.secrets.broker.lent_value import Lent
from wicketgate.secrets.credential import Credential
from wicketgate.tools.postgres.connect import connect
from wicketgate.tools.postgres.dial import Place
from wicketgate.tools.postgres.fault import DatabaseError
from wicketgate.tools.postgres.proof import Proof
from wicketgate.tools.postgres.session import Caps, Session

VECTORS = Path(__file__).parents[2] / "tests" / "vectors" / "sql" / "statements.jsonl"
PASSWORD, DENIED = "exact-password-1", "42501"
CAPS = Caps(50, 100_000, 1)
GRANTED = ("customers(id, name, plan)", "tickets", "orders(id, c, name)", "Mixed(id, Email)", "sales.items(id, name)")
CALLED = ", ".join(f"'{name}'" for name in sorted(CALLABLE["postgres"]))
SCHEMA = f"""
CREATE SCHEMA sales;
CREATE TABLE customers (id text, name text, plan text, email text, tickets text, lower text, c text, date text);
CREATE TABLE tickets (id text, customer text, subject text, body text);
CREATE TABLE orders (id text, c text, name text, email text, upper text, customers text);
CREATE TABLE "Mixed" (id text, "Email" text, email text);
CREATE TABLE payroll (id text, name text, email text, amount text);
CREATE TABLE salaries (id text, amount text, email text);
CREATE TABLE e (id text, email text); CREATE TABLE lower (id text, lower text); CREATE TABLE x (id text);
CREATE TABLE sales.customers (id text, name text, email text);
CREATE TABLE sales.items (id text, name text, email text);
INSERT INTO customers VALUES ('a', 'b', 'c', 'd'); INSERT INTO tickets VALUES ('a', 'a', 'b', 'c');
INSERT INTO orders VALUES ('a', 'b', 'c'); INSERT INTO "Mixed" VALUES ('a', 'b', 'c');
CREATE FUNCTION leak(customers) RETURNS text LANGUAGE sql AS 'SELECT ''l''::text';
CREATE FUNCTION leak(tickets) RETURNS text LANGUAGE plpgsql AS 'BEGIN RETURN 1; END';
CREATE FUNCTION email(tickets) RETURNS text LANGUAGE sql AS 'SELECT ''l''::text';
CREATE FUNCTION email(json) RETURNS text LANGUAGE sql AS 'SELECT ''l''::text';
CREATE FUNCTION secret(text) RETURNS text LANGUAGE sql AS 'SELECT ''l''::text';
CREATE FUNCTION leaks(anyelement) RETURNS text LANGUAGE sql AS 'SELECT ''l''::text';
CREATE FUNCTION many(anyarray) RETURNS text LANGUAGE sql AS 'SELECT ''l''::text';
CREATE FUNCTION amount(record) RETURNS text LANGUAGE plpgsql AS 'BEGIN RETURN 1; END';
CREATE FUNCTION lower(customers) RETURNS text LANGUAGE sql AS 'SELECT ''l''::text';
CREATE FUNCTION upper(varchar) RETURNS text LANGUAGE sql AS 'SELECT ''l''::text';
CREATE FUNCTION length(anyelement) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION date_part(text, anyelement) RETURNS text LANGUAGE sql AS 'SELECT ''l''::text';
CREATE FUNCTION step(text, record) RETURNS text LANGUAGE plpgsql AS 'BEGIN RETURN 1; END';
CREATE AGGREGATE max(record) (SFUNC = step, STYPE = text);
CREATE FUNCTION joined(anyelement, anyelement) RETURNS text LANGUAGE sql AS 'SELECT ''l''::text';
CREATE OPERATOR || (LEFTARG = anyelement, RIGHTARG = anyelement, FUNCTION = joined);
CREATE ROLE exact LOGIN PASSWORD '{PASSWORD}';
GRANT USAGE ON SCHEMA sales TO exact;
GRANT SELECT (id, name, plan) ON customers TO exact; GRANT SELECT ON tickets TO exact;
GRANT SELECT (id, c, name) ON orders TO exact; GRANT SELECT (id, "Email") ON "Mixed" TO exact;
GRANT SELECT (id, name) ON sales.items TO exact;
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC;
DO $$ DECLARE one regprocedure; BEGIN FOR one IN
    SELECT p.oid::regprocedure FROM pg_proc p WHERE pronamespace = 'pg_catalog'::regnamespace
    AND prokind <> 'a' AND NOT proname IN ({CALLED}, 'like_escape', 'timezone', 'similar_to_escape', 'row_to_json',
        'set_config')
    AND NOT EXISTS (SELECT FROM pg_operator WHERE oprcode = p.oid OR oprrest = p.oid OR oprjoin = p.oid)
    AND NOT EXISTS (SELECT FROM pg_cast WHERE castfunc = p.oid)
    AND NOT EXISTS (SELECT FROM pg_amproc WHERE amproc = p.oid)
    AND NOT EXISTS (SELECT FROM pg_type WHERE p.oid IN (typinput, typoutput, typmodin, typreceive, typsend))
LOOP EXECUTE 'REVOKE EXECUTE ON FUNCTION ' || one || ' FROM PUBLIC'; END LOOP; END $$;
"""
"""Overloads of what may be called are there, and denied.

Functions of the server that no query may call, and that stand behind no operator, cast or type, are denied too."""


@dataclass
class Found:
    """What became of the statements of one run."""

    tried: int = 0
    admitted: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    """Of those admitted, by SQLSTATE; `rows` where they ran."""
    holes: dict[str, str] = field(default_factory=dict)
    """The shortest form of each statement that read what is not granted, with what the server said."""


def admitted(sql: str) -> Statement | None:
    """Return what a statement reads that the gate admits, or None."""
    try:
        statement = read(sql, "postgres")
    except SqlRefused:
        return None
    missing, doubtful = beyond(statement, GRANTED, "postgres")
    return None if missing or doubtful else statement


def promised(sql: str) -> frozenset[str]:
    """Return the columns the gate takes a statement to give for sure."""
    found = words(sql, "postgres")
    (tree,) = grammar("postgres", len(found)).parser().parse(found, sql)
    assert tree is not None
    return Resolver("postgres").query(tree) or frozenset()


class Oracle:
    """A server that says of each admitted statement what it reads."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.found = Found()

    async def wrong(self, sql: str) -> tuple[str, str]:
        """Return how an admitted statement ends, and what is wrong with that; both empty where it is not admitted."""
        statement = admitted(sql)
        if statement is None:
            return "", ""
        try:
            rows = await self.session.run(statement.placed(sql), CAPS, Proof(statement))
        except DatabaseError as error:
            return error.code, (error.own or error.message)[:300] if error.code == DENIED else ""
        except Refused:
            return "slow", ""
        missing = promised(sql) - {column.name for column in rows.columns}
        return "rows", f"promised {', '.join(sorted(missing))}" if missing else ""

    async def try_one(self, sql: str) -> None:
        """Take one statement into what was found."""
        self.found.tried += 1
        end, wrong = await self.wrong(sql)
        if end:
            self.found.admitted += 1
            self.found.ends[end] += 1
        if wrong:
            short = await self.shortest(sql)
            self.found.holes[short] = (await self.wrong(short))[1]

    async def shortest(self, sql: str) -> str:
        """Return a statement with the same fault from which no run of words can be taken."""
        tokens = words(sql, "postgres")
        parts = [sql[word.start : word.end + 1] for word in tokens]
        if not (await self.wrong(" ".join(parts)))[1]:
            return sql
        size = len(parts) // 2
        while size:
            at = 0
            while at < len(parts):
                less = parts[:at] + parts[at + size :]
                if (await self.wrong(" ".join(less)))[1]:
                    parts = less
                else:
                    at += 1
            size = size // 2 if size > 4 else size - 1
        return " ".join(parts)


def statements(seed: int) -> Iterator[str]:
    """Yield statements without end: two put together, then one vector or one of those, mutated."""
    vectors = [vector["sql"] for vector in map(json.loads, VECTORS.read_text().splitlines())]
    vectors = [sql for sql in vectors if len(sql) < 400]
    writer = Writer(seed)
    while True:
        made = writer.statement(), writer.statement()
        yield from made
        yield writer.mutated(writer.rng.choice((*vectors[:1], writer.rng.choice(vectors), made[0])))


async def search(at: Server, count: int, seed: int, show: bool = False) -> Found:
    """Return what became of `count` statements of a seed."""
    place = Place("127.0.0.1", at.port, "crm", "exact", tls=False)
    with Lent(Credential("EXACT", PASSWORD)) as lent:
        oracle = Oracle(Session(await connect(place, lent, CAPS.seconds)))
        for sql, _ in zip(statements(seed), range(count), strict=False):
            before = len(oracle.found.holes)
            if oracle.session.broken:
                oracle.session.close()
                oracle.session = Session(await connect(place, lent, CAPS.seconds))
            try:
                await oracle.try_one(sql)
            except Error as error:
                print(f"{type(error).__name__}: {error} for {sql!r}", file=sys.stderr)
            for short in list(oracle.found.holes)[before:] if show else ():
                print(f"HOLE {short!r}\n     {oracle.found.holes[short]!r}", flush=True)
        oracle.session.close()
    return oracle.found


def main() -> int:
    """Search, and print what was found; 1 where a statement read what is not granted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    if binaries() is None:
        print(MISSING)
        return 0
    with server(SCHEMA) as made:
        found = asyncio.run(search(made, asked.count, asked.seed, show=True))
    print(f"{found.tried} statements, {found.admitted} admitted: {dict(found.ends.most_common())}")
    print(f"{len(found.holes)} holes")
    return int(bool(found.holes))


if __name__ == "__main__":
    sys.exit(main())
