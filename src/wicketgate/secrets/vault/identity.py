"""The identity the vault's file is encrypted to: in the operating system's keyring, or headless in a file of its own.

Takes the state directory, gives the identity as a seal and says where it is kept. A keyring that only writes a file
in the clear, or that refuses everything, is not one.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import keyring.backend
import keyring.errors
import pyrage  # type: ignore[import-untyped]

from wicketgate.errors import StateError
from wicketgate.secrets.credential import Credential
from wicketgate.secrets.vault.private_file import read_private, write_private

KEY_FILE = "vault.key"
SERVICE = "wicketgate vault"
TRUSTED = (
    "keyring.backends.SecretService",
    "keyring.backends.libsecret",
    "keyring.backends.kwallet",
    "keyring.backends.macOS",
    "keyring.backends.Windows",
)
"""Keyrings of an operating system or desktop; any other, such as a plain file, is passed over."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What opens the vault's file."""

    key: Credential
    place: str
    """Where it is kept, as a person reads it."""


def find(state: Path, backends: Iterable[keyring.backend.KeyringBackend] | None = None) -> Identity | None:
    """Return the identity kept for this state directory, or None."""
    content = read_private(state, KEY_FILE)
    if content is not None:
        return Identity(Credential("the vault's identity", content.decode("ascii", "replace").strip()), _in_file(state))
    found = _keyring(backends)
    if found is None:
        return None
    value = _asked(found, state)
    return Identity(Credential("the vault's identity", value), _in_keyring(found)) if value else None


def make(state: Path, backends: Iterable[keyring.backend.KeyringBackend] | None = None) -> Identity:
    """Return a new identity, kept durably: in the keyring if there is one that can be used, else in a 0600 file."""
    text = str(pyrage.x25519.Identity.generate())
    key = Credential("the vault's identity", text)
    found = _keyring(backends)
    if found is not None:
        with contextlib.suppress(keyring.errors.KeyringError, RuntimeError):
            found.set_password(SERVICE, _account(state), text)
            if _asked(found, state) == text:
                return Identity(key, _in_keyring(found))
    write_private(state, KEY_FILE, text.encode() + b"\n")
    return Identity(key, _in_file(state))


def _keyring(backends: Iterable[keyring.backend.KeyringBackend] | None) -> keyring.backend.KeyringBackend | None:
    # Not `keyring.get_keyring()`: that follows a settings file, which may name a backend that keeps plain text.
    known = keyring.backend.get_all_keyring() if backends is None else backends
    usable = [one for one in known if type(one).__module__ in TRUSTED and one.priority >= 1]
    return max(usable, key=lambda one: one.priority, default=None)


def _asked(found: keyring.backend.KeyringBackend, state: Path) -> str | None:
    try:
        return found.get_password(SERVICE, _account(state))
    except (keyring.errors.KeyringError, RuntimeError) as error:
        problem = f"the keyring does not give the vault's identity ({type(error).__name__})"
        raise StateError(problem, "unlock it, then try again") from None


def _account(state: Path) -> str:
    return hashlib.sha256(str(state).encode("utf-8", "surrogateescape")).hexdigest()[:32]


def _in_keyring(found: keyring.backend.KeyringBackend) -> str:
    return f"the system keyring ({type(found).__module__.rpartition('.')[2]})"


def _in_file(state: Path) -> str:
    return f"{state / KEY_FILE}, mode 0600, as there is no system keyring: who reads your files opens the vault"
