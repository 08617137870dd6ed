"""Puts the vault of one state directory together: `Vault`, which gives values, and `Custody`, its owner's side."""

from __future__ import annotations

from pathlib import Path

from wicketgate.secrets.vault.custody import Custody
from wicketgate.secrets.vault.entries import VaultEntries
from wicketgate.secrets.vault.entry import utc
from wicketgate.secrets.vault.external_values import ExternalValues
from wicketgate.secrets.vault.known_values import KnownValues
from wicketgate.secrets.vault.vault import Clock, Vault


def assemble(state: Path, now: Clock = utc) -> tuple[Vault, Custody]:
    """Return the vault of a state directory, and what may be done to it; nothing is opened yet."""
    entries = VaultEntries(state)
    outside = ExternalValues(entries)
    vault = Vault(entries, KnownValues(), outside, now)
    return vault, Custody(entries, vault, outside, now)
