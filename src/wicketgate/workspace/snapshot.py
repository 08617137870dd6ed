"""The frozen view: a copy of exactly the granted files, taken before the run, that nothing changes afterwards.

Takes the workspace, the task's `files`, the protected paths and a folder of the state directory; gives a Baseline.
Hidden and protected files are absent under every name their inode has; a link is copied only where it leads inside.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from wicketgate.errors import ConfigError, SandboxError
from wicketgate.policy.model import Files
from wicketgate.workspace.baseline import TREE, Baseline, Entry, Note
from wicketgate.workspace.file_copy import Copier, Unstable
from wicketgate.workspace.git.rebuild import Request, rebuild
from wicketgate.workspace.grant import Grant
from wicketgate.workspace.survey import Survey, inodes_below, survey
from wicketgate.workspace.tree import FILE, FOLDER, folder, leads_inside, open_root


@dataclass(frozen=True, slots=True)
class Caps:
    """What one view may hold."""

    files: int = 200_000
    bytes: int = 4 << 30
    walked: int = 2_000_000
    """Names read in the workspace, granted or not."""


def snapshot(
    root: Path, files: Files, protected: Sequence[Path], into: Path, *, uid: int | None = None, caps: Caps | None = None
) -> Baseline:
    """Return the Baseline of a frozen copy in `into/frozen`, owned by `uid` if given; ConfigError if too large."""
    root = root.resolve(strict=True)
    grant, caps = Grant.of(files), caps or Caps()
    into.mkdir(mode=0o700, parents=True, exist_ok=True)
    closed = (*protected, into)
    source = open_root(root)
    try:
        found = survey(source, grant, closed, caps.walked)
        taken = _Freeze(source, into, found, closed, Copier(uid, caps.bytes), caps).run()
        inside = tuple(dict.fromkeys(name for path in closed for name in _below(root, path)))
        present = [path for path, entry in taken.items() if entry.kind != "folder"]
        wanted = Request(grant, closed, inside, found.hidden, present, uid)
        repository = grant.repository and rebuild(source, into / TREE, wanted)
        identity = (os.fstat(source).st_dev, os.fstat(source).st_ino)
    except BaseException:
        shutil.rmtree(into / TREE, ignore_errors=True)
        raise
    finally:
        os.close(source)
    size = sum(entry.size for entry in taken.values())
    baseline = Baseline(into, root, identity, taken, tuple(found.notes), inside, repository, size)
    baseline.save()
    return baseline


def _below(root: Path, path: Path) -> Iterator[str]:
    """Yield where `path` lies below `root`: under its own name, and under the one it leads to."""
    for placed in (path.parent.resolve() / path.name, path.resolve()):
        if placed.is_relative_to(root) and placed != root:
            yield str(placed.relative_to(root))


@dataclass(slots=True)
class _Freeze:
    """One copy in the making."""

    source: int
    into: Path
    found: Survey
    protected: Sequence[Path]
    copier: Copier
    caps: Caps
    entries: dict[str, Entry] = field(default_factory=dict)
    links_read: bool = False

    def run(self) -> dict[str, Entry]:
        tree = self.into / TREE
        if tree.exists():
            raise SandboxError(f"{tree} exists already", "every run needs a folder of its own")
        tree.mkdir(mode=0o755)
        target = open_root(tree)
        try:
            self._own(target, 0o755)
            for path in sorted(self.found.folders):
                self._folder(target, path)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise SandboxError("no room for the frozen view", "free space below the state directory") from None
            raise
        finally:
            os.close(target)
        return self.entries

    def _folder(self, target: int, path: str) -> None:
        try:
            with folder(self.source, path) as live:
                with folder(target, path.rpartition("/")[0]) as parent:
                    self._make(parent, live, path)
                with folder(target, path) as made:
                    for name in self.found.folders[path]:
                        self._one(live, made, name, f"{path}/{name}" if path else name)
        except (NotADirectoryError, FileNotFoundError, PermissionError) as error:
            self._note(path, f"the folder cannot be read: {error.strerror}")

    def _make(self, parent: int, live: int, path: str) -> None:
        if not path:
            return
        name = path.rpartition("/")[2]
        os.mkdir(name, 0o700, dir_fd=parent)
        mode = stat.S_IMODE(os.fstat(live).st_mode) & 0o777 | 0o700
        made = os.open(name, FOLDER, dir_fd=parent)
        try:
            self._own(made, mode)
        finally:
            os.close(made)
        self._add(path, Entry("folder", mode=mode))

    def _one(self, live: int, made: int, name: str, path: str) -> None:
        try:
            if stat.S_ISLNK(os.stat(name, dir_fd=live, follow_symlinks=False).st_mode):
                self._link(live, made, name, path)
            else:
                self._file(live, made, name, path)
        except Unstable:
            self._note(path, "the file went on changing while it was read")
        except OverflowError:
            hint = "narrow files.read in the policy, or hide what is large"
            raise ConfigError(f"files.read grants more than {self.caps.bytes} bytes", hint) from None
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise
            self._note(path, f"the file cannot be read: {error.strerror}")

    def _link(self, live: int, made: int, name: str, path: str) -> None:
        target = os.readlink(name, dir_fd=live)
        if not leads_inside(path, target):
            self._note(path, "a link that leads out of the workspace")
            return
        os.symlink(target, name, dir_fd=made)
        if self.copier.owner is not None:
            os.chown(name, self.copier.owner, self.copier.owner, dir_fd=made, follow_symlinks=False)
        self._add(path, Entry("link", target))

    def _file(self, live: int, made: int, name: str, path: str) -> None:
        source = os.open(name, FILE, dir_fd=live)
        try:
            info = os.fstat(source)
            if not stat.S_ISREG(info.st_mode):
                self._note(path, "a pipe, socket or device")
            elif self._blocked(info):
                self._note(path, "another name of a hidden or protected file")
            else:
                content, size = self.copier.copy(source, made, name)
                self._add(path, Entry("file", content, stat.S_IMODE(info.st_mode) & 0o777, size))
        finally:
            os.close(source)

    def _blocked(self, info: os.stat_result) -> bool:
        if info.st_nlink > 1 and not self.links_read:
            self.found.blocked |= inodes_below(self.protected)
            self.links_read = True
        return (info.st_dev, info.st_ino) in self.found.blocked

    def _own(self, handle: int, mode: int) -> None:
        if self.copier.owner is not None:
            os.fchown(handle, self.copier.owner, self.copier.owner)
        os.fchmod(handle, mode)

    def _add(self, path: str, entry: Entry) -> None:
        self.entries[path] = entry
        if len(self.entries) > self.caps.files:
            hint = "narrow files.read in the policy, or hide what is large"
            raise ConfigError(f"files.read grants more than {self.caps.files} files", hint)

    def _note(self, path: str, reason: str) -> None:
        self.found.notes.append(Note(path, reason))
