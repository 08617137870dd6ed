"""Answers the warden's clients: who may speak, which method, which error. A connection carries one request at a time.

A client is a process of the warden's own user, checked by the kernel's word (SO_PEERCRED): a sandboxed process runs
under another uid or cannot open Unix sockets at all, and the socket lies in a folder (0700) no sandbox ever sees.
"""

from __future__ import annotations

import asyncio
import inspect
import os
import socket
import struct
import traceback
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

from wicketgate.client import PROTOCOL
from wicketgate.control.call import Call
from wicketgate.control.channel import Channel, close_all
from wicketgate.control.services import Services
from wicketgate.errors import Error, RequestError, StateError

Method = Callable[[Services, Call], Any]


class Server:
    """Serves the warden's socket until cancelled; knows how long nobody has asked for anything."""

    def __init__(self, services: Services, methods: Mapping[str, Method]) -> None:
        self._services = services
        self._methods = methods
        self.connections = 0
        self.last = asyncio.get_running_loop().time()

    async def serve(self, listener: socket.socket) -> None:
        """Accept clients until cancelled."""
        listener.setblocking(False)
        loop = asyncio.get_running_loop()
        async with asyncio.TaskGroup() as group:
            while True:
                connection, _ = await loop.sock_accept(listener)
                if _peer(connection) not in (os.geteuid(), 0):
                    connection.close()
                    continue
                group.create_task(self._attend(Channel(connection)))

    async def _attend(self, channel: Channel) -> None:
        """Answer one client's requests; when it goes, whatever it was waiting for is cancelled."""
        self.connections += 1
        answering: asyncio.Task[None] | None = None
        call: Call | None = None
        try:
            while (received := await channel.receive()) is not None:
                message, fds = received
                if call and answering and not answering.done():
                    close_all(fds)
                    call.inbox.put_nowait(message)
                    continue
                call = Call(channel, message.get("id"), dict(message.get("params") or {}), fds)
                answering = asyncio.create_task(self._answer(call, message))
        except RequestError as error:
            await channel.send({"id": None, "error": error.to_json()})
        finally:
            if answering is not None:
                answering.cancel()
                await asyncio.gather(answering, return_exceptions=True)
            self.connections -= 1
            self.last = asyncio.get_running_loop().time()
            await channel.close()

    async def _answer(self, call: Call, message: dict[str, Any]) -> None:
        try:
            answer = self._method(message)(self._services, call)
            if isinstance(answer, AsyncIterator):
                async for item in answer:
                    await call.send({"item": item})
                await call.send({"end": True})
            else:
                await call.send({"result": await answer if inspect.isawaitable(answer) else answer})
        except Error as error:
            await call.send({"error": error.to_json()})
        except Exception as error:
            traceback.print_exc()
            ours = StateError(f"the warden failed ({type(error).__name__})", "read warden.log in the state directory")
            await call.send({"error": ours.to_json()})
        finally:
            close_all(call.fds)

    def _method(self, message: dict[str, Any]) -> Method:
        if message.get("v") != PROTOCOL:
            raise StateError(
                f"this warden speaks version {PROTOCOL} (got {message.get('v')!r})",
                "wicketgate warden stop, then again",
            )
        method = self._methods.get(str(message.get("method")))
        if method is None:
            raise RequestError(f"no method {message.get('method')!r}")
        return method


def _peer(connection: socket.socket) -> int:
    credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    return int(struct.unpack("3i", credentials)[1])
