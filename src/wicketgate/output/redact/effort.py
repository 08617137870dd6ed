"""What one text has cost to search, counted where the cost arises: the same for the same text, on every machine."""

from __future__ import annotations

ROOM, SHARE = 1 << 20, 8
"""How many bytes may be unpacked from one text: so many, and so many for each of its bytes."""
BYTES = 256
"""How many bytes of a reading cost as much as one look."""


class Effort:
    """A count of looks: an assignment judged, a format tried, a piece of a known value compared, some bytes decoded."""

    def __init__(self, size: int) -> None:
        """Take the size of the text, in bytes."""
        self.looks = 0
        self.room = ROOM + SHARE * size
        """How many bytes may still be unpacked."""

    def unpacks(self, size: int) -> None:
        """Note that so many bytes were unpacked."""
        self.room -= size
        self.looks += size // BYTES
