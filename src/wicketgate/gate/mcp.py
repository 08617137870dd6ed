"""What an MCP server says of its tools: a digest that pins it, and hints that may only raise a tool's class.

A server is as much outside as its results: it may warn about its own tool, never vouch for it.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from typing import Any, NamedTuple

NAMES = {
    "description": ("description",),
    "input_schema": ("input_schema", "inputSchema"),
    "output_schema": ("output_schema", "outputSchema"),
    "annotations": ("annotations",),
}
"""Each part of a definition, and the keys it goes by."""
READING = frozenset({"none", "read", "query"})


class Raised(NamedTuple):
    """What a tool's annotations make of its declared class."""

    least: str
    """The reversibility is at least this; empty: they say nothing worse."""
    external: bool
    """Somebody outside sees its arguments."""


def definition_digest(definition: Mapping[str, Any], name: str = "") -> str:
    """Return `sha256:…` over what the model and the gate are told of a tool; ValueError if it is no JSON.

    Parts that are absent, null or empty count alike; `name` is the definition's own if it has one.
    """
    found: dict[str, Any] = {"name": definition.get("name") or name}
    for part, keys in NAMES.items():
        found[part] = next((_plain(definition[key]) for key in keys if definition.get(key)), None)
    text = json.dumps(found, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return "sha256:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: Any, depth: int = 0) -> Any:
    """Return `value` with tuples as lists; ValueError for what JSON cannot hold, or could hold in two spellings."""
    if depth > 64:
        raise ValueError("expected a definition of at most 64 levels")
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise ValueError("expected a definition whose keys are text")
        return {key: _plain(below, depth + 1) for key, below in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(below, depth + 1) for below in value]
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("expected a definition without infinite numbers")
    if value is None or isinstance(value, str | int | float):
        return value
    raise ValueError(f"expected a definition of plain values (got {type(value).__name__})")


def digest_or_nothing(name: str, definition: Mapping[str, Any] | None) -> str:
    """Return the digest of a definition, or nothing where there is none or it cannot be read."""
    try:
        return definition_digest(definition, name) if definition is not None else ""
    except (ValueError, RecursionError, AttributeError):
        return ""


def changed(pin: str | None, name: str, definitions: Mapping[str, Mapping[str, Any]]) -> str:
    """Return why a pinned tool may not be used as it is now defined; empty where it may, or where nobody was told."""
    if pin is None or not definitions:
        return ""
    definition = definitions.get(name)
    if definition is None:
        return f"{name} has no definition any more, and was accepted by one"
    digest = digest_or_nothing(name, definition)
    if not digest:
        return f"the definition of {name} cannot be read"
    return "" if digest == pin else f"the definition of {name} changed since it was accepted"


def raised(effect: str | None, definition: Mapping[str, Any] | None) -> Raised:
    """Return how much worse the server's own annotations make a tool than the policy declares it."""
    hints = (definition or {}).get("annotations")
    hints = hints if isinstance(hints, Mapping) else {}
    least = ""
    if hints.get("destructiveHint") is True:
        least = "R4"
    if hints.get("readOnlyHint") is False and effect in READING:
        # The policy calls it a read and its own server does not: then nothing is known of what it changes.
        least = "R5"
    return Raised(least, hints.get("openWorldHint") is True)
