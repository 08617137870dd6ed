"""What may become of each change: ready, asked about, refused, in conflict with a person's edit, or scratch.

Takes the live workspace, the Changes, the Baseline and the task's `files`; reads, writes nothing.
"""

from __future__ import annotations

import os
from pathlib import Path

from wicketgate.errors import SandboxError
from wicketgate.policy.model import Files
from wicketgate.workspace.baseline import Baseline
from wicketgate.workspace.changes import Changes
from wicketgate.workspace.judge import judge
from wicketgate.workspace.review_item import Item
from wicketgate.workspace.tree import open_root


def review(root: Path, changes: Changes, baseline: Baseline, files: Files) -> tuple[Item, ...]:
    """Return each change with its status and difference; SandboxError if `root` is no longer the folder of the run."""
    handle = open_workspace(root, baseline)
    try:
        return tuple(one.item for one in judge(handle, changes, baseline, files))
    finally:
        os.close(handle)


def open_workspace(root: Path, baseline: Baseline) -> int:
    """Return a descriptor of the workspace; SandboxError if another folder stands where the run's was."""
    try:
        handle = open_root(root.resolve())
    except OSError as error:
        problem = f"cannot open the workspace {root}: {error.strerror}"
        raise SandboxError(problem, "is the folder still there, and yours to enter?") from None
    info = os.fstat(handle)
    if (info.st_dev, info.st_ino) != baseline.identity:
        os.close(handle)
        raise SandboxError(f"{root} is not the folder this run was given", "move the folder back, or discard the run")
    return handle


__all__ = ["Item", "open_workspace", "review"]
