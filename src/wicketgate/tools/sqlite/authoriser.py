"""The wall for SQLite: says yes or no to each thing a statement would read, while it is compiled. Deny is the default.

The authoriser alone does not hold: SQLite (3.54) reports no read for the columns of `USING (…)` and `NATURAL JOIN`,
and names a common table expression as if it were the view of that name. So `source.py` first takes the real names out
of the statement's reach, and `opened` below compares the compiled program with the pages of the granted tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import apsw

from wicketgate.gate.sql.functions import SQLITE as FUNCTIONS
from wicketgate.gate.sql.functions import SQLITE_TABLES as JSON_TABLES

BTREES = frozenset({"OpenRead", "OpenWrite", "ReopenIdx"})


@dataclass(frozen=True, slots=True)
class Rules:
    """What a statement may touch. Names are lower case."""

    schema: str
    """The name the real database is attached under; random, so no statement can spell it."""
    granted: frozenset[str]
    shadowed: frozenset[str]
    """Tables and views that exist and are not granted."""
    reads: frozenset[tuple[str, str, str]] = frozenset()
    """What the granted views read themselves: (view, table, column)."""
    roots: frozenset[int] = frozenset()
    """Root pages of the tables those reads touch, and of their indexes."""
    seen: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def tables(self) -> frozenset[str]:
        """Return the tables the granted views stand on."""
        return frozenset(table for _, table, _ in self.reads)

    def authorise(self, op: int, one: str | None, two: str | None, schema: str | None, inner: str | None) -> int:
        """Return SQLITE_OK for what is granted, SQLITE_DENY for everything else."""
        return apsw.SQLITE_OK if self._allows(op, one, two, schema, inner) else apsw.SQLITE_DENY

    def _allows(self, op: int, one: str | None, two: str | None, schema: str | None, inner: str | None) -> bool:
        if op == apsw.SQLITE_SELECT:
            return (inner or "").lower() not in self.shadowed
        if op == apsw.SQLITE_RECURSIVE:
            return True
        if op == apsw.SQLITE_FUNCTION:
            return (two or "").lower() in FUNCTIONS
        if op == apsw.SQLITE_READ and one is not None:
            return self._reads(one.lower(), (two or "").lower(), schema, (inner or "").lower())
        return False

    def _reads(self, table: str, column: str, schema: str | None, inner: str) -> bool:
        if schema == self.schema:
            return (inner, table, column) in self.reads or (not column and table in self.tables)
        if schema == "temp":
            return table in self.granted
        if schema == "main":
            return table in JSON_TABLES
        # No schema: a table none of whose columns is used. Here a common table expression looks like a table.
        reserved = table.startswith(("sqlite_", "pragma_"))
        return schema is None and not column and table not in self.shadowed and not reserved

    def note(self, op: int, one: str | None, two: str | None, schema: str | None, inner: str | None) -> int:
        """Allow and remember: what a granted view reads is learnt by compiling it alone, before any statement is."""
        if op == apsw.SQLITE_READ and schema == self.schema and one is not None:
            self.seen.append(((inner or "").lower(), one.lower(), (two or "").lower()))
        return apsw.SQLITE_OK

    def opened(self, program: Iterable[Mapping[str, Any]], database: int) -> bool:
        """Return whether a compiled program opens only granted tables and their indexes."""
        return all(step["p3"] == database and step["p2"] in self.roots for step in program if step["opcode"] in BTREES)
