"""The processes the launcher answers for: runs that have not been reported dead, and the one forked ahead."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class Spare:
    """A process that has been forked ahead and waits for its order."""

    pid: int
    name: str
    orders: socket.socket
    cgroup: dict[str, Any]


@dataclass(slots=True)
class Run:
    """One sandbox that has not been reported dead yet."""

    id: int
    name: str
    outer: int
    status: int
    cgroup: dict[str, Any]
    inner: int = 0
    """Pid of the sandbox's first process; 0 until bubblewrap told it, or once it is dead."""
    code: int | None = None
    """How bubblewrap ended; None while it lives."""
    told: bytes = b""

    def says(self) -> dict[str, Any]:
        """Return what bubblewrap told about the run so far."""
        said: dict[str, Any] = {}
        for line in self.told.splitlines():
            with contextlib.suppress(ValueError):
                said |= json.loads(line)
        return said


def kill(pid: int) -> None:
    """End a child of ours that has not been reaped; 0 is none."""
    if pid:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
