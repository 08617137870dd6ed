"""One connection of the event loop as both halves of it: takes what the transport says, gives a reader and a writer.

Does what asyncio's own streams do, in one object and a third of the calls. It knows no HTTP and no policy.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Callable
from typing import cast

from wicketgate.http.streams import LONGEST, Kept

FAREWELL_SECONDS = 60.0
"""How long what is queued may take to leave a connection that was closed."""


class Line(Kept, asyncio.Protocol):
    """Both halves of one connection."""

    write: Callable[[bytes], None]
    """Queue bytes: the transport's own."""

    def __init__(self, longest: int = LONGEST, made: Callable[[Line], None] | None = None) -> None:
        """`longest` bounds what `readuntil` looks through; `made` is told once the connection stands."""
        super().__init__(longest)
        self._loop, self._made = asyncio.get_running_loop(), made
        self._come = b""
        self._ended = self._resting = False
        self._error: Exception | None = None
        self._arrival: asyncio.Future[None] | None = None
        self._lost = False
        self._rooms: list[asyncio.Future[None]] = []
        self.full = False
        """Whether `drain` has something to wait for, or to raise."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin: small pieces are sent at once, also where asyncio cannot tell that the socket speaks TCP."""
        self._transport = cast(asyncio.Transport, transport)
        self.write = self._transport.write
        with contextlib.suppress(OSError):
            transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._made is not None:
            self._made(self)

    def data_received(self, data: bytes) -> None:
        """Take bytes in; what nobody reads is left with the other end."""
        self._come = self._come + data if self._come else data
        if self._arrival is not None:
            self._wake()
        elif len(self._come) > 2 * self._longest and not self._resting:
            self._resting = True
            self._transport.pause_reading()

    def eof_received(self) -> bool:
        """Note that nothing more comes; the other half stays open, but under TLS, which cannot."""
        self._ended = True
        self._wake()
        return self._transport.get_extra_info("sslcontext") is None

    def connection_lost(self, exc: Exception | None) -> None:
        """End both halves: what broke off is raised where it is waited for, as a connection's end whatever it was."""
        self._ended = self._lost = True
        broke = exc is None or isinstance(exc, ConnectionError)
        self._error = exc if broke else ConnectionResetError(str(exc))
        self._wake()
        self.resume_writing()
        self.full = True

    def pause_writing(self) -> None:
        """Let writers wait."""
        self.full = True

    def resume_writing(self) -> None:
        """Let writers go on."""
        self.full = False
        for room in self._rooms:
            if not room.done():
                room.set_result(None)

    async def drain(self) -> None:
        """Wait until there is room for more; ConnectionError once the connection is lost."""
        if self.full and not self._lost:
            room = self._loop.create_future()
            self._rooms.append(room)
            try:
                await room
            finally:
                self._rooms.remove(room)
        if self._lost:
            raise self._error or ConnectionResetError("the connection is lost")

    def can_write_eof(self) -> bool:
        """Return whether one half can end before the other."""
        return self._transport.can_write_eof()

    def write_eof(self) -> None:
        """Say that nothing more will be written."""
        self._transport.write_eof()

    def close(self) -> None:
        """End the connection once what is queued has left, or is not taken."""
        if self._transport.is_closing():
            return
        self._transport.close()
        if self._transport.get_write_buffer_size():
            self._loop.call_later(FAREWELL_SECONDS, self._transport.abort)

    async def closed(self) -> None:
        """Close the connection and wait until it is gone: until then it holds a descriptor and memory."""
        self.close()
        while not self._lost:
            self.full = True
            with contextlib.suppress(OSError):
                await self.drain()

    def abort(self) -> None:
        """End the connection at once."""
        self._transport.abort()

    def stays_quiet(self) -> bool:
        """Return whether nothing has arrived that was not read, nor the end."""
        return not (self._come or self._ended or self._at < len(self._kept))

    async def _more(self, most: int) -> bytes:
        if not self._come and not self._ended:
            self._arrival = self._loop.create_future()
            try:
                await self._arrival
            finally:
                self._arrival = None
        if self._error is not None:
            raise self._error
        piece, self._come = self._come, b""
        if self._resting:
            self._resting = False
            self._transport.resume_reading()
        return piece

    def _wake(self) -> None:
        if self._arrival is not None and not self._arrival.done():
            self._arrival.set_result(None)


async def connect(host: str, port: int, trust: ssl.SSLContext | None = None) -> Line:
    """Return a connection to a host, over TLS where `trust` verifies it; OSError where there is none."""
    loop = asyncio.get_running_loop()
    return (await loop.create_connection(Line, host, port, ssl=trust))[1]
