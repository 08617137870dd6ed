"""What a crash left of a commit or an undo: each half-done step is finished or taken back, and said so.

Takes an open workspace and unfinished plans; gives Outcomes. A temporary name is recognised by the plan; what stands
under it decides: our own new object goes, the old one is kept for an undo, anything else is a person's and goes back.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from wicketgate.workspace.stage import drop_own, unstage
from wicketgate.workspace.step import DONE, FAILED, PUT, REMOVE, Intent, Outcome
from wicketgate.workspace.tree import FOLDER, folder, state_at
from wicketgate.workspace.undo_copies import keep, take_back
from wicketgate.workspace.write_ahead import WriteAheadPlan, batches, name_of, plans


def resume(root: int, into: Path) -> tuple[Outcome, ...]:
    """Return what interrupted commits of the run came to, after every half-done step was finished or taken back."""
    open_plans = [plan for plan in plans(into) if not plan.finished]
    return tuple(outcome for plan in open_plans for outcome in recover(root, plan))


def recover(root: int, plan: WriteAheadPlan) -> tuple[Outcome, ...]:
    """Return what a crashed plan came to, having taken back or finished each step it left half done."""
    kept = os.open(plan.path, FOLDER)
    try:
        return plan.close([*_recovered(root, plan, kept)])
    finally:
        os.close(kept)


def _recovered(root: int, plan: WriteAheadPlan, kept: int) -> Iterator[Outcome]:
    number = {index: count for count, batch in enumerate(batches(plan.intents)) for index in batch}
    for index, intent in enumerate(plan.intents):
        staged = (plan.path / f"staged-{number[index]}").exists()
        try:
            with folder(root, intent.path.rpartition("/")[0]) as parent:
                result, detail = _one(parent, intent, kept, str(index), staged)
                os.fsync(parent)
        except OSError as error:
            result, detail = FAILED, str(error.strerror)
        yield Outcome(intent.path, intent.action, result, detail)


def _one(parent: int, intent: Intent, kept: int, label: str, staged: bool) -> tuple[str, str]:
    name = name_of(intent)
    if intent.action in (PUT, REMOVE):
        if not staged:
            unstage(parent, intent)
        elif (found := state_at(parent, intent.temporary)).kind != "absent":
            if intent.action == PUT and found.same(intent.after) and not found.same(intent.before):
                drop_own(parent, intent)
            elif found.same(intent.before):
                keep(parent, intent.temporary, kept, label)
            else:
                return take_back(parent, name, intent, kept, label)
    if state_at(parent, name).same(intent.after):
        return DONE, "found done after an interruption"
    return FAILED, "interrupted before this step"
