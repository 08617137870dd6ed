"""One object put, removed or taken back, so that at every instant the name holds the old or the new thing, whole.

Takes an open folder and an Intent; every step is done by descriptor and single name. Before a swap the old content is
compared, after it what came out is compared again: an edit made in between goes back to its place.
"""

from __future__ import annotations

import errno
import os
import stat
from dataclasses import dataclass

from wicketgate.workspace import kernel
from wicketgate.workspace.tree import ABSENT, CHUNK, FILE, State, state_at, write_all

DONE, UNCHANGED, CONFLICT, FAILED = "done", "unchanged", "conflict", "failed"
PUT, REMOVE, MKDIR, RMDIR = "put", "remove", "mkdir", "rmdir"
UNABLE = frozenset({errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP})
KEPT_XATTRS = ("user.", "system.posix_acl_access", "security.selinux")


@dataclass(frozen=True, slots=True)
class Intent:
    """One step of a commit or an undo, as it is written down before it is taken."""

    path: str
    action: str
    """put, remove, mkdir or rmdir."""
    before: State = ABSENT
    after: State = ABSENT
    source: str = ""
    """Where a file's new content lies, relative to the run's folder."""
    temporary: str = ""
    """The name beside `path` that the object has on its way in or out."""
    exact: bool = False
    """Whether `after.mode` is given to the file as it is, instead of the mode of what it replaces."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an intent: done, unchanged (it was so already), conflict or failed."""

    path: str
    action: str
    result: str
    detail: str = ""


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


def apply(parent: int, name: str, intent: Intent, kept: int, label: str) -> Outcome:
    """Take one step in the folder `parent`; what is replaced or removed ends as `label` in the folder `kept`."""
    try:
        result, detail = STEPS[intent.action](parent, name, intent, kept, label)
    except OSError as error:
        drop_own(parent, intent)
        reason = "the filesystem cannot swap files atomically" if error.errno in UNABLE else str(error.strerror)
        result, detail = FAILED, reason
    return Outcome(intent.path, intent.action, result, detail)


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


def take_back(parent: int, name: str, intent: Intent, kept: int, label: str) -> tuple[str, str]:
    """Return what stands under the temporary name to its place: it is not what was expected, so it is a person's."""
    try:
        if intent.action == PUT:
            kernel.exchange(parent, intent.temporary, parent, name)
        else:
            kernel.place(parent, intent.temporary, parent, name)
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


def _put(parent: int, name: str, intent: Intent, kept: int, label: str) -> tuple[str, str]:
    if intent.before.kind == "absent":
        try:
            kernel.place(parent, intent.temporary, parent, name)
        except FileExistsError:
            there = state_at(parent, name)
            drop_own(parent, intent)
            if there.same(intent.after):
                return UNCHANGED, "it was there already"
            return CONFLICT, "something else was put there meanwhile"
        return DONE, ""
    current = state_at(parent, name)
    if not current.same(intent.before):
        drop_own(parent, intent)
        return (UNCHANGED, "") if current.same(intent.after) else (CONFLICT, "it changed since the run began")
    kernel.exchange(parent, intent.temporary, parent, name)
    if not state_at(parent, intent.temporary).same(intent.before):
        return take_back(parent, name, intent, kept, label)
    _keep_or_return(parent, name, intent, kept, label)
    return DONE, "other names of the old file keep the old content" if current.links > 1 else ""


def _remove(parent: int, name: str, intent: Intent, kept: int, label: str) -> tuple[str, str]:
    current = state_at(parent, name)
    if current == ABSENT:
        return UNCHANGED, "it is gone already"
    if not current.same(intent.before):
        return CONFLICT, "it changed since the run began"
    kernel.place(parent, name, parent, intent.temporary)
    if not state_at(parent, intent.temporary).same(intent.before):
        return take_back(parent, name, intent, kept, label)
    _keep_or_return(parent, name, intent, kept, label)
    return DONE, ""


def _keep_or_return(parent: int, name: str, intent: Intent, kept: int, label: str) -> None:
    """Keep the old object for an undo; without room for it the step does not happen."""
    try:
        keep(parent, intent.temporary, kept, label)
    except OSError:
        take_back(parent, name, intent, kept, label)
        raise


def _mkdir(parent: int, name: str, intent: Intent, kept: int, label: str) -> tuple[str, str]:
    del kept, label
    try:
        os.mkdir(name, 0o700, dir_fd=parent)
    except FileExistsError:
        there = state_at(parent, name).kind == "folder"
        return (UNCHANGED, "") if there else (CONFLICT, "something else stands there")
    handle = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=parent)
    try:
        _own_like(handle, os.fstat(parent))
        os.fchmod(handle, intent.after.mode & 0o755 | 0o700)
    finally:
        os.close(handle)
    return DONE, ""


def _rmdir(parent: int, name: str, intent: Intent, kept: int, label: str) -> tuple[str, str]:
    del intent, kept, label
    try:
        os.rmdir(name, dir_fd=parent)
    except FileNotFoundError:
        return UNCHANGED, "it is gone already"
    except OSError as error:
        return CONFLICT, f"the folder stays: {error.strerror}"
    return DONE, ""


STEPS = {PUT: _put, REMOVE: _remove, MKDIR: _mkdir, RMDIR: _rmdir}


def _dress(parent: int, name: str, intent: Intent, made: int) -> None:
    """Give a staged file the owner, mode and attributes of the file it replaces; a new one those of its folder."""
    mode = intent.after.mode
    try:
        current = os.open(name, FILE, dir_fd=parent)
    except OSError:
        _own_like(made, os.fstat(parent))
        os.fchmod(made, mode if intent.exact else mode & 0o755 | 0o600)
        return
    try:
        info = os.fstat(current)
        _own_like(made, info)
        _copy_attributes(current, made)
        os.fchmod(made, mode if intent.exact else stat.S_IMODE(info.st_mode) & 0o777)
    finally:
        os.close(current)


def _own_like(made: int, info: os.stat_result) -> None:
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
