"""Contents kept by their hash: written once, durable when `sync` has returned."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from pathlib import Path

from wicketgate.workspace.baseline import sync_folder
from wicketgate.workspace.tree import CHUNK, write_all


@dataclass(slots=True)
class Blobs:
    """The blobs of one collection, in `folder`."""

    folder: Path
    fresh: list[str] = field(default_factory=list)
    bytes: int = 0
    """Bytes kept so far."""

    def __post_init__(self) -> None:
        self.folder.mkdir(mode=0o700, exist_ok=True)

    def keep(self, handle: int) -> str:
        """Return the hash of everything the descriptor still gives, having kept it."""
        part, sha = self.folder / ".part", hashlib.sha256()
        made = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            while data := os.read(handle, CHUNK):
                sha.update(data)
                self.bytes += len(data)
                write_all(made, data)
        finally:
            os.close(made)
        content = sha.hexdigest()
        part.rename(self.folder / content)
        self.fresh.append(content)
        return content

    def sync(self) -> None:
        """Make every blob of this collection durable."""
        for content in self.fresh:
            handle = os.open(self.folder / content, os.O_RDONLY | os.O_CLOEXEC)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        sync_folder(self.folder)
