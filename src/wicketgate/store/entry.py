"""One journal entry as it is read back: its fields, and the exact bytes they came from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wicketgate.errors import StateError

Row = tuple[int, bytes, bytes, str, str, bytes]
DAMAGED = "run `wicketgate audit verify` to see where; keep the file, and move it aside to start a new journal"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: where it stands, when it was submitted, what it says."""

    index: int
    time: str
    """UTC, RFC 3339, microseconds."""
    mono: int
    """Nanoseconds of the machine's monotonic clock: comparable within one boot."""
    run: str
    kind: str
    body: Mapping[str, Any]
    hash: str
    """Hex of the entry's place in the chain."""
    cut: Mapping[str, Any] = field(default_factory=dict)
    """JSON pointer into the body to the digest and size of what was too long to keep."""

    def to_json(self) -> dict[str, Any]:
        """Return the entry as it travels to a client."""
        told: dict[str, Any] = {"index": self.index, "time": self.time, "mono": str(self.mono), "run": self.run}
        told |= {"kind": self.kind, "body": dict(self.body), "hash": self.hash}
        return told | ({"cut": dict(self.cut)} if self.cut else {})


def decode(row: Row) -> Entry:
    """Return the entry a stored row holds; StateError if its bytes are not an entry."""
    index, _, digest, run, kind, stored = row
    try:
        told = json.loads(stored)
        return Entry(index, told["t"], int(told["mono"]), run, kind, told["body"], digest.hex(), told.get("cut", {}))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise StateError(f"entry {index} of the journal cannot be read ({type(error).__name__})", DAMAGED) from None
