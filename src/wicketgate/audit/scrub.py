"""Cleaning of a whole body: every text in it, keys too, passes the run's own `clean`. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

DEEPEST = 32
VALUES = 20_000
"""Values of one body that are cleaned one by one; what comes after is cleaned as one text."""

Clean = Callable[[str], str]


def scrub(body: Mapping[str, Any], clean: Clean) -> dict[str, Any]:
    """Return `body` with every text in it cleaned, whatever its size and depth."""
    budget = [VALUES]
    return {clean(key): _scrub(value, clean, budget, 1) for key, value in body.items()}


def _scrub(value: Any, clean: Clean, budget: list[int], depth: int) -> Any:
    budget[0] -= 1
    if isinstance(value, str):
        return clean(value)
    if not isinstance(value, Mapping | list | tuple):
        return value
    if depth >= DEEPEST or len(value) > budget[0]:
        return clean(_text(value))
    if isinstance(value, Mapping):
        return {clean(str(key)): _scrub(inner, clean, budget, depth + 1) for key, inner in value.items()}
    return [_scrub(inner, clean, budget, depth + 1) for inner in value]


def _text(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, default=str)
    except (TypeError, ValueError, RecursionError) as error:
        return f"<{type(value).__name__}: {type(error).__name__}>"
