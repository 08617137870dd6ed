"""Rows without any known secret: takes values and the function that cleans text, gives values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from wicketgate.tools.postgres.session import Rows

Row = tuple[bytes | None, ...]
WITHHELD = b"[redacted]"
BETWEEN = "\n"


def cleaned(found: Rows, clean: Callable[[str], str]) -> Rows:
    """Return an answer whose names and values hold no known secret, in one value or spread over a row."""
    return replace(named(found, clean), rows=[_row(row, clean) for row in found.rows])


def named(found: Rows, clean: Callable[[str], str]) -> Rows:
    """Return an answer with the names of its columns cleaned: a statement chooses them."""
    return replace(found, columns=tuple(replace(column, name=clean(column.name)) for column in found.columns))


def _row(row: Row, clean: Callable[[str], str]) -> Row:
    texts = [value.decode("utf-8", "replace") for value in row if value is not None]
    joined, close = BETWEEN.join(texts), "".join(texts)
    if clean(joined) == joined and clean(close) == close:
        return row
    made = tuple(None if value is None else clean(value.decode("utf-8", "replace")).encode() for value in row)
    close = "".join(value.decode() for value in made if value is not None)
    # Cut in pieces, one in each column: no value holds it, the row does.
    return made if clean(close) == close else tuple(WITHHELD if value is not None else None for value in made)
