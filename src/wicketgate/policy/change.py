"""One difference between two policies, and the words for the common kinds of value. Knows no field of the model."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wicketgate.policy.amounts import Rate


class Direction(enum.StrEnum):
    """Whether the new policy lets more happen, or less. What cannot be ordered counts as wider."""

    WIDER = "wider"
    NARROWER = "narrower"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference, as a sentence for the person who accepts it."""

    direction: Direction
    text: str


def wider(text: str) -> Change:
    """Return a change that lets more happen."""
    return Change(Direction.WIDER, text)


def narrower(text: str) -> Change:
    """Return a change that lets less happen."""
    return Change(Direction.NARROWER, text)


def neutral(text: str) -> Change:
    """Return a change of words only."""
    return Change(Direction.NEUTRAL, text)


def granted(who: str, verb: str, old: Sequence[str], new: Sequence[str], paths: bool = False) -> Iterator[Change]:
    """Yield what `who` may newly, or no longer, do to the patterns of a list in which more entries grant more."""
    for pattern in new:
        if pattern not in old and not (paths and _within(pattern, old)):
            yield wider(f"{who} may now also {verb} {pattern}")
    for pattern in old:
        if pattern not in new and not (paths and _within(pattern, new)):
            yield narrower(f"{who} may no longer {verb} {pattern}")
    if set(old) != set(new) and paths and _all_within(old, new) and _all_within(new, old):
        yield neutral(f"what {who} may {verb} is spelled differently")


def amount(what: str, old: float | None, new: float | None, default: str = "without a limit") -> Iterator[Change]:
    """Yield how a number that bounds something moved; None bounds nothing."""
    if old == new:
        return
    text = f"{what}: now {shown(new, default)} (was {shown(old, default)})"
    yield wider(text) if new is None or (old is not None and new > old) else narrower(text)


def rate(what: str, old: Rate | None, new: Rate | None) -> Iterator[Change]:
    """Yield how a rate moved; None bounds nothing, and a rate that is larger in any respect is wider."""
    if old == new:
        return
    text = f"{what}: now {shown(new, 'without a limit')} (was {shown(old, 'without a limit')})"
    if new is None or old is None:
        yield wider(text) if new is None else narrower(text)
        return
    more = new.amount > old.amount or new.amount * old.seconds > old.amount * new.seconds
    yield wider(text) if more else narrower(text)


def shown(value: object, default: str) -> str:
    """Return a value as a sentence names it, or `default` where there is none."""
    return default if value is None else str(value)


def _within(pattern: str, others: Sequence[str]) -> bool:
    """Return whether everything `pattern` matches is surely matched by one of `others`."""
    below = tuple(other[:-2] for other in others if other.endswith("/**"))
    return pattern in others or "**" in others or pattern.startswith(below)


def _all_within(patterns: Sequence[str], others: Sequence[str]) -> bool:
    return all(_within(pattern, others) for pattern in patterns)
