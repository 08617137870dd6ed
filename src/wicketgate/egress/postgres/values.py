"""Values a client sends apart from its statement, written into it: what is decided and run is one whole text.

A place that is missed, or found where none is, gives another text, which is decided as it stands. Takes the statement,
the types it declares and the values; gives SQL.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from wicketgate.egress.postgres import answers
from wicketgate.egress.postgres.answers import Told

# INVARIANT: what begins a piece always ends one, if only at the end of the text: nothing is looked through twice.
PIECE = re.compile(
    r"'(?:[^']|'')*(?:'|\Z)|\"(?:[^\"]|\"\")*(?:\"|\Z)|--[^\n]*|/\*(?:.*?\*/|.*\Z)"
    r"|\$(?P<tag>[A-Za-z_]\w{0,62})?\$(?:.*?\$(?(tag)(?P=tag))\$|.*\Z)"
    r"|(?<![\w$])\$(?P<place>[1-9]\d{0,4})(?!\w)",
    re.DOTALL,
)
UNKNOWN = frozenset({0, 705})
TYPES = {
    16: "boolean",
    20: "bigint",
    21: "int",
    23: "int",
    25: "text",
    700: "double precision",
    701: "double precision",
    1043: "text",
    1082: "date",
    1114: "timestamp",
    1184: "timestamptz",
    1700: "numeric",
    2950: "uuid",
}
"""By the numbers PostgreSQL's catalogue gives its own types."""
MOST, LONGEST = 256, 64 << 10


def places(sql: str) -> int:
    """Return the highest place of a statement, 0 without any."""
    found = [int(match["place"]) for match in PIECE.finditer(sql) if match["place"]]
    return max(found, default=0)


def filled(sql: str, types: Sequence[int], values: Sequence[bytes | None]) -> str:
    """Return the statement with its values in place; Told unless there is one for each."""
    if places(sql) != len(values) or len(values) > MOST:
        raise Told(answers.PROTOCOL, f"expected {places(sql)} values, at most {MOST} (got {len(values)})")
    kinds = [*types, *[0] * len(values)]
    spelled = [_spelled(value, kind) for value, kind in zip(values, kinds, strict=False)]
    made, size, at = list[str](), 0, 0
    for match in PIECE.finditer(sql):
        if match["place"]:
            made += (sql[at : match.start()], spelled[int(match["place"]) - 1])
            size, at = size + len(made[-1]), match.end()
            # A value may stand in many places: what comes of it is bounded before it is made.
            if size > LONGEST:
                raise Told(answers.TOO_MUCH, f"expected at most {LONGEST} characters with the values in place")
    return "".join((*made, sql[at:]))


def _spelled(value: bytes | None, kind: int) -> str:
    if value is None:
        return "NULL"
    if kind not in UNKNOWN and kind not in TYPES:
        raise Told(answers.UNSUPPORTED, "values of that type are not taken apart", "write them into the statement")
    try:
        text = value.decode()
    except UnicodeDecodeError:
        raise Told(answers.UNSUPPORTED, "values are text", "send none in binary") from None
    literal = "'" + text.replace("\0", "").replace("'", "''") + "'"
    return literal if kind in UNKNOWN else f"{literal}::{TYPES[kind]}"
