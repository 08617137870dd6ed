"""Where the files of an action really lead. Reads links; gives `Facts.paths`. Decides nothing."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from wicketgate.action import Action


def resolve(action: Action, root: Path) -> Mapping[str, str | None]:
    """Return each file target with where its links lead: relative to `root` inside it, else absolute; None if unknown.

    A contained action needs none: inside the sandbox the view is the wall, and its paths mean nothing out here.
    """
    if action.request.contained or not any(target.kind == "file" for target in action.targets):
        return {}
    try:
        base = os.path.realpath(root, strict=True)
    except (OSError, ValueError):
        return {}
    return {target.value: _resolved(target.value, base) for target in action.targets if target.kind == "file"}


def _resolved(value: str, base: str) -> str | None:
    try:
        spelled = Path(value).expanduser() if value.startswith("~") else Path(value)
        real = _followed(Path(base) / spelled)
        real.encode()
    except (OSError, ValueError, RuntimeError):
        return None
    if real == base:
        return "."
    return real.removeprefix(base.rstrip("/") + "/")


def _followed(path: Path) -> str:
    """Return the path with every link followed; OSError for a loop or where a folder may not be entered."""
    try:
        return os.path.realpath(path, strict=True)
    except FileNotFoundError:
        # Not there yet: from the first missing name on there can be no link either.
        return os.path.realpath(path)
