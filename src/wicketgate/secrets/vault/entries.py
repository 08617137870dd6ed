"""The entries of one state directory, in memory and in the vault's file: every change is on disk before it counts.

Takes entries and what becomes of them, gives them back. Loads once, on first use, so that a warden whose clients never
name a secret opens no file and asks no keyring. Knows no policy and no rule about who may use what.
"""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from wicketgate.output.sealed import Sealed
from wicketgate.secrets.vault.entry import Entry

AGE = "wicketgate.secrets.vault.agefile"
"""Imported on first use: a warden starts a tenth of a second sooner without."""
Key = tuple[str, str]


class VaultEntries(Sealed):
    """The entries, by policy and name."""

    def __init__(self, state: Path) -> None:
        self._state = state
        self._file: Any = None
        self._entries: dict[Key, Entry] = {}
        self._changing = asyncio.Lock()
        self._unsaved = False
        self.revoked: set[Key] = set()
        """What counts no more from this moment on, whatever became of writing it down."""

    def redacted(self) -> str:
        """Return the place and nothing that lies there."""
        return f"[vault {self._state}]"

    @property
    def place(self) -> str:
        """Return where what opens the file is kept; empty as long as nothing was kept."""
        return str(self._file.place) if self._file else ""

    async def open(self) -> None:
        """Load the file if it was not; StateError when it is there and cannot be opened."""
        async with self._changing:
            await self._load()

    async def _load(self) -> None:
        if self._file is None:
            file = importlib.import_module(AGE).AgeFile(self._state)
            entries = await asyncio.to_thread(file.load)
            self._entries = {entry.key: entry for entry in entries}
            self._file = file

    def find(self, key: Key) -> Entry | None:
        """Return the entry, as it is now."""
        return self._entries.get(key)

    def all(self) -> tuple[Entry, ...]:
        """Return every entry."""
        return tuple(self._entries.values())

    async def change(self, step: Callable[[Mapping[Key, Entry]], Mapping[Key, Entry]]) -> None:
        """Replace the entries by what `step` makes of them: on disk first, then here; unchanged when that fails.

        To be carried to its end (`Services.through`): cut off between the two, disk and memory would differ.
        """
        async with self._changing:
            await self._load()
            after = dict(step(self._entries))
            if after == self._entries:
                return
            await asyncio.to_thread(self._file.save, tuple(after.values()))
            self._entries = after

    def touch(self, entry: Entry) -> None:
        """Note a use; written with the next change, or at the end."""
        self._entries[entry.key] = entry
        self._unsaved = True

    async def close(self) -> None:
        """Write what was only noted."""
        async with self._changing:
            if self._unsaved and self._file is not None:
                await asyncio.to_thread(self._file.save, tuple(self._entries.values()))
                self._unsaved = False
