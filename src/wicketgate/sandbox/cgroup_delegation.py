"""Where, if anywhere, this user may set limits over all processes of a run: cgroup v2, v1, or nowhere."""

from __future__ import annotations

import os
from pathlib import Path

from wicketgate.sandbox.machine import Cgroup

ROOT, OWN = Path("/sys/fs/cgroup"), Path("/proc/self/cgroup")
NEEDED = {"memory", "pids"}


def cgroup(root: Path = ROOT, own: Path = OWN) -> Cgroup:
    """Return the folders in which a run's own folder can be made and both memory and tasks be capped.

    `root` is where the hierarchies are mounted, `own` the list of the groups this process is in.
    """
    groups = _groups(own)
    for mounted in (root, root / "unified"):
        for folder in _upwards(mounted, groups.get("", "/")):
            if set(_words(folder / "cgroup.subtree_control")) >= NEEDED and _writable(folder):
                return Cgroup("v2", str(folder), str(folder))
    memory, pids = (_at(root / name, groups.get(name, "/")) for name in ("memory", "pids"))
    if (memory / "memory.limit_in_bytes").exists() and _writable(memory) and _writable(pids):
        return Cgroup("v1", str(memory), str(pids))
    return Cgroup()


def _upwards(mounted: Path, group: str) -> list[Path]:
    # A run's folder is made beside our own where ours holds processes: a group with members passes no controllers on.
    folder = _at(mounted, group)
    return [place for place in (folder, *folder.parents) if place.is_relative_to(mounted)]


def _writable(folder: Path) -> bool:
    # A process moves only where the folder that holds both its old and its new group may be written.
    return all(os.access(place, os.W_OK) for place in (folder, folder / "cgroup.procs"))


def _at(mounted: Path, group: str) -> Path:
    return mounted / group.lstrip("/")


def _groups(own: Path) -> dict[str, str]:
    groups: dict[str, str] = {}
    for line in _lines(own):
        _, controllers, group = line.split(":", 2)
        groups |= dict.fromkeys(controllers.split(","), group)
    return groups


def _words(path: Path) -> list[str]:
    return " ".join(_lines(path)).split()


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text().splitlines()
    except OSError:
        return []
