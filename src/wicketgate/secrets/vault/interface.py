"""What every store of values offers the vault, and the table of the stores there are.

Takes a reference as the policy writes it after `from`, gives the value and when it ends. A store's module is imported
when a policy first names it, because each needs a library of its own that may not be installed.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from wicketgate.errors import ConfigError
from wicketgate.secrets.credential import Credential


@dataclass(frozen=True, slots=True)
class Held:
    """A value as a store gave it."""

    value: Credential
    expires: datetime | None = None
    """UTC; None: the store names no end."""


@dataclass(frozen=True, slots=True)
class Reference:
    """One value in a store outside: the name the policy gives it, and where it lies there."""

    name: str
    text: str

    @property
    def field(self) -> tuple[str, str]:
        """Return what stands before and after the last `#`; no field is empty text."""
        place, mark, field = self.text.rpartition("#")
        return (place, field) if mark else (self.text, "")


class Store(Protocol):
    """A place outside that holds values. Wicketgate only reads there: whoever owns the value changes it there."""

    def get(self, reference: Reference) -> Held:
        """Return the value (blocking, seconds at most); StateError says why it cannot be had, without the value."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of store: its module (which has `connect`), the extra that brings its library, its name to a person."""

    module: str
    extra: str
    title: str


KINDS = {
    "vault": Kind("wicketgate.secrets.vault.hashicorp", "vault", "HashiCorp Vault"),
    "aws": Kind("wicketgate.secrets.vault.aws", "aws", "AWS Secrets Manager"),
    "1password": Kind("wicketgate.secrets.vault.onepassword", "onepassword", "1Password"),
}
"""The stores outside; `age` (the vault's own file) and `env` are the vault's own."""


def connect(kind: str, token: Credential | None) -> Store:
    """Return the store of that kind, opened with `token` where one is kept; ConfigError names the extra to install."""
    found = KINDS[kind]
    try:
        module = importlib.import_module(found.module)
    except ModuleNotFoundError as error:
        remedy = f"pip install 'wicketgate[{found.extra}]'"
        raise ConfigError(f"{found.title} needs a library that is not installed ({error.name})", remedy) from None
    store: Store = module.connect(token)
    return store
