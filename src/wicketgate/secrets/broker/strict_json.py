"""A JSON body read in exactly one way, or not at all: where a key stands twice, two parsers see two values. Pure."""

from __future__ import annotations

import json
from typing import Any


def strict(body: bytes) -> dict[str, Any] | None:
    """Return the object a body is; None for anything else, or one that has a key twice."""
    try:
        found = json.loads(body.decode(), object_pairs_hook=_once)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def read(found: dict[str, Any], name: str) -> Any:
    """Return the value at `name`, or at `a.b` in nested objects; None where there is none."""
    if name in found:
        return found[name]
    at: Any = found
    for step in name.split("."):
        at = at.get(step) if isinstance(at, dict) else None
    return at


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key is given twice")
    return made
