"""One reading of encoded bytes, the way back from it, and what all readings of one text may cost together."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Back = Callable[[int, int], tuple[int, int]]


@dataclass(slots=True)
class Budget:
    """How much decoding one text may still cost."""

    bytes: int = 1 << 20
    layers: int = 600

    def take(self, size: int) -> bool:
        """Return whether one more layer of `size` bytes may be looked at, and count it."""
        self.bytes -= size
        self.layers -= 1
        return self.bytes > 0 and self.layers > 0


@dataclass(frozen=True, slots=True)
class Layer:
    """One reading of a stretch: what it says, and which bytes of the stretch say it."""

    data: bytes
    back: Back
    too_large: bool = False


def along(places: Sequence[int]) -> Back:
    """Return the way back when byte number n of the reading stands at `places[n]`."""
    return lambda start, end: (places[start], places[end - 1] + 1)


def spelled(places: Sequence[int], width: float) -> Back:
    """Return the way back when `width` characters, which stand at `places`, spell one byte of the reading."""
    return lambda start, end: (places[int(start * width)], places[math.ceil(end * width) - 1] + 1)
