"""The stretches of a large text that are searched in every way: takes the places of signs, gives where each begins."""

from __future__ import annotations

from collections.abc import Iterator

REACH, STRETCH = 4 << 10, 64 << 10
"""How far around a place its stretch goes, and how long a stretch is at most, in bytes."""


def stretched(places: list[int], size: int) -> Iterator[tuple[int, int]]:
    """Yield stretches around `places`, joined where they overlap and cut, with overlap, where they are long."""
    joined: list[tuple[int, int]] = []
    for place in places:
        start, end = max(0, place - REACH), min(size, place + REACH)
        if joined and start <= joined[-1][1]:
            start = joined.pop()[0]
        joined.append((start, end))
    for start, end in joined:
        at = start
        while at < end:
            yield at, min(end, at + STRETCH)
            at += STRETCH - REACH
