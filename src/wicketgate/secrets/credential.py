"""A secret as a value that cannot be printed: everything but `reveal` gives `[credential NAME]`.

`reveal` is the one way to the value; only what sends it calls it, at the moment it leaves, and keeps it nowhere.
"""

from __future__ import annotations

from collections.abc import Callable

from wicketgate.errors import ConfigError, Refused
from wicketgate.output.sealed import Sealed

SHORTEST = 8
"""Characters below which a value cannot be found in text without flooding it."""
LARGEST = 64 << 10
"""Bytes of one value."""
Changed = Callable[[Refused | None], None]
"""Told why a value may no longer be used, or None once another one is in its place."""


class Credential(Sealed):
    """One secret with its name, any text of at most 64 KiB. Equal only to itself."""

    __slots__ = ("_value", "name")

    def __init__(self, name: str, value: str) -> None:
        if not value or "\0" in value or not _encodable(value):
            raise ConfigError(f"{name} is empty, larger than {LARGEST} bytes, or no text", f"set {name} again")
        self.name = name
        self._value = value

    @classmethod
    def for_header(cls, name: str, value: str) -> Credential:
        """Return the secret if it can stand in a header as it is; ConfigError otherwise."""
        if not value or not value.isascii() or not value.isprintable() or " " in value:
            raise ConfigError(f"{name} is empty or cannot be sent in a header", f"set {name} again")
        return cls(name, value)

    def reveal(self) -> str:
        """Return the secret itself."""
        return self._value

    async def renew(self) -> None:
        """Look it up again, where it may have become another one; Refused once it may not be used."""

    def watch(self, changed: Changed) -> Callable[[], None]:
        """Have `changed` called, on the loop, as soon as it may not be used or is another one; gives what ends that.

        Nothing can happen to a value that nobody keeps: then `changed` is never called.
        """
        return _nothing

    def redacted(self) -> str:
        """Return the name in a mark."""
        return f"[credential {self.name}]"


def accepted(name: str, value: str) -> Credential:
    """Return `value` as a secret to keep; ConfigError when it is too short to be found, too long, or no text."""
    if len(value) < SHORTEST:
        remedy = "a value this short cannot be kept out of what programs print"
        raise ConfigError(f"{name} is shorter than {SHORTEST} characters", remedy)
    return Credential(name, value)


def _nothing() -> None:
    """End what was never begun."""


def _encodable(value: str) -> bool:
    try:
        return len(value.encode()) <= LARGEST
    except UnicodeEncodeError:
        return False
