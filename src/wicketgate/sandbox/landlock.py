"""A Landlock rule set over files known before the sandbox's own mounts exist: rules follow inodes, not names.

Takes staged paths, gives a descriptor that `enter` takes on inside. Reading is not ruled here (what is not mounted is
not there); writing, starting programs and connecting are. Standard library only.
"""

from __future__ import annotations

import ctypes
import os
import stat
import struct
from collections.abc import Iterable

from wicketgate.sandbox.syscalls import LANDLOCK_ADD, LANDLOCK_CREATE, syscall

EXECUTE, WRITE_FILE, REMOVE_DIR, REMOVE_FILE = 1 << 0, 1 << 1, 1 << 4, 1 << 5
MAKE_CHAR, MAKE_DIR, MAKE_REG, MAKE_SOCK, MAKE_FIFO, MAKE_BLOCK, MAKE_SYM = (1 << n for n in range(6, 13))
REFER, TRUNCATE = 1 << 13, 1 << 14
CHANGES = WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | MAKE_FIFO | MAKE_SYM
NEVER = MAKE_CHAR | MAKE_BLOCK | MAKE_SOCK  # ruled and granted nowhere: no device, no socket file
CONNECT_TCP = 1 << 1
SCOPE_ABSTRACT_SOCKETS, SCOPE_SIGNALS = 1, 2
FILE_RIGHTS = EXECUTE | WRITE_FILE | TRUNCATE


def abi() -> int:
    """Return the Landlock version of this kernel, 0 when it has none."""
    try:
        return syscall(LANDLOCK_CREATE, None, 0, 1)
    except OSError:
        return 0


def rules(
    version: int, writable: Iterable[str | int], executable: Iterable[str] | None, ports: Iterable[int] | None
) -> int:
    """Return the rule set: changes only below `writable` (paths or descriptors), programs only from `executable` (None:
    any), TCP connections only to `ports` (None: any). A right this kernel is too old to know is left out."""
    changes = CHANGES | (REFER if version >= 2 else 0) | (TRUNCATE if version >= 3 else 0)
    handled = changes | NEVER | (EXECUTE if executable is not None else 0)
    net = CONNECT_TCP if ports is not None and version >= 4 else 0
    scoped = SCOPE_ABSTRACT_SOCKETS | SCOPE_SIGNALS if version >= 6 else 0
    body = struct.pack("QQQ", handled, net, scoped)[: 8 if version < 4 else 16 if version < 6 else 24]
    number = syscall(LANDLOCK_CREATE, ctypes.create_string_buffer(body, len(body)), len(body), 0)
    for place in writable:
        _beneath(number, place, changes)
    for place in executable or ():
        _beneath(number, place, EXECUTE)
    for port in ports or () if net else ():
        body = struct.pack("QQ", CONNECT_TCP, port)
        syscall(LANDLOCK_ADD, number, 2, ctypes.create_string_buffer(body, len(body)), 0)
    return number


def _beneath(number: int, place: str | int, rights: int) -> None:
    opened = os.open(place, os.O_PATH | os.O_CLOEXEC) if isinstance(place, str) else place
    try:
        if not stat.S_ISDIR(os.fstat(opened).st_mode):
            rights &= FILE_RIGHTS
        body = struct.pack("=Qi", rights, opened)
        syscall(LANDLOCK_ADD, number, 1, ctypes.create_string_buffer(body, len(body)), 0)
    finally:
        if isinstance(place, str):
            os.close(opened)
