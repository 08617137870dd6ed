"""Which contents of a history the agent may see: those that stand under a granted path, and never under a hidden one.

Takes git on the person's objects, the commits that stay reachable and the grant; gives object names. A content is
judged by every path it ever had, because the same bytes under a second name are the same bytes.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from wicketgate.policy.pattern import plain
from wicketgate.workspace.git.plumbing import Git
from wicketgate.workspace.grant import SIBLINGS, Grant, closed
from wicketgate.workspace.tree import CHUNK, FILE, folder

HIDDEN, GRANTED, OTHER = "hidden", "granted", "other"
LINK_TO_COMMIT = b"160000"  # a submodule: names a commit of another repository


@dataclass(slots=True)
class Paths:
    """What the grant says of a path, remembered."""

    grant: Grant
    protected: tuple[str, ...]
    known: dict[str, str] = field(default_factory=dict)

    def of(self, path: str) -> str:
        """Return whether `path` is hidden, granted or other (simply not granted)."""
        if path not in self.known:
            self.known[path] = self._judge(path)
        return self.known[path]

    def _judge(self, path: str) -> str:
        if not plain(path) or self.grant.hide.covers(path):
            return HIDDEN
        if closed(path, self.protected):
            return HIDDEN
        return GRANTED if self.grant.read.matches(path) else OTHER


@dataclass(slots=True)
class Contents:
    """The contents of a history by what may become of them."""

    granted: dict[bytes, set[str]] = field(default_factory=dict)
    """Content to the granted paths it stands under."""
    hidden: set[bytes] = field(default_factory=set)
    tracked: set[str] = field(default_factory=set)
    """Paths not granted that some commit or the index holds."""

    def add(self, path: str, oid: bytes, verdict: str) -> None:
        """Note that `oid` stands at `path`."""
        if verdict == GRANTED:
            self.granted.setdefault(oid, set()).add(path)
        elif verdict == HIDDEN:
            self.hidden.add(oid)
        if verdict != GRANTED:
            self.tracked.add(path)

    def absent(self, kept: set[bytes]) -> set[str]:
        """Return the paths that some commit holds with a content that is not `kept`."""
        return self.tracked.union(*(paths for oid, paths in self.granted.items() if oid not in kept))


def contents(git: Git, commits: bytes, index: Iterable[tuple[bytes, bytes, str]], paths: Paths) -> Contents:
    """Return every content the commits (one name a line) and the index hold, by the paths it stands under."""
    found = Contents()
    # -m: a merge against each parent, so that what only a merge brought in is seen; --root: the first commit, too.
    raw = ("diff-tree", "--stdin", "-r", "-m", "--root", "--raw", "-z", "--no-renames", "--no-abbrev", "--no-commit-id")
    for mode, oid, path in _changed(git.run(*raw, given=commits)):
        if mode != LINK_TO_COMMIT:
            found.add(path, oid, paths.of(path))
    for mode, oid, path in index:
        if mode != LINK_TO_COMMIT:
            found.add(path, oid, paths.of(path))
    return found


def same_as_hidden(git: Git, candidates: set[bytes], files: Iterable[Callable[[], int]], sha256: bool) -> set[bytes]:
    """Return the candidates whose content is that of a hidden file on the disk. `files` open one each.

    An empty content says nothing, so it is not taken for one.
    """
    given = b"".join(oid + b"\n" for oid in sorted(candidates))
    rows = git.run("cat-file", "--batch-check=%(objectsize)", given=given).splitlines()
    sizes = {int(row) for row in rows if row.isdigit()} - {0}
    return {oid for opened in files for oid in _blob_name(opened, sizes, sha256)} & candidates


def hidden_files(root: int, hidden: Iterable[str], protected: Iterable[Path]) -> Iterator[Callable[[], int]]:
    """Yield a way to open each hidden file of the workspace and each protected one."""
    for path in hidden:
        yield lambda path=path: _open_below(root, path)  # type: ignore[misc]
    for place in protected:
        for suffix in SIBLINGS:
            yield lambda name=f"{place}{suffix}": os.open(name, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)  # type: ignore[misc]


def _open_below(root: int, path: str) -> int:
    parent, _, name = path.rpartition("/")
    with folder(root, parent) as handle:
        return os.open(name, FILE, dir_fd=handle)


def _blob_name(opened: Callable[[], int], sizes: set[int], sha256: bool) -> Iterator[bytes]:
    try:
        handle = opened()
    except OSError:
        return
    try:
        info = os.fstat(handle)
        if not stat.S_ISREG(info.st_mode) or info.st_size not in sizes:
            return
        sha = hashlib.sha256() if sha256 else hashlib.sha1(usedforsecurity=False)
        sha.update(b"blob %d\0" % info.st_size)
        while data := os.read(handle, CHUNK):
            sha.update(data)
    finally:
        os.close(handle)
    yield sha.hexdigest().encode()


def _changed(data: bytes) -> Iterator[tuple[bytes, bytes, str]]:
    """Yield mode, object and path of both sides of every change in `diff-tree --raw -z`."""
    fields = iter(data.split(b"\0"))
    for row in fields:
        if not row.startswith(b":"):
            continue
        old_mode, new_mode, old, new, _ = row[1:].split(b" ", 4)
        path = os.fsdecode(next(fields, b""))
        for mode, oid in ((old_mode, old), (new_mode, new)):
            if oid.strip(b"0"):
                yield mode, oid, path
