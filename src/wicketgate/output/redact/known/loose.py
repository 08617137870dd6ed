"""Text with everything but ASCII letters and digits left out, and the way back from it to the text.

In this form a value is the same however it is quoted, escaped with backslashes, wrapped, spaced out, joined with `+` or
held in UTF-16 or UTF-32. One pass in C makes it; the way back is only walked where something was found.
"""

from __future__ import annotations

import bisect
import itertools
import re

KEPT = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
DROPPED = bytes(code for code in range(256) if code not in KEPT)
JOINTS = b"\0 \t\r\n\"'`+,\\"
"""What stands between the pieces of a value that is spread out, as strings joined or letter by letter."""
ESCAPES = re.compile(rb"\\[nrt]")
PIECE = 512


def spaced(data: bytes) -> bytes:
    """Return `data`, of the same length, with escaped line ends and tabs as spaces: their letter is not text."""
    return ESCAPES.sub(b"  ", data) if b"\\" in data else data


def loosen(data: bytes) -> bytes:
    """Return the letters and digits of `data`."""
    return data.translate(None, DROPPED)


class Loose:
    """One text, loosened, or only without what `dropped` names."""

    def __init__(self, data: bytes, is_small: bool = True, dropped: bytes = DROPPED) -> None:
        self._spaced, self._dropped = spaced(data) if is_small else data, dropped
        self.data = self._spaced.translate(None, dropped)
        self._counts: list[int] = []
        self._walked: tuple[int, list[int]] = (-1, [])

    def back(self, at: int) -> int:
        """Return where the letter or digit number `at` stands in the text."""
        if not self._counts:
            pieces = (self._spaced[start : start + PIECE] for start in range(0, len(self._spaced), PIECE))
            sizes = (len(each.translate(None, self._dropped)) for each in pieces)
            self._counts = list(itertools.accumulate(sizes, initial=0))
        piece = bisect.bisect_right(self._counts, at) - 1
        if self._walked[0] != piece:
            start = piece * PIECE
            part = self._spaced[start : start + PIECE]
            self._walked = (piece, [start + place for place, byte in enumerate(part) if byte not in self._dropped])
        return self._walked[1][at - self._counts[piece]]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the stretch of the text from letter `start` up to and with the one before `end`."""
        return self.back(start), self.back(end - 1) + 1
