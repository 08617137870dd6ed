"""One upstream request on a connection somebody else opened: takes the parts, gives the status and the body's pieces.

No redirect is followed. It does not know where it is connected to.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any, NamedTuple

from wicketgate.errors import Error
from wicketgate.http.body import Body, BrokenBody, Chunked, Endless
from wicketgate.http.head import BadRequest, Headers, read_status, spelled
from wicketgate.http.limits import LARGE, PIECE
from wicketgate.http.patience import Patience
from wicketgate.http.streams import Reader, Sender

Streams = tuple[Reader, Sender]
MAX_HEAD, FIELDS = 64 << 10, 200
BODILESS = (204, 304)
MOST_INTERIM = 16
"""Answers that may come before the answer, such as 100 and 103."""


class UpstreamError(Error):
    """The other end broke the protocol, closed early, or did not answer in time."""

    status = 502
    """What stands in the place of its answer."""


class Call(NamedTuple):
    """What is sent: the headers are complete, and frame the body by content-length."""

    method: str
    target: str
    headers: Headers


class Reply:
    """An answer whose head has arrived; its body arrives while `pieces` is read."""

    def __init__(self, status: int, headers: Headers, body: Body, keeps: bool, wire: _Wire) -> None:
        self.status = status
        self.headers = headers
        self._body, self._keeps, self._wire = body, keeps, wire

    def header(self, name: bytes) -> bytes | None:
        """Return the first value of the field `name` (lower case), or None."""
        for key, value in self.headers:
            if key == name:
                return value
        return None

    async def next(self) -> bytes:
        """Return the next piece of the body, empty at its end; UpstreamError if it breaks off."""
        body = self._body
        if body.done:
            return b""
        return body.ready(LARGE) or await self._wire.waited(body.next(LARGE))

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield the body as it arrives; UpstreamError if it breaks off."""
        while piece := await self.next():
            yield piece

    @property
    def reusable(self) -> bool:
        """Return whether the exchange is over and both ends keep the connection."""
        return self._keeps and self._body.done

    async def read(self, limit: int) -> bytes:
        """Return the whole body; UpstreamError above `limit` bytes."""
        body = bytearray()
        while piece := await self.next():
            body += piece
            if len(body) > limit:
                raise UpstreamError(f"answer too large (at most {limit} bytes)")
        return bytes(body)


async def exchange(
    streams: Streams,
    call: Call,
    body: bytes,
    idle: float,
    passing: Callable[[int], None] | None = None,
    patience: Patience | None = None,
    switch: bool = False,
) -> Reply:
    """Send `call` with `body` and return its reply once the head is there; `idle` seconds bound every wait.

    `switch`: an answer may also be 101, after which the connection speaks another protocol. `passing` is told of
    each piece of the body before it goes.
    """
    wire = _Wire(streams, idle, patience or Patience())
    head = spelled(f"{call.method} {call.target} HTTP/1.1".encode("ascii"), call.headers)
    if passing is not None and body:
        passing(min(len(body), PIECE))
    await wire.send(head + body[:PIECE])
    for start in range(PIECE, len(body), PIECE):
        piece = body[start : start + PIECE]
        if passing is not None:
            passing(len(piece))
        await wire.send(piece)
    for _ in range(MOST_INTERIM):
        status, headers, keeps = await wire.head()
        if status >= 200:
            return Reply(status, headers, *_framed(call.method, status, headers, keeps, streams[0]), wire)
        if status == 101:
            if switch:
                return Reply(status, headers, Body(streams[0], 0), False, wire)
            break
    raise UpstreamError("expected an answer")


def _framed(method: str, status: int, headers: Headers, keeps: bool, reader: Reader) -> tuple[Body, bool]:
    """Return the body that follows, and whether the connection outlives it (RFC 9112, 6.3)."""
    named = dict(headers)
    if method == "HEAD" or status in BODILESS:
        return Body(reader, 0), keeps
    if b"transfer-encoding" in named:
        return Chunked(reader), keeps
    length = named.get(b"content-length")
    return (Endless(reader), False) if length is None else (Body(reader, int(length)), keeps)


class _Wire:
    def __init__(self, streams: Streams, idle: float, patience: Patience) -> None:
        self.reader, self.writer = streams
        self.idle, self.patience = idle, patience

    async def send(self, data: bytes) -> None:
        try:
            self.writer.write(data)
            if self.writer.full:
                with self.patience(self.idle):
                    await self.writer.drain()
        except TimeoutError:
            raise UpstreamError(f"the other end took nothing for {self.idle:g} seconds") from None
        except ConnectionError:
            pass  # it may have answered already and closed: what it said is read next

    async def head(self) -> tuple[int, Headers, bool]:
        raw = await self.waited(self.reader.readuntil(b"\r\n\r\n"))
        try:
            if len(raw) > MAX_HEAD:
                raise ValueError("too large")
            return read_status(raw, FIELDS)
        except (ValueError, BadRequest):
            raise _broken() from None

    async def waited(self, coming: Coroutine[Any, Any, bytes]) -> bytes:
        try:
            with self.patience(self.idle):
                return await coming
        except (BrokenBody, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            raise _broken() from None
        except TimeoutError:
            raise UpstreamError(f"the other end was silent for {self.idle:g} seconds") from None
        except ConnectionError:
            raise UpstreamError("the other end closed the connection") from None


def _broken() -> UpstreamError:
    return UpstreamError("the answer broke off or is not HTTP")
