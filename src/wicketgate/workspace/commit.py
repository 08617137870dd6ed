"""Bringing approved changes into the live workspace, after every process of the run is dead.

Takes the workspace, the run's folder and what a person approved; gives a Report. The review is made again at this moment:
what was approved is committed only where it is still ready or asked about. Runs no program and follows no link.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from wicketgate.errors import StateError
from wicketgate.policy.model import Files
from wicketgate.workspace.baseline import Baseline
from wicketgate.workspace.changes import BLOBS, Change, Changes
from wicketgate.workspace.ledger import UNDO, carry_out, ledgers, recover, write
from wicketgate.workspace.place import DONE, MKDIR, PUT, REMOVE, RMDIR, UNCHANGED, Intent, Outcome
from wicketgate.workspace.review import ASK, READY, Item, Judged, judge, open_workspace
from wicketgate.workspace.tree import ABSENT, FOLDER, State, state_below

LOCK = "lock"


@dataclass(frozen=True, slots=True)
class Report:
    """What a commit or an undo came to."""

    number: int
    """Number of the undo record, or 0 if nothing was to be done."""
    outcomes: tuple[Outcome, ...] = ()
    left: tuple[Item, ...] = ()
    """The changes that were not committed: not chosen, refused, in conflict, scratch."""
    recovered: tuple[Outcome, ...] = ()
    """What an earlier, interrupted commit came to."""

    @property
    def complete(self) -> bool:
        """Return whether every step that was to be taken was taken."""
        return all(outcome.result in (DONE, UNCHANGED) for outcome in self.outcomes)

    def to_json(self) -> dict[str, Any]:
        """Return the report as it travels to a client."""
        rows = {name: [asdict(row) for row in getattr(self, name)] for name in ("outcomes", "recovered")}
        return {"number": self.number, **rows, "left": [item.to_json() for item in self.left], "complete": self.complete}


def commit(
    root: Path,
    into: Path,
    changes: Changes,
    baseline: Baseline,
    files: Files,
    approved: Collection[str],
    *,
    paths: Collection[str] | None = None,
) -> Report:
    """Return what came of committing the ready changes (of `paths`, if given) and the asked ones in `approved`."""
    with locked(into):
        handle = open_workspace(root, baseline)
        try:
            recovered = resume(handle, into)
            judged = judge(handle, changes, baseline, files, show=False)
            chosen = [one for one in judged if _chosen(one.item, approved, paths)]
            left = tuple(one.item for one in judged if one not in chosen)
            if not chosen:
                return Report(0, (), left, recovered)
            ledger = write(into, _plan(handle, chosen))
            return Report(ledger.number, carry_out(handle, ledger), left, recovered)
        finally:
            os.close(handle)


def resume(root: int, into: Path) -> tuple[Outcome, ...]:
    """Return what interrupted commits came to, after every half-done step was finished or taken back."""
    open_plans = [ledger for ledger in ledgers(into) if not ledger.finished]
    return tuple(outcome for ledger in open_plans for outcome in recover(root, ledger))


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


@contextmanager
def locked(into: Path) -> Iterator[None]:
    """Hold the run's workspace for one commit, undo or discard; StateError if another is at it."""
    handle = os.open(into, FOLDER)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise StateError("another commit of this run is going on", "wait until it has ended") from None
    finally:
        os.close(handle)


def _chosen(item: Item, approved: Collection[str], paths: Collection[str] | None) -> bool:
    if paths is not None and item.path not in paths:
        return False
    return item.status == READY or (item.status == ASK and item.path in approved)


def _plan(root: int, chosen: Sequence[Judged]) -> list[Intent]:
    """Return the steps: deletions first, deepest folders first, then missing folders, then what is put into them."""
    deleted = [one for one in chosen if one.change.kind == "deleted"]
    files = [Intent(one.change.path, REMOVE, one.expected, ABSENT) for one in deleted if one.change.what != "folder"]
    folders = [one.change.path for one in deleted if one.change.what == "folder"]
    emptied = [Intent(path, RMDIR) for path in sorted(folders, key=lambda path: -path.count("/"))]
    made = [one for one in chosen if one.change.kind != "deleted"]
    needed = {path for one in made for path in _above(one.change.path)}
    needed |= {one.change.path for one in made if one.change.what == "folder"}
    missing = sorted(path for path in needed if state_below(root, path).kind == "absent" or path in folders)
    grown = [Intent(path, MKDIR, ABSENT, State("folder", mode=0o755)) for path in missing]
    puts = [_put(root, one) for one in made if one.change.what != "folder"]
    return [*files, *emptied, *grown, *puts]


def _put(root: int, one: Judged) -> Intent:
    change, current = one.change, state_below(root, one.change.path)
    mode, exact = _mode(change, one.expected, current)
    after = State(change.what, change.content, mode)
    source = f"{BLOBS}/{change.content}" if change.what == "file" else ""
    before = current if current.same(after) else one.expected
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


__all__ = ["UNDO", "Report", "commit", "discard", "locked", "resume"]
