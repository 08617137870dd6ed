"""What `hook install` and `hook status` try: a hook that lets calls go on, or an old Claude Code, is found out."""

import asyncio
import base64
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wicketgate.control import laptop
from wicketgate.control.call import Call
from wicketgate.errors import RequestError
from wicketgate.intercept.hook_only import canary, version
from wicketgate.intercept.hook_only.settings import HookOptions

ALLOW = '{"hookSpecificOutput": {"hookEventName": "PreToolUse", "permissionDecision": "allow"}}'
DENY = ALLOW.replace("allow", "deny")
HOOKS = {
    "silent": "exit 0",
    "allows": f"echo '{ALLOW}'",
    "fails": "exit 1",
    "denies with another code": f"echo '{DENY}'; exit 1",
    "stray text": f"echo hello; echo '{DENY}'",
    "for another event": f"echo '{DENY.replace('PreToolUse', 'Stop')}'",
    "always denies, also where there is no warden": f"echo '{DENY}'",
}


SAYS = [("2.1.330 (Claude Code)", True), ("2.1.295", True), ("10.0.0", True), ("2.1.294 (Claude Code)", False)]
SAYS += [("1.99.999", False), ("hello", False), ("", False)]


def script(folder: Path, text: str) -> str:
    """Return the path of a program with this text."""
    path = folder / "program"
    path.write_text(f"#!/bin/sh\ncat >/dev/null\n{text}\n")
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_that_does_not_hold_is_found_out(tmp_path: Path, hook: str) -> None:
    order = HookOptions("/s/wicketgate", "/p.yaml", "work", python=script(tmp_path, HOOKS[hook]))
    assert not all(check.ok for check in canary.try_hook(order))


def test_a_program_that_is_not_there_is_found_out(tmp_path: Path) -> None:
    order = HookOptions("/s/wicketgate", "/p.yaml", "work", python=str(tmp_path / "nothing"))
    assert [check.ok for check in canary.try_hook(order)] == [False, False]


@pytest.mark.parametrize(("says", "ok"), SAYS)
def test_an_old_claude_code_is_found_out(tmp_path: Path, says: str, ok: bool) -> None:
    path = tmp_path / "claude"
    path.write_text(f"#!/bin/sh\necho '{says}'\n")
    path.chmod(0o755)
    assert version.check_version(str(path)).ok is ok


def test_no_claude_code_is_found_out(tmp_path: Path) -> None:
    assert not version.check_version(str(tmp_path / "nothing")).ok


GOOD = ["/p/wicketgate.yaml", "work", "wicketgate", "5", "PreToolUse"]


def encoded(parts: list[str]) -> str:
    """Return a command line as the hook sends it."""
    return base64.b64encode("\0".join(parts).encode()).decode()


def sent(**params: Any) -> Any:
    """Have the warden answer one event; nothing of it may reach further than reading it."""
    services: Any = SimpleNamespace(leave_if_mute=lambda: None)
    channel: Any = None
    return asyncio.run(laptop.event(services, Call(channel, 1, params, [])))


WRONG = [[], GOOD[:4], [*GOOD, "x"], ["p", *GOOD[1:]], [*GOOD[:2], "nobody", *GOOD[3:]], [*GOOD[:4], "Stop"]]
WRONG += [[*GOOD[:3], seconds, GOOD[4]] for seconds in ("-1", "99999", "soon")]


@pytest.mark.parametrize("parts", WRONG)
def test_a_command_line_that_is_none_is_an_error_so_that_the_hook_blocks(parts: list[str]) -> None:
    with pytest.raises(RequestError):
        sent(order=encoded(parts), event="e30=")


@given(st.text())
def test_any_text_for_one_is_an_error(text: str) -> None:
    with pytest.raises(RequestError):
        sent(order=text, event="e30=")


@given(st.binary())
def test_any_event_is_answered_with_a_denial(raw: bytes) -> None:
    answer = base64.b64decode(sent(order=encoded(GOOD), event=base64.b64encode(raw).decode())["answer"])
    assert b'"permissionDecision": "deny"' in answer
