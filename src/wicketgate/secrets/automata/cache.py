"""Compiled expressions on disk, so that a warden starts with them: takes a folder of the warden's own.

Only the program's expressions are kept, never a word to search for: those are secrets. What is read back must bear the
digest it was written with; anything else is as if it were not there, and is compiled again.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import hyperscan

LARGEST = 64 << 20


class ExpressionCache:
    """One folder of compiled expressions."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, patterns: Sequence[bytes]) -> bytes | None:
        """Return what these expressions compiled to; None if that is not there or not whole."""
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        try:
            handle = os.open(self._place(patterns), flags)
            with open(handle, "rb") as file:
                held = file.read(LARGEST)
        except OSError:
            return None
        digest, compiled = held[:32], held[32:]
        return compiled if hashlib.sha256(compiled).digest() == digest else None

    def write(self, patterns: Sequence[bytes], compiled: bytes) -> None:
        """Keep what these expressions compiled to; a disk that does not take it is no error."""
        place = self._place(patterns)
        fresh = place.with_name(f"{place.name}.{os.getpid()}")
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        with contextlib.suppress(OSError):
            self._folder.mkdir(mode=0o700, exist_ok=True)
            try:
                with open(os.open(fresh, flags, 0o600), "wb") as file:
                    file.write(hashlib.sha256(compiled).digest() + compiled)
                fresh.replace(place)
            finally:
                fresh.unlink(missing_ok=True)

    def _place(self, patterns: Sequence[bytes]) -> Path:
        text = b"\0".join((str(vars(hyperscan)["__version__"]).encode(), os.uname().machine.encode(), *patterns))
        return self._folder / hashlib.sha256(text).hexdigest()[:32]
