"""A place of its own for each machine among the cgroups, where root can have one, with caps around the bare one.

Caps keep the bare machine's bombs from harming anybody; an ordinary user's machine has the process limits that the
kernel does not apply to root. Machines behind Wicketgate get a place without caps: Wicketgate makes its own below it.
"""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path

ROOT = Path("/sys/fs/cgroup")
CAPS = {"memory": ("memory.max", "memory.limit_in_bytes", 4 << 30), "pids": ("pids.max", "pids.max", 3000)}


class Cage:
    """Holds this process and what it starts; `open` removes it once they are gone."""

    def __init__(self, name: str, *, capped: bool) -> None:
        made = [_make(kind, name, capped=capped) for kind in CAPS] if os.getuid() == 0 else []
        self._folders = [folder for folder in made if folder is not None]

    def enter(self) -> None:
        """Put the calling process in, and make it the first to be ended when memory runs out."""
        for folder in self._folders:
            with contextlib.suppress(OSError):
                (folder / "cgroup.procs").write_text(str(os.getpid()))
        Path("/proc/self/oom_score_adj").write_text("900")

    def open(self) -> None:
        """Remove the cage and whatever was left in it; the kernel may need a moment to bury what lived there."""
        for folder in self._folders:
            for _ in range(50):
                with contextlib.suppress(OSError):
                    for inner in (*folder.glob("*/"), folder):
                        inner.rmdir()
                    break
                time.sleep(0.02)


def _make(kind: str, name: str, *, capped: bool) -> Path | None:
    second, first, most = CAPS[kind]
    unified = (ROOT / "cgroup.controllers").exists()
    if unified and not capped:
        return None  # a second-version group that holds processes could not be divided further
    folder = (ROOT if unified else Path(f"{ROOT / kind}{_own(kind)}")) / f"{name}-{kind}"
    with contextlib.suppress(OSError):
        folder.mkdir()
        if capped:
            (folder / (second if unified else first)).write_text(str(most))
        return folder
    with contextlib.suppress(OSError):
        folder.rmdir()
    return None


def _own(kind: str) -> str:
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        _, kinds, folder = line.split(":", 2)
        if kind in kinds.split(","):
            return folder
    return "/"
