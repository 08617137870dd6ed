"""Statements the gate reads, compiled by SQLite itself, which says which tables, columns and functions each one uses.

    python -m bench.fuzz.sqlite_reads [--count 20000] [--seed 1]

The engine's authoriser is asked about every name as it is resolved: whatever it names and the gate's reading does not
is a hole in that. Nothing is run. Here every table is there whole; what the real source hides is another wall.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import apsw
from sqlglot import exp

from bench.fuzz.grammar import Frame, From, Writer
from wicketgate.gate.sql import SqlRefused, Statement, read
from wicketgate.gate.sql.functions import SQLITE, SQLITE_TABLES
from wicketgate.gate.sql.lex import words
from wicketgate.gate.sql.paced import grammar
from wicketgate.gate.sql.statement import EVERY

VECTORS = Path(__file__).parents[2] / "tests" / "vectors" / "sql" / "statements.jsonl"
SCHEMA = """
CREATE TABLE customers (id, name, plan, email, tickets, lower, c, date);
CREATE TABLE tickets (id INTEGER PRIMARY KEY, customer, subject, body);
CREATE TABLE orders (id, c, name, email, upper, customers); CREATE TABLE "Mixed" (id, "Email");
CREATE TABLE payroll (id, name, email, amount); CREATE TABLE salaries (id, amount, email) WITHOUT ROWID;
CREATE TABLE e (id, email); CREATE TABLE lower (id, lower); CREATE TABLE x (id); CREATE TABLE items (id, name, email);
CREATE TABLE json_each (key, value, email); CREATE TABLE value (value, id);
""".replace("salaries (id,", "salaries (id PRIMARY KEY,")
OPERATORS = frozenset({"like", "glob", "->", "->>", "coalesce"})
"""Functions that operators stand for, and joins by columns that either side may lack."""
SIGNS = ("||", "->", "->>", "+", "%", "<<", "IS NOT", "COLLATE nocase ||")
CALLED = sorted(name for name in SQLITE if name[0].isalpha())


class LiteWriter(Writer):
    """Statements in SQLite's own words."""

    def alias(self) -> str:
        """Return a name to be given, in any of the quotes that SQLite takes."""
        name = super().alias().strip('"')
        return self.rng.choice((name, name, name, name, f'"{name}"', f"[{name}]", f"`{name}`", name.upper()))

    def one(self, frame: Frame, frames: list[Frame]) -> str:
        """Return one thing to read from; no query beside another is seen by it, but a function is."""
        kind = self.rng.randrange(100)
        if kind < 60 or self.deep <= 0:
            return self.table(frame).replace("sales.", "").replace("public.", "main.")
        if kind < 68:
            inner: Frame = []
            text = f"({self.source(inner, frames)})"
            frame += inner
            return text
        name, width = self.alias(), self.rng.choice((1, 1, 2))
        if kind < 88:
            frame.append(From(name, ("id", "name", "email")))
            return f"({self.query(width, frames)}) AS {name}"
        frame.append(From(name, ("key", "value", "id", "json", "root")))
        return f"{self.rng.choice(('json_each', 'json_tree'))}({self.ref([frame, *frames])}) AS {name}"

    def value(self, frames: list[Frame]) -> str:
        """Return what gives one value, mostly."""
        if self.chance(55):
            return self.ref(frames)
        ref = lambda: self.ref(frames)  # noqa: E731
        inner = [lambda: f"({self.query(1, frames)})"] * 3 if self.deep > 0 else []
        return self.any(
            *inner,
            lambda: "'a'",
            lambda: f"{self.rng.choice(CALLED)}({ref()}, {ref()})",
            lambda: f"{self.rng.choice(CALLED)}({ref()})",
            lambda: f"coalesce({ref()}, {ref()})",
            lambda: f"CASE {ref()} WHEN {ref()} THEN {ref()} ELSE {ref()} END",
            lambda: f"{ref()} {self.rng.choice(SIGNS)} {ref()}",
            lambda: f"CAST({ref()} AS text)",
            lambda: f"count(*) OVER (PARTITION BY {ref()} ORDER BY {ref()})",
            lambda: f"max({ref()}) FILTER (WHERE {self.condition(frames)}) OVER w",
            lambda: f"group_concat({ref()}, ',' ORDER BY {ref()})",
            lambda: f"count(DISTINCT {ref()})",
            lambda: f"iif({self.condition(frames)}, {ref()}, {ref()})",
            lambda: f"{self.rng.choice(('rowid', 'oid', '_rowid_'))}",
        )

    def condition(self, frames: list[Frame]) -> str:
        """Return what is true or not."""
        ref = lambda: self.ref(frames)  # noqa: E731
        inner = []
        if self.deep > 0:
            inner = [
                lambda: f"EXISTS ({self.query(1, frames)})",
                lambda: f"{ref()} IN ({self.query(1, frames)})",
                lambda: f"({ref()}, {ref()}) = ({self.query(2, frames)})",
            ]
        return self.any(
            *inner,
            lambda: f"{ref()} = {ref()}",
            lambda: f"{ref()} LIKE {ref()} ESCAPE 'x'",
            lambda: f"{ref()} GLOB {ref()}",
            lambda: f"{ref()} IN {self.rng.choice(('payroll', 'customers', 'x', 'value', self.alias()))}",
            lambda: f"{ref()} NOT IN ({ref()}, 'b')",
            lambda: f"({ref()}, {ref()}) > ('a', {ref()})",
            lambda: f"{ref()} BETWEEN {ref()} AND {ref()}",
            lambda: f"{ref()} IS DISTINCT FROM {ref()}",
            lambda: f"{ref()} ISNULL OR {ref()} NOT NULL",
        )


@dataclass
class Found:
    """What became of the statements of one run."""

    tried: int = 0
    read: int = 0
    """That the gate reads."""
    compiled: int = 0
    """Of those, that SQLite compiles."""
    ends: Counter[str] = field(default_factory=Counter)
    holes: dict[str, str] = field(default_factory=dict)
    """Each statement that reads what the gate has not seen, with that."""


class Engine:
    """SQLite, asked what a statement reads."""

    def __init__(self) -> None:
        self.connection = apsw.Connection(":memory:")
        list(self.connection.execute(SCHEMA))
        self.connection.config(apsw.SQLITE_DBCONFIG_DQS_DML, 0)
        self.names: list[tuple[int, str, str, str]] = []
        self.connection.authorizer = self.note

    def note(self, op: int, one: str | None, two: str | None, schema: str | None, inner: str | None) -> int:
        """Remember what is asked for."""
        self.names.append((op, (one or "").lower(), (two or "").lower(), schema or ""))
        return apsw.SQLITE_OK

    def reads(self, sql: str) -> list[tuple[int, str, str, str]]:
        """Return what a statement asks for, which is compiled and not run; apsw.Error if it is none."""
        self.names = []
        cursor = self.connection.cursor()
        cursor.exec_trace = lambda *_: False
        with contextlib.suppress(apsw.ExecTraceAbort):
            list(cursor.execute(sql, can_cache=False))
        return self.names


def unseen(statement: Statement, sql: str, names: list[tuple[int, str, str, str]]) -> str:
    """Return what a statement reads that was not seen in it; empty without such."""
    tables = {table.name for table in statement.tables}
    made, joined = _made(sql)
    for op, one, two, _ in names:
        if op == apsw.SQLITE_FUNCTION and two not in statement.functions and two not in OPERATORS:
            return f"function {two}"
        if op == apsw.SQLITE_READ and not two and one not in tables | made:
            return f"table {one}"
        if (
            op == apsw.SQLITE_READ
            and two
            and one not in (SQLITE_TABLES - tables) | joined
            and not _seen(statement, one, two)
        ):
            return f"column {one}.{two}"
        if op not in (apsw.SQLITE_FUNCTION, apsw.SQLITE_READ, apsw.SQLITE_SELECT, apsw.SQLITE_RECURSIVE):
            return f"operation {op} {one} {two}"
    return ""


def _seen(statement: Statement, table: str, column: str) -> bool:
    return any(
        one.name in (column, EVERY) and any(table == of.name for of in (*one.tables, *one.outer))
        for one in statement.columns
    )


def _made(sql: str) -> tuple[set[str], set[str]]:
    """Return the names that a statement gives to queries of its own, and the tables it joins in parentheses.

    Of these SQLite makes a query of all their columns, whichever of them are used.
    """
    found = words(sql, "sqlite")
    (tree,) = grammar("sqlite", len(found)).parser().parse(found, sql)
    assert tree is not None
    joins = [query for query in tree.find_all(exp.Subquery) if isinstance(query.this, exp.Table)]
    joined = {table.name.lower() for query in joins for table in query.find_all(exp.Table)}
    return {cte.alias.lower() for cte in tree.find_all(exp.CTE)} | SQLITE_TABLES, joined


def statements(seed: int) -> Iterator[str]:
    """Yield statements without end: made up, and vectors and those made up, mutated."""
    vectors = [vector["sql"] for vector in map(json.loads, VECTORS.read_text().splitlines())]
    vectors = [sql for sql in vectors if len(sql) < 400]
    writer = LiteWriter(seed)
    while True:
        made = writer.statement()
        yield made
        yield writer.mutated(writer.rng.choice((writer.rng.choice(vectors), made)))


def search(count: int, seed: int) -> Found:
    """Return what became of `count` statements of a seed."""
    engine, found = Engine(), Found()
    for sql, _ in zip(statements(seed), range(count), strict=False):
        found.tried += 1
        try:
            statement = read(sql, "sqlite")
        except SqlRefused:
            continue
        found.read += 1
        try:
            names = engine.reads(sql)
        except (apsw.Error, UnicodeError) as error:
            found.ends[type(error).__name__] += 1
            continue
        found.compiled += 1
        if said := unseen(statement, sql, names):
            found.holes[sql] = said
    return found


def main() -> int:
    """Search, and print what was found; 1 where a statement reads what was not seen in it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    found = search(asked.count, asked.seed)
    for sql, said in sorted(found.holes.items(), key=lambda hole: len(hole[0]))[:20]:
        print(f"HOLE {said}: {sql!r}")
    print(f"{found.tried} statements, {found.read} read, {found.compiled} compiled ({dict(found.ends)})")
    print(f"{len(found.holes)} holes")
    return int(bool(found.holes))


if __name__ == "__main__":
    sys.exit(main())
