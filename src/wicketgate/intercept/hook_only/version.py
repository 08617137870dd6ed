"""Which Claude Code this machine has, and whether it is one that blocks when a hook fails."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

from wicketgate.intercept.claude_binary import USUAL
from wicketgate.intercept.hook_only.canary import Check
from wicketgate.intercept.managed_settings import FIRST_VERSION

NUMBER = re.compile(r"(\d+)\.(\d+)\.(\d+)", re.ASCII)
SECONDS = 30


def check_version(named: str = "") -> Check:
    """Return which Claude Code is there, as a check of its version (blocking: it is started to say it)."""
    path = named or _installed()
    if not path:
        return Check("claude", False, "no Claude Code found; name it with --claude PATH")
    try:
        done = subprocess.run(
            [path, "--version"], capture_output=True, text=True, timeout=SECONDS, check=False, stdin=subprocess.DEVNULL
        )
        number = NUMBER.search(done.stdout)
    except (OSError, subprocess.TimeoutExpired) as error:
        return Check("claude", False, f"{path} does not say its version ({type(error).__name__})")
    if number is None:
        return Check("claude", False, f"{path} does not say its version (exit code {done.returncode})")
    if _parts(number[0]) < _parts(FIRST_VERSION):
        why = f"is {number[0]}: older than {FIRST_VERSION}, it lets calls go on when a hook fails; update it"
        return Check("claude", False, f"{path} {why}")
    return Check("claude", True, f"{path} is {number[0]}")


def _parts(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def _installed() -> str:
    """Return the path of what `claude` would start, else of the one that came with the package; empty if none."""
    usual = [Path(place).expanduser() for place in USUAL]
    spec = importlib.util.find_spec("claude_agent_sdk")  # found, not imported: that takes most of a second
    bundled = [Path(folder, "_bundled", "claude") for folder in (spec.submodule_search_locations or [])] if spec else []
    named = shutil.which("claude")
    if named:
        return named
    return next((str(path) for path in [*usual, *bundled] if os.access(path, os.X_OK)), "")
