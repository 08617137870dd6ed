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
from collections.abc import Sequence

from wicketgate.errors import SandboxError
from wicketgate.sandbox import seccomp, syscalls
from wicketgate.sandbox.plan import Plan
from wicketgate.sandbox.sandbox import Exit, Sandbox

__all__ = ["Exit", "Launcher", "Sandbox"]

BARE = "import sys; sys.path.append(sys.argv.pop()); from wicketgate.sandbox.launcher_process import main; main()"
MESSAGE = 8192


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
        words = [executable, "-I", "-S", "-c", BARE, str(theirs.fileno()), str(parent), syscalls.root_of_package()]
        pid = os.fork()
        if pid == 0:
            try:
                syscalls.seal_descriptors({theirs.fileno()})
                os.execve(executable, words, {})  # noqa: S606
            finally:
                os._exit(125)
        theirs.close()
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
        filter_program = seccomp.program(plan.tight, plan.agent).decode("latin-1")
        order = {"plan": plan.to_json(), "tty": tty, "filter": filter_program}
        body = syscalls.memory_file(json.dumps(order).encode())
        try:
            self._order("spawn", sandbox.number, [body, stdin, stdout, stderr], cgroup=dict(plan.cgroup))
        finally:
            os.close(body)
        await sandbox.started()
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
            body, given = syscalls.receive(self._control, MESSAGE, socket.MSG_DONTWAIT)
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
        sandbox.hear(told, given)
        if told["event"] in ("exited", "failed"):
            self._sandboxes.pop(told["id"], None)

    def _forget(self, error: SandboxError) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.remove_reader(self._control)
        self._loop = None
        self._control.close()
        for sandbox in self._sandboxes.values():
            sandbox.fail(error)
        self._sandboxes.clear()
