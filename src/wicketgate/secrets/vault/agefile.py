"""The vault's own store: one file of entries, encrypted with age to one identity, replaced whole at every change.

Takes a state directory, gives and takes entries. All of it blocks; the vault calls it in a thread. Any `age` tool with
the identity can read the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pyrage  # type: ignore[import-untyped]

from wicketgate.errors import StateError
from wicketgate.secrets.vault import identity
from wicketgate.secrets.vault.entry import Entry, from_json
from wicketgate.secrets.vault.private_file import read_private, write_private

FILE = "vault.age"
VERSION = 1


class AgeFile:
    """The encrypted file of one state directory."""

    def __init__(self, state: Path) -> None:
        self._state = state
        self._identity: identity.Identity | None = None

    @property
    def place(self) -> str:
        """Return where the identity is kept, as a person reads it; empty as long as nothing was kept."""
        return self._identity.place if self._identity else ""

    def load(self) -> list[Entry]:
        """Return every entry, none if there is no file; StateError, without content, when it cannot be opened."""
        sealed = read_private(self._state, FILE)
        if sealed is None:
            return []
        self._identity = identity.find(self._state)
        if self._identity is None:
            problem = f"{self._state / FILE} cannot be opened: its identity is neither in a keyring nor in a file"
            raise StateError(problem, f"restore {identity.KEY_FILE}, or move {FILE} aside and add the secrets again")
        try:
            plain = pyrage.decrypt(sealed, [_opened(self._identity)])
            body = json.loads(plain)
            version, entries = body["version"], body["entries"]
        except (pyrage.DecryptError, pyrage.IdentityError, ValueError, TypeError, KeyError):
            # The library's own words could quote what was decrypted.
            problem = f"{self._state / FILE} cannot be opened: damaged, or made for another identity"
            raise StateError(problem, f"restore it with {identity.KEY_FILE}, or move both aside") from None
        if version != VERSION or not isinstance(entries, list):
            raise StateError(f"{self._state / FILE}: expected version {VERSION}", "use the wicketgate that wrote it")
        return [from_json(entry) for entry in entries]

    def save(self, entries: Iterable[Entry]) -> None:
        """Replace the file, durably; StateError if it cannot be, and then the old one stands."""
        if self._identity is None:
            self._identity = identity.find(self._state) or identity.make(self._state)
        plain = json.dumps({"version": VERSION, "entries": [entry.to_json() for entry in entries]}).encode()
        sealed = pyrage.encrypt(plain, [_opened(self._identity).to_public()])
        write_private(self._state, FILE, sealed)


def _opened(found: identity.Identity) -> pyrage.x25519.Identity:
    try:
        return pyrage.x25519.Identity.from_str(found.key.reveal())
    except pyrage.IdentityError:
        problem = f"no age identity in {found.place.partition(',')[0]}"
        raise StateError(problem, "restore it; without it the vault stays closed") from None
