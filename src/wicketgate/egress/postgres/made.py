"""Answers about what was made up here, as a catalogue tells it. Takes a statement that was decided, and its answer."""

from __future__ import annotations

from dataclasses import replace

from wicketgate.egress.postgres.catalogue import MADE
from wicketgate.gate.sql import read
from wicketgate.tools.postgres.packets import Column
from wicketgate.tools.postgres.session import Rows

NUMBERS = {20: 26, 1016: 1028}
"""`oid` for `bigint`, and for arrays of it."""
LIST, VECTOR, VECTORS = 1007, 22, frozenset({"indkey", "indoption"})
"""The types of a list of numbers and of the server's own, and the columns it has of the latter."""


def made_up(sql: str) -> bool:
    """Return whether a statement that was decided reads what was made up here, and no table of the database."""
    return MADE in sql and not read(sql, "postgres").tables


def numbered(found: Rows, sql: str) -> Rows:
    """Return an answer about what was made up here with its numbers told as the catalogue's: drivers know no other."""
    if MADE not in sql:
        return found
    columns = tuple(replace(column, oid=_told(column)) for column in found.columns)
    lists = [at for at, column in enumerate(columns) if column.oid == VECTOR]
    rows = [tuple(_spaced(value) if at in lists else value for at, value in enumerate(row)) for row in found.rows]
    return replace(found, columns=columns, rows=rows, takes=tuple(NUMBERS.get(kind, kind) for kind in found.takes))


def _told(column: Column) -> int:
    return VECTOR if column.oid == LIST and column.name in VECTORS else NUMBERS.get(column.oid, column.oid)


def _spaced(value: bytes | None) -> bytes | None:
    """Return a list of numbers as a vector of them is spelled."""
    return None if value is None else value.strip(b"{}").replace(b",", b" ")
