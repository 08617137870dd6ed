"""Collecting what a run did: the overlay's upper layer, walked by descriptors after every process is dead.

Takes the upper folder and the Baseline; gives Changes whose contents are durable blobs. Every name and object in the
layer is hostile: links are never followed, devices never opened, and only what the view held can be deleted.
"""

from __future__ import annotations

import os
import stat
from bisect import bisect_left
from dataclasses import dataclass, field, replace
from pathlib import Path

from wicketgate.errors import SandboxError
from wicketgate.workspace.baseline import Baseline, Entry
from wicketgate.workspace.blobs import Blobs
from wicketgate.workspace.changes import BLOBS, Change, Changes, ordered
from wicketgate.workspace.overlay import BORROWED, is_whiteout, marks, opaque, open_object
from wicketgate.workspace.survey import DEEPEST
from wicketgate.workspace.tree import digest_of


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one collection may hold."""

    files: int = 200_000
    bytes: int = 4 << 30


def collect(upper_fd: int, baseline: Baseline, into: Path, bounds: Bounds | None = None) -> Changes:
    """Return, saved below `into`, what the layer changes in the view; SandboxError if it holds too many files."""
    walk = _Collect(baseline, Blobs(into / BLOBS), bounds or Bounds())
    walk.folder(upper_fd, "", 0)
    changes = Changes(into, ordered([*walk.made(), *walk.deleted()]))
    walk.blobs.sync()
    changes.save()
    return changes


@dataclass(slots=True)
class _Collect:
    baseline: Baseline
    blobs: Blobs
    bounds: Bounds
    seen: dict[str, Change] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    order: list[str] = field(default_factory=list)
    hashes: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.order = sorted(self.baseline.entries)

    def folder(self, handle: int, path: str, depth: int) -> None:
        for name in sorted(os.listdir(handle)):
            below = f"{path}/{name}" if path else name
            info = os.stat(name, dir_fd=handle, follow_symlinks=False)
            if is_whiteout(info):
                self.cover(below)
            elif stat.S_ISDIR(info.st_mode):
                self.deeper(handle, name, below, info, depth)
            else:
                self.object(handle, name, below, info)
            if len(self.seen) > self.bounds.files:
                hint = "nothing can be committed; `wicketgate workspace discard` removes it"
                raise SandboxError(f"the run changed more than {self.bounds.files} files", hint)

    def deeper(self, parent: int, name: str, path: str, info: os.stat_result, depth: int) -> None:
        mode = stat.S_IMODE(info.st_mode) & 0o777
        if depth >= DEEPEST:
            refusal = f"more than {DEEPEST} folders deep"
            self.seen[path] = Change(path, "new", "folder", mode=mode, refusal=refusal)
            return
        try:
            handle = open_object(parent, name, folder=True)
        except OSError as error:
            self.seen[path] = Change(path, "new", "folder", refusal=f"cannot be read: {error.strerror}")
            return
        try:
            own, _ = marks(handle)
            refusal = "the folder says that its content lies elsewhere" if own & BORROWED else ""
            if opaque(handle):
                self.cover_below(path)
            if self._old(path).kind not in ("folder", "absent"):
                self.gone.add(path)
            self.seen[path] = Change(path, "new", "folder", mode=mode, refusal=refusal)
            if not refusal:
                self.folder(handle, path, depth + 1)
        finally:
            os.close(handle)

    def object(self, parent: int, name: str, path: str, info: os.stat_result) -> None:
        if stat.S_ISREG(info.st_mode):
            change = self.file(parent, name, path, info)
        elif stat.S_ISLNK(info.st_mode):
            change = Change(path, "new", "link", os.readlink(name, dir_fd=parent))
        else:
            change = Change(path, "new", "special", refusal="a pipe, socket or device")
        if change is None:
            self.cover(path)
            return
        if self._old(path).kind == "folder":
            self.cover(path)
        self.seen[path] = change

    def file(self, parent: int, name: str, path: str, info: os.stat_result) -> Change | None:
        """Return the change a regular file stands for; None if it is a whiteout in its other form."""
        mode = stat.S_IMODE(info.st_mode) & 0o777
        refusal = "a setuid, setgid or sticky bit" if stat.S_IMODE(info.st_mode) & 0o7000 else ""
        try:
            handle = open_object(parent, name, folder=False)
        except OSError as error:
            return Change(path, "new", "file", refusal=f"cannot be read: {error.strerror}")
        try:
            own, others = marks(handle)
            if "whiteout" in own and info.st_size == 0:
                return None
            if own & BORROWED:
                return Change(path, "new", "file", refusal="the file says that its content lies elsewhere")
            if self.blobs.bytes + info.st_size > self.bounds.bytes:
                return Change(path, "new", "file", refusal=f"more than {self.bounds.bytes} bytes of changes in one run")
            content = self._content(handle, info, self._old(path), mode)
        finally:
            os.close(handle)
        notes = tuple(f"extended attribute {attribute} left behind" for attribute in others)
        return Change(path, "new", "file", content, mode, info.st_size, notes, refusal)

    def cover(self, path: str) -> None:
        """Take what the view held at `path` and below as deleted. What it never held cannot be deleted."""
        if path in self.baseline.entries:
            self.gone.add(path)
        self.cover_below(path)

    def cover_below(self, path: str) -> None:
        """Take everything the view held below the folder `path` as deleted, until it is seen again."""
        first = bisect_left(self.order, path + "/")
        self.gone.update(self.order[first : bisect_left(self.order, path + "0")])  # `0` follows `/`

    def made(self) -> list[Change]:
        """Return what is new or differs. A folder counts only if it is new and nothing was put into it."""
        filled = {path.rpartition("/")[0] for path in self.seen}
        found = []
        for path, change in self.seen.items():
            old = self._old(path)
            if change.what == "folder" and not change.refusal and (path in filled or old.kind != "absent"):
                continue
            if change.refusal or old.kind in ("absent", "folder"):
                found.append(change)
            elif (change.what, change.content) != (old.kind, old.content):
                found.append(_as(change, "modified"))
            elif change.what == "file" and change.mode != old.mode:
                found.append(_as(change, "mode"))
        return found

    def deleted(self) -> list[Change]:
        """Return what the view held and the run removed, or replaced by a folder (or a folder by something else)."""
        found = []
        for path in self.gone:
            old, now = self.baseline.entries[path], self.seen.get(path)
            if now is None or (now.what == "folder") != (old.kind == "folder"):
                found.append(Change(path, "deleted", old.kind, old.content, old.mode, old.size))
        return found

    def _old(self, path: str) -> Entry:
        return self.baseline.entries.get(path, Entry("absent"))

    def _content(self, handle: int, info: os.stat_result, old: Entry, mode: int) -> str:
        """Return the hash of an open file, having kept its bytes unless they are the view's own."""
        if info.st_ino in self.hashes:
            return self.hashes[info.st_ino]  # another name of a file already kept
        if old.kind == "file" and old.size == info.st_size and old.mode == mode:
            content = digest_of(handle)
            if content == old.content:
                return content
            os.lseek(handle, 0, os.SEEK_SET)
        content = self.blobs.keep(handle)
        self.hashes[info.st_ino] = content
        return content


def _as(change: Change, kind: str) -> Change:
    return replace(change, kind=kind)
