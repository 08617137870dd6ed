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
    if action.request.contained:
        return {}
    return {target.value: _resolved(target.value, root) for target in action.targets if target.kind == "file"}


def _resolved(value: str, root: Path) -> str | None:
    try:
        base = os.path.realpath(root, strict=True)
        spelled = Path(value).expanduser() if value.startswith("~") else Path(value)
        real = os.path.realpath(base / spelled)
        if Path(real).is_symlink():  # realpath gives up on a loop and hands back the link
            return None
        real.encode()
    except (OSError, ValueError, RuntimeError):
        return None
    if real == base:
        return "."
    return real[len(base) + 1 :] if real.startswith(base.rstrip("/") + "/") else real
