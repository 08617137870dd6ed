"""Tries the installed hook with real calls: a tool no policy grants must be denied, a warden that is not there block.

Takes an order and whose process it is to be; gives what was found. What is tried never reaches a tool.
"""

from __future__ import annotations

import dataclasses
import json
import secrets
import subprocess
from dataclasses import dataclass
from typing import Any

from wicketgate.intercept.hook_only.settings import HookOptions

TOOL = "CronCreate"
"""A tool of Claude Code that no key of a policy admits."""
NOWHERE = "/proc/wicketgate"
"""Nothing can be made there: a state directory in which no warden answers and none can start."""
SECONDS = 90


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was tried."""

    name: str
    ok: bool
    said: str

    def to_json(self) -> dict[str, Any]:
        """Return the check for a program to read."""
        return {"name": self.name, "ok": self.ok, "said": self.said}


def try_hook(order: HookOptions, user: int | None = None, group: int | None = None) -> list[Check]:
    """Return whether the hook denies and blocks; as another user, where one is given (blocking: seconds)."""
    return [_denies(order, user, group), _blocks(order, user, group)]


def _denies(order: HookOptions, user: int | None, group: int | None) -> Check:
    session = f"canary-{secrets.token_hex(8)}"
    call = {"tool_name": TOOL, "tool_input": {}, "tool_use_id": "canary"}
    code, out, said = _called(order, "PreToolUse", {"session_id": session, **call}, user, group)
    _called(order, "SessionEnd", {"session_id": session, "reason": "canary"}, user, group)
    try:
        inner = json.loads(out)["hookSpecificOutput"]
        denied = code == 0 and inner["permissionDecision"] == "deny" and inner["hookEventName"] == "PreToolUse"
    except (ValueError, KeyError, TypeError):
        denied, inner = False, {}
    told = inner.get("permissionDecisionReason") or said or out or f"exit code {code}"
    return Check("denies", denied, "a tool no policy grants is denied" if denied else f"expected a denial (got {told})")


def _blocks(order: HookOptions, user: int | None, group: int | None) -> Check:
    gone = dataclasses.replace(order, state=NOWHERE)
    call = {"session_id": "canary", "tool_name": TOOL, "tool_input": {}, "tool_use_id": "canary"}
    code, out, _ = _called(gone, "PreToolUse", call, user, group)
    blocked = code == 2 and not out
    said = "without a warden every call is blocked" if blocked else f"expected exit code 2 (got {code}, {out[:200]!r})"
    return Check("blocks", blocked, said)


def _called(
    order: HookOptions, event: str, body: dict[str, Any], user: int | None, group: int | None
) -> tuple[int, str, str]:
    said = json.dumps({"cwd": "/", "hook_event_name": event, **body})
    as_user: dict[str, Any] = {} if user is None else {"user": user, "group": group, "extra_groups": []}
    try:
        done = subprocess.run(
            order.argv(event),
            input=said,
            env={},
            cwd="/",
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
            **as_user,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return -1, "", str(error)
    return done.returncode, done.stdout, done.stderr.strip()
