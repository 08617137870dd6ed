"""What the agent reports about itself, for the record: takes an event, gives a note with digests, sizes and a preview.

A report is never believed: it settles at most the admission it belongs to, and changes no decision.
"""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

from wicketgate.action import Admission, Result
from wicketgate.intercept.hook_answers import line
from wicketgate.intercept.hook_events import Event

UNSETTLED = 4096
PREVIEW = 240
RESULT = 64 << 10
CONTENT = {
    "PostToolUse": "tool_response",
    "PostToolUseFailure": "error",
    "UserPromptSubmit": "prompt",
    "SubagentStart": "agent_type",
    "SubagentStop": "last_assistant_message",
    "SessionStart": "source",
    "SessionEnd": "reason",
}
"""The field of each event that says something; nothing else of it is kept."""


class Unsettled:
    """Admitted calls that wait for their report, the oldest dropped first: it is closed as unknown at the run's end."""

    def __init__(self, most: int = UNSETTLED) -> None:
        self._most = most
        self._calls: OrderedDict[str, Admission] = OrderedDict()

    def add(self, event: Event, admission: Admission) -> None:
        """Remember an admitted call."""
        self._calls.pop(event.call, None)
        self._calls[event.call] = admission
        while len(self._calls) > self._most:
            self._calls.popitem(last=False)

    def take(self, event: Event) -> Admission | None:
        """Return the admission a report belongs to and forget it; None for a call that was never admitted."""
        admission = self._calls.get(event.call)
        if admission is None or admission.action.request.tool != event.tool:
            return None
        return self._calls.pop(event.call)

    def __len__(self) -> int:
        return len(self._calls)


def result(event: Event) -> Result:
    """Return what the agent says came of a tool call."""
    return Result(content(event)[:RESULT], ok=event.name == "PostToolUse")


def content(event: Event) -> str:
    """Return the text an event carries, structured parts as JSON."""
    return content_of(event.name, event.body)


def content_of(name: str, body: Mapping[str, Any]) -> str:
    """Return the text the body of an event of this name carries."""
    value = body.get(CONTENT.get(name, ""))
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def note(event: Event, matched: bool, clean: Callable[[str], str]) -> dict[str, Any]:
    """Return the record's note of one event; `clean` removes the known secrets from what is shown."""
    text = content(event)
    data = text.encode()
    body: dict[str, Any] = {"event": event.name, "session": line(event.session, 128)}
    for key, value in (("agent", event.agent), ("tool", event.tool), ("call", event.call)):
        if value:
            body[key] = line(value, 256)
    if event.tool:
        body["matched"] = matched
    if data:
        body["bytes"] = len(data)
        body["sha256"] = hashlib.sha256(data).hexdigest()
        # Cleaned before it is cut: half a secret is no longer recognised as one.
        body["preview"] = line(clean(text), PREVIEW)
    return body
