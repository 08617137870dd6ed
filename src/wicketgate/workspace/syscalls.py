"""The two system calls Python does not offer: openat2 (resolve below a folder only) and renameat2 (swap, no replace).

Takes descriptors and names, raises OSError as the kernel words it. Knows nothing of workspaces.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform

RENAME_NOREPLACE, RENAME_EXCHANGE = 1, 2
OPENAT2 = 437  # the same number on every architecture, as for all calls since 5.1
RENAMEAT2 = {"x86_64": 316, "aarch64": 276}.get(platform.machine(), -1)
# Never out of the folder, never over a link, never onto another mount.
RESOLVE = 0x08 | 0x04 | 0x02  # BENEATH | NO_SYMLINKS | NO_MAGICLINKS
_libc = ctypes.CDLL(None, use_errno=True)


class _How(ctypes.Structure):
    _fields_ = (("flags", ctypes.c_uint64), ("mode", ctypes.c_uint64), ("resolve", ctypes.c_uint64))


def open_below(folder: int, path: str, flags: int) -> int:
    """Return a descriptor of `path` below `folder`, following no link on the way; ENOSYS where the kernel cannot."""
    how = _How(flags | os.O_CLOEXEC | os.O_NOFOLLOW, 0, RESOLVE)
    return _call(OPENAT2, folder, os.fsencode(path), ctypes.byref(how), ctypes.sizeof(how))


def exchange(old_folder: int, old: str, new_folder: int, new: str) -> None:
    """Swap two names atomically; both must exist."""
    _rename(old_folder, old, new_folder, new, RENAME_EXCHANGE)


def place(old_folder: int, old: str, new_folder: int, new: str) -> None:
    """Rename `old` to `new`; FileExistsError if `new` exists, whatever it is."""
    _rename(old_folder, old, new_folder, new, RENAME_NOREPLACE)


def _rename(old_folder: int, old: str, new_folder: int, new: str, flags: int) -> None:
    if RENAMEAT2 < 0:
        raise OSError(errno.ENOSYS, f"renameat2 is not known on {platform.machine()}")
    _call(RENAMEAT2, old_folder, os.fsencode(old), new_folder, os.fsencode(new), flags)


def _call(number: int, *arguments: object) -> int:
    boxed = [ctypes.c_long(value) if isinstance(value, int) else value for value in arguments]
    result = int(_libc.syscall(ctypes.c_long(number), *boxed))
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result
