"""Limits over all processes of a run together, in a cgroup folder of its own; v1 and v2. Standard library only.

Takes the plan's `cgroup` part and a name; gives folders that are removed when the run is over. It does not decide
whether there is a cgroup to be had: `probe` does.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PREFIX = "wicketgate-"
YOUNG = 10.0
"""Seconds in which another launcher's new folder may still be empty."""
NONE: dict[str, Any] = {"kind": "none", "memory": "", "pids": ""}
CAPS = {
    "v1": {"memory": ("memory.limit_in_bytes", "memory_cap"), "pids": ("pids.max", "pids_cap")},
    "v2": {"memory": ("memory.max", "memory_cap"), "pids": ("pids.max", "pids_cap")},
}


def same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether both mean the same place."""
    return all(one[part] == other[part] for part in ("kind", "memory", "pids"))


def join(place: Mapping[str, Any], name: str) -> None:
    """Make the run's folders and put this process into them; OSError if that is refused."""
    for folder in _folders(place, name):
        folder.mkdir()
        _write(folder / "cgroup.procs", os.getpid())


def cap(place: Mapping[str, Any], name: str) -> None:
    """Set the caps of a run that has joined; OSError if one cannot be set."""
    kind = place["kind"]
    for part, (file, which) in CAPS.get(kind, {}).items():
        _write(Path(place[part], PREFIX + name, file), place[which])
    if kind == "v2":
        _write(Path(place["memory"], PREFIX + name, "memory.oom.group"), 1)
    swap, value = ("memory.swap.max", 0) if kind == "v2" else ("memory.memsw.limit_in_bytes", place.get("memory_cap"))
    if kind != "none":
        with contextlib.suppress(OSError):  # absent where the kernel does not account swap
            _write(Path(place["memory"], PREFIX + name, swap), value)


def remove(place: Mapping[str, Any], name: str) -> bool:
    """Return whether the run's folders are gone; they cannot go while a process is still dying in them."""
    for folder in _folders(place, name):
        try:
            folder.rmdir()
        except FileNotFoundError:
            continue
        except OSError:
            return False
    return True


def sweep(place: Mapping[str, Any]) -> None:
    """Remove the empty folders of launchers that were killed before they could."""
    for parent in {place["memory"], place["pids"]} - {""}:
        for folder in Path(parent).glob(f"{PREFIX}*"):
            # One with a process in it cannot be removed; a young one may be waiting for its first.
            with contextlib.suppress(OSError):
                if time.time() - folder.stat().st_mtime > YOUNG:
                    folder.rmdir()


def killed(place: Mapping[str, Any], name: str) -> bool:
    """Return whether the kernel killed a process of the run for its memory."""
    file = {"v1": "memory.oom_control", "v2": "memory.events"}.get(place["kind"], "")
    try:
        lines = Path(place["memory"], PREFIX + name, file).read_text().splitlines()
    except OSError:
        return False
    return any(line.startswith("oom_kill ") and int(line.split()[1]) > 0 for line in lines)


def _folders(place: Mapping[str, Any], name: str) -> list[Path]:
    # v2 has one folder for both.
    return [Path(parent, PREFIX + name) for parent in dict.fromkeys((place["memory"], place["pids"])) if parent]


def _write(path: Path, value: object) -> None:
    path.write_text(str(value))
