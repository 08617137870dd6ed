"""A run of base64 with its lines joined: takes bytes and a place in a run, gives its letters and where they stand."""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

STANDARD = bytes.maketrans(b"-_", b"+/")
LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-"
RUN = re.compile(rb"[A-Za-z0-9+/_-]{16,}")
SHORT = re.compile(rb"[A-Za-z0-9+/_-]+")
GLUE = re.compile(rb"(?:\\{1,4}[nr]|[ \t\r\n\\]){1,12}")
JOINED = frozenset({b"\\", b" ", b"\t", b"\r", b"\n"})
"""How the glue between two lines begins."""
LINE = 16
"""The least letters of a line that another is joined to."""


@dataclass(slots=True)
class Lines:
    """Lines of base64, one after the other."""

    spans: list[tuple[int, int]] = field(default_factory=list)
    letters: bytes = b""
    _befores: list[int] = field(default_factory=list)

    @property
    def start(self) -> int:
        """Return where the first line starts."""
        return self.spans[0][0] if self.spans else 0

    @property
    def end(self) -> int:
        """Return where the last line ends."""
        return self.spans[-1][1] if self.spans else 0

    def before(self, at: int) -> int:
        """Return how many letters stand before place `at`."""
        if not self._befores:
            self._befores = list(itertools.accumulate((end - start for start, end in self.spans), initial=0))
        line = bisect.bisect_right(self.spans, (at, -1)) - 1
        if line < 0:
            return 0
        start, end = self.spans[line]
        return self._befores[line] + min(end, at) - start

    def places(self, shift: int) -> Sequence[int]:
        """Return where the letters from number `shift` on stand."""
        if len(self.spans) == 1:
            return range(self.spans[0][0] + shift, self.spans[0][1])
        return list(itertools.chain.from_iterable(range(*span) for span in self.spans))[shift:]


def is_alone(data: bytes, start: int, stop: int) -> bool:
    """Return whether no line is joined to the run from `start` to `stop`."""
    return stop - start < LINE or data[stop : stop + 1] not in JOINED


def joined(data: bytes, start: int, stop: int) -> Lines:
    """Return the run from `start` to `stop` and the lines after it."""
    spans = [(start, stop)]
    if is_alone(data, start, stop):
        return Lines(spans, data[start:stop].translate(STANDARD))
    while stop - start >= LINE and (glue := GLUE.match(data, stop)) and (run := RUN.match(data, glue.end())):
        start, stop = run.span()
        spans.append((start, stop))
    # The last line may be short.
    glue = GLUE.match(data, stop) if stop - start >= LINE else None
    last = SHORT.match(data, glue.end()) if glue else None
    if last:
        spans.append(last.span())
    return Lines(spans, b"".join(data[begin:end] for begin, end in spans).translate(STANDARD))
