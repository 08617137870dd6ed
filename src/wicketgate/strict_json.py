"""JSON that can be read in exactly one way: where a key stands twice, two parsers see two values. Pure."""

from __future__ import annotations

import json
from typing import Any


def loads(raw: bytes, *, nan: bool = False) -> Any:
    """Return the value of one JSON text in UTF-8.

    ValueError if it is none, if an object has a key twice, or if it holds NaN or Infinity, which JSON has not: with
    `nan` they are read, as lenient parsers do.
    """
    try:
        return json.loads(raw.decode("utf-8"), object_pairs_hook=_once, parse_constant=None if nan else _refused)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key is given twice")
    return made


def _refused(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
