"""What a Messages API request may hold: takes the parsed body, raises BadRequest with the reason, or returns nothing.

Known fields only. What makes the upstream act for the agent (server tools, MCP connectors, containers, files, URLs to
fetch) is refused: the API must stay a place that answers, never one that reaches out. It knows no key and no budget.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from wicketgate.http.head import BadRequest


def words(text: str) -> frozenset[str]:
    """Return the names in `text`, which blanks separate."""
    return frozenset(text.split())


FIELDS = words(
    "model messages system tools tool_choice max_tokens metadata stream temperature top_p top_k stop_sequences thinking"
    " context_management output_config output_format cache_control"
)
TOOL = words(
    "name description input_schema type cache_control defer_loading strict eager_input_streaming input_examples"
    " allowed_callers"
)
REMOTE = frozenset({"mcp_servers", "container", "file_id", "server_url", "user_profile_id"})
EDIT = re.compile(r"(clear_tool_uses|clear_thinking|compact)_\d{8}", re.ASCII)
MESSAGE = frozenset({"role", "content", "output_config"})
HINT = "the model route answers messages only; what leaves the sandbox goes through the egress proxy"
MEDIA = ("base64", "text", "content")


def check(body: Mapping[str, Any]) -> None:
    """Return if every part of `body` is known and nothing in it makes the upstream act; BadRequest otherwise."""
    _known("the request", body, FIELDS)
    if not isinstance(body.get("model"), str) or not isinstance(body.get("messages"), list):
        raise BadRequest("expected a model and messages")
    for message in body["messages"]:
        _message(message)
    _content(body.get("system") or [])
    for tool in _list(body.get("tools") or [], "tools"):
        _tool(tool)
    _management(body.get("context_management"))


def _known(what: str, value: Any, fields: frozenset[str]) -> None:
    if not isinstance(value, Mapping):
        raise BadRequest(f"expected {what} to be an object")
    unknown = sorted(set(value) - fields)
    if unknown:
        verb = "reaches out from the upstream" if unknown[0] in REMOTE else "is not a known field"
        raise BadRequest(f"{unknown[0][:64]} of {what} {verb}", HINT)


def _list(value: Any, what: str) -> list[Any]:
    if not isinstance(value, list):
        raise BadRequest(f"expected {what} to be a list")
    return value


def _message(message: Any) -> None:
    _known("a message", message, MESSAGE)
    if message.get("role") not in ("user", "assistant", "system"):
        raise BadRequest("expected a role of user, assistant or system")
    _content(message.get("content"))


def _content(content: Any) -> None:
    if isinstance(content, str):
        return
    for block in _list(content, "content"):
        kind = block.get("type") if isinstance(block, Mapping) else None
        if not isinstance(kind, str) or kind not in BLOCKS:
            raise BadRequest(f"content of type {str(kind)[:64]!r} is not let through", HINT)
        fields, inner = BLOCKS[kind]
        _known(f"a {kind} block", block, fields | {"type", "cache_control"})
        inner(block)


def _plain(block: Mapping[str, Any]) -> None:
    """Accept a block that holds nothing but text."""


def _sourced(block: Mapping[str, Any]) -> None:
    source = block.get("source")
    kind = source.get("type") if isinstance(source, Mapping) else None
    if not isinstance(source, Mapping) or kind not in MEDIA:
        raise BadRequest(f"a source of type {str(kind)[:64]!r} is not let through: the upstream would fetch it", HINT)
    _known("a source", source, frozenset({"type", "media_type", "data", "content"}))
    if kind == "content":
        _content(source.get("content"))
    elif not isinstance(source.get("data"), str):
        raise BadRequest("expected the data of a source to be text")


def _nested(block: Mapping[str, Any]) -> None:
    _content(block.get("content") or [])


def _tool(tool: Any) -> None:
    kind = tool.get("type", "custom") if isinstance(tool, Mapping) else None
    if kind != "custom":
        raise BadRequest(f"a tool of type {str(kind)[:64]!r} would run at the upstream", HINT)
    _known("a tool", tool, TOOL)
    if tool.get("allowed_callers", ["direct"]) != ["direct"]:
        raise BadRequest("a tool may be called by the model alone", HINT)


def _change(block: Mapping[str, Any]) -> None:
    tool = block.get("tool")
    _known("a tool change", tool, frozenset({"type", "name", "definition"}))
    if not isinstance(tool, Mapping) or tool.get("type") not in ("tool_reference", "tool_definition"):
        raise BadRequest("expected a tool change to name or define a tool")
    if tool["type"] == "tool_definition":
        _tool(tool.get("definition"))


def _management(value: Any) -> None:
    if value is None:
        return
    _known("context_management", value, frozenset({"edits"}))
    for edit in _list(value.get("edits") or [], "edits"):
        kind = edit.get("type") if isinstance(edit, Mapping) else None
        if not isinstance(kind, str) or not EDIT.fullmatch(kind):
            raise BadRequest(f"a context edit of type {str(kind)[:64]!r} is not known")


def _block(fields: str, inner: Callable[[Mapping[str, Any]], None]) -> tuple[frozenset[str], Callable[..., None]]:
    return words(fields), inner


BLOCKS = {
    "text": _block("text citations", _plain),
    "mid_conv_system": _block("text content", _nested),
    "image": _block("source", _sourced),
    "document": _block("source title context citations", _sourced),
    "search_result": _block("source title content citations", _nested),
    "tool_use": _block("id name input caller", _plain),
    "tool_result": _block("tool_use_id content is_error", _nested),
    "tool_reference": _block("tool_name", _plain),
    "tool_addition": _block("tool", _change),
    "tool_removal": _block("tool", _change),
    "thinking": _block("thinking signature", _plain),
    "redacted_thinking": _block("data", _plain),
    "compaction": _block("content", _nested),
}


def blocks(body: Mapping[str, Any], kind: str) -> Iterable[Mapping[str, Any]]:
    """Yield every content block of a type in the messages of a checked body."""
    for message in body["messages"]:
        content = message.get("content")
        if isinstance(content, list):
            yield from (block for block in content if block["type"] == kind)


def said(body: Mapping[str, Any]) -> Iterable[str]:
    """Yield the texts that stand in a checked body as the user's own, outside of any tool's result."""
    for message in body["messages"]:
        content = message.get("content")
        if message["role"] == "user" and isinstance(content, str):
            yield content
        elif message["role"] == "user":
            yield from (str(block.get("text")) for block in content if block["type"] == "text")
