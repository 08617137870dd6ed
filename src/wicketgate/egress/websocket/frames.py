"""WebSocket frames: takes a stream, gives whole messages; takes a message, gives one frame. Knows no policy.

Hostile on both sides: what RFC 6455 does not allow is refused, extensions are none (their bits must be zero), and a
message has an end. https://www.rfc-editor.org/rfc/rfc6455 (section 5)
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass

from wicketgate.errors import Refused
from wicketgate.http.streams import Reader

LARGEST = 1 << 20
"""Bytes of one message, in however many frames it comes."""
CONTROL, PARTS = 125, 10_000
MORE, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
Pass = Callable[[int], None]
KINDS = frozenset({MORE, TEXT, BINARY, CLOSE, PING, PONG})


@dataclass(frozen=True, slots=True)
class Message:
    """One message, or one control frame between two parts of one."""

    kind: int
    data: bytes


def free(size: int) -> None:
    """Take memory that nobody counts."""


class Messages:
    """The messages of one side; `masked` says whether that side is the client."""

    def __init__(self, reader: Reader, masked: bool, take: Pass = free) -> None:
        """`take` is told what a message takes of memory, before it is read, and fewer than none to give it back."""
        self._reader, self._masked, self._take, self._taken = reader, masked, take, 0
        self._kind, self._held, self._parts = MORE, bytearray(), 0
        self._moved = 0

    def moved(self) -> int:
        """Return how many bytes were read since this was asked last, heads of frames with them."""
        moved, self._moved = self._moved, 0
        return moved

    async def next(self) -> Message | None:
        """Return the next message; None where the stream ends between two; Refused for what is none.

        The one before is given up.
        """
        if not self._parts:
            self.done()
        while True:
            try:
                head = await self._reader.readexactly(2)
            except asyncio.IncompleteReadError as error:
                if error.partial or self._parts:
                    raise ConnectionResetError from None
                return None
            found = await self._frame(head[0], head[1])
            if found is not None:
                return found

    def done(self) -> None:
        """Give back the memory of what was read."""
        self._take(-self._taken)
        self._taken = 0

    async def _frame(self, first: int, second: int) -> Message | None:
        final, kind = bool(first & 0x80), first & 0x0F
        if first & 0x70 or kind not in KINDS or bool(second & 0x80) is not self._masked:
            raise Refused("a WebSocket frame is not as the protocol has it")
        size = second & 0x7F
        if kind >= CLOSE and (size > CONTROL or not final or (kind == CLOSE and size == 1)):
            raise Refused("a WebSocket control frame is not as the protocol has it")
        if size >= 126:
            size = int.from_bytes(await self._reader.readexactly(2 if size == 126 else 8), "big")
        if size + len(self._held) > LARGEST or self._parts > PARTS:
            raise Refused(f"a WebSocket message is too large (at most {LARGEST} bytes, {PARTS} parts)")
        if kind < CLOSE:
            self._take(size)  # what a control frame may hold is less than what its task does
            self._taken += size
        mask = await self._reader.readexactly(4) if self._masked else b""
        data = await self._reader.readexactly(size) if size else b""
        self._moved += len(data) + (6 if mask else 2) + (0 if size < 126 else 2 if size <= 0xFFFF else 8)
        data = masked(data, mask) if mask else data
        return Message(kind, data) if kind >= CLOSE else self._part(kind, data, final)

    def _part(self, kind: int, data: bytes, final: bool) -> Message | None:
        if (kind == MORE) is not bool(self._parts):
            raise Refused("a WebSocket message is not in one piece")
        self._kind = kind or self._kind
        self._held += data
        self._parts += 1
        if not final:
            return None
        made = Message(self._kind, bytes(self._held))
        self._kind, self._held, self._parts = MORE, bytearray(), 0
        return made


def frame(message: Message, mask: bool) -> bytes:
    """Return a message in one frame, masked anew where the client's side speaks."""
    size, flag = len(message.data), 0x80 if mask else 0
    long = size > 0xFFFF
    head = bytes([0x80 | message.kind, flag | (size if size < 126 else 127 if long else 126)])
    if size >= 126:
        head += size.to_bytes(8 if long else 2, "big")
    if not mask:
        return head + message.data
    key = os.urandom(4)
    return head + key + masked(message.data, key)


def masked(data: bytes, key: bytes) -> bytes:
    """Return data under a mask of four bytes, which takes it off as well."""
    size = len(data)
    stream = (key * (size // 4 + 1))[:size]
    return (int.from_bytes(data, "big") ^ int.from_bytes(stream, "big")).to_bytes(size, "big")
