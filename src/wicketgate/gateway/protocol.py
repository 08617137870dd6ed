"""The lines between the warden and the gateway's worker: one JSON object each, bounded, checked on the warden's side.

warden → worker   {"tools": [{"name", "description", "schema"}]}           once, first
worker → warden   {"id": 7, "tool": "db_query", "arguments": {…}}
warden → worker   {"id": 7, "ok": true, "text": "…"}
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wicketgate import strict_json
from wicketgate.errors import RequestError

LINE = 1 << 20
"""Bytes of one call; the SQL in it is bounded more tightly later."""
HIGHEST = 1 << 53


@dataclass(frozen=True, slots=True)
class Call:
    """One tool call, as the worker forwards it."""

    id: int
    tool: str
    arguments: Mapping[str, Any]


def parse(line: bytes) -> Call:
    """Return the call in one line; RequestError when it is anything else."""
    try:
        body = strict_json.loads(line)
        json.dumps(body, ensure_ascii=False).encode("utf-8")
    except ValueError:
        raise RequestError("expected one JSON object in UTF-8, every key once") from None
    if not isinstance(body, dict) or set(body) != {"id", "tool", "arguments"}:
        raise RequestError("expected id, tool and arguments")
    number, tool, arguments = body["id"], body["tool"], body["arguments"]
    if type(number) is not int or not 0 <= number < HIGHEST:
        raise RequestError("expected id to be a whole number")
    if not isinstance(tool, str) or not isinstance(arguments, dict):
        raise RequestError("expected tool to be a text and arguments an object")
    return Call(number, tool, arguments)


def encode(body: Mapping[str, Any]) -> bytes:
    """Return one line."""
    return json.dumps(body, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"
