"""Removes a folder whose content an agent wrote: of any depth, with any mode, without following a link.

No process of the run may be alive. Folders are brought up to the top before they are emptied, so that neither the
stack nor the descriptors grow with their depth.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from pathlib import Path

FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


def remove_tree(path: Path) -> None:
    """Remove `path` and all below it; what cannot be removed is left, and nothing is raised."""
    with contextlib.suppress(OSError):
        top = os.open(path, FOLDER)
        try:
            _empty(top)
        finally:
            os.close(top)
        path.rmdir()


def _empty(top: int) -> None:
    unguessed, number = secrets.token_hex(8), 0  # no name the agent chose can be in the way
    waiting = [name for name in _names(top) if not _unlinked(top, name)]
    while waiting:
        name = waiting.pop()
        with contextlib.suppress(OSError):
            handle = os.open(name, FOLDER, dir_fd=top)
            try:
                for below in _names(handle):
                    if not _unlinked(handle, below):
                        number += 1
                        fresh = f"{unguessed}-{number}"
                        os.rename(below, fresh, src_dir_fd=handle, dst_dir_fd=top)
                        waiting.append(fresh)
            finally:
                os.close(handle)
            os.rmdir(name, dir_fd=top)


def _names(handle: int) -> list[str]:
    with os.scandir(handle) as found:
        return [entry.name for entry in found]


def _unlinked(parent: int, name: str) -> bool:
    """Remove what is no folder and return True; a folder is only made enterable."""
    try:
        if stat.S_ISDIR(os.stat(name, dir_fd=parent, follow_symlinks=False).st_mode):
            os.chmod(name, 0o700, dir_fd=parent)
            return False
        os.unlink(name, dir_fd=parent)
    except OSError:
        return True
    return True
