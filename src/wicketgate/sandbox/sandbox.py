"""One running sandbox, from the warden's side: its listeners, its scratch, its end."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from wicketgate.errors import SandboxError
from wicketgate.sandbox.limits import Watch
from wicketgate.sandbox.plan import Plan


@dataclass(frozen=True, slots=True)
class Exit:
    """How a sandbox ended."""

    code: int
    """The command's own status; 128 and the signal's number when a signal ended it."""
    reason: str = ""
    """The limit that ended it (`time`, `memory`, `processes`, `disk`, `files`), `killed`, or empty."""


class Sandbox:
    """One running sandbox."""

    def __init__(self, number: int, plan: Plan, order: Callable[..., None]) -> None:
        loop = asyncio.get_running_loop()
        self.number = number
        self.plan = plan
        self.listeners: tuple[socket.socket, ...] = ()
        """Listening sockets inside, in the order of `spec.ways`."""
        self.scratch = -1
        """Descriptor of the scratch root; `upper/` below it holds the changes."""
        self.pid = 0
        """The sandbox's first process as seen outside; 0 until it is known."""
        self._order = order
        self._reason = ""
        self._started: asyncio.Future[None] = loop.create_future()
        self._ended: asyncio.Future[Exit] = loop.create_future()
        self._watch: asyncio.Task[None] | None = None

    async def wait(self) -> Exit:
        """Return how it ended, once every process of it is dead."""
        return await asyncio.shield(self._ended)

    def kill(self, reason: str = "killed") -> None:
        """Kill everything inside; `wait` returns when it is dead."""
        if not self._ended.done():
            self._reason = self._reason or reason
            self._order("kill", self.number)

    def close(self) -> None:
        """Close the listeners and the scratch; what was written there is gone then."""
        for listener in self.listeners:
            listener.close()
        if self.scratch >= 0:
            os.close(self.scratch)
        self.listeners, self.scratch = (), -1

    async def started(self) -> None:
        """Return when the walls stand as far as the launcher raises them; SandboxError if one could not be."""
        try:
            await asyncio.shield(self._started)
        except BaseException:
            # Whoever gave up waiting will not end it either.
            self.kill()
            self.close()
            raise

    def hear(self, body: dict[str, Any], given: list[int]) -> None:
        """Take in what the launcher told about this sandbox; the descriptors are ours from now on."""
        match body["event"]:
            case "started":
                self.scratch, listening = given[0], given[1:]
                self.listeners = tuple(socket.socket(fileno=number) for number in listening)
                self._watch = asyncio.get_running_loop().create_task(Watch(self).run())
                if not self._started.done():
                    self._started.set_result(None)
            case "inside":
                self.pid = body["pid"]
            case "failed":
                self.fail(SandboxError(body["message"], "see `wicketgate doctor`"))
            case "exited":
                self._finish(body)

    def fail(self, error: SandboxError) -> None:
        """End every wait with `error`."""
        for waiting in (self._started, self._ended):
            if not waiting.done():
                waiting.set_exception(error)
                waiting.exception()  # whoever does not wait need not hear of it
        if self._watch:
            self._watch.cancel()

    def _finish(self, body: dict[str, Any]) -> None:
        if self._watch:
            self._watch.cancel()
        reason = "memory" if body["memory"] else self._reason
        if not body["ran"] and not reason:
            self.fail(SandboxError("bubblewrap could not raise the walls (its own words are on standard error)"))
        elif not self._ended.done():
            code = int(body["code"])
            self._ended.set_result(Exit(code if code >= 0 else 128 - code, reason))
