"""The old content of what a commit replaces or removes: kept for the undo, or put back at once if a person changed it
meanwhile.

Takes an open folder, a name in it and the open folder of the undo record.
"""

from __future__ import annotations

import errno
import os
import stat

from wicketgate.workspace import syscalls
from wicketgate.workspace.stage import drop_own
from wicketgate.workspace.step import CONFLICT, PUT, Intent
from wicketgate.workspace.tree import CHUNK, FILE, state_at, write_all


def take_back(parent: int, name: str, intent: Intent, kept: int, label: str) -> tuple[str, str]:
    """Return what stands under the temporary name to its place: it is not what was expected, so it is a person's."""
    try:
        if intent.action == PUT:
            syscalls.exchange(parent, intent.temporary, parent, name)
        else:
            syscalls.place(parent, intent.temporary, parent, name)
    except OSError:
        keep(parent, intent.temporary, kept, f"{label}.yours")
        return CONFLICT, f"it changed twice meanwhile: an earlier version is kept as undo/{label}.yours"
    if intent.action == PUT and not state_at(parent, intent.temporary).same(intent.after):
        keep(parent, intent.temporary, kept, f"{label}.yours")
        return CONFLICT, f"it changed twice meanwhile: a later version is kept as undo/{label}.yours"
    drop_own(parent, intent)
    return CONFLICT, "it changed while it was being committed"


def keep(parent: int, name: str, kept: int, label: str) -> None:
    """Move an object into the folder `kept`: by rename, so that a late write to it is kept too; else by copy."""
    info = os.stat(name, dir_fd=parent, follow_symlinks=False)
    # An inode with another name would go on changing in the undo area when that name is edited.
    if info.st_nlink == 1 or not stat.S_ISREG(info.st_mode):
        try:
            os.rename(name, label, src_dir_fd=parent, dst_dir_fd=kept)
            return
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
    _copy_out(parent, name, info, kept, label)
    os.unlink(name, dir_fd=parent)


def _copy_out(parent: int, name: str, info: os.stat_result, kept: int, label: str) -> None:
    if stat.S_ISLNK(info.st_mode):
        os.symlink(os.readlink(name, dir_fd=parent), label, dir_fd=kept)
        return
    source = os.open(name, FILE, dir_fd=parent)
    made = os.open(label, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600, dir_fd=kept)
    try:
        while data := os.read(source, CHUNK):
            write_all(made, data)
        os.fchmod(made, stat.S_IMODE(info.st_mode) & 0o777)
        os.fsync(made)
    finally:
        os.close(made)
        os.close(source)
