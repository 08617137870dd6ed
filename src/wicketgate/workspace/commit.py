"""Bringing approved changes into the live workspace, after every process of the run is dead.

Takes the workspace, the run's folder and what a person approved; gives a Report. The review is made again at this
moment: what was approved is committed only where it is still ready or asked about. Runs no program, follows no link.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from wicketgate.policy.model import Files
from wicketgate.workspace.baseline import Baseline
from wicketgate.workspace.changes import BLOBS, Change, Changes
from wicketgate.workspace.judge import judge
from wicketgate.workspace.recovery import resume
from wicketgate.workspace.report import Report, locked
from wicketgate.workspace.review import open_workspace
from wicketgate.workspace.review_item import ASK, CONFLICT, READY, Item, Judged
from wicketgate.workspace.step import MKDIR, PUT, REMOVE, RMDIR, Intent
from wicketgate.workspace.tree import ABSENT, State, state_below
from wicketgate.workspace.undo import undo_commit
from wicketgate.workspace.write_ahead import carry_out, write


def commit(
    root: Path,
    into: Path,
    changes: Changes,
    baseline: Baseline,
    files: Files,
    approved: Collection[str],
    *,
    paths: Collection[str] = (),
) -> Report:
    """Return what came of committing the changes a person approved, and of `paths` the ready ones; nothing else."""
    with locked(into):
        handle = open_workspace(root, baseline)
        try:
            recovered = resume(handle, into)
            judged = judge(handle, changes, baseline, files, show=False)
            chosen = [one for one in judged if _chosen(one.item, approved, paths)]
            left = tuple(one.item for one in judged if one not in chosen)
            waiting = tuple(item.path for item in left if item.status in (READY, ASK, CONFLICT))
            if not chosen:
                return Report(0, (), left, waiting, recovered)
            plan = write(into, _plan(handle, chosen))
            return Report(plan.number, carry_out(handle, plan), left, waiting, recovered)
        finally:
            os.close(handle)


def discard(into: Path) -> None:
    """Remove the view, the changes and the undo record of a run; the workspace itself is not touched."""
    if not into.exists():
        return
    with locked(into):
        for folder, _, _, handle in os.fwalk(into):
            del folder
            if os.fstat(handle).st_uid == os.geteuid():
                os.fchmod(handle, 0o700)
        shutil.rmtree(into)


def _chosen(item: Item, approved: Collection[str], paths: Collection[str]) -> bool:
    if item.path in approved:
        return item.status in (READY, ASK)
    return item.status == READY and item.path in paths


def _plan(root: int, chosen: Sequence[Judged]) -> list[Intent]:
    """Return the steps: deletions first, deepest folders first, then missing folders, then what is put into them."""
    deleted = [one for one in chosen if one.change.kind == "deleted"]
    files = [Intent(one.change.path, REMOVE, one.expected, ABSENT) for one in deleted if one.change.what != "folder"]
    folders = [one.change.path for one in deleted if one.change.what == "folder"]
    emptied = [Intent(path, RMDIR) for path in sorted(folders, key=lambda path: -path.count("/"))]
    made = [one for one in chosen if one.change.kind != "deleted"]
    needed = {path for one in made for path in _above(one.change.path)}
    needed |= {one.change.path for one in made if one.change.what == "folder"}
    going = {one.change.path for one in deleted}
    missing = sorted(path for path in needed if path in going or state_below(root, path).kind == "absent")
    grown = [Intent(path, MKDIR, ABSENT, State("folder", mode=0o755)) for path in missing]
    puts = [_put(root, one) for one in made if one.change.what != "folder"]
    return [*files, *emptied, *grown, *puts]


def _put(root: int, one: Judged) -> Intent:
    change, current = one.change, state_below(root, one.change.path)
    mode, exact = _mode(change, one.expected, current)
    after = State(change.what, change.content, mode)
    source = f"{BLOBS}/{change.content}" if change.what == "file" else ""
    before = current if current.same(after) else ABSENT if one.expected.kind == "folder" else one.expected
    return Intent(change.path, PUT, before, after, source, exact=exact)


def _mode(change: Change, old: State, current: State) -> tuple[int, bool]:
    """Return the mode a file gets, and whether exactly: a person's mode stays unless the agent's change is one."""
    if current.kind != "file":
        return change.mode, False
    if change.kind == "mode":
        return change.mode & ~0o022 | change.mode & current.mode & 0o022, True
    if (change.mode ^ old.mode) & 0o111:
        return current.mode & ~0o111 | change.mode & 0o111, True
    return current.mode, False


def _above(path: str) -> Iterator[str]:
    parts = path.split("/")[:-1]
    return ("/".join(parts[:end]) for end in range(1, len(parts) + 1))


__all__ = ["Report", "commit", "discard", "undo_commit"]
