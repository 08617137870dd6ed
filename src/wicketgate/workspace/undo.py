"""Taking back what a commit did: the same steps the other way round, conflict-checked like the commit itself.

Takes the run's folder and the workspace; gives a Report. An undo has a record of its own, in which everything it
replaced is kept.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from wicketgate.errors import StateError
from wicketgate.workspace.baseline import Baseline
from wicketgate.workspace.recovery import resume
from wicketgate.workspace.report import Report, locked
from wicketgate.workspace.review import open_workspace
from wicketgate.workspace.step import DONE, FAILED, MKDIR, PUT, REMOVE, RMDIR, Intent
from wicketgate.workspace.tree import ABSENT, State, open_root, state_at
from wicketgate.workspace.write_ahead import UNDO, WriteAheadPlan, carry_out, plans, write


def undo_commit(into: Path, root: Path) -> Report:
    """Return what came of undoing the latest commit not undone yet; StateError if there is none.

    What a person changed since the commit is left alone and reported as a conflict.
    """
    with locked(into):
        handle = open_workspace(root, Baseline.load(into))
        try:
            recovered = resume(handle, into)
            last = _latest(plans(into))
            plan = write(into, tuple(_reversed(last)), undoes=last.number)
            return Report(plan.number, carry_out(handle, plan), recovered=recovered)
        finally:
            os.close(handle)


def _latest(records: list[WriteAheadPlan]) -> WriteAheadPlan:
    """Return the last commit whose effect still stands; an undo that failed somewhere may be tried again."""
    undone = {record.undoes for record in records if all(outcome.result != FAILED for outcome in record.outcomes())}
    for record in reversed(records):
        standing = record.undoes == 0 and record.number not in undone
        if standing and any(outcome.result == DONE for outcome in record.outcomes()):
            return record
    raise StateError("nothing was committed that could be undone", "wicketgate runs list: which run was committed?")


def _reversed(record: WriteAheadPlan) -> Iterator[Intent]:
    kept = open_root(record.path)
    try:
        rows = list(enumerate(zip(record.intents, record.outcomes(), strict=True)))
        for index, (intent, outcome) in reversed(rows):
            if outcome.result == DONE:
                yield _back(intent, kept, f"{UNDO}/{record.number}", index)
    finally:
        os.close(kept)


def _back(intent: Intent, kept: int, where: str, index: int) -> Intent:
    if intent.action == MKDIR:
        return Intent(intent.path, RMDIR)
    if intent.action == RMDIR:
        return Intent(intent.path, MKDIR, ABSENT, State("folder", mode=0o755))
    if intent.before.kind == "absent":
        return Intent(intent.path, REMOVE, intent.after, ABSENT)
    old = state_at(kept, str(index))
    return Intent(intent.path, PUT, intent.after, old, f"{where}/{index}", exact=True)
