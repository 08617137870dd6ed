"""The launcher's process: one thread, a bare interpreter, no secret; forks what the warden orders and tells what became of it.

It reads orders from the control socket (descriptor given as the first argument) and ends, with everything it started, when
that socket closes or its parent dies. Standard library only.

    warden ─► {"do": "spawn", "id"} + [order, stdin, stdout, stderr]      {"do": "kill", "id"}
    warden ◄─ {"id", "event": "started"} + [scratch, listeners…]          sent by the run's own process
              {"id", "event": "failed", "message"}
              {"id", "event": "inside", "pid"}                            the sandbox's first process, as seen outside
              {"id", "event": "exited", "code", "ran", "memory"}          sent when every process of the run is dead
"""

from __future__ import annotations

import contextlib
import fcntl
import gc
import json
import os
import selectors
import signal
import socket
import sys
from dataclasses import dataclass
from typing import Any

from wicketgate.sandbox import cgroup, kernel
from wicketgate.sandbox.child import become

HIGH = 64
"""Descriptors that outlive the set-up are kept at or above this number."""


@dataclass(slots=True)
class Run:
    """One sandbox that has not been reported dead yet."""

    id: int
    name: str
    outer: int
    status: int
    cgroup: dict[str, Any]
    inner: int = 0
    """Pid of the sandbox's first process; 0 until bubblewrap told it, or once it is dead."""
    code: int | None = None
    """How bubblewrap ended; None while it lives."""
    memory: bool = False
    told: bytes = b""

    def says(self) -> dict[str, Any]:
        """Return what bubblewrap told about the run so far."""
        said: dict[str, Any] = {}
        for line in self.told.splitlines():
            with contextlib.suppress(ValueError):
                said |= json.loads(line)
        return said


class Loop:
    """Serves one control socket until it closes."""

    def __init__(self, control: socket.socket) -> None:
        self.control = control
        self.runs: dict[int, Run] = {}
        self.leaving = False
        self.selector = selectors.DefaultSelector()
        self.wakeup, writer = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGTERM, self._leave)
        self.selector.register(control, selectors.EVENT_READ)
        self.selector.register(self.wakeup, selectors.EVENT_READ)

    def serve(self) -> None:
        """Return when the warden has closed its end or died; then nothing that was started lives any more."""
        while not self.leaving:
            # A cgroup goes a moment after its last process: no event tells of it.
            for key, _ in self.selector.select(0.02 if self._dying() else None):
                if key.fd == self.control.fileno():
                    self._order()
                elif key.fd == self.wakeup:
                    os.read(self.wakeup, 4096)
                else:
                    self._status(self.runs[key.data])
            self._reap()
        self._end()

    def _leave(self, *_: object) -> None:
        self.leaving = True

    def _order(self) -> None:
        body, given, _, _ = socket.recv_fds(self.control, 4096, 4)
        if not body:
            self.leaving = True
            return
        order = json.loads(body)
        if order["do"] == "spawn":
            self._spawn(order["id"], given)
        elif order["id"] in self.runs:
            run = self.runs[order["id"]]
            _kill(run.outer if run.code is None else run.inner)
        for number in given:
            os.close(number)

    def _spawn(self, number: int, given: list[int]) -> None:
        with open(given[0], "rb", closefd=False) as file:
            order = json.load(file)
        reader, writer = os.pipe2(os.O_CLOEXEC)
        launcher = os.getpid()
        pid = os.fork()
        if pid == 0:
            signal.set_wakeup_fd(-1)
            status = fcntl.fcntl(writer, fcntl.F_DUPFD_CLOEXEC, HIGH)
            become({**order, "id": number}, given[1:], self.control, status, launcher)
        os.close(writer)
        os.set_blocking(reader, False)
        self.runs[number] = Run(number, order["name"], pid, reader, order["plan"]["cgroup"])
        self.selector.register(reader, selectors.EVENT_READ, number)

    def _status(self, run: Run) -> None:
        """Read what bubblewrap says about itself."""
        with contextlib.suppress(BlockingIOError):
            piece = os.read(run.status, 4096)
            run.told += piece
            if not piece:
                self._deaf(run)
        if not run.inner and run.code is None and "child-pid" in (told := run.says()):
            run.inner = int(told["child-pid"])
            self._tell(run, event="inside", pid=run.inner)

    def _reap(self) -> None:
        with contextlib.suppress(ChildProcessError):
            while self.runs and (ended := os.waitpid(-1, os.WNOHANG))[0]:
                for run in self.runs.values():
                    if ended[0] == run.outer and run.code is None:
                        self._outer_died(run, os.waitstatus_to_exitcode(ended[1]))
                    elif ended[0] == run.inner:
                        run.inner = 0
        for run in self._dying():
            if not run.inner:
                self._finish(run)

    def _outer_died(self, run: Run, code: int) -> None:
        self._status(run)
        run.code = code
        # What bubblewrap left is our child now: its first process may still be dying, and with it all the others.
        with contextlib.suppress(ChildProcessError):
            if run.inner:
                os.waitid(os.P_PID, run.inner, os.WEXITED | os.WNOHANG | os.WNOWAIT)
                return
        run.inner = 0

    def _finish(self, run: Run) -> None:
        memory = cgroup.killed(run.cgroup, run.name)
        if not cgroup.remove(run.cgroup, run.name):
            run.memory = run.memory or memory
            return
        self._deaf(run)
        os.close(run.status)
        del self.runs[run.id]
        self._tell(run, event="exited", code=run.code, ran="exit-code" in run.says(), memory=memory or run.memory)

    def _deaf(self, run: Run) -> None:
        with contextlib.suppress(KeyError):
            self.selector.unregister(run.status)

    def _tell(self, run: Run, **body: object) -> None:
        with contextlib.suppress(OSError):  # a warden that is gone needs no news
            self.control.send(json.dumps({"id": run.id, **body}).encode())

    def _dying(self) -> list[Run]:
        return [run for run in self.runs.values() if run.code is not None]

    def _end(self) -> None:
        for run in self.runs.values():
            _kill(run.outer if run.code is None else run.inner)
        with contextlib.suppress(ChildProcessError):
            while True:
                os.wait()
        for run in self.runs.values():
            cgroup.remove(run.cgroup, run.name)


def _kill(pid: int) -> None:
    if pid:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def main() -> None:
    """Serve the socket named by the first argument, for the parent named by the second."""
    kernel.die_with(int(sys.argv[2]), signal.SIGTERM)
    kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
    os.setsid()
    number = fcntl.fcntl(int(sys.argv[1]), fcntl.F_DUPFD_CLOEXEC, HIGH)
    os.close(int(sys.argv[1]))
    gc.freeze()  # a forked run touches no page for the collector's sake
    Loop(socket.socket(fileno=number)).serve()
