"""Values as Cedar can compare them: typed text, numbers in halves. Shared by clauses and requests; knows no rule."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal

BILLION = 1_000_000_000


def typed(value: object) -> str:
    """Return a plain value with its type: `1` is neither `true` nor `"1"`, nor `1.0`."""
    if isinstance(value, bool):
        return f"bool:{str(value).lower()}"
    if isinstance(value, float):
        return f"float:{value + 0.0!r}"
    return f"{type(value).__name__}:{value}"


def halves(number: Decimal | int) -> tuple[int, int, bool]:
    """Return a number as whole part, billionths above it, and whether more is left: Cedar has but four."""
    found = Decimal(number)
    whole = found.to_integral_value(ROUND_FLOOR)
    rest = (found - whole) * BILLION
    parts = rest.to_integral_value(ROUND_FLOOR)
    return int(whole), int(parts), rest != parts
