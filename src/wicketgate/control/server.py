"""Answers the warden's clients: who may speak, which method, which error. A connection carries one request at a time.

A client is a process of the warden's own user, checked by the kernel's word (SO_PEERCRED): a sandboxed process runs
under another uid or cannot open Unix sockets at all, and the socket lies in a folder (0700) no sandbox ever sees.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import inspect
import os
import socket
import struct
from collections.abc import AsyncGenerator, Callable, Mapping
from typing import Any

from wicketgate.client import PROTOCOL
from wicketgate.control.call import Call
from wicketgate.control.channel import Channel, close_all
from wicketgate.control.services import Services
from wicketgate.errors import Error, RequestError, StateError
from wicketgate.run.log import log_failure

SHORT = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM, errno.ECONNABORTED})
PAUSE = 0.1
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
        async with asyncio.TaskGroup() as group:
            while True:
                connection = await _accepted(listener)
                if _peer(connection) not in (os.geteuid(), 0):
                    connection.close()
                    continue
                group.create_task(self._attend(Channel(connection)))

    async def _attend(self, channel: Channel) -> None:
        """Answer one client's requests; when it goes, whatever it was waiting for is cancelled."""
        self.connections += 1
        answering: list[tuple[Call, asyncio.Task[None]]] = []
        try:
            await self._converse(channel, answering)
        except RequestError as error:
            await channel.send({"id": None, "error": error.to_json()})
        except Exception:  # INVARIANT: the trouble of one client is never another's: the others' runs go on
            log_failure()
        finally:
            for call, task in answering:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
                close_all(call.fds)  # a task cancelled before its first step closes nothing itself
            await channel.close()
            self.connections -= 1
            self.last = asyncio.get_running_loop().time()

    async def _converse(self, channel: Channel, answering: list[tuple[Call, asyncio.Task[None]]]) -> None:
        while (received := await channel.receive()) is not None:
            message, fds = received
            if answering and not answering[0][1].done():
                close_all(fds)
                _into(answering[0][0], message)
                continue
            call = Call(channel, message.get("id"), {}, fds)
            answering[:] = [(call, asyncio.create_task(self._answer(call, message)))]

    async def _answer(self, call: Call, message: dict[str, Any]) -> None:
        try:
            call.params = _params(message)
            answer = self._method(message)(self._services, call)
            if isinstance(answer, AsyncGenerator):
                # Closed here, whatever happens: what a generator ends at its end must not wait for the collector.
                async with contextlib.aclosing(answer):
                    async for item in answer:
                        await call.send({"item": item})
                        await asyncio.sleep(0)  # a long stream to a quick client, or to none, never holds up the others
                await call.send({"end": True})
            else:
                await call.send({"result": await answer if inspect.isawaitable(answer) else answer})
        except Error as error:
            self._services.leave_if_mute()
            await call.send({"error": self._said(error)})
        except Exception as error:
            log_failure()
            ours = StateError(f"the warden failed ({type(error).__name__})", "read warden.log in the state directory")
            await call.send({"error": self._said(ours)})
        finally:
            close_all(call.fds)

    def _said(self, error: Error) -> dict[str, str]:
        """Return an error as it travels: without any known secret, whatever the code that raised it put in."""
        return {key: self._services.secrecy.scrub(text) for key, text in error.to_json().items()}

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


async def _accepted(listener: socket.socket) -> socket.socket:
    """Return the next connection; out of descriptors or memory, wait for some instead of dying with every run."""
    while True:
        try:
            return (await asyncio.get_running_loop().sock_accept(listener))[0]
        except OSError as error:
            if error.errno not in SHORT:
                raise
            await asyncio.sleep(PAUSE)


def _params(message: dict[str, Any]) -> dict[str, Any]:
    params = message.get("params") or {}
    if not isinstance(params, dict):
        raise RequestError("expected params to be an object")
    return params


def _into(call: Call, message: dict[str, Any]) -> None:
    """Hand what follows a request to whoever answers it; another request has to wait for the answer first."""
    if "method" in message or call.inbox.full():
        raise RequestError("expected one request at a time on a connection", "open another for the next")
    call.inbox.put_nowait(message)


def _peer(connection: socket.socket) -> int:
    credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    return int(struct.unpack("3i", credentials)[1])
