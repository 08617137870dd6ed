"""A parsed statement, and a portal that gives its rows in parts: takes an answer, gives messages."""

from __future__ import annotations

from dataclasses import dataclass

from wicketgate.action import Admission
from wicketgate.egress.postgres import answers
from wicketgate.egress.postgres.binary import BINARY, CODECS, encoded, given
from wicketgate.tools.postgres.packets import Column
from wicketgate.tools.postgres.session import Rows


@dataclass(slots=True)
class Prepared:
    """One parsed statement."""

    sql: str
    local: bool = False
    types: tuple[int, ...] | None = None
    """What it declares of values to come; None where it takes none."""
    admission: Admission | None = None
    """Its own, until it is executed."""
    columns: tuple[Column, ...] | None = None
    sketch: Rows | None = None
    """What it gives and takes, where its values are still to come."""


@dataclass(slots=True)
class Portal:
    """One statement, ready to run or running."""

    prepared: Prepared
    formats: tuple[int, ...] = ()
    """Of its results: text without any."""
    found: Rows | None = None
    at: int = 0


def taken(kind: int) -> int:
    """Return the type a value is told to be of: text, which becomes any, where it is none that is taken in binary."""
    return kind if kind in CODECS else answers.TEXT


def part(portal: Portal, found: Rows, most: int) -> bytes:
    """Return the next `most` rows of a portal, or all that are left, each value in the format asked for."""
    end = portal.at + most if most > 0 else len(found.rows)
    rows, portal.at = found.rows[portal.at : end], end
    more = end < len(found.rows)
    if not more:
        found.rows, portal.at = [], 0
    forms = given(found.columns, portal.formats)
    made = [[*map(_formed, found.columns, row, forms)] for row in rows] if any(forms) else rows
    return answers.rows(made) + (answers.SUSPENDED if more else answers.complete(f"SELECT {len(rows)}"))


def _formed(column: Column, value: bytes | None, form: int) -> bytes | None:
    return encoded(column, value) if form == BINARY else value
