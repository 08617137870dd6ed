"""JSON read strictly: takes bytes, gives plain values, or BadRequest where two parsers could read them differently."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from wicketgate.http.head import BadRequest
from wicketgate.output.redact.several import CleanAll

DEPTH = 64


def loads(raw: bytes) -> dict[str, Any]:
    """Return the object in `raw`; BadRequest on duplicate keys, NaN, more than DEPTH levels, or no object."""
    try:
        value = json.loads(raw.decode("utf-8"), object_pairs_hook=_object, parse_constant=_constant)
    except (ValueError, RecursionError) as error:
        raise error if isinstance(error, BadRequest) else BadRequest("the body is not JSON") from None
    if not isinstance(value, dict):
        raise BadRequest("expected a JSON object")
    _check_depth(value, DEPTH)
    return value


def dumps(value: Any) -> bytes:
    """Return `value` as compact ASCII JSON; BadRequest on a number JSON cannot hold."""
    try:
        return json.dumps(value, separators=(",", ":"), allow_nan=False).encode()
    except ValueError:
        raise BadRequest("a number is too large") from None


def mapped(value: Any, clean: Callable[[str], str]) -> Any:
    """Return `value` with every string in it, keys too, passed through `clean`."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(key): mapped(item, clean) for key, item in value.items()}
    if isinstance(value, list):
        return [mapped(item, clean) for item in value]
    return value


def mapped_together(value: Any, clean_all: CleanAll) -> Any:
    """Return `value` with every string in it, keys too, as `clean_all` makes them of all at once."""
    texts: dict[str, str] = {}
    mapped(value, lambda text: texts.setdefault(text, text))
    made = dict(zip(texts, clean_all(list(texts)), strict=True))
    return mapped(value, made.__getitem__)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadRequest("a key is given twice")
    return found


def _constant(name: str) -> Any:
    raise BadRequest(f"{name} is not JSON")


def _check_depth(value: Any, left: int) -> None:
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if left == 0 and items:
        raise BadRequest(f"nested more than {DEPTH} levels deep")
    for item in items:
        if isinstance(item, dict | list):
            _check_depth(item, left - 1)
