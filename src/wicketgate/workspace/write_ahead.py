"""The written plan of a commit or an undo, and how it is carried out so that a crash at any step is harmless.

Takes Intents, an open workspace and the run's folder; gives Outcomes. The plan is durable before anything is staged;
staged files are durable before the first swap; what a crash left is recognised by the names in the plan, and finished
or taken back.

    undo/<n>/plan.json     the intents, with the temporary names
    undo/<n>/staged-<k>    written when batch k was staged whole
    undo/<n>/<i>           what intent i replaced or removed
    undo/<n>/report.json   the outcomes; while it is missing, the plan is unfinished
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any

from wicketgate.workspace.apply_step import apply
from wicketgate.workspace.baseline import load_json, save_json, sync_folder
from wicketgate.workspace.stage import stage, unstage
from wicketgate.workspace.step import CONFLICT, FAILED, MKDIR, PUT, Intent, Outcome
from wicketgate.workspace.tree import FOLDER, State, folder, state_at

VERSION = 1
UNDO, PLAN, REPORT = "undo", "plan.json", "report.json"
BATCH = 128  # files staged together; each holds a descriptor of its folder


@dataclass(frozen=True, slots=True)
class WriteAheadPlan:
    """One numbered plan below `into/undo`."""

    into: Path
    number: int
    intents: tuple[Intent, ...]
    undoes: int = 0
    """The plan this one takes back, or 0."""

    @property
    def path(self) -> Path:
        """Return the plan's folder."""
        return self.into / UNDO / str(self.number)

    @property
    def finished(self) -> bool:
        """Return whether the plan was carried out to its end."""
        return (self.path / REPORT).exists()

    def outcomes(self) -> tuple[Outcome, ...]:
        """Return what came of each intent; StateError while the plan is unfinished."""
        return tuple(Outcome(**row) for row in load_json(self.path / REPORT, VERSION)["outcomes"])

    def close(self, outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
        """Write the outcomes down and return them."""
        save_json(self.path / REPORT, {"version": VERSION, "outcomes": [asdict(outcome) for outcome in outcomes]})
        return tuple(outcomes)


def plans(into: Path) -> list[WriteAheadPlan]:
    """Return every plan of the run, oldest first; StateError if one is from a newer version."""
    top = into / UNDO
    numbers = sorted(int(entry.name) for entry in top.iterdir() if entry.name.isdigit()) if top.is_dir() else []
    return [_load(into, number) for number in numbers if (top / str(number) / PLAN).exists()]


def write(into: Path, intents: Sequence[Intent], undoes: int = 0) -> WriteAheadPlan:
    """Return a new durable plan with fresh temporary names."""
    (into / UNDO).mkdir(mode=0o700, exist_ok=True)
    taken = [int(entry.name) for entry in (into / UNDO).iterdir() if entry.name.isdigit()]
    named = tuple(replace(intent, temporary=f".wicketgate-{secrets.token_hex(8)}") for intent in intents)
    plan = WriteAheadPlan(into, max(taken, default=0) + 1, named, undoes)
    plan.path.mkdir(mode=0o700)
    rows = [asdict(intent) for intent in named]
    save_json(plan.path / PLAN, {"version": VERSION, "undoes": undoes, "intents": rows})
    sync_folder(into / UNDO)
    return plan


def carry_out(root: int, plan: WriteAheadPlan) -> tuple[Outcome, ...]:
    """Return what came of each intent, each taken in order, and close the plan."""
    outcomes: list[Outcome] = []
    run, kept = os.open(plan.into, FOLDER), os.open(plan.path, FOLDER)
    try:
        for number, batch in enumerate(batches(plan.intents)):
            with ExitStack() as held:
                outcomes += _batch(root, plan, number, batch, run, kept, held)
        os.fsync(kept)
    finally:
        os.close(run)
        os.close(kept)
    return plan.close(outcomes)


def batches(intents: Sequence[Intent]) -> list[range]:
    """Return the positions of the intents that are staged together: folders apart, because others go into them."""
    found: list[range] = []
    for folders, group in groupby(range(len(intents)), key=lambda index: intents[index].action == MKDIR):
        positions = list(group)
        start, stop = positions[0], positions[-1] + 1
        size = len(positions) if folders else BATCH
        found += [range(first, min(first + size, stop)) for first in range(start, stop, size)]
    return found


def _batch(
    root: int, plan: WriteAheadPlan, number: int, batch: range, run: int, kept: int, held: ExitStack
) -> list[Outcome]:
    rows = [(index, plan.intents[index]) for index in batch]
    if rows[0][1].action == MKDIR:
        return [_folder_now(root, intent, kept) for _, intent in rows]
    staged = [(index, intent, *_stage(root, intent, run, held)) for index, intent in rows]
    parents = {parent for _, _, parent, _ in staged if parent is not None}
    for _, intent, parent, _ in staged:
        if parent is not None:
            _sync(parent, intent)
    for opened in parents:
        os.fsync(opened)
    _mark(kept, number)
    outcomes = []
    for index, intent, parent, failure in staged:
        if parent is None:
            result, _, detail = failure.partition(" ")
            outcomes.append(Outcome(intent.path, intent.action, result, detail))
        else:
            outcomes.append(apply(parent, name_of(intent), intent, kept, str(index)))
    for opened in parents:
        os.fsync(opened)
    return outcomes


def _mark(kept: int, number: int) -> None:
    """Say durably that the batch is staged whole: from now on its temporary names may hold a person's file."""
    marker = os.open(f"staged-{number}", os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600, dir_fd=kept)
    os.close(marker)
    os.fsync(kept)


def _folder_now(root: int, intent: Intent, kept: int) -> Outcome:
    try:
        with folder(root, intent.path.rpartition("/")[0]) as parent:
            outcome = apply(parent, name_of(intent), intent, kept, "")
            os.fsync(parent)
            return outcome
    except OSError as error:
        return Outcome(intent.path, intent.action, FAILED, str(error.strerror))


def _stage(root: int, intent: Intent, run: int, held: ExitStack) -> tuple[int | None, str]:
    """Return the open folder of the intent, its new object staged; or None and why that failed."""
    try:
        parent = held.enter_context(folder(root, intent.path.rpartition("/")[0]))
    except OSError as error:
        return None, f"{CONFLICT} the folder is not there, or is a link: {error.strerror}"
    if intent.action != PUT:
        return parent, ""
    try:
        stage(parent, name_of(intent), intent, run)
        made = state_at(parent, intent.temporary)
        if not made.same(intent.after):
            raise OSError(0, "the kept content is damaged")
    except OSError as error:
        unstage(parent, intent)
        return None, f"{FAILED} {error.strerror}"
    return parent, ""


def _sync(parent: int, intent: Intent) -> None:
    """Make a staged file durable; after all of a batch were written, because one flush then serves many."""
    if intent.action != PUT or intent.after.kind != "file":
        return
    handle = os.open(intent.temporary, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=parent)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def name_of(intent: Intent) -> str:
    """Return the last name of the intent's path."""
    return intent.path.rpartition("/")[2]


def _load(into: Path, number: int) -> WriteAheadPlan:
    body: dict[str, Any] = load_json(into / UNDO / str(number) / PLAN, VERSION)
    rows = [row | {"before": State(**row["before"]), "after": State(**row["after"])} for row in body["intents"]]
    return WriteAheadPlan(into, number, tuple(Intent(**row) for row in rows), int(body["undoes"]))
