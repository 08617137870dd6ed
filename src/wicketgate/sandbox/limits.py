"""The limits nothing in the kernel holds for us: watched from outside, and the run is killed beyond one.

The wall clock always; memory and processes where there is no cgroup; disk and files where the scratch is not a tmpfs.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wicketgate.sandbox.launcher import Sandbox

PERIOD = 0.25
"""Seconds between two samples: what a run can grow by in that time is not bounded by them."""


class Watch:
    """Watches one sandbox."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.end = time.monotonic() + sandbox.plan.seconds

    async def run(self) -> None:
        """Kill the sandbox at the first limit it passes; cancelled when it has ended."""
        while True:
            left = self.end - time.monotonic()
            await asyncio.sleep(max(0.0, min(left, PERIOD)))
            if reason := self.passed():
                self.sandbox.kill(reason)

    def passed(self) -> str:
        """Return the limit that is passed now, or nothing."""
        plan = self.sandbox.plan
        if time.monotonic() >= self.end:
            return "time"
        if plan.tight and self.sandbox.pid:
            memory, tasks = used(self.sandbox.pid)
            if memory > plan.memory:
                return "memory"
            if tasks > plan.processes:
                return "processes"
        if plan.scratch["disk"] and self.sandbox.scratch >= 0:
            size, files = written(self.sandbox.scratch, plan.scratch["files"])
            if size > plan.scratch["size"]:
                return "disk"
            if files > plan.scratch["files"]:
                return "files"
        return ""


def used(pid: int) -> tuple[int, int]:
    """Return the memory in bytes and the tasks of `pid` and everything below it."""
    memory, tasks, todo = 0, 0, [pid]
    while todo:
        number = todo.pop()
        with contextlib.suppress(OSError, ValueError):
            threads = [entry.name for entry in Path(f"/proc/{number}/task").iterdir()]
            tasks += len(threads)
            memory += _resident(number)
            for thread in threads:
                with open(f"/proc/{number}/task/{thread}/children") as file:
                    todo += [int(word) for word in file.read().split()]
    return memory, tasks


def _resident(pid: int) -> int:
    # Shared file pages belong to no run; status is readable even where the process is not dumpable.
    with open(f"/proc/{pid}/status") as file:
        lines = [line.split() for line in file if line.startswith(("RssAnon:", "RssShmem:", "VmSwap:"))]
    return sum(int(words[1]) << 10 for words in lines)


def written(scratch: int, most: int) -> tuple[int, int]:
    """Return the bytes on disk and the number of files below the descriptor `scratch`; stops counting beyond `most`."""
    size = files = 0
    todo = [os.dup(scratch)]
    while todo:
        folder = todo.pop()
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    found = os.stat(entry.name, dir_fd=folder, follow_symlinks=False)
                    size, files = size + found.st_blocks * 512, files + 1
                    if entry.is_dir(follow_symlinks=False) and files <= most:
                        flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
                        todo.append(os.open(entry.name, flags, dir_fd=folder))
        except OSError:
            pass  # it went away, or was made unreadable: what cannot be entered is counted by its own inode
        finally:
            os.close(folder)
    return size, files
