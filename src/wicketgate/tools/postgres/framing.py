"""PostgreSQL's messages (protocol 3.0): takes bytes, gives a kind and its fields; each size is checked first.

https://www.postgresql.org/docs/15/protocol-message-formats.html. Knows no message's meaning.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from wicketgate.errors import RequestError
from wicketgate.http.streams import Reader

VERSION = 3 << 16
SSL, GSS, CANCEL = 80877103, 80877104, 80877102
"""What stands in the place of a version in the first packet of a connection that is not a session (yet)."""
FIRST = 10_000
"""Bytes of a first packet, as the server itself bounds it."""


class Garbled(RequestError):
    """What arrived is not a message of the protocol."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message that has a kind."""

    kind: bytes
    body: bytes


async def read_message(reader: Reader, most: int) -> Message:
    """Return the next message; Garbled above `most` bytes, ConnectionError when the other end has gone."""
    try:
        head = await reader.readexactly(5)
        size = int.from_bytes(head[1:], "big") - 4
        if not 0 <= size <= most:
            raise Garbled(f"expected a message of at most {most} bytes (got {size})")
        return Message(head[:1], await reader.readexactly(size))
    except asyncio.IncompleteReadError:
        raise ConnectionResetError("the other end closed the connection") from None


async def read_first(reader: Reader) -> tuple[int, bytes]:
    """Return the version (or request code) and the rest of a packet without a kind, the first of a connection."""
    try:
        size = int.from_bytes(await reader.readexactly(4), "big") - 4
        if not 4 <= size <= FIRST:
            raise Garbled(f"expected a first packet of at most {FIRST} bytes (got {size})")
        body = await reader.readexactly(size)
    except asyncio.IncompleteReadError:
        raise ConnectionResetError("the other end closed the connection") from None
    return int.from_bytes(body[:4], "big"), body[4:]


def message(kind: bytes, *parts: bytes) -> bytes:
    """Return a message as it is sent; an empty kind for the first packet."""
    body = b"".join(parts)
    return kind + (len(body) + 4).to_bytes(4, "big") + body


def text(value: str) -> bytes:
    """Return a text as the protocol ends it: with a zero byte, so that none may be in it."""
    return value.replace("\0", "").encode("utf-8", "replace") + b"\0"


def int16(value: int) -> bytes:
    """Return a signed number of two bytes."""
    return value.to_bytes(2, "big", signed=True)


def int32(value: int) -> bytes:
    """Return a signed number of four bytes."""
    return value.to_bytes(4, "big", signed=True)


class Fields:
    """The fields of one body, read in order; Garbled where it is shorter, longer, or no UTF-8."""

    def __init__(self, body: bytes) -> None:
        self._body, self._at = body, 0

    def take(self, size: int) -> bytes:
        """Return the next `size` bytes."""
        if size < 0 or self._at + size > len(self._body):
            raise Garbled("a message ends before its last field")
        self._at += size
        return self._body[self._at - size : self._at]

    def int16(self) -> int:
        """Return the next signed number of two bytes."""
        return int.from_bytes(self.take(2), "big", signed=True)

    def int32(self) -> int:
        """Return the next signed number of four bytes."""
        return int.from_bytes(self.take(4), "big", signed=True)

    def count(self) -> int:
        """Return how many items follow."""
        if (found := self.int16()) < 0:
            raise Garbled("expected a number of items")
        return found

    def text(self) -> str:
        """Return the next text, which a zero byte ends."""
        end = self._body.find(b"\0", self._at)
        if end < 0:
            raise Garbled("a message ends before its last field")
        try:
            return self.take(end + 1 - self._at)[:-1].decode()
        except UnicodeDecodeError:
            raise Garbled("expected UTF-8") from None

    def value(self) -> bytes | None:
        """Return the next value, None for NULL."""
        return None if (size := self.int32()) == -1 else self.take(size)

    def rest(self) -> bytes:
        """Return all that is left."""
        return self.take(len(self._body) - self._at)

    def end(self) -> None:
        """Check that nothing is left: what nobody reads, somebody else might."""
        if self._at != len(self._body):
            raise Garbled("a message goes on after its last field")
