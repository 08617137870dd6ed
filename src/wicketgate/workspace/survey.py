"""The walk over the live workspace: which objects are granted, which inodes are hidden, what is left out and why.

Takes an open folder, the grant and the protected paths; reads names and inodes, never content. Follows no link, enters
no other mount, no repository and no folder of the state directory.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from wicketgate.errors import ConfigError
from wicketgate.workspace.baseline import Note
from wicketgate.workspace.file_names import fold
from wicketgate.workspace.grant import SIBLINGS, Grant
from wicketgate.workspace.tree import FOLDER

Inode = tuple[int, int]
DEEPEST = 128  # folders within folders; each holds a descriptor while it is walked
HISTORIES = frozenset({".git", ".hg", ".svn", ".jj", ".bzr", "_darcs", ".pijul", "cvs"})


@dataclass(slots=True)
class Survey:
    """What the walk found."""

    folders: dict[str, list[str]] = field(default_factory=dict)
    """Folder to the granted files and links in it, by name; a granted or needed folder may be empty."""
    blocked: set[Inode] = field(default_factory=set)
    """Inodes of hidden and protected files: absent under every name."""
    hidden: list[str] = field(default_factory=list)
    """Paths of the hidden files that exist."""
    notes: list[Note] = field(default_factory=list)
    walked: int = 0


def survey(root: int, grant: Grant, protected: Sequence[Path], most: int) -> Survey:
    """Return what of the folder `root` is granted; ConfigError if more than `most` names would have to be read."""
    found = Survey()
    closed = set(protected_inodes(protected, found.blocked))
    _Walk(grant, found, closed, os.fstat(root).st_dev, most).folder(root, "", hidden=False)
    return found


def protected_inodes(protected: Iterable[Path], blocked: set[Inode]) -> list[Inode]:
    """Return the inodes of protected folders; add those of protected files (and SQLite's beside them) to `blocked`."""
    folders: list[Inode] = []
    for path in protected:
        for suffix in SIBLINGS:
            try:
                info = Path(f"{path}{suffix}").stat()
            except (FileNotFoundError, NotADirectoryError):
                continue
            if stat.S_ISDIR(info.st_mode):
                folders.append((info.st_dev, info.st_ino))
            else:
                blocked.add((info.st_dev, info.st_ino))
    return folders


def inodes_below(folders: Iterable[Path]) -> set[Inode]:
    """Return the inodes of every file below `folders`: what a hard link elsewhere could share."""
    found = set()
    for top in folders:
        for where, _, names, handle in os.fwalk(top) if top.is_dir() else ():
            del where
            for name in names:
                info = os.stat(name, dir_fd=handle, follow_symlinks=False)
                found.add((info.st_dev, info.st_ino))
    return found


@dataclass(slots=True)
class _Walk:
    grant: Grant
    found: Survey
    closed: set[Inode]
    device: int
    most: int
    depth: int = 0

    def folder(self, handle: int, path: str, hidden: bool) -> None:
        with os.scandir(handle) as names:
            entries = sorted(names, key=lambda entry: entry.name)
        self.found.walked += len(entries)
        if self.found.walked > self.most:
            raise ConfigError(f"the workspace holds more than {self.most} names", "narrow files.read in the policy")
        if path and {"HEAD", "objects", "refs"} <= {entry.name for entry in entries}:
            self._note(path, "a bare repository: its history would show hidden files")
            return
        if path in self.grant.homes and not hidden:
            self.need(path)
        for entry in entries:
            below = f"{path}/{entry.name}" if path else entry.name
            self.entry(handle, entry, below, hidden or self.grant.hide.matches(below))

    def entry(self, handle: int, entry: os.DirEntry[str], path: str, hidden: bool) -> None:
        if entry.is_dir(follow_symlinks=False):
            self.below(handle, entry.name, path, hidden)
        elif hidden:
            self.hide(entry, path)
        elif not self.grant.read.matches(path) or fold(entry.name) in HISTORIES:
            return
        elif entry.is_file(follow_symlinks=False) or entry.is_symlink():
            self.need(path.rpartition("/")[0])
            self.found.folders[path.rpartition("/")[0]].append(entry.name)
        else:
            self._note(path, "a pipe, socket or device")

    def below(self, handle: int, name: str, path: str, hidden: bool) -> None:
        grant = self.grant
        if fold(name) in HISTORIES:
            if path != ".git" and grant.read.may_match_below(path) and not hidden:
                self._note(path, "a repository below the workspace: its history would show hidden files")
            return
        wanted = grant.read.may_match_below(path) or path in grant.homes
        if not (wanted or hidden or grant.hide.may_match_below(path)):
            return
        try:
            deeper = os.open(name, FOLDER, dir_fd=handle)
        except OSError as error:
            self._note(path, f"the folder cannot be read: {error.strerror}")
            return
        try:
            self._enter(deeper, path, hidden)
        finally:
            os.close(deeper)

    def _enter(self, handle: int, path: str, hidden: bool) -> None:
        info = os.fstat(handle)
        if (info.st_dev, info.st_ino) in self.closed:
            return
        if info.st_dev != self.device:
            self._note(path, "another filesystem is mounted there")
            return
        if self.depth >= DEEPEST:
            self._note(path, f"more than {DEEPEST} folders deep")
            return
        if not hidden and self.grant.read.matches(path):
            self.need(path)
        self.depth += 1
        self.folder(handle, path, hidden)
        self.depth -= 1

    def hide(self, entry: os.DirEntry[str], path: str) -> None:
        self.found.hidden.append(path)
        for follow in (False, True):  # a hidden link hides the file it leads to, too
            try:
                info = entry.stat(follow_symlinks=follow)
            except OSError:
                continue
            if stat.S_ISREG(info.st_mode):
                self.found.blocked.add((info.st_dev, info.st_ino))

    def need(self, path: str) -> None:
        while path not in self.found.folders:
            self.found.folders[path] = []
            path = path.rpartition("/")[0]

    def _note(self, path: str, reason: str) -> None:
        if self.grant.read.matches(path) or self.grant.read.may_match_below(path):
            self.found.notes.append(Note(path, reason))
