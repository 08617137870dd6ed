"""All that a warden has to do with secrets, wired once: the vault, its owner's side (custody), and the scrubber."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from wicketgate.output.redact import Redactor
from wicketgate.secrets.scrubber import Scrubber
from wicketgate.secrets.vault.assembly import assemble
from wicketgate.secrets.vault.custody import Custody
from wicketgate.secrets.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class Secrecy:
    """The secrets of one state directory."""

    vault: Vault
    custody: Custody
    scrub: Scrubber
    """Cleans any text of every value known at that moment."""

    @classmethod
    def of(cls, state: Path, build: Callable[[Mapping[str, str]], Redactor]) -> Secrecy:
        """Return the secrets kept in `state`; nothing is opened before one is asked for."""
        vault, custody = assemble(state)
        return cls(vault, custody, Scrubber(vault.known, build))
