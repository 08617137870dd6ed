"""Hooks for the Claude Agent SDK: takes a session and the SDK's own `HookMatcher`, gives what `hooks=` expects.

The SDK is not imported here. Outside a sandbox the hook is the only wall: whatever goes wrong in it denies.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from wicketgate.action import Decision
from wicketgate.errors import Error
from wicketgate.intercept import hook_answers
from wicketgate.intercept.hook_reports import content_of
from wicketgate.intercept.python_api import Answer, Session

WAITING = 24 * 3600.0
"""Seconds a person may take before the SDK gives up and the call is blocked."""


def sdk_hooks(session: Session, matcher: Callable[..., Any], timeout: float = WAITING) -> dict[str, list[Any]]:
    """Return `hooks` for `ClaudeAgentOptions`; `matcher` is the SDK's `HookMatcher`, `timeout` in seconds."""

    async def before(said: Any, _: str | None, __: Any) -> dict[str, Any]:
        """Decide a call; whatever goes wrong denies."""
        try:
            answer = await asyncio.to_thread(_decide, session, said)
        except Exception as error:
            why = str(error) if isinstance(error, Error) else f"the gate failed ({type(error).__name__})"
            return hook_answers.decision("deny", why)
        return hook_answers.decision("allow" if answer.allowed else "deny", hook_answers.because(answer))

    async def after(said: Any, _: str | None, __: Any) -> dict[str, Any]:
        """Record what came of a call."""
        await asyncio.to_thread(_observe, session, said)
        return {"continue_": True}

    blocking = {"matcher": "*", "timeout": timeout, "on_failure": "block"}
    return {
        "PreToolUse": [matcher(hooks=[before], **blocking)],
        "PostToolUse": [matcher(hooks=[after], **blocking)],
        "PostToolUseFailure": [matcher(hooks=[after], **blocking)],
    }


def _decide(session: Session, said: dict[str, Any]) -> Answer:
    answer = session.decide(said["tool_name"], said["tool_input"], said.get("cwd") or ".")
    return session.wait(answer.id) if answer.decision is Decision.ASK else answer


def _observe(session: Session, said: dict[str, Any]) -> None:
    text = content_of(said["hook_event_name"], said)
    failed = said["hook_event_name"] != "PostToolUse"
    session.observe(said["tool_name"], said["tool_input"], text, failed=failed)
