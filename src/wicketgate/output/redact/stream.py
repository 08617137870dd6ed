"""One text in pieces, redacted as if it were whole: what could still become a secret waits, the rest goes out.

What went out is remembered for a little while, because `password = ` tells what comes after it. Memory is bounded: a
token or block that does not end is let go in long pieces, each of which is searched together with what came before it.
"""

from __future__ import annotations

from collections.abc import Callable

from wicketgate.output.redact.finding import Finding
from wicketgate.output.redact.marking import marked
from wicketgate.output.redact.tail import Tail
from wicketgate.output.sealed import Sealed

REMEMBERED = 1 << 10
MOST = 64 << 10
"""The most that waits, in characters."""


class Stream(Sealed):
    """One text in pieces."""

    def __init__(self, find: Callable[[str], list[Finding]], tail: Tail) -> None:
        self._find, self._tail = find, tail
        self._gone, self._waiting = "", ""

    def redacted(self) -> str:
        """Return what it is; what waits may be the beginning of a value."""
        return "[text on its way]"

    def feed(self, piece: str) -> str:
        """Return what can go out now."""
        self._waiting += piece
        return self._out(last=False) if piece else ""

    def end(self) -> str:
        """Return what was held back, at the end of the text."""
        return self._out(last=True)

    def _out(self, last: bool) -> str:
        text, gone = self._gone + self._waiting, len(self._gone)
        cut = len(text) if last else max(gone, self._tail.start(text))
        if cut == gone and not last and len(text) - gone <= MOST:
            return ""
        found = self._find(text)
        if not last:
            cut = held(cut, found)
            if len(text) - cut > MOST:
                cut = len(text) - MOST // 2
        mine = [each for each in found if each.end > gone and each.start < cut]
        shown = [Finding(each.rule, max(each.start, gone), min(each.end, cut)) for each in mine]
        out = marked(text[gone:cut], [Finding(each.rule, each.start - gone, each.end - gone) for each in shown])
        self._gone, self._waiting = text[max(0, cut - REMEMBERED) : cut], text[cut:]
        return out


def held(cut: int, findings: list[Finding]) -> int:
    """Return the cut, moved before a finding it would go through: that one may still grow."""
    for each in findings:
        if each.start < cut < each.end:
            return each.start
    return cut
