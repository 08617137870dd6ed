"""The new object of a step, written beside its place, with the owner and mode it will have there.

Takes an open folder and an Intent. What is staged has a name nobody else uses, until the swap.
"""

from __future__ import annotations

import os
import stat

from wicketgate.workspace.step import PUT, Intent
from wicketgate.workspace.tree import CHUNK, FILE, state_at, write_all

KEPT_XATTRS = ("user.", "system.posix_acl_access", "security.selinux")


def stage(parent: int, name: str, intent: Intent, run: int) -> None:
    """Write the new object under the intent's temporary name, with the owner and mode of what it replaces."""
    if intent.after.kind == "link":
        os.symlink(intent.after.content, intent.temporary, dir_fd=parent)
        _own_link(parent, intent.temporary)
        return
    source = os.open(intent.source, FILE, dir_fd=run)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    made = os.open(intent.temporary, flags, 0o600, dir_fd=parent)
    try:
        while data := os.read(source, CHUNK):
            write_all(made, data)
        _dress(parent, name, intent, made)
    finally:
        os.close(made)
        os.close(source)


def drop_own(parent: int, intent: Intent) -> None:
    """Remove the temporary object if it is the one that was staged; anything else is somebody's and stays."""
    try:
        if intent.action == PUT and state_at(parent, intent.temporary).same(intent.after):
            os.unlink(intent.temporary, dir_fd=parent)
    except OSError:
        return


def unstage(parent: int, intent: Intent) -> None:
    """Remove a staged object, whole or not. Only for one never swapped: after a swap the name is a person's."""
    try:
        os.unlink(intent.temporary, dir_fd=parent)
    except OSError:
        return


def _dress(parent: int, name: str, intent: Intent, made: int) -> None:
    """Give a staged file the owner, mode and attributes of the file it replaces; a new one those of its folder."""
    mode = intent.after.mode
    try:
        current = os.open(name, FILE, dir_fd=parent)
    except OSError:
        own_like(made, os.fstat(parent))
        os.fchmod(made, mode if intent.exact else mode & 0o755 | 0o600)
        return
    try:
        info = os.fstat(current)
        own_like(made, info)
        _copy_attributes(current, made)
        os.fchmod(made, mode if intent.exact else stat.S_IMODE(info.st_mode) & 0o777)
    finally:
        os.close(current)


def own_like(made: int, info: os.stat_result) -> None:
    """Give an open object the owner and group in `info`, as far as this process may."""
    if os.geteuid() == 0:
        os.fchown(made, info.st_uid, info.st_gid)
    elif info.st_gid != os.fstat(made).st_gid and info.st_gid in os.getgroups():
        os.fchown(made, -1, info.st_gid)


def _own_link(parent: int, name: str) -> None:
    if os.geteuid() == 0:
        info = os.fstat(parent)
        os.chown(name, info.st_uid, info.st_gid, dir_fd=parent, follow_symlinks=False)


def _copy_attributes(source: int, made: int) -> None:
    try:
        for attribute in os.listxattr(source):
            if attribute.startswith(KEPT_XATTRS):
                os.setxattr(made, attribute, os.getxattr(source, attribute))
    except OSError:
        return
