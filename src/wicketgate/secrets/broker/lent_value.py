"""One value, lent for one action: usable inside its block, dead after it, and never text, pickle or log."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType

from wicketgate.errors import Refused
from wicketgate.output.sealed import Sealed
from wicketgate.secrets.credential import Changed, Credential
from wicketgate.secrets.lease import Lease


class Lent(Sealed):
    """A value for one action. Whoever is inside its block is cut off once it may not be used any more."""

    __slots__ = ("_lease", "_open", "_value", "name")

    def __init__(self, value: Credential) -> None:
        self.name = value.name
        self._value: Credential | None = value
        self._open = False
        self._lease = Lease()

    def __enter__(self) -> Lent:
        if self._value is None:
            raise Refused(f"{self.name} was lent for one action, which is over")
        self._open = True
        self._lease.__enter__()
        self._lease.cover(self._value)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._value, self._open = None, False
        self._lease.__exit__(kind, error, at)

    def reveal(self) -> str:
        """Return the value, inside the block alone; Refused outside it, or once it was revoked."""
        if self._value is None or not self._open:
            raise Refused(f"{self.name} is lent inside its block only")
        return self._value.reveal()

    def watch(self, changed: Changed) -> Callable[[], None]:
        """Have `changed` called once the value may not be used, or is another one, also after the block is left."""
        if self._value is None or not self._open:
            raise Refused(f"{self.name} is lent inside its block only")
        return self._value.watch(changed)

    def redacted(self) -> str:
        """Return the name in a mark."""
        return f"[lent {self.name}]"
