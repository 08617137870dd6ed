"""Reads a policy file without trusting where it lies.

Takes a path, gives the text that one opened file held; knows nothing of what it means. Every check is made on
descriptors, so nothing can be swapped between the check and the reading.
"""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from wicketgate.errors import ConfigError

LARGEST = 1 << 20
"""Bytes a policy file may have."""


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """What one policy file held when it was read."""

    path: Path
    """Absolute, its folder's links resolved."""
    text: str
    digest: str


def read_policy_file(path: Path) -> PolicyFile:
    """Return the file's text and digest; ConfigError if it cannot be read or others could have written it."""
    folder = Path(os.path.realpath(path.parent))
    try:
        parent = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise _unreadable(path, error) from None
    try:
        _check_folder(path, folder, os.fstat(parent))
        content = _content(path, parent)
    finally:
        os.close(parent)
    return PolicyFile(folder / path.name, _decoded(path, content), digest_of(content))


def digest_of(content: bytes) -> str:
    """Return the digest by which an owner accepts a policy file: SHA-256 of its bytes, in hex."""
    return hashlib.sha256(content).hexdigest()


def _content(path: Path, parent: int) -> bytes:
    # O_NOFOLLOW: a link could be turned elsewhere later. O_NONBLOCK: opening a pipe without a writer would hang.
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        opened = os.open(path.name, flags, dir_fd=parent)
    except OSError as error:
        raise _unreadable(path, error) from None
    try:
        _check_file(path, os.fstat(opened))
        with open(opened, "rb", closefd=False) as file:
            content = file.read(LARGEST + 1)
    finally:
        os.close(opened)
    if len(content) > LARGEST:
        raise ConfigError(f"{path.name}:1: expected at most {LARGEST} bytes", "is this the policy file?")
    return content


def _check_file(path: Path, found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise ConfigError(f"{path.name}:1: expected a regular file (got {_kind(found.st_mode)})")
    # Whoever may write the file decides what the agent may do.
    if found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        mode = stat.S_IMODE(found.st_mode)
        raise ConfigError(f"{path.name}:1: expected a file only its owner may write (got mode {mode:04o})", _go_w(path))
    if found.st_uid not in (os.geteuid(), 0):
        expected = f"expected a file owned by uid {os.geteuid()} or root (got uid {found.st_uid})"
        raise ConfigError(f"{path.name}:1: {expected}", f"sudo chown {os.geteuid()} {path}")


def _check_folder(path: Path, folder: Path, found: os.stat_result) -> None:
    # Whoever may rename in the folder can put another file in this one's place.
    if found.st_mode & stat.S_IWOTH and not found.st_mode & stat.S_ISVTX:
        raise ConfigError(f"{path.name}:1: expected a folder that others may not write (got {folder})", _go_w(folder))


def _go_w(path: Path) -> str:
    return f"chmod go-w {path}"


def _decoded(path: Path, content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        got = content[error.start]
        problem = f"{path.name}:{line}: expected UTF-8 (got the byte 0x{got:02x})"
        raise ConfigError(problem, "save it as UTF-8") from None


def _kind(mode: int) -> str:
    kinds = {stat.S_IFDIR: "a folder", stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket"}
    return kinds.get(stat.S_IFMT(mode), "a device")


def _unreadable(path: Path, error: OSError) -> ConfigError:
    if isinstance(error, FileNotFoundError):
        return ConfigError(f"no policy file at {path}", "wicketgate init")
    if path.is_symlink():
        return ConfigError(f"{path.name}:1: expected a regular file (got a link)")
    reason = (error.strerror or type(error).__name__).lower()
    return ConfigError(f"cannot read {path}: {reason}")
