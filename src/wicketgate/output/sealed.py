"""The base of every type that can hold a secret: whatever prints, copies or stores it gets `redacted()` and no more.

Takes nothing, gives the marks of one object. A type that inherits from here cannot be text or bytes itself: those have
a hundred ways out.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import NoReturn, final


class Sealed(ABC):
    """Something that can hold a secret. `repr`, `str`, format, pickle, copies and tracebacks give `redacted()`."""

    __slots__ = ()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if issubclass(cls, str | bytes | bytearray | memoryview | int | tuple | list | dict | set | frozenset):
            raise TypeError(f"{cls.__name__} would be a value anything may print, not a seal around one")

    @abstractmethod
    def redacted(self) -> str:
        """Return what may be shown: a name in brackets, never a part of the value, nor its length."""

    @final
    def __repr__(self) -> str:
        return self.redacted()

    @final
    def __str__(self) -> str:
        return self.redacted()

    @final
    def __format__(self, spec: str) -> str:
        return format(self.redacted(), spec)

    @final
    def __reduce_ex__(self, protocol: object) -> tuple[type[str], tuple[str]]:
        return str, (self.redacted(),)  # a pickle, a copy or a message to another process carries the mark

    def __getstate__(self) -> NoReturn:
        raise TypeError(f"{self.redacted()} has no state to hand out")

    def __dir__(self) -> list[str]:
        # What lists an object to show it (rich, debuggers, crash reports) then asks for each name it finds here.
        return ["redacted"]
