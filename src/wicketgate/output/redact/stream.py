"""One text in pieces, redacted as if it were whole: what could still become a secret waits, the rest goes out.

What went out is remembered for a little while, because `password = ` tells what comes after it. Memory is bounded: a
token or block that does not end is let go in long pieces, each of which is searched together with what came before it.
"""

from __future__ import annotations

from collections.abc import Callable

from wicketgate.output.redact.finding import Finding
from wicketgate.output.redact.marking import Strings, looks_like_json, part_marked
from wicketgate.output.redact.tail import BREAK, LONGEST_TOKEN, Tail
from wicketgate.output.sealed import Sealed

Find = Callable[[str], tuple[list[Finding], float]]
"""Tells where secrets stand, and how many units of effort that took."""
REMEMBERED = 1 << 10
LONG = 2 << 10
"""Of more than this, at least a quarter goes out at a time."""
MOST = 64 << 10
"""The most that waits, in characters."""
ONE = LONGEST_TOKEN * 4 // 3
"""Of one token of fewer characters nothing can go out, or less than a quarter."""
CREDIT, SHARE = 20_000, 2.0
"""How many units of effort may be spent at once, and how many more for each character."""
SETUP, READ = 40.0, 0.015
"""What a search costs besides, and each character of what is searched."""


class Stream(Sealed):
    """One text in pieces."""

    def __init__(self, find: Find, tail: Tail) -> None:
        self._find, self._tail = find, tail
        self._gone, self._waiting = "", ""
        self._is_json = self._in_string = False
        self._credit = float(CREDIT)
        self._is_one = True

    def redacted(self) -> str:
        """Return what it is; what waits may be the beginning of a value."""
        return "[text on its way]"

    def search_by(self, find: Find, tail: Tail) -> None:
        """Search what waits and what comes by others from now on: a value became known meanwhile."""
        self._find, self._tail = find, tail

    def feed(self, piece: str) -> str:
        """Return what can go out now."""
        self._waiting += piece
        self._is_one = self._is_one and not BREAK.search(piece)
        self._credit = min(CREDIT, self._credit + len(piece) * SHARE)
        return self._out(last=False) if piece else ""

    def end(self) -> str:
        """Return what was held back, at the end of the text."""
        return self._out(last=True)

    def _out(self, last: bool) -> str:
        # What costs much waits for more, to be searched together: the same text comes out, at fewer places.
        if not last and self._credit < 0 and len(self._waiting) <= MOST:
            return ""
        # One token from its start waits whole, so that its end need not be looked for with each piece.
        if not last and self._is_one and len(self._waiting) < ONE:
            return ""
        text, gone = self._gone + self._waiting, len(self._gone)
        self._is_json = self._is_json if gone else looks_like_json(text)
        cut = len(text) if last else max(gone, self._tail.start(text))
        self._credit -= 0 if last else self._tail.cost(text)
        waits = len(text) - gone
        # Without the quarter, a long token that comes in small pieces is searched again for each of them.
        if not last and waits <= MOST and (cut == gone or (waits > LONG and (cut - gone) * 4 < waits)):
            return ""
        found, units = self._find(text)
        self._credit -= units + SETUP + len(text) * READ
        if not last:
            cut = held(cut, found)
            if len(text) - cut > MOST:
                cut = len(text) - MOST // 2
            if cut <= gone:
                return ""
        mine = [each for each in found if each.end > gone and each.start < cut]
        shown = [Finding(each.rule, max(each.start, gone), min(each.end, cut)) for each in mine]
        out = part_marked(text, shown, gone, cut, self._strings(text))
        start = max(0, cut - REMEMBERED)
        if start and self._is_json:
            start = self._walked(text, start)
        self._gone, self._waiting = text[start:cut], text[cut:]
        self._is_one = not BREAK.search(self._waiting)
        return out

    def _strings(self, text: str) -> Strings | None:
        """Return the strings of what is looked at if the whole text is JSON."""
        return Strings(text, self._in_string) if self._is_json else None

    def _walked(self, text: str, start: int) -> int:
        """Note whether `text` is inside of a string at `start`; return that place, moved before an escape it cuts."""
        spans = Strings(text, self._in_string).within(start, start + 1)
        inside = [span for span in spans if span[0] <= start <= span[1]]
        self._in_string = bool(inside)
        if inside:
            body = text[max(0, inside[0][0]) : start]
            start -= (len(body) - len(body.rstrip("\\"))) % 2
        return start


def held(cut: int, findings: list[Finding]) -> int:
    """Return the cut, moved before a finding it would go through: that one may still grow."""
    for each in findings:
        if each.start < cut < each.end:
            return each.start
    return cut
