"""Cleaning of a whole body: every text in it, keys too, passes the run's own cleaning, all of them at once. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from wicketgate.output.redact.several import CleanAll

DEEPEST = 32
VALUES = 20_000
"""Values of one body that are cleaned one by one; what comes after is cleaned as one text."""

SIMPLE = frozenset({int, float, bool, type(None)})
NUMBERS = (int, float)
SHORT, WRITTEN = 10**7, 10**4000
"""Below the first no number has the digits of a secret; from the second on nobody writes one in decimal."""
NAMED, NESTED = (dict, Mapping), (dict, list, tuple, Mapping)


def scrub(body: Mapping[str, Any], clean: CleanAll) -> dict[str, Any]:
    """Return `body` with every text in it cleaned, whatever its size and depth."""
    texts: dict[str, None] = {}
    copy: dict[str, Any] = _collected(body, texts, [VALUES + 1], 0)
    before = list(texts)
    after = clean(before)
    if after == before:
        return copy
    made = dict(zip(before, after, strict=True))
    return {made[key]: _replaced(value, made) for key, value in copy.items()}


def _collected(value: Any, texts: dict[str, None], budget: list[int], depth: int) -> Any:
    """Return a copy of `value`, what is too deep or too much as one text, and add every text in it to `texts`."""
    budget[0] -= 1
    if type(value) in SIMPLE:
        if type(value) is int and not -SHORT < value < SHORT:
            _number(value, texts)
        return value
    if isinstance(value, str):
        texts[value] = None
        return value
    if isinstance(value, NUMBERS):
        return value
    if not isinstance(value, NESTED):  # what JSON cannot say is kept as its text, and that too may hold a secret
        text = str(value)
        texts[text] = None
        return text
    if depth and (depth >= DEEPEST or len(value) > budget[0]):
        text = _text(value)
        texts[text] = None
        return text
    if isinstance(value, NAMED):
        copy: dict[str, Any] = {}
        for key, inner in value.items():
            if type(inner) is str or type(inner) in SIMPLE:  # most are: a call for each would cost more than all else
                budget[0] -= 1
                copy[str(key)] = inner
                if type(inner) is str:
                    texts[inner] = None
                elif type(inner) is int and not -SHORT < inner < SHORT:
                    _number(inner, texts)
            else:
                copy[str(key)] = _collected(inner, texts, budget, depth + 1)
        texts.update(dict.fromkeys(copy))
        return copy
    return [_collected(inner, texts, budget, depth + 1) for inner in value]


def _number(value: int, texts: dict[str, None]) -> None:
    """Add the digits of a long number to `texts`: a secret may be one."""
    if -WRITTEN < value < WRITTEN:
        texts[str(value)] = None


def _replaced(value: Any, made: Mapping[str, str]) -> Any:
    """Return a copy of `value` with what was made of every text in its place."""
    if isinstance(value, str):
        return made[value]
    if type(value) is int and not -SHORT < value < SHORT:
        text = str(value) if -WRITTEN < value < WRITTEN else ""
        return value if made.get(text, text) == text else made[text]
    if isinstance(value, dict):
        return {made[key]: _replaced(inner, made) for key, inner in value.items()}
    return [_replaced(inner, made) for inner in value] if isinstance(value, list) else value


def _text(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, default=str)
    except (TypeError, ValueError, RecursionError) as error:
        return f"<{type(value).__name__}: {type(error).__name__}>"
