"""Where the journal lies: a private file in a private folder, owned by one process at a time.

Takes the journal's path; gives back a held lock. Knows nothing of SQLite.
"""

from __future__ import annotations

import fcntl
import os
import stat
from pathlib import Path

from wicketgate.errors import StateError


def settle_in(path: Path) -> Path:
    """Return `path` in its real folder, made if need be with mode 0700; StateError if the folder is open to others."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = path.parent.resolve() / path.name
    folder = path.parent.stat()
    if folder.st_uid != os.geteuid():
        raise StateError(f"{path.parent} belongs to uid {folder.st_uid}, expected {os.geteuid()}", "use your own")
    if folder.st_mode & 0o077:
        raise StateError(f"{path.parent} is open to others", f"chmod 700 {path.parent}")
    return path


def own(path: Path) -> int:
    """Return a descriptor that holds the lock beside `path`, which then exists; StateError if another holds it."""
    lock = _open(path.with_name(path.name + ".lock"))
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        holder = os.pread(lock, 32, 0).decode("ascii", "replace").strip() or "unknown"
        os.close(lock)
        raise StateError(f"another process owns {path} (pid {holder})", "one warden owns a state directory") from None
    os.ftruncate(lock, 0)
    os.pwrite(lock, f"{os.getpid()}\n".encode("ascii"), 0)
    try:
        # INVARIANT: only under the lock: closing a descriptor of the file drops every POSIX lock the process has on it.
        os.close(_open(path))
    except StateError:
        os.close(lock)
        raise
    return lock


def _open(path: Path) -> int:
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StateError(f"cannot open {path} ({error.strerror})", "it must be a plain file you may write") from None
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
        os.close(descriptor)
        raise StateError(f"{path} is not a private plain file of yours", f"chmod 600 {path}, or move it aside")
    return descriptor
