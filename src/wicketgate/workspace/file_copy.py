"""Copying one file into a frozen tree: the hash is taken of the very bytes that were written.

Takes an open file and a folder, gives hash and size. A reflink where the filesystem has them; never a hard link,
because an edit in place would show through.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import stat
from dataclasses import dataclass

from wicketgate.workspace.tree import CHUNK, write_all

FICLONE = 0x40049409  # linux/fs.h: _IOW(0x94, 9, int)
TRIES = 3


class Unstable(Exception):
    """The file went on changing while it was read."""


@dataclass(slots=True)
class Copier:
    """Copies files of one snapshot; remembers whether the filesystem can reflink."""

    owner: int | None
    """Uid and gid the copies get (only root can give them away), or None."""
    most: int
    """Bytes that may still be copied."""
    reflink: bool = True

    def copy(self, source: int, folder: int, name: str) -> tuple[str, int]:
        """Return hash and size of what now stands as `name` in `folder`; Unstable, or OverflowError past the cap."""
        for _ in range(TRIES):
            before = os.fstat(source)
            result = self._once(source, folder, name, before)
            if _stamp(before) == _stamp(os.fstat(source)) and result[1] == before.st_size:
                self.most -= result[1]
                return result
            os.unlink(name, dir_fd=folder)
        raise Unstable

    def _once(self, source: int, folder: int, name: str, info: os.stat_result) -> tuple[str, int]:
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        made = os.open(name, flags, 0o600, dir_fd=folder)
        try:
            cloned = self._clone(source, made, info)
            result = self._stream(made if cloned else source, None if cloned else made)
            if self.owner is not None:
                os.fchown(made, self.owner, self.owner)
            os.fchmod(made, stat.S_IMODE(info.st_mode) & 0o777)
        finally:
            os.close(made)
        return result

    def _clone(self, source: int, made: int, info: os.stat_result) -> bool:
        if not self.reflink or info.st_size > self.most:
            return False
        try:
            fcntl.ioctl(made, FICLONE, source)
        except OSError:
            self.reflink = False
            return False
        return True

    def _stream(self, source: int, made: int | None) -> tuple[str, int]:
        sha, size = hashlib.sha256(), 0
        os.lseek(source, 0, os.SEEK_SET)
        while data := os.read(source, CHUNK):
            size += len(data)
            if size > self.most:
                raise OverflowError
            sha.update(data)
            if made is not None:
                write_all(made, data)
        return sha.hexdigest(), size


def _stamp(info: os.stat_result) -> tuple[int, int, int]:
    return info.st_size, info.st_mtime_ns, info.st_ctime_ns
