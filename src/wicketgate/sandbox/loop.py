"""The launcher's process: one thread, a bare interpreter, no secret; forks what the warden orders, tells how it ended.

It reads orders from the control socket (descriptor given as the first argument) and ends, with everything it started,
when that socket closes or its parent dies. Standard library only.

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
import time
from typing import Any

from wicketgate.sandbox import cgroup, kernel
from wicketgate.sandbox.child import HIGH, become
from wicketgate.sandbox.family import Run, Spare, kill

PAUSE = 0.02
"""Seconds of quiet before the next spare is made, so that making it does not slow the run that just started."""
ATTEMPTS = 50


class Loop:
    """Serves one control socket until it closes."""

    def __init__(self, control: socket.socket) -> None:
        self.control = control
        self.runs: dict[int, Run] = {}
        self.spare: Spare | None = None
        self.place = cgroup.NONE
        self.left: list[tuple[dict[str, Any], str]] = []
        """Cgroups that outlive their last process by a moment."""
        self.names = 0
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
            # No event tells that a cgroup may be removed, nor that the start of a run needs the machine no longer.
            ready = self.selector.select(PAUSE if self.left or self._wants_spare() else None)
            for key, _ in ready:
                if key.fd == self.control.fileno():
                    self._order()
                elif key.fd == self.wakeup:
                    os.read(self.wakeup, 4096)
                else:
                    self._status(self.runs[key.data])
            self._reap()
            if not ready:
                self._tidy()
        self._end()

    def _leave(self, *_: object) -> None:
        self.leaving = True

    def _tidy(self) -> None:
        self.left = [entry for entry in self.left if not cgroup.remove(*entry)]
        if self._wants_spare():
            self.spare = self._fork(self.place)

    def _wants_spare(self) -> bool:
        # While the kernel moves a process between cgroups, no other can be started: not while a run is starting.
        return self.spare is None and all(run.inner or run.code is not None for run in self.runs.values())

    def _order(self) -> None:
        body, given, _, _ = socket.recv_fds(self.control, 65536, 4)
        if not body:
            self.leaving = True
            return
        order = json.loads(body)
        if order["do"] == "spawn":
            self._spawn(order["id"], order["cgroup"], given)
        elif order["id"] in self.runs:
            run = self.runs[order["id"]]
            kill(run.outer if run.code is None else run.inner)
        for number in given:
            os.close(number)

    def _spawn(self, number: int, place: dict[str, Any], given: list[int]) -> None:
        if not cgroup.same(self.place, place):
            cgroup.sweep(place)
            self.place = place
        spare, self.spare = self.spare or self._fork(place), None
        reader, writer = os.pipe2(os.O_CLOEXEC)
        with contextlib.suppress(OSError):  # a spare that died is reaped, and reported, like any run
            socket.send_fds(spare.orders, [str(number).encode()], [*given, writer])
        spare.orders.close()
        os.close(writer)
        os.set_blocking(reader, False)
        self.runs[number] = Run(number, spare.name, spare.pid, reader, place)
        self.selector.register(reader, selectors.EVENT_READ, number)

    def _fork(self, place: dict[str, Any]) -> Spare:
        self.names += 1
        name, launcher = f"{os.getpid()}-{self.names}", os.getpid()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        pid = os.fork()
        if pid == 0:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            ours.close()
            become(theirs, self.control, place, name, launcher)
        theirs.close()
        return Spare(pid, name, ours, place)

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
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                for run in self.runs.values():
                    if ended[0] == run.outer and run.code is None:
                        self._outer_died(run, os.waitstatus_to_exitcode(ended[1]))
                    elif ended[0] == run.inner:
                        run.inner = 0
                if self.spare and ended[0] == self.spare.pid:
                    self.left.append((self.spare.cgroup, self.spare.name))
                    self.spare = None
        for run in [run for run in self.runs.values() if run.code is not None and not run.inner]:
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
        self.left.append((run.cgroup, run.name))
        self._deaf(run)
        os.close(run.status)
        del self.runs[run.id]
        self._tell(run, event="exited", code=run.code, ran="exit-code" in run.says(), memory=memory)

    def _deaf(self, run: Run) -> None:
        with contextlib.suppress(KeyError):
            self.selector.unregister(run.status)

    def _tell(self, run: Run, **body: object) -> None:
        with contextlib.suppress(OSError):  # a warden that is gone needs no news
            self.control.send(json.dumps({"id": run.id, **body}).encode())

    def _end(self) -> None:
        for run in self.runs.values():
            kill(run.outer if run.code is None else run.inner)
        left = self.left + [(run.cgroup, run.name) for run in self.runs.values()]
        if self.spare:
            kill(self.spare.pid)
            left.append((self.spare.cgroup, self.spare.name))
        with contextlib.suppress(ChildProcessError):
            while True:
                os.wait()
        for _ in range(ATTEMPTS):
            left = [entry for entry in left if not cgroup.remove(*entry)]
            if not left:
                return
            time.sleep(PAUSE)


def main() -> None:
    """Serve the socket named by the first argument, for the parent named by the second."""
    kernel.die_with(int(sys.argv[2]), signal.SIGTERM)
    kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
    os.setsid()
    number = fcntl.fcntl(int(sys.argv[1]), fcntl.F_DUPFD_CLOEXEC, HIGH)
    os.close(int(sys.argv[1]))
    gc.freeze()  # a forked run touches no page for the collector's sake
    Loop(socket.socket(fileno=number)).serve()
