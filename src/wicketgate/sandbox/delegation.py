"""Where, if anywhere, this user may set limits over all processes of a run: cgroup v2, v1, or nowhere."""

from __future__ import annotations

import os
from pathlib import Path

from wicketgate.sandbox.machine import Cgroup

V2_ROOTS = ("/sys/fs/cgroup", "/sys/fs/cgroup/unified")


def cgroup() -> Cgroup:
    """Return the folders in which a run's own folder can be made and both memory and tasks be capped."""
    own = _own()
    for root in V2_ROOTS:
        folder = f"{root}{own.get('', '/')}".rstrip("/")
        if {"memory", "pids"} <= set(_words(f"{folder}/cgroup.subtree_control")) and os.access(folder, os.W_OK):
            return Cgroup("v2", folder, folder)
    memory = f"/sys/fs/cgroup/memory{own.get('memory', '/')}".rstrip("/")
    pids = f"/sys/fs/cgroup/pids{own.get('pids', '/')}".rstrip("/")
    if all(Path(folder, "cgroup.procs").exists() and os.access(folder, os.W_OK) for folder in (memory, pids)):
        return Cgroup("v1", memory, pids)
    return Cgroup()


def _own() -> dict[str, str]:
    folders = {}
    for line in _lines("/proc/self/cgroup"):
        _, controllers, folder = line.split(":", 2)
        for controller in controllers.split(","):
            folders[controller] = folder
    return folders


def _words(path: str) -> list[str]:
    return " ".join(_lines(path)).split()


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []
