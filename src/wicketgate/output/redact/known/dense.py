"""What of a text need not be looked at again, in any reading: takes what stands in it plainly, says what is settled.

A whole value is masked wherever it stands, so its stretch is not decoded. Nor is a stretch where pieces of values stand
so densely that it is masked as a whole: each piece has what is around it read in every way, up to three layers deep.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass

from wicketgate.output.redact.finding import DENSE, PIECE, WHOLE, Finding, settle
from wicketgate.output.redact.known.layer import SEAM
from wicketgate.output.redact.known.sheet import Seen

NEAR, MANY = 1 << 10, 12
"""So many pieces in so many bytes are too dense to read."""
FAR = 4 << 10
"""How far around a piece the rest of its value is sought at most."""
BESIDE = 3
"""How many letters beside a whole value are no piece of it."""
FEW = 16
"""So few findings are no matter, so that nothing is left unread."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Where a piece of a value stands, and where in the value it begins."""

    form: int
    """Which form of a value it agrees with: equal for equal forms in one search, and no more."""
    start: int
    end: int
    at: int
    size: int = 0
    """How many letters the form has."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A stretch of pieces that overlap. `goes_on`: one of them stands further on in its value than the one before."""

    start: int
    end: int
    goes_on: bool


@dataclass(frozen=True, slots=True)
class Plain:
    """What stands in a text as it is."""

    found: list[Finding]
    doubtful: list[int]
    """Where pieces end whose surroundings are worth decoding, in order."""
    settled: list[Finding]
    """What is masked whatever else is found, if it is much: in order, without overlaps."""
    reach: int = 0
    """How far around them the rest of a value may stand."""

    def within(self, start: int, end: int) -> Plain:
        """Return what is doubtful in a stretch, as places of that."""
        low, high = bisect.bisect_left(self.doubtful, start), bisect.bisect_right(self.doubtful, end)
        return Plain([], [place - start for place in self.doubtful[low:high]], [], self.reach)


def apart(seen: list[Seen]) -> list[Seen]:
    """Return what was seen but pieces that are a whole value and a letter or two beside it.

    The `d` of `password": "-x` and the value `-x` spell the end of its form `%2d` and so on: that letter is no secret.
    """
    wholes = [each for each in seen if each.whole]
    if not wholes or len(wholes) == len(seen):
        return seen
    wholes.sort(key=lambda each: each.start)
    starts = [each.start for each in wholes]

    def is_beside(piece: Seen) -> bool:
        at = bisect.bisect_right(starts, piece.start + BESIDE) - 1
        return at >= 0 and piece.start < wholes[at].end and piece.end <= wholes[at].end + BESIDE

    return [each for each in seen if each.whole or not is_beside(each)]


def plainly(found: list[Finding], doubts: list[Doubt], is_text: bool) -> Plain:
    """Return what was found, what is doubtful, and what is settled.

    Readings of one text that are looked at together say the same several times, which is no sign of anything.
    """
    clusters = clustered(doubts) if len(found) + len(doubts) > FEW else []
    dense = crowded(clusters) if is_text else []
    doubtful = sorted(each.end for each in doubts if not is_in(dense, each.end))
    reach = min(FAR, 64 + 8 * max((each.size for each in doubts), default=0))
    found += dense
    if not clusters and len(found) <= FEW:
        return Plain(found, doubtful, [], reach)
    ends = [each.end for each in clusters]
    whole = [each for each in found if each.rank == WHOLE and not overlaps(clusters, ends, each)]
    return Plain(found, doubtful, settle([*whole, *dense]), reach)


def clustered(doubts: Sequence[Doubt]) -> list[Cluster]:
    """Return the stretches of pieces that overlap: several spellings of a value agree with the same text."""
    out, past = list[Cluster](), dict[int, int]()
    for each in sorted(doubts, key=lambda each: (each.start, each.end)):
        goes_on = each.at > past.get(each.form, each.at)
        past[each.form] = each.at
        if out and each.start < out[-1].end:
            last = out.pop()
            out.append(Cluster(last.start, max(last.end, each.end), last.goes_on or goes_on))
        else:
            out.append(Cluster(each.start, each.end, goes_on))
    return out


def crowded(clusters: Sequence[Cluster]) -> list[Finding]:
    """Return the stretches with more than `MANY` pieces in `NEAR` bytes that do not go on with a value begun before."""
    out, alone = list[Finding](), [each for each in clusters if not each.goes_on]
    for first, last in zip(alone, alone[MANY:], strict=False):
        if last.end - first.start > NEAR:
            continue
        if out and first.start <= out[-1].end:
            out[-1] = Finding(DENSE, out[-1].start, last.end, PIECE)
        else:
            out.append(Finding(DENSE, first.start, last.end, PIECE))
    return out


def is_in(stretches: list[Finding], at: int) -> bool:
    """Return whether a piece that ends at `at` ends in one of the stretches, which are in order."""
    number = bisect.bisect_left(stretches, at, key=lambda each: each.end)
    return number < len(stretches) and stretches[number].start < at


def overlaps(clusters: Sequence[Cluster], ends: Sequence[int], each: Finding) -> bool:
    """Return whether a piece of another value stands across a finding."""
    at = bisect.bisect_right(ends, each.start)
    return at < len(clusters) and clusters[at].start < each.end


def blanked(data: bytes, settled: Sequence[Finding]) -> bytes:
    """Return `data` with seams in the place of what is settled."""
    if not settled:
        return data
    left = bytearray(data)
    for each in settled:
        left[each.start : each.end] = SEAM * (each.end - each.start)
    return bytes(left)
