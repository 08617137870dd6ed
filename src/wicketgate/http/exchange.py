"""One request and its answer: what an `answer` callback is given by the server loop.

Body bytes are never read beyond what the framing says is left, so what follows on the connection stays unread.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from http import HTTPStatus

import h11

from wicketgate.http.head import BadRequest, Head, Headers
from wicketgate.http.limits import PIECE, Limits
from wicketgate.http.streams import Reader, Writer

BODILESS = (204, 304)
REASONS = {status.value: status.phrase.encode() for status in HTTPStatus}


class Exchange:
    """A request with its head read; its answer is sent whole (`reply`) or in pieces (`start`, `send`, `end`)."""

    def __init__(
        self,
        head: Head,
        conn: h11.Connection,
        reader: Reader,
        writer: Writer,
        limits: Limits,
    ) -> None:
        self.head = head
        self.method = head.method
        self.target = head.target
        self.headers: Headers = head.headers
        self.started = False
        self.hijacked = False
        self._conn, self._reader, self._writer, self._limits = conn, reader, writer, limits
        self._silent = head.method == "HEAD"

    def header(self, name: bytes) -> bytes | None:
        """Return the first value of the field `name` (lower case), or None."""
        return self.head.get(name)

    async def body(self, limit: int) -> bytes:
        """Return the whole body; BadRequest 413 above `limit` bytes."""
        return b"".join([piece async for piece in self.stream(limit)])

    async def stream(self, limit: int) -> AsyncIterator[bytes]:
        """Yield the body as it arrives; BadRequest 413 above `limit` bytes, 408 when it takes too long."""
        length = int(self.header(b"content-length") or 0)
        if length > limit:
            raise BadRequest(f"body too large (at most {limit} bytes)", status=413)
        if self._conn.they_are_waiting_for_100_continue:
            await self._write(self._conn.send(h11.InformationalResponse(status_code=100, headers=[])))
        seen = 0
        deadline = asyncio.get_running_loop().time() + self._limits.body
        while True:
            event = self._conn.next_event()
            if event is h11.NEED_DATA:
                await self._fill(length - seen if length else PIECE, deadline)
            elif isinstance(event, h11.Data):
                seen += len(event.data)
                if seen > limit:
                    raise BadRequest(f"body too large (at most {limit} bytes)", status=413)
                yield bytes(event.data)
            else:
                return

    async def reply(self, status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes = b"") -> None:
        """Send a whole answer; the length is added, `headers` must not frame the body."""
        head = self._head(status, [*headers, (b"content-length", b"%d" % len(body))])
        parts = [head, self._conn.send(h11.Data(data=body)) if body and not self._silent else b""]
        # In one piece: each write is a packet, and over TLS a record.
        await self._write(b"".join(part for part in (*parts, self._conn.send(h11.EndOfMessage())) if part))

    async def start(self, status: int, headers: Iterable[tuple[bytes, bytes]]) -> None:
        """Send the head of an answer; without a content-length the body goes out chunked."""
        await self._write(self._head(status, headers))

    async def send(self, piece: bytes) -> None:
        """Send a piece of the answer's body and wait until the client has room for more."""
        if piece and not self._silent:
            await self._write(self._conn.send(h11.Data(data=piece)))

    async def end(self) -> None:
        """Finish the answer."""
        await self._write(self._conn.send(h11.EndOfMessage()))

    async def hijack(self) -> tuple[Reader, Writer]:
        """Answer 200 to a CONNECT and hand over the connection, which ends when the callback returns."""
        if self.method != "CONNECT":
            raise BadRequest("expected CONNECT", status=405)
        self.started = self.hijacked = True
        self._writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await self._drain()
        return self._reader, self._writer

    def _head(self, status: int, headers: Iterable[tuple[bytes, bytes]]) -> bytes | None:
        self._silent = self._silent or status in BODILESS
        data = self._conn.send(h11.Response(status_code=status, headers=list(headers), reason=REASONS.get(status, b"")))
        self.started = True
        return data

    async def _fill(self, wanted: int, deadline: float) -> None:
        try:
            async with asyncio.timeout_at(deadline):
                data = await self._reader.read(min(PIECE, max(1, wanted)))
        except TimeoutError:
            raise BadRequest("the body took too long", status=408) from None
        self._conn.receive_data(data)

    async def _write(self, data: bytes | None) -> None:
        if data:
            self._writer.write(data)
            await self._drain()

    async def _drain(self) -> None:
        async with asyncio.timeout(self._limits.send):
            await self._writer.drain()
