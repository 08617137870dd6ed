"""Tries in this process which walls the kernel lets it raise; for a bare interpreter that ends then."""

from __future__ import annotations

import os
from pathlib import Path

from wicketgate.sandbox import syscalls
from wicketgate.sandbox.mounts import STAGE

TRIED_AS = 65_533
"""The uid root tries as: a run never keeps root's."""


def stages(uid: int) -> list[str]:
    """Return which of `namespaces`, `overlay` and `xattr` could be had; stops at the first that could not."""
    had: list[str] = []
    try:
        if uid == 0:
            os.setgroups([])
            os.setresgid(TRIED_AS, TRIED_AS, TRIED_AS)
            os.setresuid(TRIED_AS, TRIED_AS, TRIED_AS)
            syscalls.prctl(syscalls.PR_SET_DUMPABLE, 1)
        uid, gid = os.geteuid(), os.getegid()
        syscalls.unshare(syscalls.CLONE_NEWUSER | syscalls.CLONE_NEWNS | syscalls.CLONE_NEWNET)
        syscalls.map_identity(uid, gid)
        syscalls.raise_loopback()
        syscalls.mount("stage", STAGE, "tmpfs", syscalls.MS_NOSUID | syscalls.MS_NODEV)
        had.append("namespaces")
        os.chdir(STAGE)
        for name in ("l", "u", "k", "w"):
            Path(name).mkdir()
        syscalls.mount("overlay", "w", "overlay", 0, "userxattr,lowerdir=l,upperdir=u,workdir=k")
        had.append("overlay")
        os.setxattr("u", "user.wicketgate", b"1")
        had.append("xattr")
    except OSError:
        pass
    return had
