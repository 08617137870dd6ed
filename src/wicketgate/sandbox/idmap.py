"""The user namespace of an idmapped mount: files belong to their owner on disk, and to the run's uid inside.

Used only when the warden is real root. Standard library only.
"""

from __future__ import annotations

import errno
import os
import signal

from wicketgate.sandbox import syscalls


class IdMap:
    """A user namespace made ahead, whose map is written when it is known who owns what; needs real root."""

    def __init__(self) -> None:
        ready, self._gate = os.pipe(), os.pipe()
        parent = os.getpid()
        self._holder = os.fork()
        if self._holder == 0:
            self._hold(ready, parent)
        os.close(ready[1])
        os.close(self._gate[0])
        self._made = os.read(ready[0], 1) == b"x"
        os.close(ready[0])

    def _hold(self, ready: tuple[int, int], parent: int) -> None:
        try:
            syscalls.die_with(parent, signal.SIGKILL)
            syscalls.unshare(syscalls.CLONE_NEWUSER)
            os.close(self._gate[1])
            os.write(ready[1], b"x")
            os.read(self._gate[0], 1)
        finally:
            os._exit(0)

    def show(self, inside: tuple[int, int], outside: tuple[int, int]) -> int:
        """Return a descriptor of the namespace that shows owner `inside` (uid, gid) as `outside`; only once."""
        try:
            if not self._made:
                raise OSError(errno.EPERM, "user namespace for the snapshot could not be made")
            syscalls.write_map(f"/proc/{self._holder}/uid_map", f"{inside[0]} {outside[0]} 1")
            syscalls.write_map(f"/proc/{self._holder}/gid_map", f"{inside[1]} {outside[1]} 1")
            return os.open(f"/proc/{self._holder}/ns/user", os.O_RDONLY | os.O_CLOEXEC)
        finally:
            os.close(self._gate[1])
            self._gate = (-1, -1)

    def close(self) -> None:
        """Let the process that held the namespace end; what `show` returned stays."""
        if self._gate[1] >= 0:
            os.close(self._gate[1])
        os.waitpid(self._holder, 0)
