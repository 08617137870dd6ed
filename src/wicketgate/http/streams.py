"""What a connection must be able to do, and the keeping of bytes that every connection of ours shares.

The halves are those of asyncio's streams that the server and the client use. Knows neither sockets nor TLS.
"""

from __future__ import annotations

import asyncio
from typing import Protocol

from wicketgate.http.limits import PIECE

LONGEST = 64 << 10
"""Bytes that `readuntil` looks through, unless it is told otherwise."""


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


class Sender(Writer, Protocol):
    """A writer that says when waiting would be for nothing: most of what is sent leaves at once."""

    @property
    def full(self) -> bool:
        """Return whether `drain` has something to wait for, or to raise."""


class Kept:
    """A reader's bytes that have arrived and were not taken: what is taken off the front is not moved."""

    def __init__(self, longest: int = LONGEST) -> None:
        self._longest = longest
        self._kept, self._at = b"", 0  # what has arrived, and how much of it was taken

    async def _more(self, most: int) -> bytes:
        """Return up to about `most` bytes as soon as there are any; empty at a proper end."""
        raise NotImplementedError

    async def read(self, n: int = -1, /) -> bytes:
        """Return up to `n` bytes (a piece, without a number); empty at a proper end."""
        most = n if n > 0 else PIECE
        if self._at >= len(self._kept):
            piece = await self._more(most)
            if len(piece) <= most:
                return piece
            self._kept, self._at = piece, 0
        return self._taken(self._at + most)

    async def readuntil(self, separator: bytes = b"\n", /) -> bytes:
        """Return all up to and with `separator`, as asyncio's own reader does."""
        seen = self._at
        while (at := self._kept.find(separator, seen)) < 0:
            size = len(self._kept) - self._at
            if size > self._longest:
                raise asyncio.LimitOverrunError("no separator within the limit", size)
            piece = await self._more(PIECE)
            if not piece:
                raise asyncio.IncompleteReadError(self._taken(len(self._kept)), None)
            self._kept = self._kept[self._at :] + piece if size else piece
            seen, self._at = max(0, size - len(separator) + 1), 0
        if at + len(separator) - self._at > self._longest:
            raise asyncio.LimitOverrunError("the separator is beyond the limit", at)
        return self._taken(at + len(separator))

    async def readexactly(self, n: int, /) -> bytes:
        """Return exactly `n` bytes, as asyncio's own reader does."""
        found = bytearray()
        while len(found) < n:
            piece = await self.read(n - len(found))
            if not piece:
                raise asyncio.IncompleteReadError(bytes(found), n)
            found += piece
        return bytes(found)

    def ready(self, most: int) -> bytes:
        """Return up to `most` bytes that have arrived already, empty where one would have to wait for them."""
        return self._taken(self._at + most)

    def _taken(self, end: int) -> bytes:
        """Return what is kept up to `end`; what is behind stays, without being copied."""
        start, self._at = self._at, min(end, len(self._kept))
        return self._kept[start : self._at]
