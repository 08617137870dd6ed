"""One secret in the vault: its value (where the vault keeps it), what it was accepted for, and how long it counts.

Takes and gives plain JSON values for the vault's file; knows no file, and no policy but by path and digest.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from typing import Any

from wicketgate.errors import StateError
from wicketgate.secrets.credential import Credential

TEXTS = ("name", "policy", "store", "binding", "by", "added", "rotated", "expires", "used", "revoked")
"""The fields kept as text; times are ISO 8601 in UTC, empty when there was none."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One name of one policy."""

    name: str
    policy: str
    """Path of the policy that binds it; empty for what opens a store outside."""
    store: str
    """`age`, or the `from` of the policy."""
    binding: str
    """Digest of the binding it was accepted for."""
    by: str
    added: str
    rotated: str = ""
    expires: str = ""
    used: str = ""
    revoked: str = ""
    value: Credential | None = None

    @property
    def key(self) -> tuple[str, str]:
        """Return what it is found by."""
        return self.policy, self.name

    def ends(self) -> datetime.datetime | None:
        """Return from when it no longer counts."""
        return datetime.datetime.fromisoformat(self.expires) if self.expires else None

    def to_json(self) -> dict[str, str]:
        """Return the whole entry, the value with it: for the encrypted file and nothing else."""
        body = {name: getattr(self, name) for name in TEXTS}
        return body | ({"value": self.value.reveal()} if self.value is not None else {})


def utc() -> datetime.datetime:
    """Return the time of day in UTC."""
    return datetime.datetime.now(datetime.UTC)


def stamp(moment: datetime.datetime) -> str:
    """Return a moment as it is kept."""
    return moment.isoformat(timespec="seconds")


def from_json(body: Any) -> Entry:
    """Return the entry of one JSON object; StateError, without its content, when it is none."""
    texts = isinstance(body, dict) and set(body) <= {*TEXTS, "value"}
    if not texts or not all(isinstance(body.get(name), str) for name in TEXTS):
        raise StateError("expected the vault's file to hold entries", "it was written by something else")
    entry = Entry(**{name: body[name] for name in TEXTS})
    return entry if body.get("value") is None else replace(entry, value=Credential(entry.name, str(body["value"])))
