"""Brings what a run shows to neutral names below /tmp of its own mount namespace. Standard library only.

bubblewrap runs as the run's uid, which cannot traverse root's folders; and names in an overlay's options are seen
inside. So each source is opened once, by whoever may, without following any link, and bound to a short name.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

from wicketgate.sandbox import syscalls
from wicketgate.sandbox.idmap import IdMap
from wicketgate.sandbox.mounts import STAGE, TERMINALS

SCRATCH, MERGED = f"{STAGE}/s", f"{STAGE}/w"
QUIET = syscalls.MS_NOSUID | syscalls.MS_NODEV


def as_root(plan: dict[str, Any], owners: IdMap | None) -> None:
    """Stage everything with root's reach in an own mount namespace, then become the run's uid for good."""
    syscalls.unshare(syscalls.CLONE_NEWNS)
    everything(plan, owners)
    uid = int(plan["uid"])
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    syscalls.prctl(syscalls.PR_SET_DUMPABLE, 1)  # else root owns /proc/self, and so the map of the next namespace


def everything(plan: dict[str, Any], owners: IdMap | None = None) -> None:
    """Bind each source of `plan["stage"]` to its staged name; OSError if one is a link, missing, or readable where it
    must not be. `owners` translates the snapshot's owner to the run's uid."""
    syscalls.mount("", "/", "", syscalls.MS_REC | syscalls.MS_PRIVATE)
    opened = [(syscalls.open_source(source), name, kind) for source, name, kind in plan["stage"]]
    disk = syscalls.open_source(plan["scratch"]["disk"]) if plan["scratch"]["disk"] else None
    syscalls.mount("stage", STAGE, "tmpfs", QUIET, "mode=0755")
    for folder in (SCRATCH, MERGED, TERMINALS):
        Path(folder).mkdir()
    for source, name, kind in opened:
        found = os.fstat(source)
        _place(name, found)
        if kind == "unreadable" and found.st_mode & 0o777 != 0o111:
            raise PermissionError(13, f"a program must have mode 0111 (got {found.st_mode & 0o777:04o})")
        if kind == "overlay" and plan["uid"] is not None and found.st_uid != plan["uid"]:
            _mapped(source, name, found, int(plan["uid"]), owners)
        else:
            syscalls.bind(source, name, syscalls.MS_NOEXEC if kind == "inert" else 0)
        os.close(source)
    if disk is not None:
        if plan["uid"] is not None:
            os.chown(f"/proc/self/fd/{disk}", plan["uid"], plan["uid"])
        syscalls.bind(disk, SCRATCH, quiet(plan))
        os.close(disk)


def quiet(plan: dict[str, Any]) -> int:
    """Return the mount flags of what the agent writes."""
    # Where only named programs may start, none may be brought along and mapped by the loader either.
    return QUIET if plan["scratch"]["programs"] else QUIET | syscalls.MS_NOEXEC


def _place(name: str, found: os.stat_result) -> None:
    if stat.S_ISDIR(found.st_mode):
        Path(name).mkdir()
    else:
        os.close(os.open(name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o444))


def _mapped(source: int, name: str, found: os.stat_result, uid: int, owners: IdMap | None) -> None:
    # The snapshot belongs to root (or to whoever root acts for); inside it must belong to the run's uid.
    userns = (owners or IdMap()).show((found.st_uid, found.st_gid), (uid, uid))
    try:
        syscalls.bind_mapped(source, name, userns)
    except OSError as error:
        reason = "the snapshot's filesystem cannot translate owners: keep the state directory on ext4, xfs or btrfs"
        raise OSError(error.errno, f"{reason} ({error.strerror})") from None
    finally:
        os.close(userns)
