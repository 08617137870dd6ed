"""The matrix as text: one line a row, and the sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tests.e2e.walls.matrix import Row


def page(rows: Sequence[Row]) -> str:
    """Return the matrix, one line a row."""
    wide = max(len(row.wall) for row in rows)
    lines = [f"{row.kind:9}  {row.wall:{wide}}  {row.attack}{_backed(row)}" for row in rows]
    kinds = Counter(row.kind for row in rows)
    walls, attacks = {row.wall for row in rows}, {row.attack for row in rows}
    sums = f"{len(rows)} rows, {len(walls)} walls, {len(attacks)} attacks: {dict(kinds)}"
    return "\n".join([*lines, "", sums, f"{len(primary(rows))} walls are primary for some attack"])


def primary(rows: Sequence[Row]) -> set[str]:
    """Return the walls that stand alone before some attack."""
    return {row.wall for row in rows if row.kind == "primary"}


def _backed(row: Row) -> str:
    told = f"  [with: {', '.join(row.backs)}]" if row.backs else ""
    return told + (f"  [as root also: {', '.join(row.as_root)}]" if row.as_root else "")
