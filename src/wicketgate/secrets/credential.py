"""The operator's key as a value that cannot be printed: everything but `reveal` gives `[credential NAME]`.

`reveal` is the one way to the value; only the model route calls it, at the moment a request leaves for the upstream.
"""

from __future__ import annotations

from typing import NoReturn

from wicketgate.errors import ConfigError


class Credential:
    """One secret with its name. Equal only to itself; printing, formatting and copying give the name."""

    __slots__ = ("_value", "name")

    def __init__(self, name: str, value: str) -> None:
        if not value or not value.isascii() or not value.isprintable() or " " in value:
            raise ConfigError(f"{name} is empty or cannot be sent in a header", f"set {name} again")
        self.name = name
        self._value = value

    def reveal(self) -> str:
        """Return the secret itself."""
        return self._value

    def __repr__(self) -> str:
        return f"[credential {self.name}]"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return format(repr(self), spec)

    def __reduce_ex__(self, protocol: object) -> tuple[type[str], tuple[str]]:
        return str, (repr(self),)  # a pickle, a copy or a message to another process carries the mark, not the secret

    def __getstate__(self) -> NoReturn:
        raise TypeError("a credential has no state to hand out")
