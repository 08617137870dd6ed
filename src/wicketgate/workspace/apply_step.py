"""One step of a commit, applied atomically: at every instant the name holds the whole old or the whole new thing.

Takes an open folder and an Intent; every step is done by descriptor and single name. Before a swap the old content is
compared, after it what came out is compared again: an edit made in between goes back to its place.
"""

from __future__ import annotations

import errno
import os

from wicketgate.workspace import syscalls
from wicketgate.workspace.stage import drop_own, own_like
from wicketgate.workspace.step import CONFLICT, DONE, FAILED, MKDIR, PUT, REMOVE, RMDIR, UNCHANGED, Intent, Outcome
from wicketgate.workspace.tree import ABSENT, FOLDER, state_at
from wicketgate.workspace.undo_copies import keep, take_back

UNABLE = frozenset({errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP})


def apply(parent: int, name: str, intent: Intent, kept: int, label: str) -> Outcome:
    """Take one step in the folder `parent`; what is replaced or removed ends as `label` in the folder `kept`."""
    try:
        result, detail = STEPS[intent.action](parent, name, intent, kept, label)
    except OSError as error:
        drop_own(parent, intent)
        reason = "the filesystem cannot swap files atomically" if error.errno in UNABLE else str(error.strerror)
        result, detail = FAILED, reason
    return Outcome(intent.path, intent.action, result, detail)


def _put(parent: int, name: str, intent: Intent, kept: int, label: str) -> tuple[str, str]:
    if intent.before.kind == "absent":
        try:
            syscalls.place(parent, intent.temporary, parent, name)
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
    syscalls.exchange(parent, intent.temporary, parent, name)
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
    syscalls.place(parent, name, parent, intent.temporary)
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
    handle = os.open(name, FOLDER, dir_fd=parent)
    try:
        own_like(handle, os.fstat(parent))
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
