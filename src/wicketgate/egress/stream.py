"""What a model's answer says, read while it passes: usage and tool calls, from server-sent events or one JSON message.

Takes bytes in any pieces; gives nothing back to the stream. Bounded: an event above its limit is not read, and said so.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from wicketgate.egress.prices import Usage

EVENT = 4 << 20
INPUT = 4 << 20
KINDS = {
    "input_tokens": "input",
    "output_tokens": "output",
    "cache_creation_input_tokens": "cache_write",
    "cache_read_input_tokens": "cache_read",
}


@dataclass(frozen=True, slots=True)
class ToolUse:
    """One tool call the model made; `input` is its JSON text as streamed."""

    id: str
    name: str
    input: str


class Reading:
    """The state of reading one answer: `usage`, the finished tool calls, and whether anything was too large to read."""

    def __init__(self) -> None:
        self.usage: Usage | None = None
        self.final = False
        self.unread = False
        self.seen = 0
        self._held = 0
        self._line = bytearray()
        self._open: dict[int, tuple[str, str, list[str]]] = {}

    def feed(self, piece: bytes) -> list[ToolUse]:
        """Return the tool calls that `piece` of an event stream completes."""
        self.seen += len(piece)
        self._line += piece
        *lines, rest = self._line.split(b"\n")
        self._line = bytearray(rest)
        if len(self._line) > EVENT:
            self.unread = True
            self._line.clear()
        events = (_json(bytes(line[5:])) for line in lines if line.startswith(b"data:"))
        return [use for event in events for use in self._event(event)]

    def message(self, message: Any) -> list[ToolUse]:
        """Return the tool calls of a whole message."""
        self._use(message)
        self.final = True
        content = message.get("content") if isinstance(message, Mapping) else None
        blocks = [block for block in content or () if _kind(block) == "tool_use"]
        return [ToolUse(_text(b, "id"), _text(b, "name"), json.dumps(b.get("input"))) for b in blocks]

    def _event(self, event: Any) -> list[ToolUse]:
        kind, index = _kind(event), _index(event)
        if kind == "message_start":
            self._use(event.get("message"))
        elif kind == "message_delta":
            self._use(event)
            self.final = True
        elif (
            kind == "content_block_start" and _kind(event.get("content_block")) == "tool_use" and len(self._open) < 512
        ):
            block = event["content_block"]
            self._open[index] = (_text(block, "id"), _text(block, "name"), [])
        elif kind == "content_block_delta" and index in self._open:
            self._grow(self._open[index][2], _text(event.get("delta"), "partial_json"))
        elif kind == "content_block_stop" and index in self._open:
            ident, name, parts = self._open.pop(index)
            return [ToolUse(ident, name, "".join(parts) or "{}")]
        return []

    def _grow(self, parts: list[str], text: str) -> None:
        self._held += len(text) + 8
        if self._held > INPUT:
            self.unread = True
        else:
            parts.append(text)

    def _use(self, holder: Any) -> None:
        counts = holder.get("usage") if isinstance(holder, Mapping) else None
        if isinstance(counts, Mapping):
            known = {ours: counts[name] for name, ours in KINDS.items() if _count(counts.get(name))}
            self.usage = replace(self.usage or Usage(), **known)


def _json(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _index(event: Any) -> int:
    index = event.get("index") if isinstance(event, Mapping) else None
    return index if isinstance(index, int) else -1


def _kind(value: Any) -> str:
    return _text(value, "type")


def _text(value: Any, key: str) -> str:
    found = value.get(key) if isinstance(value, Mapping) else None
    return found if isinstance(found, str) else ""


def _count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 40
