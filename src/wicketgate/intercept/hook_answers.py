"""What a hook is answered: takes a decision and its reason, gives the exact JSON that Claude Code acts on.

An empty body, an unknown decision or a missing `hookEventName` is silence, and silence lets the call go on: so every
answer is made here and nowhere else. `additionalContext` is never used: it would reach the model as a system message.
"""

from __future__ import annotations

import json
from typing import Any

from wicketgate.action import Verdict
from wicketgate.errors import Error

LINE = 700
NOTED = b'{"continue":true}'
"""The answer to every event that can only be reported."""


def allow(reason: str) -> bytes:
    """Return the answer that lets a tool call go on."""
    return json.dumps(decision("allow", reason)).encode()


def deny(reason: str) -> bytes:
    """Return the answer that stops a tool call; the model reads `reason`."""
    return json.dumps(decision("deny", reason)).encode()


def ask(reason: str) -> bytes:
    """Return the answer that has Claude Code ask at its own terminal; the person there reads `reason`."""
    return json.dumps(decision("ask", reason)).encode()


def failed(event: str, error: Exception) -> bytes:
    """Return the answer to an event that could not be answered: before a tool a denial that says why."""
    if event != "PreToolUse":
        return NOTED
    if not isinstance(error, Error):
        return deny(f"the gate failed ({type(error).__name__})")
    return deny(f"{error}; {error.hint}" if error.hint else str(error))


def because(verdict: Verdict) -> str:
    """Return a verdict's reason, rule and remedy as one line."""
    remedy = f"; to allow it: {verdict.remedy}" if verdict.remedy and not verdict.allowed else ""
    return f"{verdict.reason} ({verdict.rule}){remedy}"


def line(text: str, most: int = LINE) -> str:
    """Return `text` as one line of at most `most` characters, without control, hidden or bidirectional characters."""
    shown = "".join(char if char.isprintable() else " " for char in text[: 4 * most])
    shown = " ".join(shown.split())
    return shown if len(shown) <= most else shown[: most - 1] + "…"


def decision(word: str, reason: str) -> dict[str, Any]:
    """Return the answer to PreToolUse as an object; `word` is allow, deny or ask."""
    body = {
        "hookEventName": "PreToolUse",
        "permissionDecision": word,
        "permissionDecisionReason": "wicketgate: " + (line(reason) or "no reason was given"),
    }
    return {"hookSpecificOutput": body}
