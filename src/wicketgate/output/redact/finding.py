"""One place in a text where a secret stands, and the choice between places that overlap. Positions are of the text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

UNLOOKED, WHOLE, PIECE, GUESS = -1, 0, 1, 2
COSTLY = "too-costly-to-read"
"""The rule of a stretch that was not looked into: the effort its text is worth was used up before."""
DENSE = "too-dense-to-read"
"""The rule of a stretch that holds so many candidates that it is masked and none of them judged."""
PACKED = "unread-compressed-data"
"""The rule of a stretch that would unpack to more than is read."""
UNREAD = frozenset({COSTLY, DENSE, PACKED})
"""The rules that say of a stretch that nobody knows what it holds."""
UNSAFE = re.compile(r"[^A-Za-z0-9_.:-]")


@dataclass(frozen=True, slots=True)
class Finding:
    """A secret found: `rule` is the secret's own name or its format's, never its value."""

    rule: str
    start: int
    end: int
    rank: int = 0
    """Where findings overlap, the lowest names the place: `UNLOOKED`, `WHOLE`, then `PIECE`, then `GUESS`."""

    @property
    def mark(self) -> str:
        """Return what stands in the secret's place: nothing in it needs escaping in JSON, HTML, a URL or a shell."""
        return f"[redacted:{UNSAFE.sub('_', self.rule)}]"


def settle(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings that do not overlap, in order: what overlaps becomes one, named by the best and longest."""
    settled: list[Finding] = []
    for each in sorted(findings, key=lambda found: (found.start, -found.end, found.rank)):
        if not settled or each.start >= settled[-1].end:
            settled.append(each)
            continue
        last = settled[-1]
        best = min(last, each, key=lambda found: (found.rank, found.start - found.end))
        settled[-1] = replace(best, start=last.start, end=max(last.end, each.end))
    return settled


def withheld(start: int, end: int) -> Finding:
    """Return the finding that withholds a stretch which was not looked into."""
    return Finding(COSTLY, start, end, UNLOOKED)


def moved(findings: Iterable[Finding], by: int) -> list[Finding]:
    """Return the findings, each `by` further on."""
    return [replace(each, start=each.start + by, end=each.end + by) for each in findings]
