"""What Claude Code says at a hook, read strictly: takes the bytes of a body and the event expected, gives an `Event`.

Everything in it is the agent's word: code inside can send any of it at any time. Knows nothing of decisions.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wicketgate import strict_json
from wicketgate.errors import RequestError

PATHS: Mapping[str, str] = {
    "/pre": "PreToolUse",
    "/post": "PostToolUse",
    "/failure": "PostToolUseFailure",
    "/prompt": "UserPromptSubmit",
    "/subagent-start": "SubagentStart",
    "/subagent-stop": "SubagentStop",
    "/session-start": "SessionStart",
    "/session-end": "SessionEnd",
}
"""Each event has a path of its own, so that a body cannot choose which rules it is read by."""

ABOUT_A_TOOL = frozenset({"PreToolUse", "PostToolUse", "PostToolUseFailure"})
NAME = 256
ID = 128
PATH = 4096


@dataclass(frozen=True, slots=True)
class Event:
    """One event, its fields checked for kind and length."""

    name: str
    session: str
    cwd: str
    body: Mapping[str, Any]
    """The whole body."""
    agent: str = ""
    tool: str = ""
    arguments: Mapping[str, Any] | None = None
    call: str = ""
    """The agent's id for the tool call; it serves to match reports, never to recognise anything."""


def parse(expected: str, raw: bytes) -> Event:
    """Return the event in `raw`; RequestError when it is not exactly one well-formed `expected`."""
    body = _object(raw)
    name = _text(body, "hook_event_name", NAME)
    if name != expected:
        raise RequestError(f"expected hook_event_name {expected}")
    cwd = _text(body, "cwd", PATH) if "cwd" in body else "/workspace"
    agent = _text(body, "agent_id", ID) if body.get("agent_id") is not None else ""
    event = Event(name, _text(body, "session_id", ID), cwd, body, agent)
    return _about_tool(event, body) if name in ABOUT_A_TOOL else event


def _about_tool(event: Event, body: Mapping[str, Any]) -> Event:
    arguments = body.get("tool_input")
    if not isinstance(arguments, dict):
        raise RequestError("expected tool_input to be an object")
    tool, call = _text(body, "tool_name", NAME), _text(body, "tool_use_id", ID)
    return Event(event.name, event.session, event.cwd, body, event.agent, tool, arguments, call)


def _object(raw: bytes) -> dict[str, Any]:
    try:
        body = strict_json.loads(raw)
        # A lone surrogate is text that cannot be written down again: not in the record, not in a digest.
        json.dumps(body, ensure_ascii=False).encode("utf-8")
    except ValueError:
        raise RequestError("expected one JSON object in UTF-8, every key once") from None
    if not isinstance(body, dict):
        raise RequestError("expected one JSON object")
    return body


def _text(body: Mapping[str, Any], key: str, most: int) -> str:
    value = body.get(key)
    if not isinstance(value, str) or not 0 < len(value) <= most:
        raise RequestError(f"expected {key} to be a text of 1 to {most} characters")
    return value
