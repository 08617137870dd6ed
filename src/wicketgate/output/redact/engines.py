"""What the scrubber asks of the engines that match for it. They are passed in: this layer imports none of them.

An engine compiles once and scans many times, from any thread. It reports where a match ends; the scrubber itself finds
where it starts, because the fast engines cannot say so at no cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

Hit = tuple[int, int]
"""The number of a pattern and where, in bytes, a match of it ends."""


class Scanner(Protocol):
    """Many patterns, searched for at once."""

    def scan(self, data: bytes, most: int = 0) -> list[Hit]:
        """Return every hit in `data`, or the first `most` of them, in the order of their ends."""


class Confirmer(Protocol):
    """One pattern, matched exactly."""

    def search(self, data: bytes, start: int) -> tuple[int, int, int, int] | None:
        """Return the leftmost match at or after `start` and its first group (the match again if there is none)."""


class Engines(Protocol):
    """The makers of both."""

    def literals(self, words: Sequence[bytes]) -> Scanner:
        """Return a scanner for exact words without NUL; each hit bears the word's place in `words`."""

    def patterns(self, patterns: Sequence[str], once: Sequence[bool] = ()) -> Scanner:
        """Return a scanner for regular expressions; each hit bears the pattern's place.

        Of those that `once` is true for, one hit at most is told.
        """

    def confirmer(self, pattern: str) -> Confirmer:
        """Return what matches one regular expression in linear time."""
