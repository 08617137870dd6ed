"""The values inside a call's arguments, by path: `to`, `to.address`, `participants[]`. Knows no rule and no tool.

Hostile input: what holds more values than anybody means is refused, not skipped.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

MOST_VALUES = 4096


class TooMuch(ValueError):
    """The arguments hold more than anybody means to check."""


class Nowhere(enum.Enum):
    """What a path can lead to besides a value."""

    ABSENT = 0
    """There is no such field, or no such item."""
    MISFIT = 1
    """Something else stands where a mapping with that field should."""


ABSENT, MISFIT = Nowhere.ABSENT, Nowhere.MISFIT


@lru_cache(4096)
def steps(path: str) -> tuple[str, ...]:
    """Return the steps of a path; `[]` is a step of its own."""
    found: list[str] = []
    for part in path.split("."):
        found.append(part.removesuffix("[]"))
        if part.endswith("[]"):
            found.append("[]")
    return tuple(found)


def at(arguments: Any, path: str) -> list[tuple[str, Any]]:
    """Return each value `path` leads to, with its own place (`participants[2]`); ABSENT or MISFIT without one."""
    found: list[tuple[str, Any]] = [("", arguments)]
    for step in steps(path):
        found = [below for place, value in found for below in _down(place, value, step)]
        if len(found) > MOST_VALUES:
            raise TooMuch(f"expected at most {MOST_VALUES} values at {path}")
    return found


def _down(place: str, value: Any, step: str) -> Iterator[tuple[str, Any]]:
    if step == "[]":
        if isinstance(value, list | tuple):
            yield from ((f"{place}[{index}]", item) for index, item in enumerate(value))
        else:
            # Not a list: this one value stands where its items should, and has to hold as one.
            yield place, value
    else:
        here = f"{place}.{step}" if place else step
        if isinstance(value, Mapping):
            yield here, value.get(step, ABSENT)
        else:
            # What is not there at all has no fields either; what is there and has none may be read in another way.
            yield here, ABSENT if value is None or value is ABSENT else MISFIT
