"""One upstream request on a connection somebody else opened: takes the parts, gives the status and the body's pieces.

Nothing is reused between requests and no redirect is followed. It does not know where it is connected to.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import h11

from wicketgate.errors import Error
from wicketgate.http.head import Headers
from wicketgate.http.limits import PIECE
from wicketgate.http.streams import Reader, Writer

Streams = tuple[Reader, Writer]
MAX_HEAD = 128 << 10


class UpstreamError(Error):
    """The other end broke the protocol, closed early, or did not answer in time."""


@dataclass(frozen=True, slots=True)
class Call:
    """What is sent: the headers are complete, and frame the body by content-length."""

    method: str
    target: str
    headers: Headers


class Reply:
    """An answer whose head has arrived; its body arrives while `pieces` is read."""

    def __init__(self, status: int, headers: Headers, wire: _Wire) -> None:
        self.status = status
        self.headers = headers
        self._wire = wire

    def header(self, name: bytes) -> bytes | None:
        """Return the first value of the field `name` (lower case), or None."""
        return next((value for key, value in self.headers if key == name), None)

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield the body as it arrives; UpstreamError if it breaks off."""
        while isinstance(event := await self._wire.event(), h11.Data):
            yield bytes(event.data)

    @property
    def reusable(self) -> bool:
        """Return whether the exchange is over, both ends keep the connection, and nothing follows unasked."""
        conn = self._wire.conn
        return conn.our_state is h11.DONE and conn.their_state is h11.DONE and not conn.trailing_data[0]

    async def read(self, limit: int) -> bytes:
        """Return the whole body; UpstreamError above `limit` bytes."""
        body = bytearray()
        async for piece in self.pieces():
            body += piece
            if len(body) > limit:
                raise UpstreamError(f"answer too large (at most {limit} bytes)")
        return bytes(body)


async def exchange(streams: Streams, call: Call, body: AsyncIterator[bytes], idle: float) -> Reply:
    """Send `call` with `body` and return its reply once the head is there; `idle` seconds bound every wait."""
    wire = _Wire(streams, idle)
    await wire.send(h11.Request(method=call.method, target=call.target, headers=list(call.headers)))
    async for piece in body:
        await wire.send(h11.Data(data=piece))
    await wire.send(h11.EndOfMessage())
    while True:
        event = await wire.event()
        if isinstance(event, h11.Response):
            headers = tuple((bytes(name), bytes(value)) for name, value in event.headers)
            return Reply(event.status_code, headers, wire)
        if not isinstance(event, h11.InformationalResponse) or event.status_code == 101:
            raise UpstreamError("expected an answer")


async def whole(body: bytes) -> AsyncIterator[bytes]:
    """Yield `body` in one piece."""
    if body:
        yield body


class _Wire:
    def __init__(self, streams: Streams, idle: float) -> None:
        self.reader, self.writer = streams
        self.idle = idle
        self.conn = h11.Connection(h11.CLIENT, max_incomplete_event_size=MAX_HEAD)

    async def send(self, event: h11.Event) -> None:
        data = self.conn.send(event)
        if data:
            try:
                self.writer.write(data)
                async with asyncio.timeout(self.idle):
                    await self.writer.drain()
            except TimeoutError:
                raise UpstreamError(f"the other end took nothing for {self.idle:g} seconds") from None
            except ConnectionError:
                pass  # it may have answered already and closed: what it said is read next

    async def event(self) -> h11.Event | type[h11.PAUSED]:
        try:
            while (event := self.conn.next_event()) is h11.NEED_DATA:
                async with asyncio.timeout(self.idle):
                    self.conn.receive_data(await self.reader.read(PIECE))
        except h11.RemoteProtocolError:
            raise UpstreamError("the answer broke off or is not HTTP") from None
        except TimeoutError:
            raise UpstreamError(f"the other end was silent for {self.idle:g} seconds") from None
        except ConnectionError:
            raise UpstreamError("the other end closed the connection") from None
        return event  # type: ignore[return-value]
