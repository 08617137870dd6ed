"""Judging each change: a refusal comes before everything else, and what is outside `files.write` is scratch before
anything about it is asked.

Takes an open live workspace, the Changes, the Baseline and the task's `files`; reads, writes nothing.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from wicketgate.policy.model import Files
from wicketgate.workspace.baseline import Baseline, Entry
from wicketgate.workspace.changes import Change, Changes
from wicketgate.workspace.danger import Rule, dangers
from wicketgate.workspace.file_names import fold, hostile, in_repository, is_policy, shown
from wicketgate.workspace.grant import Grant, closed
from wicketgate.workspace.review_item import ASK, CONFLICT, READY, REFUSED, SCRATCH, Item, Judged
from wicketgate.workspace.text_diff import LARGEST, difference, three_way
from wicketgate.workspace.tree import ABSENT, FILE, State, folder, leads_inside, open_root, state_below

LONGEST_TEXT, ALL_TEXT = 1 << 18, 8 << 20  # characters of one difference, and of all in one review
REPOSITORY = "the repository is never committed as files: export the commits as patches instead"


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
        self.room = ALL_TEXT
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
        text = self.fitting(change, self.text(change, expected, current, status)) if self.show else ""
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
        if is_policy(change.path) or closed(change.path, self.baseline.protected):
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

    def fitting(self, change: Change, text: str) -> str:
        """Return `text`, cut where a terminal or a message could not hold it; what is cut is never silent."""
        most = min(LONGEST_TEXT, self.room)
        self.room -= min(len(text), most)
        if len(text) <= most:
            return text
        whole = f"the whole is {change.size} bytes, sha256 {change.content}"
        return text[:most] + f"\n… {len(text) - most} more characters are NOT shown; {whole}\n"

    def text(self, change: Change, expected: State, current: State, status: str) -> str:
        old = self.baseline.entries.get(change.path, Entry("absent"))
        if max(change.size, old.size, current.size) > LARGEST:
            sizes = ((name, one.size, one.content) for name, one in (("before", old), ("after", change)))
            return "".join(f"{name}: {size} bytes, sha256 {content}\n" for name, size, content in sizes)
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
