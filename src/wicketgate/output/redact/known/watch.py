"""The signs of encoding that a text bears: takes bytes, gives which layers could be taken off, and where that shows.

One scan tells all but the costly ones, and whether those, or any sign that is read backwards, may be there: most
text has none, and is looked at once.
"""

from __future__ import annotations

import re

from wicketgate.output.redact.effort import HIT, Effort
from wicketgate.output.redact.engines import Engines, Scanner
from wicketgate.output.redact.known.layer import SEAM
from wicketgate.output.redact.known.signs import (
    EASY,
    FORWARD,
    GLIMPSES,
    HARD,
    HINTS,
    PLACED,
    RARE,
    ROW,
    ROWS,
    TURNED_ROWS,
    Signs,
)

SCAN = 0.01
"""What it costs to scan one byte."""
AROUND = 128
"""How far around a glimpse its sign is sought."""


class Signed:
    """Some signs, compiled."""

    def __init__(self, engines: Engines, table: tuple[tuple[str, str], ...]) -> None:
        self._kinds = [tuple(kinds.split()) for kinds, _ in table]
        once = [PLACED.isdisjoint(kinds) for kinds in self._kinds]
        self._scanner: Scanner = engines.patterns([pattern for _, pattern in table], once)

    def add(self, data: bytes, signs: Signs, effort: Effort) -> None:
        """Add the signs in `data` to `signs`."""
        hits = self._scanner.scan(data + SEAM, effort.hits)
        effort.spend(len(data) * SCAN + len(hits) * HIT)
        for number, end in hits:
            for kind in self._kinds[number]:
                signs.setdefault(kind, []).append(end)


class Watch:
    """The signs of every layer, compiled."""

    def __init__(self, engines: Engines) -> None:
        self._rare = engines.patterns(GLIMPSES)
        self._sure = [re.compile(pattern.encode()) for _, pattern in RARE]
        self._first, self._hard = Signed(engines, (*RARE, *EASY, *FORWARD, *HINTS)), Signed(engines, HARD)
        self._row, self._rows = engines.patterns([ROW], [True]), Signed(engines, (*ROWS, *TURNED_ROWS))
        self._behind = Signed(engines, (*RARE, *EASY, *HARD, *ROWS))

    def rare(self, data: bytes) -> list[int]:
        """Return where rare signs end in a text of any length."""
        places, past = list[int](), [0] * len(RARE)
        for number, end in self._rare.scan(data):
            if end <= past[number]:
                continue
            sure = self._sure[number].search(data, max(past[number], end - AROUND), end + AROUND)
            past[number] = sure.end() if sure else end
            places += [sure.end()] if sure else []
        return places

    def ahead(self, data: bytes, effort: Effort) -> tuple[Signs, bool]:
        """Return the signs in a small text, and whether it may hold some that are read backwards."""
        signs: Signs = {}
        self._first.add(data, signs, effort)
        if b"\n" in data and self._row.scan(data):
            self._rows.add(data, signs, effort)
        if signs.pop("ahead", None):
            self._hard.add(data, signs, effort)
        return signs, bool(signs.pop("behind", None))

    def behind(self, data: bytes, effort: Effort) -> Signs:
        """Return the signs in a small text that was turned around."""
        signs: Signs = {}
        self._behind.add(data, signs, effort)
        signs.pop("behind", None)
        return signs
