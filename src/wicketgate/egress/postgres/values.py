"""Values a client sends apart from its statement, written into it: what is decided and run is one whole text.

A place that is missed, or found where none is, gives another text, which is decided as it stands. Takes the statement,
the types and formats of its values, and the values; gives SQL.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from wicketgate.egress.postgres import answers
from wicketgate.egress.postgres.answers import Told
from wicketgate.egress.postgres.binary import BINARY, CODECS, decoded, spread

# INVARIANT: what begins a piece always ends one, if only at the end of the text: nothing is looked through twice.
PIECE = re.compile(
    r"'(?:[^']|'')*(?:'|\Z)|\"(?:[^\"]|\"\")*(?:\"|\Z)|--[^\n]*|/\*(?:.*?\*/|.*\Z)"
    r"|\$(?P<tag>[A-Za-z_]\w{0,62})?\$(?:.*?\$(?(tag)(?P=tag))\$|.*\Z)"
    r"|(?<![\w$])\$(?P<place>[1-9]\d{0,4})(?!\w)",
    re.DOTALL,
)
UNKNOWN, ANY = 0, 705
"""Of a value that says no type, and of text that takes the type of the place it stands in."""
MOST, LONGEST = 256, 64 << 10


def places(sql: str) -> int:
    """Return the highest place of a statement, 0 without any."""
    found = [int(match["place"]) for match in PIECE.finditer(sql) if match["place"]]
    return max(found, default=0)


def bare(sql: str) -> str:
    """Return the statement with NULL in each place: it reads what it reads with any values."""
    return filled(sql, (), [None] * min(places(sql), MOST + 1))


def unfilled(sql: str, at: int) -> int:
    """Return where a place of `bare(sql)` is in the statement itself."""
    for match in PIECE.finditer(sql):
        if match["place"] and match.start() < at:
            at += len(match[0]) - len("NULL")
    return at


def known(types: Sequence[int]) -> tuple[int, ...]:
    """Return the types a statement says its values are of; Told for one that is not taken apart here."""
    if any(kind not in (UNKNOWN, *CODECS) for kind in types):
        raise Told(answers.UNSUPPORTED, "values of that type are not taken apart", "write them into the statement")
    return tuple(types)


def filled(sql: str, types: Sequence[int], values: Sequence[bytes | None], formats: Sequence[int] = ()) -> str:
    """Return the statement with its values in place, each of a type and in a format; Told unless there is one each."""
    if places(sql) != len(values) or len(values) > MOST:
        raise Told(answers.PROTOCOL, f"expected {places(sql)} values, at most {MOST} (got {len(values)})")
    kinds, forms = [*types, *[UNKNOWN] * len(values)], spread(formats, len(values))
    spelled = [_spelled(*one) for one in zip(values, kinds, forms, strict=False)]
    made, size, at = list[str](), 0, 0
    for match in PIECE.finditer(sql):
        if match["place"]:
            made += (sql[at : match.start()], spelled[int(match["place"]) - 1])
            size, at = size + len(made[-1]), match.end()
            # A value may stand in many places: what comes of it is bounded before it is made.
            if size > LONGEST:
                raise Told(answers.TOO_MUCH, f"expected at most {LONGEST} characters with the values in place")
    return "".join((*made, sql[at:]))


def _spelled(value: bytes | None, kind: int, form: int) -> str:
    if value is None:
        return "NULL"
    known((kind,))
    try:
        text = decoded(kind, value) if form == BINARY else value.decode()
    except UnicodeDecodeError:
        raise Told(answers.ENCODING, "expected a value in UTF-8") from None
    if "\0" in text:
        raise Told(answers.ENCODING, "expected a value without a zero byte")
    name = CODECS[kind].name if kind != UNKNOWN else ""
    literal = "'" + text.replace("'", "''") + "'"
    return f"{literal}::{name}" if name else literal
