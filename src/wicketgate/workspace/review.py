"""What may become of each change: ready, asked about, refused, in conflict with a person's edit, or scratch.

Takes the live workspace, the Changes, the Baseline and the task's `files`; reads, writes nothing. A refusal comes
before everything else, and what is outside `files.write` is scratch before anything about it is asked.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from wicketgate.errors import SandboxError
from wicketgate.policy.model import Files
from wicketgate.workspace.baseline import Baseline, Entry
from wicketgate.workspace.changes import Change, Changes
from wicketgate.workspace.danger import Rule, dangers
from wicketgate.workspace.names import fold, hostile, in_repository, is_policy, shown
from wicketgate.workspace.survey import SIBLINGS, Grant
from wicketgate.workspace.text import difference, three_way
from wicketgate.workspace.tree import ABSENT, FILE, State, folder, leads_inside, open_root, state_below

READY, ASK, REFUSED, CONFLICT, SCRATCH = "ready", "ask", "refused", "conflict", "scratch"
REPOSITORY = "the repository is never committed as files: export the commits as patches instead"


@dataclass(frozen=True, slots=True)
class Item:
    """One change as a person is shown it."""

    path: str
    kind: str
    """new, modified, mode or deleted."""
    what: str
    status: str
    """ready, ask, refused, conflict or scratch."""
    reason: str = ""
    rules: tuple[str, ...] = ()
    diff: str = ""
    """Safe to print: control and invisible characters are written out."""
    notes: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Return the path as it may be printed."""
        return shown(self.path)

    def to_json(self) -> dict[str, Any]:
        """Return the item as it travels to a client."""
        return asdict(self) | {"title": self.title}


@dataclass(frozen=True, slots=True)
class Judged:
    """An item with what a commit needs to know: the change itself, and what must still stand in the workspace."""

    item: Item
    change: Change
    expected: State


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
        raise SandboxError(f"cannot open the workspace {root}: {error.strerror}") from None
    info = os.fstat(handle)
    if (info.st_dev, info.st_ino) != baseline.identity:
        os.close(handle)
        raise SandboxError(f"{root} is not the folder this run was given", "move the folder back, or discard the run")
    return handle


def judge(root: int, changes: Changes, baseline: Baseline, files: Files, show: bool = True) -> tuple[Judged, ...]:
    """Return every change judged, in order; the repository's changes as one. `show` adds the differences."""
    judging = _Judge(root, changes, baseline, Grant.of(files), show)
    inside = [change for change in changes.items if in_repository(change.path)]
    others = [judging.one(change) for change in changes.items if not in_repository(change.path)]
    return (*judging.repository(inside), *others)


class _Judge:
    def __init__(self, root: int, changes: Changes, baseline: Baseline, grant: Grant, show: bool) -> None:
        self.root, self.changes, self.baseline, self.grant, self.show = root, changes, baseline, grant, show
        deleted = {change.path for change in changes.items if change.kind == "deleted"}
        self.twins: dict[str, set[str]] = {}
        for path in {*baseline.entries, *(change.path for change in changes.items)} - deleted:
            self.twins.setdefault(fold(path), set()).add(path)

    def repository(self, changes: Sequence[Change]) -> tuple[Judged, ...]:
        if not changes:
            return ()
        names = [shown(change.path) for change in changes[:20]]
        text = "\n".join([*names, f"… and {len(changes) - 20} more"] if len(changes) > 20 else names) + "\n"
        notes = (f"{len(changes)} files",)
        shown_text = text if self.show else ""
        item = Item(".git", "modified", "folder", REFUSED, REPOSITORY, ("repository",), shown_text, notes)
        return (Judged(item, changes[0], ABSENT),)

    def one(self, change: Change) -> Judged:
        entry = self.baseline.entries.get(change.path, Entry("absent"))
        expected = State(entry.kind, entry.content, entry.mode, entry.size)
        if change.kind == "new":  # in a folder's place: the folder goes first, by a deletion of its own
            expected = State("folder") if entry.kind == "folder" != change.what else ABSENT
        status, reason, rules, current = self.status(change, expected)
        text = self.text(change, expected, current, status) if self.show else ""
        names = tuple(rule.id for rule in rules)
        item = Item(change.path, change.kind, change.what, status, reason, names, text, change.notes)
        return Judged(item, change, expected)

    def status(self, change: Change, expected: State) -> tuple[str, str, Sequence[Rule], State]:
        current = expected
        if reason := self.refusal(change):
            return REFUSED, reason, (), current
        if not self.grant.write.matches(change.path):
            return SCRATCH, "not in files.write of the task", (), current
        current = state_below(self.root, change.path)
        if reason := self.conflict(change, expected, current):
            return CONFLICT, reason, (), current
        rules = self.danger(change, current)
        if rules:
            return ASK, "; ".join(rule.reason for rule in rules), rules, current
        return READY, "", (), current

    def refusal(self, change: Change) -> str:
        if reason := hostile(change.path):
            return reason
        if is_policy(change.path) or self._protected(change.path):
            return "a policy file, a data source or Wicketgate's own state is never committed"
        if self.grant.hide.covers(change.path):
            return "the path is hidden by files.hide"
        if change.refusal:
            return change.refusal
        if change.what == "link" and change.kind != "deleted" and not leads_inside(change.path, change.content):
            return "a link that leads out of the workspace"
        twins = self.twins.get(fold(change.path), set()) - {change.path}
        if twins and change.kind != "deleted":
            return f"some disks cannot tell it from {shown(min(twins))}"
        return ""

    def conflict(self, change: Change, expected: State, current: State) -> str:
        if change.what == "folder" and change.kind == "new":
            return "" if current.kind in ("absent", "folder") else "something else stands there now"
        if current.same(expected) or current.same(_wanted(change)) or (change.kind == "new" and current == ABSENT):
            return ""
        if current.kind == "absent":
            return "it was deleted, or a folder above it moved, since the run began"
        return "it exists already, outside the agent's view" if expected == ABSENT else "it changed since the run began"

    def danger(self, change: Change, current: State) -> Sequence[Rule]:
        if change.what == "folder":
            return ()
        file = change.what == "file" and change.kind != "deleted"
        start = _head(self.changes, change) if file else b""
        old = self.baseline.entries.get(change.path, Entry("absent", mode=0))
        executable = file and bool(change.mode & 0o111 & ~(current.mode if current.kind == "file" else old.mode))
        link = change.what == "link" and change.kind != "deleted"
        return dangers(change.path, start=start, executable=executable, link=link)

    def text(self, change: Change, expected: State, current: State, status: str) -> str:
        new = self._after(change)
        if status == CONFLICT:
            return three_way(self._before(change.path), self._now(change.path, current), new)
        text = difference(self._before(change.path), new, f"before/{shown(change.path)}", f"after/{shown(change.path)}")
        if change.kind == "mode":
            text += f"mode {expected.mode:04o} becomes {change.mode:04o}\n"
        return text

    def _before(self, path: str) -> bytes | None:
        entry = self.baseline.entries.get(path, Entry("absent"))
        if entry.kind != "file":
            return entry.content.encode(errors="surrogateescape") if entry.kind == "link" else None
        tree = open_root(self.baseline.tree)
        try:
            return _read(tree, path)
        finally:
            os.close(tree)

    def _after(self, change: Change) -> bytes | None:
        if change.kind == "deleted" or change.refusal or change.what not in ("file", "link"):
            return None
        if change.what == "link":
            return change.content.encode(errors="surrogateescape")
        entry = self.baseline.entries.get(change.path)
        if entry and entry.kind == "file" and entry.content == change.content:
            return self._before(change.path)
        return self.changes.blob(change.content).read_bytes()

    def _now(self, path: str, current: State) -> bytes | None:
        if current.kind == "file":
            return _read(self.root, path)
        return current.content.encode(errors="surrogateescape") if current.kind == "link" else None

    def _protected(self, path: str) -> bool:
        return any(
            path == name or path.startswith(name.rstrip("/") + "/")
            for base in self.baseline.protected
            for name in (base + suffix for suffix in SIBLINGS)
        )


def _wanted(change: Change) -> State:
    return ABSENT if change.kind == "deleted" else State(change.what, change.content, change.mode)


def _head(changes: Changes, change: Change) -> bytes:
    path = changes.blob(change.content)
    if not path.exists():
        return b""
    with path.open("rb") as blob:
        return blob.read(16)


def _read(root: int, path: str) -> bytes | None:
    parent, _, name = path.rpartition("/")
    try:
        with folder(root, parent) as handle, os.fdopen(os.open(name, FILE, dir_fd=handle), "rb") as source:
            return source.read()
    except OSError:
        return None
