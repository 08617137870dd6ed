"""The stretches of a large text that are searched in every way: takes the places of signs, gives where each begins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from wicketgate.output.redact.finding import Finding
from wicketgate.output.redact.known.layer import SEAM, Layer
from wicketgate.output.redact.known.loose import loosen

REACH, STRETCH = 4 << 10, 64 << 10
"""How far around a place its stretch goes, and how long a stretch is at most, in bytes."""


def stretched(places: Sequence[int], size: int, reach: int = REACH) -> Iterator[tuple[int, int]]:
    """Yield stretches around `places`, joined where they overlap and cut, with overlap, where they are long."""
    joined: list[tuple[int, int]] = []
    for place in places:
        start, end = max(0, place - reach), min(size, place + reach)
        if joined and start <= joined[-1][1]:
            start = joined.pop()[0]
        joined.append((start, end))
    for start, end in joined:
        at = start
        while at < end:
            yield at, min(end, at + STRETCH)
            at += STRETCH - REACH


def without(data: bytes, readings: Iterable[Layer]) -> bytes:
    """Return `data` with seams in the place of what was read clearly."""
    clear = [each.clear for each in readings if each.clear]
    if not clear:
        return data
    left = bytearray(data)
    for start, end in clear:
        left[start:end] = SEAM * (end - start)
    return bytes(left)


def within_one(data: bytes, piece: Finding, least: int, is_text: bool) -> Iterator[Finding]:
    """Yield a piece of a value, as far as it stands in one reading, if it has `least` letters there.

    What the end of one reading and the start of the next make together, nobody wrote. A text itself has no seams.
    """
    if is_text or SEAM not in data[piece.start : piece.end]:
        yield piece
        return
    start = piece.start
    for part in data[piece.start : piece.end].split(SEAM):
        if len(loosen(part)) >= least:
            yield replace(piece, start=start, end=start + len(part))
        start += len(part) + len(SEAM)
