"""The limits nothing in the kernel holds for us: watched from outside, and the run is killed beyond one.

The wall clock always; memory and processes where there is no cgroup; disk and files where the scratch is not a tmpfs.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import stat
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wicketgate.sandbox.sandbox import Sandbox

PERIOD, CLOSE, WALK = 0.1, 0.02, 0.25
"""Seconds between two samples, between two once half of a sampled cap is used, and between two walks over the disk:
what a run can grow by in that time is not bounded by them."""
ROOTS = ("upper", "home", "tmp", "shm")
"""Folders of the scratch that hold what the run wrote; the overlay's own is none of them."""


class Watch:
    """Watches one sandbox."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.end = time.monotonic() + sandbox.plan.seconds
        self.period, self.walk = PERIOD, 0.0

    async def run(self) -> None:
        """Kill the sandbox at the first limit it passes; cancelled when it has ended."""
        try:
            while not (reason := await self._passed()):
                await asyncio.sleep(max(0.0, min(self.end - time.monotonic(), self.period)))
        except Exception:
            # A limit that cannot be watched is passed.
            self.sandbox.kill("the limits could not be watched")
            raise
        self.sandbox.kill(reason)

    async def _passed(self) -> str:
        plan, box = self.sandbox.plan, self.sandbox
        if time.monotonic() >= self.end:
            return "time"
        if plan.tight and box.pid:
            memory, tasks = await asyncio.to_thread(used, box.pid)
            self.period = CLOSE if 2 * memory > plan.memory or 2 * tasks > plan.processes else PERIOD
            if memory > plan.memory or tasks > plan.processes:
                return "memory" if memory > plan.memory else "processes"
        if plan.scratch["disk"] and box.scratch >= 0 and time.monotonic() >= self.walk:
            self.walk = time.monotonic() + WALK
            most = int(plan.scratch["files"])
            size, files = await asyncio.to_thread(written, os.dup(box.scratch), most)
            if size > plan.scratch["size"] or files > most:
                return "disk" if size > plan.scratch["size"] else "files"
        return ""


def used(pid: int) -> tuple[int, int]:
    """Return the memory in bytes and the tasks of `pid` and everything below it."""
    memory, tasks, todo = 0, 0, [pid]
    while todo:
        folder = Path(f"/proc/{todo.pop()}")
        with contextlib.suppress(OSError, ValueError):
            threads = list((folder / "task").iterdir())
            tasks += len(threads)
            memory += _resident(folder)
            for thread in threads:
                todo += [int(word) for word in (thread / "children").read_text().split()]
    return memory, tasks


def _resident(folder: Path) -> int:
    # Shared file pages belong to no run; status can be read even where the process is not dumpable.
    lines = [line.split() for line in (folder / "status").read_text().splitlines()]
    return sum(int(words[1]) << 10 for words in lines if words[:1] in (["RssAnon:"], ["RssShmem:"], ["VmSwap:"]))


def written(scratch: int, most: int) -> tuple[int, int]:
    """Return the bytes on disk and the files below descriptor `scratch`, which is closed; stops counting beyond `most`.

    What cannot be looked into is taken for too much: else a folder without permissions would hide everything in it.
    """
    size = files = 0
    todo = list(ROOTS)
    try:
        while todo and files <= most:
            with contextlib.suppress(FileNotFoundError, NotADirectoryError):  # it changes while we look
                for name, found in _entries(scratch, folder := todo.pop()):
                    size, files = size + found.st_blocks * 512, files + 1
                    if stat.S_ISDIR(found.st_mode):
                        todo.append(f"{folder}/{name}")
    except OSError:
        files = most + 1
    finally:
        os.close(scratch)
    return size, files


def _entries(scratch: int, folder: str) -> list[tuple[str, os.stat_result]]:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=scratch)
    found = []
    try:
        with os.scandir(handle) as entries:
            for entry in entries:
                with contextlib.suppress(FileNotFoundError):
                    found.append((entry.name, entry.stat(follow_symlinks=False)))
    finally:
        os.close(handle)
    return found
