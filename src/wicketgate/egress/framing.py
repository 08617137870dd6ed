"""Which text of a Messages API request is data: takes a checked body, gives it with that text framed.

Data is what tools returned (failed calls, previews of oversized results and background output included), documents, and
whatever a background agent or command reports as a user message. Here, outside, no agent can leave a text out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Frame = Callable[[str], str]
NOTIFIED = ("<task-notification", "<bash-stdout", "<bash-stderr", "<local-command-stdout", "<local-command-stderr")
"""What Claude Code writes around output that reaches the model as a user message."""
FOREIGN = frozenset({"tool_result", "search_result", "document"})
HELD = {"text": "data", "content": "content"}
"""Where a document keeps its text, by the type of its source."""


def frame_data(body: Mapping[str, Any], frame: Frame) -> dict[str, Any]:
    """Return a checked `body` with every text that is data passed through `frame`; nothing else is changed."""
    messages = [
        {**message, "content": _content(message["content"], frame)} if message.get("role") == "user" else message
        for message in body["messages"]
    ]
    return {**body, "messages": messages}


def _content(content: Any, frame: Frame) -> Any:
    if isinstance(content, str):
        return _said(content, frame)
    return [_block(block, frame) for block in content] if isinstance(content, list) else content


def _said(text: str, frame: Frame) -> str:
    """Return the text of a user message, framed as a whole where part of it is somebody else's."""
    return frame(text) if any(mark in text for mark in NOTIFIED) else text


def _block(block: Any, frame: Frame) -> Any:
    kind = block.get("type")
    if kind == "text":
        return {**block, "text": _said(block["text"], frame)} if isinstance(block.get("text"), str) else block
    return _foreign(block, frame)


def _returned(content: Any, frame: Frame) -> Any:
    if isinstance(content, str):
        return frame(content)
    return [_inner(block, frame) for block in content] if isinstance(content, list) else content


def _inner(block: Any, frame: Frame) -> Any:
    """Return one block of what a tool returned: all text in it is data."""
    if block.get("type") == "text" and isinstance(block.get("text"), str):
        return {**block, "text": frame(block["text"])}
    return _foreign(block, frame)


def _foreign(block: Any, frame: Frame) -> Any:
    """Return a block of a kind that holds somebody else's text, framed; any other block as it is."""
    if block.get("type") not in FOREIGN:
        return block
    changed = {key: _returned(block[key], frame) for key in ("title", "content", "context") if block.get(key)}
    source = block.get("source")
    if isinstance(source, Mapping) and source.get("type") in HELD:
        key = HELD[source["type"]]
        changed["source"] = {**source, key: _returned(source.get(key), frame)}
    return {**block, **changed}
