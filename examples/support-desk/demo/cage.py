"""Caps on everything a bare machine does, so that its bombs harm nobody: a cgroup where root can have one.

An ordinary user's machine has process limits of its own, which the kernel does not apply to root; both are the first
to go when memory runs out.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

ROOT = Path("/sys/fs/cgroup")
MEMORY, PROCESSES = 4 << 30, 3000
CAPS = {
    "memory": ("memory.max", "memory.limit_in_bytes", MEMORY),
    "pids": ("pids.max", "pids.max", PROCESSES),
}


class Cage:
    """Holds this process and what it starts; `open` removes it once they are gone."""

    def __init__(self, name: str, *, raised: bool) -> None:
        self._folders = [found for kind in CAPS if (found := _make(kind, name))] if raised else []

    def enter(self) -> None:
        """Put the calling process in, and make it the first to be ended when memory runs out."""
        for folder in self._folders:
            with contextlib.suppress(OSError):
                (folder / "cgroup.procs").write_text(str(os.getpid()))
        Path("/proc/self/oom_score_adj").write_text("900")

    def open(self) -> None:
        """Remove the cage."""
        for folder in self._folders:
            with contextlib.suppress(OSError):
                folder.rmdir()


def _make(kind: str, name: str) -> Path | None:
    second, first, most = CAPS[kind]
    unified = ROOT if (ROOT / "cgroup.controllers").exists() else None
    folder = (unified or ROOT / kind) / f"{name}-{kind}"
    with contextlib.suppress(OSError):
        folder.mkdir()
        (folder / (second if unified else first)).write_text(str(most))
        return folder
    with contextlib.suppress(OSError):
        folder.rmdir()
    return None
