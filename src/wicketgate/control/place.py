"""The warden's place in its state directory: the lock that makes it the only one, its socket's name, its log.

Everything goes through a descriptor of the directory: a socket's path may have 107 bytes, a home directory more.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import socket
from collections.abc import Iterator

from wicketgate.errors import StateError

LOG_CAP = 4 << 20


@contextlib.contextmanager
def owned(handle: int) -> Iterator[None]:
    """Hold the state directory's lock; StateError `busy` when another warden has it."""
    lock = os.open("warden.lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600, dir_fd=handle)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise StateError("busy") from None
    try:
        yield
    finally:
        os.close(lock)


def bind(handle: int) -> socket.socket:
    """Return the listening socket, 0600, in place of the one a dead warden left."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink("warden.sock", dir_fd=handle)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC)
    before = os.umask(0o177)
    try:
        listener.bind(f"/proc/self/fd/{handle}/warden.sock")
    finally:
        os.umask(before)
    listener.listen(64)
    return listener


def withdraw(handle: int, *, back: bool = False) -> None:
    """Take the socket's name away, so that no more clients come; `back` gives it back."""
    names = ("warden.leaving", "warden.sock") if back else ("warden.sock", "warden.leaving")
    with contextlib.suppress(FileNotFoundError):
        os.rename(*names, src_dir_fd=handle, dst_dir_fd=handle)


def trim_log(handle: int) -> None:
    """Put a log that has grown large aside, in place of the one before."""
    with contextlib.suppress(OSError):
        if os.stat("warden.log", dir_fd=handle, follow_symlinks=False).st_size > LOG_CAP:
            os.rename("warden.log", "warden.log.old", src_dir_fd=handle, dst_dir_fd=handle)
