"""One request and its answer: what an `answer` callback is given by the server loop.

Body bytes are never read beyond what the framing says is left, so what follows on the connection stays unread.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from http import HTTPStatus

from wicketgate.http.body import Body, BrokenBody, Chunked
from wicketgate.http.head import BadRequest, Head, Headers, closes, spelled
from wicketgate.http.limits import PIECE, Limits
from wicketgate.http.patience import Patience
from wicketgate.http.streams import Reader, Sender

BODILESS = (204, 304)
LINES = {status.value: f"HTTP/1.1 {status.value} {status.phrase}".encode() for status in HTTPStatus}
CLOSE, CHUNKED = (b"connection", b"close"), (b"transfer-encoding", b"chunked")


class Exchange:
    """A request with its head read; its answer is sent whole (`reply`) or in pieces (`start`, `send`, `end`)."""

    def __init__(self, head: Head, reader: Reader, writer: Sender, limits: Limits, patience: Patience) -> None:
        self.head = head
        self.method = head.method
        self.target = head.target
        self.headers: Headers = head.headers
        self.started = False
        self.hijacked = False
        self.keeps = head.keeps
        """Whether another request may follow, once both are over."""
        self._reader, self._writer, self._limits, self._patience = reader, writer, limits, patience
        self._silent = head.method == "HEAD"
        first = head.first
        chunked = b"transfer-encoding" in first
        self._body = Chunked(reader) if chunked else Body(reader, int(first.get(b"content-length", 0)))
        self._left: int | None = 0
        """Bytes of the answer's body that are still to be sent; None where it is chunked."""

    @property
    def over(self) -> bool:
        """Return whether the whole request was read."""
        return self._body.done

    def header(self, name: bytes) -> bytes | None:
        """Return the first value of the field `name` (lower case), or None."""
        return self.head.get(name)

    async def body(self, limit: int) -> bytes:
        """Return the whole body; BadRequest 413 above `limit` bytes."""
        found = bytearray()  # one buffer: chunks of two bytes, each an object of its own, would take thirty times that
        async for piece in self.stream(limit):
            found += piece
        return bytes(found)

    async def stream(self, limit: int) -> AsyncIterator[bytes]:
        """Yield the body as it arrives; BadRequest 413 above `limit` bytes, 408 when it takes too long."""
        if int(self.header(b"content-length") or 0) > limit:
            raise _too_large(limit)
        if not self.over and not self.started and self.header(b"expect") is not None:
            await self._write(b"HTTP/1.1 100 Continue\r\n\r\n")
        seen = 0
        deadline = asyncio.get_running_loop().time() + self._limits.body
        while not self.over:
            piece = await self._next(deadline)
            seen += len(piece)
            if seen > limit:
                raise _too_large(limit)
            if piece:
                yield piece

    async def reply(self, status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes = b"") -> None:
        """Send a whole answer; the length is added, `headers` must not frame the body."""
        head = self._head(status, [*headers, (b"content-length", b"%d" % len(body))])
        self._left = 0
        # In one piece: each write is a packet, and over TLS a record.
        await self._write(head if self._silent else head + body)

    async def start(self, status: int, headers: Iterable[tuple[bytes, bytes]]) -> None:
        """Send the head of an answer; without a content-length the body goes out chunked."""
        fields = list(headers)
        length = next((int(value) for name, value in fields if name == b"content-length"), None)
        framed = length is not None or status in BODILESS
        head = self._head(status, fields if framed else [*fields, CHUNKED])
        self._left = 0 if self._silent else length
        await self._write(head)

    async def send(self, piece: bytes) -> None:
        """Send a piece of the answer's body and wait until the client has room for more."""
        if not piece or self._silent:
            return
        if self._left is None:
            await self._write(b"%x\r\n%b\r\n" % (len(piece), piece))
            return
        self._left -= len(piece)
        if self._left < 0:
            raise ConnectionAbortedError("the answer is longer than it says")
        await self._write(piece)

    async def end(self) -> None:
        """Finish the answer; ConnectionAbortedError where it is shorter than it said."""
        if self._left:
            raise ConnectionAbortedError("the answer is shorter than it says")
        if self._left is None:
            await self._write(b"0\r\n\r\n")

    async def hijack(self) -> tuple[Reader, Sender]:
        """Answer 200 to a CONNECT and hand over the connection, which ends when the callback returns."""
        if self.method != "CONNECT":
            raise BadRequest("expected CONNECT", status=405)
        self.started = self.hijacked = True
        await self._write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        return self._reader, self._writer

    async def switch(self, fields: Iterable[tuple[bytes, bytes]]) -> tuple[Reader, Sender]:
        """Answer 101 and hand over the connection, which ends when the callback returns."""
        self.started = self.hijacked = True
        await self._write(spelled(b"HTTP/1.1 101 Switching Protocols", list(fields)))
        return self._reader, self._writer

    def _head(self, status: int, fields: list[tuple[bytes, bytes]]) -> bytes:
        if self.started:
            raise RuntimeError("an answer was begun already")
        if closes(tuple(fields)):
            self.keeps = False
        elif not self.keeps or not self.over:
            self.keeps = False
            fields.append(CLOSE)
        head = spelled(LINES.get(status) or b"HTTP/1.1 %d " % status, fields)
        self._silent = self._silent or status in BODILESS
        self.started = True
        return head

    async def _next(self, deadline: float) -> bytes:
        try:
            with self._patience.until(deadline):
                return await self._body.next(PIECE)
        except TimeoutError:
            raise BadRequest("the body took too long", status=408) from None
        except BrokenBody:
            raise BadRequest("malformed request body") from None

    async def _write(self, data: bytes) -> None:
        self._writer.write(data)
        if self._writer.full:
            with self._patience(self._limits.send):
                await self._writer.drain()


def _too_large(limit: int) -> BadRequest:
    return BadRequest(f"body too large (at most {limit} bytes)", status=413)
