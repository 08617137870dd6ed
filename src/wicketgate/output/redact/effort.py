"""What one text may cost to search: takes its size, counts work where it arises, says when no more may be done.

Counted, never timed: the same text costs the same on every machine. One unit is about a microsecond. What
was not looked at when the effort is used up is withheld, and never passed on.
"""

from __future__ import annotations

LEAST, SHARE = 14_000, 1.6
"""How many units any text may cost, and how many for each of its bytes."""
HIDDEN = 0.8
"""Which part of that its encoded readings may cost: what looks encoded takes nothing from what stands there plainly."""
ROOM, TIMES = 32 << 10, 8
"""How many bytes may be unpacked from one text: so many, and so many for each of its bytes."""
HIT = 0.2
"""What one hit of a scan costs."""
READ, UNPACK = 0.012, 0.02
"""What it costs to look at one byte of a reading in every way; and to unpack one."""


class Exhausted(Exception):
    """No more may be done for this text: what is left of it is not looked at."""


class Effort:
    """The work one text may cost, and what it has cost so far."""

    def __init__(self, size: int, least: float = LEAST, share: float = SHARE) -> None:
        """Take the size of the text, in bytes; in units, what any text may cost and what each byte adds."""
        self.size, self.most = size, least + share * size
        self.spent = 0.0
        self.room = ROOM + TIMES * size
        """How many bytes may still be unpacked."""

    @property
    def left(self) -> float:
        """Return how many units may still be spent."""
        return self.most - self.spent

    @property
    def hits(self) -> int:
        """Return how many hits of one scan can still be paid for, and one more."""
        return max(1, int(self.left / HIT) + 1)

    def spend(self, units: float) -> None:
        """Note work done, or about to be; raises Exhausted when it is more than may be."""
        self.spent += units
        if self.spent > self.most:
            raise Exhausted

    def affords(self, units: float) -> bool:
        """Note work about to be done and return whether it may be."""
        self.spent += units
        return self.spent <= self.most

    def part(self, share: float, size: int | None = None) -> Effort:
        """Return what a reading of the text may cost, or one of a stretch of it, whatever was spent on the others."""
        if size is None:
            return Effort(self.size, (self.most - SHARE * self.size) * share, SHARE * share)
        return Effort(size, 0, SHARE * share)

    def refill(self) -> None:
        """Give back the room for unpacking: the same is unpacked again."""
        self.room = ROOM + TIMES * self.size

    def unpacks(self, size: int) -> None:
        """Note that so many bytes were unpacked: the room for them is their bound, and nothing else has to pay."""
        self.room -= size
        self.spent += size * UNPACK
        self.most += size * UNPACK
