"""What a run sees and what it leaves: the workspace's mechanisms, applied to one run's folder."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wicketgate.errors import Error
from wicketgate.policy import Profile
from wicketgate.run.folder import RunFolder
from wicketgate.run.removal import remove_tree
from wicketgate.workspace.baseline import TREE, Baseline
from wicketgate.workspace.changes import FILE, Changes
from wicketgate.workspace.commit import Report, commit
from wicketgate.workspace.diff import collect
from wicketgate.workspace.review import review
from wicketgate.workspace.review_item import Item
from wicketgate.workspace.snapshot import snapshot
from wicketgate.workspace.undo import undo_commit

UNCHANGED: dict[str, Any] = {"changes": [], "writable": 0, "statuses": {}, "manifest": ""}
BESIDE = ("", "-wal", "-shm", "-journal")
"""The files SQLite keeps a database in."""


def protected(profile: Profile, state: Path) -> list[Path]:
    """Return what no run ever sees, whatever it is granted: the policy, the data sources, our own state."""
    policy = profile.policy
    known = policy.document.sources.values()
    sources = [policy.root / source.path for source in known if source.path is not None]
    return [policy.path, state, *(source.with_name(source.name + end) for source in sources for end in BESIDE)]


def freeze(profile: Profile, folder: RunFolder, state: Path, uid: int | None) -> Baseline:
    """Return the frozen view of the task's files, taken into the run's folder."""
    return snapshot(profile.policy.root, profile.task.files, protected(profile, state), folder.view, uid=uid)


def history(folder: RunFolder) -> Path:
    """Return where the git folder of the frozen view is, if it has one: the lower layer, which nobody inside writes."""
    return folder.view / TREE / ".git"


def collect_changes(profile: Profile, folder: RunFolder, scratch: int) -> dict[str, Any]:
    """Collect what the run left in its upper layer and return a summary; `scratch`, the scratch root, stays open."""
    upper = os.open("upper", os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=scratch)
    try:
        with os.scandir(upper) as found:
            if next(found, None) is None:
                return dict(UNCHANGED)
        baseline = Baseline.load(folder.view)
        changes = collect(upper, baseline, folder.view)
    finally:
        os.close(upper)
    items = review(profile.policy.root, changes, baseline, profile.task.files)
    return {
        "changes": [item.title for item in items],
        "writable": sum(item.status in ("ready", "ask", "conflict") for item in items),
        "statuses": {item.title: item.status for item in items},
        "manifest": hashlib.sha256((folder.view / FILE).read_bytes()).hexdigest(),
    }


def collected(folder: RunFolder) -> int:
    """Return how many changes were collected and kept before the warden was cut off; 0 if it did not come to that."""
    try:
        return len(Changes.load(folder.view).items)
    except (Error, KeyError, TypeError):
        return 0


def forget(folder: RunFolder, *, changes: bool) -> None:
    """Remove the scratch of a run that has ended; with `changes`, its view and what it changed as well."""
    remove_tree(folder.scratch)
    if changes:
        remove_tree(folder.view)


@dataclass(frozen=True, slots=True)
class Ended:
    """An ended run whose changes are there."""

    profile: Profile
    folder: RunFolder
    baseline: Baseline
    changes: Changes

    @classmethod
    def open(cls, profile: Profile, folder: RunFolder) -> Ended:
        """Return the ended run in `folder`; StateError if its changes are gone."""
        return cls(profile, folder, Baseline.load(folder.view), Changes.load(folder.view))

    def items(self) -> tuple[Item, ...]:
        """Return each change, and what a commit would do with it now."""
        return review(self.profile.policy.root, self.changes, self.baseline, self.profile.task.files)

    def commit(self, paths: Sequence[str], approved: Sequence[str]) -> Report:
        """Commit the ready changes of `paths` and the asked ones in `approved`."""
        root, files = self.profile.policy.root, self.profile.task.files
        return commit(root, self.folder.view, self.changes, self.baseline, files, approved, paths=paths)

    def undo(self) -> Report:
        """Put back what a commit replaced, unless someone changed it since."""
        return undo_commit(self.folder.view, self.profile.policy.root)
