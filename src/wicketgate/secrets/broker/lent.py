"""One value, lent for one action: usable inside its block, dead after it, and never text, pickle or log."""

from __future__ import annotations

from types import TracebackType

from wicketgate.errors import Refused
from wicketgate.output.sealed import Sealed
from wicketgate.secrets.credential import Credential


class Lent(Sealed):
    """A value for one action."""

    __slots__ = ("_open", "_value", "name")

    def __init__(self, value: Credential) -> None:
        self.name = value.name
        self._value: Credential | None = value
        self._open = False

    def __enter__(self) -> Lent:
        if self._value is None:
            raise Refused(f"{self.name} was lent for one action, which is over")
        self._open = True
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._value, self._open = None, False

    def reveal(self) -> str:
        """Return the value, inside the block alone; Refused outside it, or once it was revoked."""
        if self._value is None or not self._open:
            raise Refused(f"{self.name} is lent inside its block only")
        return self._value.reveal()

    def redacted(self) -> str:
        """Return the name in a mark."""
        return f"[lent {self.name}]"
