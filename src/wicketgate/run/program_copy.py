"""A copy of a program that can be started but not read, kept in the state directory under its hash.

With mode 0111 the kernel makes the process non-dumpable: nothing inside can open its memory and rewrite where it asks.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path

from wicketgate.errors import ConfigError

UNREADABLE = 0o111
KEPT = 3
"""Copies kept: the version in use, and two older ones that a run may still hold."""
PIECE = 1 << 22


def unreadable_copy(program: Path, digest: str, state: Path) -> Path:
    """Return the copy of `program`, made now if need be (blocking); ConfigError if its content is not `digest`."""
    folder = state / "programs"
    folder.mkdir(mode=0o700, exist_ok=True)
    copy = folder / digest
    if not copy.exists():
        _copy(program, digest, copy)
        _forget_old(folder, copy)
    os.utime(copy)
    return copy


def _copy(program: Path, digest: str, copy: Path) -> None:
    handle, name = tempfile.mkstemp(dir=copy.parent)
    try:
        seen = hashlib.sha256()
        with open(program, "rb") as source, open(handle, "wb") as target:
            while piece := source.read(PIECE):
                seen.update(piece)
                target.write(piece)
            target.flush()
            os.fsync(target.fileno())
            # What was checked is what is kept: the hash is taken over the very bytes that were copied.
            if seen.hexdigest() != digest:
                raise ConfigError(f"{program} changed while it was copied", "try again")
            os.fchmod(target.fileno(), UNREADABLE)
        Path(name).rename(copy)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()
        raise


def _forget_old(folder: Path, newest: Path) -> None:
    others = sorted((p for p in folder.iterdir() if p != newest), key=lambda p: p.stat().st_mtime, reverse=True)
    for old in others[KEPT - 1 :]:
        old.unlink()
