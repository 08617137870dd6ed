"""A request's JSON body, if it can be read in exactly one way, and the value at one place in it. Pure."""

from __future__ import annotations

from typing import Any

from wicketgate import strict_json


def strict(body: bytes) -> dict[str, Any] | None:
    """Return the object a body is; None for anything else, or one that has a key twice."""
    try:
        found = strict_json.loads(body, nan=True)
    except ValueError:
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
