"""The warden's side of the launcher: starts it, orders sandboxes, hands out what came back, knows when they are dead.

`Launcher.start()` forks and execs a bare interpreter: the process that raises walls has no secret in its memory, nor
anything else of the warden's. It dies with the thread that started it, so start it in the warden's main thread.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from wicketgate.errors import SandboxError
from wicketgate.sandbox import kernel, seccomp
from wicketgate.sandbox.limits import Watch
from wicketgate.sandbox.plan import Plan

BARE = "import sys; sys.path.append(sys.argv.pop()); from wicketgate.sandbox.loop import main; main()"
MESSAGE, DESCRIPTORS = 8192, 64


@dataclass(frozen=True, slots=True)
class Exit:
    """How a sandbox ended."""

    code: int
    """The command's own status; 128 and the signal's number, or the negative signal, when a signal ended it."""
    reason: str = ""
    """The limit that ended it (`time`, `memory`, `processes`, `disk`, `files`), `killed`, or empty."""


class Sandbox:
    """One running sandbox."""

    def __init__(self, number: int, plan: Plan, order: Callable[..., None]) -> None:
        loop = asyncio.get_running_loop()
        self.number = number
        self.plan = plan
        self.listeners: tuple[socket.socket, ...] = ()
        """Listening sockets inside, in the order of `spec.ports`."""
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

    def _hear(self, body: dict[str, Any], given: list[int]) -> None:
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
                self._fail(SandboxError(body["message"], "see `wicketgate doctor`"))
            case "exited":
                self._finish(body)

    def _fail(self, error: SandboxError) -> None:
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
            self._fail(SandboxError("bubblewrap could not raise the walls (its own words are on standard error)"))
        elif not self._ended.done():
            self._ended.set_result(Exit(body["code"], reason))


class Launcher:
    """The process that raises walls, from the warden's side."""

    def __init__(self, control: socket.socket, pid: int) -> None:
        self._control = control
        self._pid = pid
        self._count = 0
        self._sandboxes: dict[int, Sandbox] = {}
        self._loop: asyncio.AbstractEventLoop | None = None

    @classmethod
    def start(cls) -> Launcher:
        """Return a running launcher. It and all it started die with the calling thread."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        parent, executable = os.getpid(), os.path.realpath(sys.executable)
        words = [executable, "-I", "-S", "-c", BARE, str(theirs.fileno()), str(parent), kernel.root_of_package()]
        pid = os.fork()
        if pid == 0:
            try:
                kernel.seal_descriptors({theirs.fileno()})
                os.execve(executable, words, {})  # noqa: S606
            finally:
                os._exit(125)
        theirs.close()
        ours.setblocking(False)
        return cls(ours, pid)

    @property
    def pid(self) -> int:
        """Return the launcher's process id."""
        return self._pid

    async def spawn(self, plan: Plan, stdin: int, stdout: int, stderr: int, *, tty: bool = False) -> Sandbox:
        """Return the sandbox of `plan`, its listeners open; SandboxError if a wall could not be raised.

        The descriptors stay the caller's. With `tty`, they are one pty of the agent's own, which becomes its terminal.
        """
        self._listen()
        self._count += 1
        sandbox = Sandbox(self._count, plan, self._order)
        self._sandboxes[sandbox.number] = sandbox
        syscalls = seccomp.program(plan.tight).decode("latin-1")
        order = {"plan": plan.to_json(), "tty": tty, "filter": syscalls}
        body = kernel.memory_file(json.dumps(order).encode())
        try:
            self._order("spawn", sandbox.number, [body, stdin, stdout, stderr], cgroup=dict(plan.cgroup))
        finally:
            os.close(body)
        await sandbox._started
        return sandbox

    def close(self) -> None:
        """End the launcher and everything it started; returns when it is gone."""
        self._forget(SandboxError("the launcher was closed"))
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self._pid, 0)

    def _listen(self) -> None:
        if self._control.fileno() < 0:
            raise SandboxError("the launcher is gone", "restart the warden")
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self._loop = loop
            loop.add_reader(self._control, self._read)

    def _order(self, do: str, number: int, given: Sequence[int] = (), **more: object) -> None:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # its end is told by the reader
            socket.send_fds(self._control, [json.dumps({"do": do, "id": number, **more}).encode()], list(given))

    def _read(self) -> None:
        try:
            body, given, _, _ = socket.recv_fds(self._control, MESSAGE, DESCRIPTORS)
        except BlockingIOError:
            return
        except ConnectionResetError:
            body, given = b"", []
        if not body:
            self._forget(SandboxError("the launcher died, and everything it had started with it", "restart the warden"))
            return
        told = json.loads(body)
        sandbox = self._sandboxes.get(told["id"])
        if sandbox is None:
            for number in given:
                os.close(number)
            return
        sandbox._hear(told, given)
        if told["event"] in ("exited", "failed"):
            self._sandboxes.pop(told["id"], None)

    def _forget(self, error: SandboxError) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.remove_reader(self._control)
        self._loop = None
        self._control.close()
        for sandbox in self._sandboxes.values():
            sandbox._fail(error)
        self._sandboxes.clear()
