"""One reading of encoded bytes and the way back from it: which bytes of the text say which bytes of the reading."""

from __future__ import annotations

import bisect
import itertools
import math
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, overload

from wicketgate.output.redact.known.loose import DROPPED

Back = Callable[[int, int], tuple[int, int]]
Piece = tuple[bytes, int, int]
"""Bytes of a reading and the stretch of the text that says them: byte for byte if both are as long, else as a whole."""


class Layer(NamedTuple):
    """One reading of a text. `too_large`: there is more of it than is read, all in the place of its first bytes."""

    data: bytes
    back: Back
    too_large: bool = False
    is_packed: bool = False
    clear: tuple[int, int] | None = None
    """The stretch of the text that is nothing but this reading, if it is one: no other reading of it makes sense."""


class Places(Sequence[int]):
    """The places of several stretches, one after the other."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self._spans = spans
        self._ends = list(itertools.accumulate(end - start for start, end in spans))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    @overload
    def __getitem__(self, at: int) -> int: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[int]: ...
    def __getitem__(self, at: int | slice) -> int | Sequence[int]:
        if isinstance(at, slice):
            return [self[each] for each in range(*at.indices(len(self)))]
        if not -1 < at < len(self):
            raise IndexError(at)
        span = bisect.bisect_right(self._ends, at)
        return self._spans[span][1] - (self._ends[span] - at)


def spelled(places: Sequence[int], width: float) -> Back:
    """Return the way back when `width` characters, which stand at `places`, spell one byte of the reading."""
    return lambda start, end: (places[int(start * width)], places[min(len(places), math.ceil(end * width)) - 1] + 1)


def pieced(pieces: Iterable[Piece]) -> Layer:
    """Return the reading that `pieces` make one after the other; empty ones are left out."""
    kept = [piece for piece in pieces if piece[0]]
    starts, size = list[int](), 0
    for said, _, _ in kept:
        starts.append(size)
        size += len(said)

    def back(start: int, end: int) -> tuple[int, int]:
        first, last = bisect.bisect_right(starts, start) - 1, bisect.bisect_right(starts, end - 1) - 1
        said, begin, stop = kept[first]
        begin += (start - starts[first]) if len(said) == stop - begin else 0
        said, at, stop = kept[last]
        return begin, at + end - starts[last] if len(said) == stop - at else stop

    return Layer(b"".join(said for said, _, _ in kept), back)


def shifted(layer: Layer, by: int) -> Layer:
    """Return a reading of a stretch as one of the text in which the stretch starts at `by`."""

    def back(start: int, end: int) -> tuple[int, int]:
        first, last = layer.back(start, end)
        return first + by, last + by

    clear = layer.clear and (layer.clear[0] + by, layer.clear[1] + by)
    return layer._replace(back=back, clear=clear)


SEAM = b"\x01"
"""What stands between readings that are looked at together: no letter of any form, and part of no sign."""


def together(readings: Sequence[Layer]) -> Layer:
    """Return all readings as one text, so that each look at them is one look."""
    if len(readings) == 1:
        return readings[0]
    starts, size = list[int](), 0
    for each in readings:
        starts.append(size)
        size += len(each.data) + 1

    def within(at: int) -> tuple[int, int]:
        number = bisect.bisect_right(starts, at) - 1
        return number, min(at - starts[number], len(readings[number].data) - 1)

    def back(start: int, end: int) -> tuple[int, int]:
        first, begin = within(start)
        last, stop = within(end - 1)
        if first == last:
            return readings[first].back(begin, stop + 1)
        over = len(readings[first].data.rstrip(DROPPED))
        head = readings[first].back(begin, max(over, begin + 1))
        under = len(readings[last].data) - len(readings[last].data.lstrip(DROPPED))
        rest = readings[last].back(min(under, stop), stop + 1)
        if head[1] <= rest[0]:
            return head[0], rest[1]  # a value that goes on in the next reading: its lines were encoded one by one
        return head if over - begin > stop - under else rest

    return Layer(SEAM.join(each.data for each in readings), back)
