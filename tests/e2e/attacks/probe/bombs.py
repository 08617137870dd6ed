"""Rows that may end the whole run: they are made in one of their own, each in its turn."""

from __future__ import annotations

import mmap
import os
import resource
import signal
import time

from attempt import row

ROWS = (72, 73, 75, 202, 216)
TASKS, MEMORY, FILES = 300, 400 << 20, 4200


@row(73)
def fork_bomb() -> str:
    """Start many processes that stay."""
    started: list[int] = []
    try:
        for _ in range(TASKS):
            pid = os.fork()
            if pid == 0:
                time.sleep(60)
                os._exit(0)
            started.append(pid)
        return "done"
    except OSError:
        return f"{len(started)} processes"
    finally:
        for pid in started:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


@row(75)
def many_descriptors() -> str:
    """Open more files than anything honest needs."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    for number in range(FILES):
        try:
            os.open("/dev/null", os.O_RDONLY)
        except OSError:
            return f"{number} descriptors"
    return "done"


@row(72)
def memory_bomb() -> str:
    """Use more memory than the run may."""
    page = mmap.mmap(-1, MEMORY)
    for at in range(0, MEMORY, 4096):
        page[at] = 1
    time.sleep(2)
    return "done"
