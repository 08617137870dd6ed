"""What a connection must be able to do: the two halves of asyncio's streams that the server and the client use."""

from __future__ import annotations

from typing import Protocol


class Reader(Protocol):
    """Bytes that arrive."""

    async def read(self, n: int = -1, /) -> bytes:
        """Return up to `n` bytes as soon as there are any; empty at the end."""

    async def readuntil(self, separator: bytes = b"\n", /) -> bytes:
        """Return all up to and with `separator`; asyncio's IncompleteReadError and LimitOverrunError otherwise."""

    async def readexactly(self, n: int, /) -> bytes:
        """Return exactly `n` bytes; asyncio's IncompleteReadError when the end comes first."""


class Writer(Protocol):
    """Bytes that leave."""

    def write(self, data: bytes, /) -> None:
        """Queue bytes."""

    async def drain(self) -> None:
        """Wait until there is room for more."""

    def can_write_eof(self) -> bool:
        """Return whether one half can end before the other."""

    def write_eof(self) -> None:
        """Say that nothing more will be written."""

    def close(self) -> None:
        """End the connection once what is queued has left."""
