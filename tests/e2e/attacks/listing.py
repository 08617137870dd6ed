"""The attack list as data: `tests/vectors/attacks/rows.json`, one object a row; those that broke earlier shapes of the
design, from 201 on, are in `earlier_shapes.json`; what the ways out may be tried
with, from 301 on, in `later_parts.json`.

`bare` says what the same attempt comes to without the walls: `lands` (for an ordinary user), `namespace` (for root of
namespaces of its own), `depends` (on the host's kernel, devices or settings), `holds` (†: refused there too, so the row
proves little), `control` (the same request for what is granted passes). A row has attempts of its own, or names the
tests that make them (`by`), or says why it has none (`reason`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).parents[2] / "vectors/attacks"
REASONS = ("informational", "accepted and documented", "needs hardware", "needs another operating system feature")
BARE = ("lands", "namespace", "depends", "holds", "control")
BOMBS = (72, 73, 75, 202, 216)
"""Rows that may end a run: made in one of their own."""


@dataclass(frozen=True, slots=True)
class Row:
    """One attack."""

    row: int
    name: str
    attempt: str
    wall: str
    bare: str = ""
    paths: tuple[str, ...] = ()
    """What it writes into the workspace: none of it may come to the host, or be ready to."""
    by: tuple[str, ...] = ()
    """Tests that carry it out elsewhere."""
    reason: str = ""
    note: str = ""

    @property
    def id(self) -> str:
        """Return the name of its test."""
        return f"row_{self.row:03d}_{self.name}"


def load(name: str) -> tuple[Row, ...]:
    """Return the rows of one file."""
    entries = json.loads((DATA / name).read_text())
    return tuple(Row(**entry | {key: tuple(entry.get(key, ())) for key in ("paths", "by")}) for entry in entries)


ROWS, EARLIER, LATER = (load(f"{name}.json") for name in ("rows", "earlier_shapes", "later_parts"))
ALL = ROWS + EARLIER + LATER
TRIED = tuple(row for row in ALL if not row.by and not row.reason)
