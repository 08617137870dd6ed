"""Whether a value fits a JSON Schema. Takes the schema's text, gives a check; nothing is ever fetched."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from wicketgate.gate.kinds import Check, Failure
from wicketgate.policy.argument import compile_schema

DEEPEST = 64


def schema(text: str) -> Check:
    """Return the check of a value by a JSON Schema; whatever cannot be judged does not fit."""
    validator = compile_schema(text)

    def check(value: Any) -> Failure | None:
        try:
            fits = validator.is_valid(_plain(value, 0))
        except Exception:  # a number or a nesting the validator cannot take
            return Failure("a value that its JSON Schema can judge")
        return None if fits else Failure("a value that fits its JSON Schema", "set another schema")

    return check


def _plain(value: Any, depth: int) -> Any:
    if depth > DEEPEST:
        raise ValueError(f"expected at most {DEEPEST} levels")
    if isinstance(value, Mapping):
        return {key: _plain(below, depth + 1) for key, below in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(below, depth + 1) for below in value]
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("expected a finite number")
    return value
