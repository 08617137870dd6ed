"""The body of one message, as its framing says: takes a stream that stands behind the head, gives pieces.

Nothing is read beyond the body, so what follows on the connection stays unread. It knows no times and no caps but
those of chunk lines and trailers, which are checked and dropped.
"""

from __future__ import annotations

import asyncio
import re

from wicketgate.http.head import FIELD
from wicketgate.http.streams import Kept, Reader

LINE, TRAILERS = 4 << 10, 100
FRAMING = frozenset({b"content-length", b"transfer-encoding", b"host"})
"""Fields that no trailer may hold: what they would say is settled by then (RFC 9110, 6.5.1)."""
CHUNK = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;[\t \x21-\x7e\x80-\xff]*)?\r\n")


class BrokenBody(Exception):
    """The body is not framed as HTTP says, or breaks off."""


class Body:
    """A body of `left` bytes; `next` gives none at its end, and `done` is then true."""

    __slots__ = ("_left", "_reader", "done")

    def __init__(self, reader: Reader, left: int) -> None:
        self._reader, self._left = reader, left
        self.done = not left

    async def next(self, most: int) -> bytes:
        """Return up to `most` bytes as soon as there are any, empty at the end; BrokenBody if it breaks off."""
        if not self._left:
            return b""
        piece = await self._reader.read(min(most, self._left))
        if not piece:
            raise BrokenBody("the body broke off")
        self._left -= len(piece)
        self.done = not self._left
        return piece

    def ready(self, most: int) -> bytes:
        """Return up to `most` bytes that are here already; empty where `next` has to wait, or look."""
        if not self._left or not isinstance(self._reader, Kept):
            return b""
        piece = self._reader.ready(min(most, self._left))
        self._left -= len(piece)
        self.done = not self._left
        return piece


class Chunked(Body):
    """A body in chunks."""

    __slots__ = ()

    def __init__(self, reader: Reader) -> None:
        super().__init__(reader, 0)
        self.done = False

    async def next(self, most: int) -> bytes:
        """Return up to `most` bytes of a chunk, empty at the end; BrokenBody if the chunks are malformed."""
        if self.done:
            return b""
        if not self._left:
            match = CHUNK.fullmatch(await self._line())
            if match is None:
                raise BrokenBody("malformed chunk")
            self._left = int(match[1], 16)
            if not self._left:
                await self._trailers()
                self.done = True
                return b""
        piece = await self._reader.read(min(most, self._left))
        self._left -= len(piece)
        if not piece or (not self._left and await self._line() != b"\r\n"):
            raise BrokenBody("the chunk broke off")
        return piece

    def ready(self, most: int) -> bytes:
        """Return nothing: where a chunk ends is looked at by `next`."""
        return b""

    async def _trailers(self) -> None:
        for _ in range(TRAILERS):
            line = await self._line()
            if line == b"\r\n":
                return
            field = FIELD.fullmatch(line[:-2])
            if field is None or field[1].lower() in FRAMING:
                break
        raise BrokenBody("malformed trailer")

    async def _line(self) -> bytes:
        try:
            line = await self._reader.readuntil(b"\r\n")
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            raise BrokenBody("the body broke off") from None
        if len(line) > LINE:
            raise BrokenBody("a line is too long")
        return line


class Endless(Body):
    """A body that ends with its connection."""

    __slots__ = ()

    def __init__(self, reader: Reader) -> None:
        super().__init__(reader, 0)
        self.done = False

    async def next(self, most: int) -> bytes:
        """Return up to `most` bytes, empty at the end."""
        piece = b"" if self.done else await self._reader.read(most)
        self.done = not piece
        return piece
