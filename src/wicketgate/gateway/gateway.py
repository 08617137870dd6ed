"""The gateway's leg in the warden: starts the worker, decides and executes every call it forwards, ends it.

Takes a door, a profile and a listener. The worker is believed as little as the agent: its lines are bounded and
checked, one that breaks the rules ends it, and a worker that has ended is not started again: calls fail, none passes.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import os
import secrets
import socket
import sys
import traceback

from wicketgate.action import Action, Result, Way
from wicketgate.errors import Error, RequestError, StateError
from wicketgate.flow import Door
from wicketgate.gateway.protocol import LINE, Call, encode, parse
from wicketgate.policy import Profile
from wicketgate.tools.catalogue import Tool, catalogue, execute
from wicketgate.tools.postgres.query import Lend

IN_FLIGHT = 32
KEPT = 4096
"""Characters of an error that are kept in the record."""
COMMAND = ("-I", "-m", "wicketgate.gateway.worker")


class Gateway:
    """Offers the scoped tools of one run."""

    def __init__(self, door: Door, profile: Profile, lend: Lend | None = None) -> None:
        """`lend` gives the secrets that the task's sources need."""
        self._door, self._profile, self._lend = door, profile, lend
        self._tools: dict[str, Tool] = {tool.public: tool for tool in catalogue(profile)}
        self._running: dict[int, asyncio.Task[None]] = {}
        self.worker = 0
        """Process id of the worker while it runs."""

    async def serve(self, listener: socket.socket) -> None:
        """Serve on `listener` until cancelled; StateError when the worker ends by itself."""
        ours, theirs = socket.socketpair()
        try:
            process = await _start(listener, theirs)
        finally:
            # INVARIANT: only the worker holds the listener, so that nothing waits on one that nobody answers.
            theirs.close()
            listener.close()
        self.worker = process.pid
        try:
            reader, writer = await asyncio.open_unix_connection(sock=ours, limit=LINE)
            writer.write(encode({"tools": [_told(tool) for tool in self._tools.values()]}))
            await self._listen(reader, writer)
            raise StateError("the gateway's worker ended")
        finally:
            await self._end(process)

    async def _listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while line := await reader.readline():
                call = parse(line)
                if call.id in self._running or len(self._running) >= IN_FLIGHT:
                    raise RequestError("expected few calls at once, each with an id of its own")
                task = asyncio.create_task(self._answer(call, writer))
                self._running[call.id] = task
                task.add_done_callback(functools.partial(self._forget, call.id))

    def _forget(self, number: int, _: asyncio.Task[None]) -> None:
        self._running.pop(number, None)

    async def _answer(self, call: Call, writer: asyncio.StreamWriter) -> None:
        try:
            text, ok = await self._carry_out(call)
        except Error as error:
            said = f"wicketgate: {error.message}" + (f"; {error.hint}" if error.hint else "")
            text, ok = self._door.ports.state.clean(said), False
        except Exception as error:
            text, ok = self._failed(call, error), False
        with contextlib.suppress(ConnectionError):
            writer.write(encode({"id": call.id, "ok": ok, "text": text}))
            await writer.drain()

    async def _carry_out(self, call: Call) -> tuple[str, bool]:
        tool = self._tools.get(call.tool)
        if tool is None:
            raise RequestError("there is no such tool", f"there are: {', '.join(self._tools)}")

        async def run(action: Action) -> Result:
            return await execute(self._profile, action, self._lend)

        outcome = await self._door.walk(self._door.request(tool.name, call.arguments, Way.GATEWAY), run)
        return outcome.text, outcome.ok

    def _failed(self, call: Call, error: Exception) -> str:
        """Return what the agent is told of an error nobody foresaw; its own words, cleaned, are in the record."""
        # A driver's words may hold an address, a user, a password, a piece of another row: none of it is the agent's.
        name, trace = secrets.token_hex(4), traceback.format_exception(error)
        kept = {"id": name, "tool": call.tool, "error": self._door.ports.state.clean("".join(trace))[-KEPT:]}
        self._door.ports.audit.note("tool.failed", kept)
        return f"wicketgate: the call failed ({type(error).__name__}); the operator finds it in the record as {name}"

    async def _end(self, process: asyncio.subprocess.Process) -> None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        self.worker = 0
        running = tuple(self._running.values())
        for task in running:
            task.cancel()
        await asyncio.gather(process.wait(), *running, return_exceptions=True)


def _told(tool: Tool) -> dict[str, object]:
    return {"name": tool.public, "description": tool.description, "schema": tool.schema}


async def _start(listener: socket.socket, theirs: socket.socket) -> asyncio.subprocess.Process:
    """Start the worker with two descriptors and nothing else: an empty environment, no input, no output."""
    null = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
    try:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *COMMAND,
            *(str(end.fileno()) for end in (listener, theirs)),
            stdin=null,
            stdout=null,
            stderr=null,
            cwd="/",
            env={},
            pass_fds=(listener.fileno(), theirs.fileno()),
        )
    finally:
        os.close(null)
