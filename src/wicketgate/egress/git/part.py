"""One part of a drawing: takes lines as they are made, keeps them up to a number of letters. Pure.

A line of a hostile text can be as long as a person's patience is short, and there can be thousands: whatever makes the
lines is asked for no more of them once the part is full.
"""

from __future__ import annotations

from collections.abc import Iterable

LETTERS = 256 << 10
"""Letters of one part: several times what is shown of the whole."""


class Part:
    """Lines, up to a number of letters."""

    def __init__(self, most: int = LETTERS) -> None:
        self.lines = list[str]()
        self._left, self.is_cut = most, False

    @property
    def is_full(self) -> bool:
        """Return whether it takes nothing more."""
        return self._left < 0

    def add(self, lines: Iterable[str]) -> None:
        """Take lines while there is room; the last may be longer than what was left."""
        for line in lines:
            if self.is_full:
                self.is_cut = True
                return
            self.lines.append(line)
            self._left -= len(line) + 1
