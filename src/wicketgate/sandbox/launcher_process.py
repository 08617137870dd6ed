"""The launcher's process: one thread, a bare interpreter, no secret; forks what the warden orders, tells how it ended.

It reads orders from the control socket (descriptor given as the first argument) and ends, with everything it started,
when that socket closes or its parent dies. Standard library only.

    warden ─► {"do": "spawn", "id"} + [order, stdin, stdout, stderr]      {"do": "kill", "id"}
    warden ◄─ {"id", "event": "started"} + [scratch, listeners…]          sent by the run's own process
              {"id", "event": "failed", "message"}
              {"id", "event": "inside", "pid"}                            bubblewrap, all of the run below it
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

from wicketgate.sandbox import cgroup, syscalls
from wicketgate.sandbox.child import HIGH, ChildContext, raise_walls
from wicketgate.sandbox.children import Run, Spare, kill

PAUSE = 0.02
"""Seconds of quiet before the next spare is made, so that making it does not slow the run that just started."""
ATTEMPTS = 50
LOST = 125
"""The status of a run that ended before it was bubblewrap."""


class LauncherProcess:
    """Serves one control socket until it closes."""

    def __init__(self, control: socket.socket) -> None:
        self.control = control
        self.runs: dict[int, Run] = {}
        self.spare: Spare | None = None
        self.place = cgroup.NONE
        self.left: list[tuple[dict[str, Any], str]] = []
        """Cgroups that outlive their last process by a moment."""
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
                    self._learn(self.runs[key.data])
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
        return self.spare is None and all(run.pid for run in self.runs.values())

    def _order(self) -> None:
        body, given = syscalls.receive(self.control, 65536)
        if not body:
            self.leaving = True
            return
        order = json.loads(body)
        if order["do"] == "spawn":
            self._spawn(order["id"], order["cgroup"], given)
        elif order["id"] in self.runs:
            self.runs[order["id"]].kill()
        for number in given:
            os.close(number)

    def _spawn(self, number: int, place: dict[str, Any], given: list[int]) -> None:
        if not cgroup.same(self.place, place):
            cgroup.sweep(place)
            self.place = place
        spare, self.spare = self.spare or self._fork(place), None
        reader, writer = os.pipe2(os.O_CLOEXEC)
        os.set_blocking(reader, False)
        with contextlib.suppress(OSError):  # a spare that died is reaped, and reported, like any run
            socket.send_fds(spare.link, [str(number).encode()], [*given, writer])
        os.close(writer)
        spare.cgroup = place
        self.runs[number] = Run(number, spare, reader)
        self.selector.register(spare.link, selectors.EVENT_READ, number)

    def _fork(self, place: dict[str, Any]) -> Spare:
        launcher = os.getpid()
        # A pid alone names nothing: another pid namespace may share these cgroups.
        name = f"{launcher}-{os.urandom(6).hex()}"
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        pid = os.fork()
        if pid == 0:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            ours.close()
            for run in self.runs.values():
                run.close()  # the end of a link must be heard
            raise_walls(ChildContext(theirs, self.control, place, name, launcher))
        theirs.close()
        return Spare(pid, name, ours, place)

    def _learn(self, run: Run) -> None:
        if not run.learn():
            # Its last process let go of the link: as bubblewrap, which is reaped, or because it never got that far.
            self.selector.unregister(run.spare.link)
            if not run.pid:
                self._finish(run, LOST)
        elif run.pid:
            self._tell(run, event="inside", pid=run.pid)

    def _reap(self) -> None:
        with contextlib.suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                self._ended(ended[0], os.waitstatus_to_exitcode(ended[1]))

    def _ended(self, pid: int, code: int) -> None:
        if self.spare and pid == self.spare.pid:
            self._drop(self.spare)
            self.spare = None
        for run in [run for run in self.runs.values() if run.pid == pid]:
            self._finish(run, code)

    def _finish(self, run: Run, code: int) -> None:
        memory = cgroup.killed(run.cgroup, run.name)
        self._tell(run, event="exited", code=code, ran=run.started(), memory=memory)
        self._drop(run.spare)
        run.close()
        del self.runs[run.id]

    def _drop(self, spare: Spare) -> None:
        with contextlib.suppress(KeyError):
            self.selector.unregister(spare.link)
        spare.link.close()
        self.left.append((spare.cgroup, spare.name))

    def _tell(self, run: Run, **body: object) -> None:
        with contextlib.suppress(OSError):  # a warden that is gone needs no news
            self.control.send(json.dumps({"id": run.id, **body}).encode())

    def _end(self) -> None:
        for run in self.runs.values():
            run.kill()
            self._drop(run.spare)
        if self.spare:
            kill(self.spare.pid)
            self._drop(self.spare)
        with contextlib.suppress(ChildProcessError):
            while True:
                os.wait()
        for _ in range(ATTEMPTS):
            self.left = [entry for entry in self.left if not cgroup.remove(*entry)]
            if not self.left:
                return
            time.sleep(PAUSE)


def main() -> None:
    """Serve the socket named by the first argument, for the parent named by the second."""
    syscalls.die_with(int(sys.argv[2]), signal.SIGTERM)
    os.setsid()
    number = fcntl.fcntl(int(sys.argv[1]), fcntl.F_DUPFD_CLOEXEC, HIGH)
    os.close(int(sys.argv[1]))
    gc.freeze()  # a forked run touches no page for the collector's sake
    LauncherProcess(socket.socket(fileno=number)).serve()
