"""An entry's exact bytes: one ASCII JSON object of at most 60 KiB, whatever the body holds. Pure.

    {"v": 1, "i": index, "t": UTC, "mono": nanoseconds, "run": …, "kind": …, "body": {…}, "cut": {pointer: {…}}}

Bodies carry hostile text of any size and depth, and recording must not fail because of it: a string over 8 KiB is
cut (its beginning and its end stay), what still does not fit is written as cut JSON text, and `cut` names each such
place by JSON pointer with digest and size in bytes of what stood there. `cut` lies outside the body, so nothing
inside a body can imitate it. Integers beyond 2^53 become text, so that every JSON reader sees the same number.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from wicketgate.store.chain import FORMAT

LIMIT = 60 * 1024
ROOM = LIMIT - 1024  # what the fields around the body never exceed
STRING = 8 * 1024
VALUE = 2 * 1024
NODES = 4096
DEPTH = 32
EXACT = 1 << 53
DIGITS = bytes(ord("0") if chr(byte).isdigit() and byte < 128 else 0 for byte in range(256))
LONG_NUMBER = b"0" * 16  # every number beyond EXACT has 16 digits or more
DUMP = json.JSONEncoder(ensure_ascii=True, allow_nan=False, separators=(",", ":"), check_circular=False).encode

Cuts = dict[str, dict[str, Any]]


def frame(index: int, time: str, mono: int, run: str, kind: str, body: bytes) -> bytes:
    """Return the bytes that are stored and hashed; `body` is what `fit` returned."""
    return b'{"v":%d,"i":%d,"t":"%b","mono":"%d","run":%b,"kind":%b,%b}' % (
        FORMAT, index, time.encode("ascii"), mono, _quoted(run), _quoted(kind), body,
    )  # fmt: skip


@lru_cache(maxsize=256)  # of few runs and kinds come most entries
def _quoted(name: str) -> bytes:
    return DUMP(name).encode("ascii")


def stamp(nanoseconds: int) -> str:
    """Return nanoseconds of the Unix clock as UTC, RFC 3339, with microseconds."""
    seconds, rest = divmod(nanoseconds, 1_000_000_000)
    return f"{_second(seconds)}.{rest // 1000:06d}Z"


@lru_cache(maxsize=2)
def _second(seconds: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))


def fit(body: Mapping[str, Any]) -> bytes:
    """Return `"body":…` and, if something had to be cut, `"cut":…`, as JSON members of at most 59 KiB together."""
    quick = _quick(body)
    if quick is not None:
        return b'"body":' + quick
    for attempt in (_strings, _values, _whole):
        cuts: Cuts = {}
        text = DUMP(attempt(body, cuts)).encode("ascii")
        members = b'"body":' + text + (b',"cut":' + DUMP(cuts).encode("ascii") if cuts else b"")
        if len(members) <= ROOM:
            return members
    raise AssertionError("a wholly cut body always fits")


def _quick(body: Mapping[str, Any]) -> bytes | None:
    try:
        text = DUMP(body).encode("ascii")
    except (TypeError, ValueError, RecursionError):
        return None
    return text if len(text) <= STRING and LONG_NUMBER not in text.translate(DIGITS) else None


def _strings(body: Mapping[str, Any], cuts: Cuts) -> Any:
    budget = [NODES]
    return {_key(key): _shape(value, f"/{_key(key)}", cuts, budget, 1) for key, value in body.items()}


def _values(body: Mapping[str, Any], cuts: Cuts) -> Any:
    shaped: dict[str, Any] = {}
    for key, value in list(body.items())[:NODES]:
        text = value if isinstance(value, str) else json_text(value)
        name = _key(key)
        small = len(text) <= VALUE and not isinstance(value, str)
        shaped[name] = _shape(value, f"/{name}", cuts, [NODES], 1) if small else cut(text, VALUE, f"/{name}", cuts)
    return shaped


def _whole(body: Mapping[str, Any], cuts: Cuts) -> Any:
    return {"json": cut(json_text(dict(body)), STRING, "", cuts)}


def _shape(value: Any, where: str, cuts: Cuts, budget: list[int], depth: int) -> Any:
    budget[0] -= 1
    if depth > DEPTH or budget[0] < 0:
        return cut(json_text(value), VALUE, where, cuts, force=True)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return cut(str(value), STRING, where, cuts)
    if isinstance(value, int):
        return int(value) if -EXACT <= value <= EXACT else _digits(value)
    if isinstance(value, float):
        return value if value - value == 0 else str(value)  # infinities and NaN are no JSON
    if isinstance(value, Mapping):
        return {_key(k): _shape(v, f"{where}/{_key(k)}", cuts, budget, depth + 1) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_shape(v, f"{where}/{n}", cuts, budget, depth + 1) for n, v in enumerate(value)]
    return cut(str(value), STRING, where, cuts)


def cut(text: str, limit: int, where: str, cuts: Cuts, force: bool = False) -> str:
    """Return `text`, or its beginning and end in `limit` characters, noting digest and size in `cuts` at `where`."""
    if len(text) <= limit and not force:
        return text
    whole = text.encode("utf-8", "surrogatepass")
    cuts[where] = {"sha256": hashlib.sha256(whole).hexdigest(), "size": len(whole)}
    tail = limit // 4
    return text if len(text) <= limit else f"{text[: limit - tail]}…{text[-tail:]}"


def json_text(value: Any) -> str:
    """Return `value` as JSON text, whatever it is; what JSON cannot say is named instead."""
    try:
        return json.dumps(value, default=str)
    except (TypeError, ValueError, RecursionError) as error:
        return f"<{type(value).__name__}: {type(error).__name__}>"


def _key(key: object) -> str:
    text = str(key)
    if len(text) <= 256:
        return text
    return f"{text[:200]}…{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


def _digits(value: int) -> str:
    return str(value) if value.bit_length() < 8192 else hex(value)  # Python refuses to print longer ones in decimal
