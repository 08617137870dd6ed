"""One client's connection, seen from the warden: JSON lines with descriptors beside them, on asyncio.

Takes a connected Unix socket, gives messages. A line over the cap, or more descriptors than agreed, ends it.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
from collections.abc import Awaitable, Callable
from typing import Any

from wicketgate.client import FDS_CAP, MESSAGE_CAP
from wicketgate.errors import RequestError
from wicketgate.run.log import log_failure


class Channel:
    """Messages to and from one client; `receive` returns None once the client is gone."""

    def __init__(self, connection: socket.socket) -> None:
        connection.setblocking(False)
        self._socket = connection
        self._loop = asyncio.get_running_loop()
        self._buffer = bytearray()
        self._fds: list[int] = []
        self._sending = asyncio.Lock()
        self.on_close: list[Callable[[], Awaitable[None]]] = []
        """What to do when the client is gone."""

    async def receive(self) -> tuple[dict[str, Any], list[int]] | None:
        """Return the next message and its descriptors (the caller closes them), or None at the end."""
        if (end := await self._line_end()) is None:
            return None
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        fds, self._fds = self._fds, []
        try:
            message = json.loads(line)
        except (ValueError, RecursionError):
            message = None
        if not isinstance(message, dict):
            close_all(fds)
            raise RequestError("expected one JSON object a line")
        return message, fds

    async def _line_end(self) -> int | None:
        """Return where the buffer's first line ends, once it has one; None when it never will."""
        searched = 0
        while (end := self._buffer.find(b"\n", searched)) < 0:
            searched = len(self._buffer)
            await self._ready(reading=True)
            try:
                # CLOEXEC: nothing the warden starts may inherit what a client sent.
                data, fds, flags, _ = socket.recv_fds(self._socket, 1 << 18, FDS_CAP, socket.MSG_CMSG_CLOEXEC)
            except BlockingIOError:
                continue
            except OSError:
                return None
            self._fds += fds
            if not data or flags & socket.MSG_CTRUNC or len(self._fds) > FDS_CAP or searched > MESSAGE_CAP:
                return None
            self._buffer += data
        return end

    async def send(self, message: dict[str, Any], fds: tuple[int, ...] = ()) -> None:
        """Send one message; a client that is gone is noticed at the next `receive`."""
        data = memoryview(json.dumps(message).encode() + b"\n")
        async with self._sending:
            while data:
                try:
                    sent = socket.send_fds(self._socket, [data], list(fds)) if fds else self._socket.send(data)
                except BlockingIOError:
                    await self._ready(reading=False)
                    continue
                except OSError:
                    return
                fds, data = (), data[sent:]

    async def _ready(self, *, reading: bool) -> None:
        future: asyncio.Future[None] = self._loop.create_future()
        add, remove = (
            (self._loop.add_reader, self._loop.remove_reader)
            if reading
            else (self._loop.add_writer, self._loop.remove_writer)
        )
        add(self._socket.fileno(), lambda: None if future.done() else future.set_result(None))
        try:
            await future
        finally:
            remove(self._socket.fileno())

    async def close(self) -> None:
        """Close the connection and every descriptor nobody took, and end what hung on it."""
        close_all(self._fds)
        self._fds = []
        self._socket.close()
        for end in self.on_close:
            try:
                await end()
            except Exception:  # what one session left behind must not keep another from being ended
                log_failure()


def close_all(descriptors: list[int]) -> None:
    """Close every descriptor and empty the list: a number closed twice may be somebody else's by then."""
    while descriptors:
        with contextlib.suppress(OSError):
            os.close(descriptors.pop())
