"""Limits over all processes of a run together, in a cgroup folder of its own; v1 and v2. Standard library only.

Takes the plan's `cgroup` part and a run's name; gives folders that are removed when the run is over. It does not decide
whether there is a cgroup to be had: `probe` does.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from typing import Any

PREFIX = "wicketgate-"
CAPS = {
    "v1": {"memory": ("memory.limit_in_bytes", "memory_cap"), "pids": ("pids.max", "pids_cap")},
    "v2": {"memory": ("memory.max", "memory_cap"), "pids": ("pids.max", "pids_cap")},
}
SWAP = {"v1": "memory.memsw.limit_in_bytes", "v2": "memory.swap.max"}


def folders(cgroup: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Return the run's own folders, one a controller (v1) or one for both (v2), none without cgroups."""
    if cgroup["kind"] == "none":
        return ()
    return tuple(dict.fromkeys(f"{cgroup[part]}/{PREFIX}{name}" for part in ("memory", "pids")))


def enter(cgroup: Mapping[str, Any], name: str) -> None:
    """Make the run's folders, set its caps and put this process into them; OSError if one cannot be set."""
    kind = cgroup["kind"]
    for folder in folders(cgroup, name):
        os.mkdir(folder)
    for part, (file, cap) in CAPS.get(kind, {}).items():
        _write(f"{cgroup[part]}/{PREFIX}{name}/{file}", cgroup[cap])
    if kind != "none":
        memory = f"{cgroup['memory']}/{PREFIX}{name}"
        with contextlib.suppress(OSError):  # absent where swap is not accounted
            _write(f"{memory}/{SWAP[kind]}", 0 if kind == "v2" else cgroup["memory_cap"])
        if kind == "v2":
            _write(f"{memory}/memory.oom.group", 1)
    for folder in folders(cgroup, name):
        _write(f"{folder}/cgroup.procs", os.getpid())


def remove(cgroup: Mapping[str, Any], name: str) -> bool:
    """Return whether the run's folders are gone; they cannot go while a process is still dying in them."""
    for folder in folders(cgroup, name):
        with contextlib.suppress(FileNotFoundError):
            try:
                os.rmdir(folder)
            except OSError:
                return False
    return True


def killed(cgroup: Mapping[str, Any], name: str) -> bool:
    """Return whether the kernel killed a process of the run for its memory."""
    file = {"v1": "memory.oom_control", "v2": "memory.events"}.get(cgroup["kind"], "")
    try:
        with open(f"{cgroup['memory']}/{PREFIX}{name}/{file}") as lines:
            return any(line.startswith("oom_kill ") and int(line.split()[1]) > 0 for line in lines)
    except OSError:
        return False


def _write(path: str, value: object) -> None:
    with open(path, "w") as file:
        file.write(str(value))
