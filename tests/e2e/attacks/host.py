"""The host itself, looked at from outside, and how to be somebody else on it."""

from __future__ import annotations

import os
from pathlib import Path


def as_user(uid: int | None) -> dict[str, object]:
    """Return how to start a process as `uid`, or as ourselves."""
    return {} if uid is None else {"user": uid, "group": uid, "extra_groups": ()}


def tree(folder: Path) -> dict[str, tuple[int, int, str | bytes]]:
    """Return every path below `folder` with its mode, number of names and content."""
    found: dict[str, tuple[int, int, str | bytes]] = {}
    for path in folder.rglob("*"):
        info = path.lstat()
        content: str | bytes = ""
        if path.is_symlink():
            content = os.readlink(path)
        elif path.is_file():
            content = path.read_bytes() if info.st_size < 1 << 20 else b"large"
        found[str(path.relative_to(folder))] = (info.st_mode, info.st_nlink, content)
    return found
