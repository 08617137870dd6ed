"""The launcher's child processes: one for each run that is not reported dead yet, and a spare that was forked ahead."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import struct
from dataclasses import dataclass
from typing import Any

UCRED = struct.Struct("iII")
"""A sender's pid (as the receiver sees it), uid and gid, as the kernel vouches for them."""


@dataclass(slots=True)
class Spare:
    """A process that has been forked ahead and waits for its order on the other end of `link`."""

    pid: int
    name: str
    link: socket.socket
    cgroup: dict[str, Any]


@dataclass(slots=True)
class Run:
    """One sandbox that has not been reported dead yet."""

    id: int
    spare: Spare
    sign: int
    """Where a byte arrives when every wall stands and the command starts."""
    pid: int = 0
    """bubblewrap, first process of the namespace everything else of the run lives in: it is dead last."""
    unwanted: bool = False

    @property
    def name(self) -> str:
        """Return the name of the run's cgroup folders."""
        return self.spare.name

    @property
    def cgroup(self) -> dict[str, Any]:
        """Return where they are."""
        return self.spare.cgroup

    def learn(self) -> bool:
        """Return whether the link still has something to tell; the run's process becomes known, and is let go on."""
        try:
            said, told, _, _ = self.spare.link.recvmsg(8, socket.CMSG_SPACE(UCRED.size), socket.MSG_DONTWAIT)
        except BlockingIOError:
            return True
        except ConnectionResetError:
            return False
        if not said:
            return False
        for level, kind, content in told:
            if (level, kind) == (socket.SOL_SOCKET, socket.SCM_CREDENTIALS):
                self.pid = UCRED.unpack(content[: UCRED.size])[0]
        if self.unwanted:
            self.kill()
        with contextlib.suppress(OSError):  # it may have died meanwhile: then it will be reaped
            self.spare.link.send(b"!")
        return True

    def started(self) -> bool:
        """Return whether the command was started."""
        with contextlib.suppress(BlockingIOError):
            return bool(os.read(self.sign, 1))
        return False

    def kill(self) -> None:
        """Kill everything of the run; a process that is not known yet is killed when it is."""
        self.unwanted = True
        kill(self.pid or self.spare.pid)

    def close(self) -> None:
        """Close what was kept; a process that still waits to be let go ends by it."""
        self.spare.link.close()
        os.close(self.sign)


def kill(pid: int) -> None:
    """End a child of ours that has not been reaped."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
