"""A private file of the vault: read and replaced so that a crash, a full disk or a trap leaves the old one or the new.

Takes a folder's descriptor and a name, gives bytes. Every check is made on what was opened, never on a path.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from wicketgate.errors import StateError

CAP = 64 << 20
"""Bytes of one file."""


def read_private(folder: Path, name: str, *, own: bool = True) -> bytes | None:
    """Return the file's bytes, None if there is none; StateError unless it is a plain file of ours with mode 0600.

    The folder must be ours alone too, unless `own` is false (a home folder others may look into).
    """
    with _opened(folder, 0o077 if own else 0o022) as handle:
        try:
            # O_NOFOLLOW: a link could be turned elsewhere. O_NONBLOCK: opening a pipe without a writer would hang.
            opened = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=handle)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _unusable(folder / name, error) from None
    with open(opened, "rb") as file:
        found = os.fstat(opened)
        if not stat.S_ISREG(found.st_mode) or found.st_uid != os.geteuid() or stat.S_IMODE(found.st_mode) != 0o600:
            got = f"(got uid {found.st_uid}, mode {stat.S_IMODE(found.st_mode):04o})"
            problem = f"{folder / name}: expected a plain file of yours with mode 0600 {got}"
            raise StateError(problem, f"whoever could read it knows it: rotate what it holds, then chmod 600 {name}")
        content = file.read(CAP + 1)
    if len(content) > CAP:
        raise StateError(f"{folder / name}: expected at most {CAP} bytes", "this is not a file the vault wrote")
    return content


def write_private(folder: Path, name: str, content: bytes) -> None:
    """Replace the file by `content`, durably, mode 0600; StateError if it cannot be, and then the old one stands."""
    fresh = f"{name}.new"
    with _opened(folder) as handle:
        try:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(fresh, dir_fd=handle)
            _write(handle, fresh, content)
            os.rename(fresh, name, src_dir_fd=handle, dst_dir_fd=handle)
            os.fsync(handle)
        except OSError as error:
            with contextlib.suppress(OSError):
                os.unlink(fresh, dir_fd=handle)
            raise _unusable(folder / name, error) from None


def _write(handle: int, name: str, content: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    opened = os.open(name, flags, 0o600, dir_fd=handle)
    with open(opened, "wb") as file:
        os.fchmod(opened, 0o600)
        file.write(content)
        file.flush()
        os.fsync(opened)


@contextlib.contextmanager
def _opened(folder: Path, barred: int = 0o077) -> Iterator[int]:
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        raise _unusable(folder, error) from None
    try:
        found = os.fstat(handle)
        if found.st_uid != os.geteuid() or stat.S_IMODE(found.st_mode) & barred:
            raise StateError(f"{folder} must belong to you and nobody else may enter it", f"chmod 700 {folder}")
        yield handle
    finally:
        os.close(handle)


def _unusable(path: Path, error: OSError) -> StateError:
    remedy = {errno.ELOOP: "it is a link: put the file itself there", errno.ENOSPC: "make room; nothing was changed"}
    reason = (error.strerror or type(error).__name__).lower()
    return StateError(f"cannot use {path}: {reason}", remedy.get(error.errno or 0, ""))
