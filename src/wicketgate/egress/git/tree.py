"""How two of git's trees differ: takes objects by name and two trees, gives each file that changed. Pure.

Hostile input: a tree may name itself a thousand times over, hold a name twice, or what nobody has. The walk is bounded,
and whatever stops it is a change of its own.

https://git-scm.com/docs/gitformat-pack, git-mktree(1)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from wicketgate.egress.git.pack import Object

FOLDER, LINK, MODULE, PROGRAM, PLAIN = "40000", "120000", "160000", "100755", "100644"
DEEPEST, NODES = 64, 50_000
"""Folders within each other, and folders in all, that are looked at."""
KINDS = {LINK: "link", MODULE: "submodule", FOLDER: "folder"}
ELSEWHERE = "its content is not in the push and was not seen here; the server has it already"


class Entry(NamedTuple):
    """One name in a folder."""

    mode: str
    name: str


@dataclass(frozen=True, slots=True)
class Change:
    """One file that is another one after the push."""

    path: str
    what: str
    """`new`, `changed` or `deleted`, and the kind of thing it is."""
    mode: str = ""
    """Where it is not an ordinary file's, or changed."""
    old: bytes | None = None
    new: bytes | None = None
    unknown: str = ""
    """What of it cannot be shown, and why."""


def entries(data: bytes) -> list[tuple[str, Entry]]:
    """Return each name of a folder with its mode and object; ValueError for what is no folder."""
    found, at = [], 0
    while at < len(data):
        space, end = data.find(b" ", at, at + 8), data.find(b"\0", at)
        if space < 0 or end < space or len(data) < end + 21:
            raise ValueError("no folder of git's")
        name = data[space + 1 : end].decode("utf-8", "surrogateescape")
        mode = data[at:space].decode("ascii", "replace").lstrip("0")
        found.append((name, Entry(mode, data[end + 1 : end + 21].hex())))
        at = end + 21
    return found


def below(data: bytes) -> list[str]:
    """Return the objects a folder names; none for what is no folder."""
    try:
        return [entry.name for _, entry in entries(data)]
    except ValueError:
        return []


class Walk:
    """One comparison; `fresh` are the objects of the push, among those that are `known`."""

    def __init__(self, known: Mapping[str, Object], fresh: Mapping[str, Object], blind: bool) -> None:
        """`blind`: the former tree is not known, so that only what comes with the push counts as changed."""
        self._known, self._fresh, self._blind = known, fresh, blind
        self._nodes = 0

    def changes(self, old: str, new: str, path: str = "", depth: int = 0) -> Iterator[Change]:
        """Yield what differs between two trees; an empty name is no tree."""
        self._nodes += 1
        if self._nodes > NODES or depth > DEEPEST:
            if self._nodes <= NODES + 1:
                yield Change(path, "changed folder", unknown="what lies below is NOT shown: too many folders")
            return
        before, after = self._folder(old), self._folder(new)
        if before is None or after is None:
            yield Change(path, "changed folder", unknown=ELSEWHERE)
            return
        left, right = dict(before), dict(after)
        if len(right) < len(after):
            yield Change(path, "changed folder", unknown="it holds a name more than once, which is NOT shown")
        for name in sorted(left.keys() | right.keys()):
            at = f"{path}/{name}" if path else name
            yield from self._entry(at, left.get(name), right.get(name), depth)

    def _folder(self, name: str) -> list[tuple[str, Entry]] | None:
        found = self._known.get(name)
        if not name:
            return []
        try:
            return entries(found.data) if found is not None and found.kind == "tree" else None
        except ValueError:
            return None

    def _entry(self, path: str, old: Entry | None, new: Entry | None, depth: int) -> Iterator[Change]:
        if old == new or (self._blind and new is not None and new.name not in self._fresh and new.mode != MODULE):
            return
        folders = [entry is not None and entry.mode == FOLDER for entry in (old, new)]
        if any(folders):
            was, now = (
                entry.name if entry is not None and is_folder else ""
                for entry, is_folder in zip((old, new), folders, strict=True)
            )
            yield from self.changes(was, now, path, depth + 1)
            old, new = (None if is_folder else entry for entry, is_folder in zip((old, new), folders, strict=True))
        if old is not None or new is not None:
            yield self._file(path, old, new)

    def _file(self, path: str, old: Entry | None, new: Entry | None) -> Change:
        verb = "new" if old is None else "deleted" if new is None else "changed"
        verb = "sent" if self._blind and new is not None else verb
        kind = KINDS.get((new or old or Entry(PLAIN, "")).mode, "file")
        before, after = (self._content(entry) for entry in (old, new))
        lost = [entry for entry, data in ((old, before), (new, after)) if entry is not None and data is None]
        return Change(path, f"{verb} {kind}", _mode(old, new), before, after, ELSEWHERE if lost else "")

    def _content(self, entry: Entry | None) -> bytes | None:
        if entry is None:
            return None
        if entry.mode == MODULE:
            return f"commit {entry.name} of another repository\n".encode()
        found = self._known.get(entry.name)
        return found.data if found is not None and found.kind == "blob" else None


def _mode(old: Entry | None, new: Entry | None) -> str:
    if old is not None and new is not None and old.mode != new.mode:
        return f"{old.mode} to {new.mode}"
    mode = (new or old or Entry(PLAIN, "")).mode
    return "" if mode == PLAIN else mode
