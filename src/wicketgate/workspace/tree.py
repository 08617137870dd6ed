"""Walking a folder by descriptors, so that no link on the way is ever followed, however the names move meanwhile.

Takes an open folder and relative paths, gives descriptors and states. A symbolic link is an object here, never a way.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from wicketgate.workspace.syscalls import open_below

FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
CHUNK = 1 << 20
# What the kernel says when a name became something else between two looks at it: no state, and equal to none.
MOVING = frozenset({errno.ELOOP, errno.EINVAL, errno.ENXIO, errno.EISDIR, errno.ENOTDIR})


@dataclass(frozen=True, slots=True)
class State:
    """What stands under a name: `kind` is absent, file, link, folder or special; `content` a SHA-256 or a target."""

    kind: str
    content: str = ""
    mode: int = 0
    size: int = 0
    links: int = 1

    def same(self, other: State) -> bool:
        """Return whether both are the same thing with the same content (the mode is not compared)."""
        return (self.kind, self.content) == (other.kind, other.content)


ABSENT = State("absent")


def open_root(path: Path) -> int:
    """Return a descriptor of the folder `path`, whose last name must not be a link."""
    return os.open(path, FOLDER)


def open_folder(root: int, path: str) -> int:
    """Return a descriptor of folder `path` below `root` (empty: itself); OSError if any part is a link or no folder."""
    if not path:
        return os.open(".", FOLDER, dir_fd=root)
    try:
        return open_below(root, path, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        if error.errno not in (errno.ENOSYS, errno.EPERM, errno.EAGAIN):
            raise
    return _open_step_by_step(root, path)


@contextmanager
def folder(root: int, path: str) -> Iterator[int]:
    """Give a descriptor of folder `path` below `root` for the length of a block."""
    handle = open_folder(root, path)
    try:
        yield handle
    finally:
        os.close(handle)


def state_at(parent: int, name: str) -> State:
    """Return what stands under `name` in the folder `parent`, read without following it."""
    try:
        found = os.stat(name, dir_fd=parent, follow_symlinks=False)
        mode = stat.S_IMODE(found.st_mode)
        if stat.S_ISDIR(found.st_mode):
            return State("folder", mode=mode)
        if stat.S_ISLNK(found.st_mode):
            return State("link", os.readlink(name, dir_fd=parent))
        if not stat.S_ISREG(found.st_mode):
            return State("special", mode=mode)
        return _file_state(os.open(name, FILE, dir_fd=parent))
    except FileNotFoundError:
        return ABSENT
    except OSError as error:
        if error.errno in MOVING:
            return State("special")
        raise


def state_below(root: int, path: str) -> State:
    """Return what stands at `path` below `root`; absent also where a folder on the way is missing, a link or a file."""
    parent, _, name = path.rpartition("/")
    try:
        with folder(root, parent) as handle:
            return state_at(handle, name)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP):
            return ABSENT
        raise


def digest_of(handle: int) -> str:
    """Return the SHA-256 of everything the descriptor still gives."""
    sha = hashlib.sha256()
    while data := os.read(handle, CHUNK):
        sha.update(data)
    return sha.hexdigest()


def leads_inside(path: str, target: str) -> bool:
    """Return whether a link at `path` with `target` stays in the workspace at every step, by its spelling alone."""
    if not target or target.startswith("/") or "\0" in target:
        return False
    depth = path.count("/")
    for part in target.split("/"):
        if part == "..":
            depth -= 1
        elif part not in ("", "."):
            depth += 1
        if depth < 0:
            return False
    return True


def write_all(handle: int, data: bytes) -> None:
    """Write all of `data`, however often the kernel takes only a part."""
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def _open_step_by_step(root: int, path: str) -> int:
    handle = os.dup(root)
    for part in path.split("/"):
        if part in ("", ".", ".."):
            os.close(handle)
            raise OSError(errno.EXDEV, "the path is not plain", path)
        try:
            deeper = os.open(part, FOLDER, dir_fd=handle)
        finally:
            os.close(handle)
        handle = deeper
    return handle


def _file_state(handle: int) -> State:
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            return State("special")
        return State("file", digest_of(handle), stat.S_IMODE(found.st_mode), found.st_size, found.st_nlink)
    finally:
        os.close(handle)
