"""How two of git's trees differ: takes objects by name and two trees, gives each file that changed. Pure.

Hostile input: a tree may name itself a thousand times over, hold a name twice, or what nobody has. The walk is bounded,
and whatever stops it is a change of its own.

https://git-scm.com/docs/gitformat-pack, git-mktree(1)
"""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from wicketgate.egress.git.pack import Object

FOLDER, LINK, MODULE, PROGRAM, PLAIN = "40000", "120000", "160000", "100755", "100644"
DEEPEST, NODES, LONGEST = 64, 200_000, 2048
"""Folders within each other, and names in all, that are looked at; letters of a path."""
KINDS = {LINK: "link", MODULE: "submodule", FOLDER: "folder"}
ELSEWHERE = "its content is NOT shown: it was not seen here, and cannot be read in the push"
SPELLED = re.compile(rb"[0-7]{1,64}")


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
        space, end = data.find(b" ", at, at + 65), data.find(b"\0", at)
        if space < 0 or end < space or len(data) < end + 21 or not SPELLED.fullmatch(data, at, space):
            raise ValueError("no folder of git's")
        name = data[space + 1 : end].decode("utf-8", "surrogateescape")
        found.append((name, Entry(_canonical(int(data[at:space], 8)), data[end + 1 : end + 21].hex())))
        at = end + 21
    return found


def _canonical(number: int) -> str:
    """Return the one of five modes that git takes any number for: a folder is one however its mode is spelled."""
    kind = stat.S_IFMT(number & 0xFFFF)
    if kind == stat.S_IFREG:
        return PROGRAM if number & 0o100 else PLAIN
    return {stat.S_IFDIR: FOLDER, stat.S_IFLNK: LINK}.get(kind, MODULE)


def named(data: bytes) -> list[tuple[str, str]]:
    """Return the objects a folder holds, each with its name there; none for what is no folder."""
    try:
        return [(entry.name, title) for title, entry in entries(data)]
    except ValueError:
        return []


def below(data: bytes) -> list[str]:
    """Return the objects a folder holds; none for what is no folder."""
    return [name for name, _ in named(data)]


class Walk:
    """One comparison, by the objects that are `known`."""

    def __init__(self, known: Mapping[str, Object], blind: bool, most: int = NODES) -> None:
        """`blind`: the former tree is not known, so that whatever is known of the new one counts as changed."""
        self._known, self._blind = known, blind
        self.left, self._ended = most, False
        """How many names may still be looked at."""
        self.passed: list[str] = []
        """Paths that were not compared, as neither what stood there nor what the push says of it is known."""

    def changes(self, old: str, new: str, path: str = "", depth: int = 0) -> Iterator[Change]:
        """Yield what differs between two trees; an empty name is no tree."""
        self.left -= 1
        if self.left < 0 or depth > DEEPEST:
            if not self._ended:
                self._ended = depth <= DEEPEST
                yield Change(path, "changed folder", unknown="what lies below is NOT shown: too many folders")
            return
        before, after = self._folder(old), self._folder(new)
        if before is None or after is None:
            yield Change(path, "changed folder", unknown=ELSEWHERE)
            return
        self.left -= len(before) + len(after)
        left, right = dict(before), dict(after)
        if len(right) < len(after):
            yield Change(path, "changed folder", unknown="it holds a name more than once, which is NOT shown")
        for name in sorted(left.keys() | right.keys()):
            at = f"{path}/{name}" if path else name
            if len(at) > LONGEST:
                yield from _far(at, left.get(name), right.get(name))
                continue
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
        if old == new:
            return
        if self._blind and new is not None and new.name not in self._known and new.mode != MODULE:
            self.passed.append(path)
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
        verb = _verb(old, new)
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


def _far(path: str, old: Entry | None, new: Entry | None) -> Iterator[Change]:
    if old != new:
        unknown = f"its content is NOT shown: its path is longer than {LONGEST} letters"
        yield Change(path[:LONGEST], f"{_verb(old, new)} file", unknown=unknown)


def _verb(old: Entry | None, new: Entry | None) -> str:
    return "new" if old is None else "deleted" if new is None else "changed"


def _mode(old: Entry | None, new: Entry | None) -> str:
    if old is not None and new is not None and old.mode != new.mode:
        return f"{old.mode} to {new.mode}"
    mode = (new or old or Entry(PLAIN, "")).mode
    return "" if mode == PLAIN else mode
