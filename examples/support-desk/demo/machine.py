"""One disposable machine: its own processes, mounts and network, a cable to the fake internet, gone at the end.

Takes the column's folder (the only writable place); gives `spawn` for programs in it. Its first process is a fork of
this one, so it needs no program of its own; the column stays outside the process namespace, where nothing can touch it.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from demo import init, internet, kernel, netlink
from demo.cage import Cage


class Program:
    """A program started on the machine."""

    def __init__(self, pid: int) -> None:
        self.pid = pid  # as the machine numbers it
        self.status: int | None = None
        self.ended = threading.Event()

    def wait(self, seconds: float) -> int | None:
        """Return the exit status once it has ended, or None when `seconds` have passed."""
        self.ended.wait(seconds)
        return self.status


class Machine:
    """Made before any thread of the column exists: user namespaces and forks ask for it."""

    def __init__(self, folder: Path, credential: str, *, privileged: bool) -> None:
        if os.getuid() == 0:
            kernel.unshare(kernel.NEWNET)
        else:
            uid, gid = os.getuid(), os.getgid()
            kernel.unshare(kernel.NEWUSER | kernel.NEWNET)
            kernel.map_same_user(uid, gid)
        self.log = folder / "outside" / "internet.jsonl"
        self.internet_pid = _internet(self.log, credential)
        self._cage = Cage(f"{folder.parent.name}-{folder.name}", capped=not privileged)
        self._channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.pid = os.fork()
        if self.pid == 0:
            self._channel.close()
            _never_return(lambda: _first_process(theirs, folder, self._cage, privileged=privileged))
        theirs.close()
        if self._channel.recv(65536) != b"ready":
            raise OSError("the machine of this column could not be set up")
        self._programs: dict[int, Program] = {}
        self._early: dict[int, int] = {}
        self._lock = threading.Lock()
        self._answers: list[dict[str, Any]] = []
        self._answered = threading.Condition(self._lock)

    def start(self) -> None:
        """Listen for what ends on the machine (from here on the column has threads)."""
        threading.Thread(target=self._listen, daemon=True).start()

    def spawn(
        self,
        argv: Sequence[str],
        env: dict[str, str],
        cwd: Path,
        fds: Sequence[int],
        *,
        tty: bool = False,
        capabilities: bool = False,
    ) -> Program:
        """Start `argv` with standard input, output and error on `fds`; capabilities are kept only when asked for."""
        order = {"argv": list(argv), "env": env, "cwd": str(cwd), "tty": tty, "capabilities": capabilities}
        with self._lock:
            socket.send_fds(self._channel, [json.dumps(order).encode()], list(fds))
            while not self._answers:
                self._answered.wait(10)
            program = Program(self._answers.pop(0)["started"])
            if program.pid in self._early:
                program.status = self._early.pop(program.pid)
                program.ended.set()
            self._programs[program.pid] = program
        return program

    def kill(self, program: Program) -> None:
        """End the process group of `program`."""
        self._channel.send(json.dumps({"kill": program.pid}).encode())

    def stop(self) -> None:
        """End every process of the machine, and its internet."""
        with contextlib.suppress(OSError):
            self._channel.shutdown(socket.SHUT_RDWR)  # its first process leaves, and the kernel ends all others
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.internet_pid, signal.SIGKILL)
        for pid in (self.pid, self.internet_pid):
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)
        self._cage.open()

    def _listen(self) -> None:
        while message := self._receive():
            news = json.loads(message)
            with self._lock:
                if "started" in news:
                    self._answers.append(news)
                    self._answered.notify_all()
                elif news["ended"] in self._programs:
                    program = self._programs[news["ended"]]
                    program.status = news["status"]
                    program.ended.set()
                else:
                    self._early[news["ended"]] = news["status"]

    def _receive(self) -> bytes:
        try:
            return self._channel.recv(65536)
        except OSError:
            return b""


def _never_return(work: Callable[[], None]) -> None:
    try:
        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
        work()
    except BaseException as problem:  # a fork must never run its parent's code
        os.write(2, f"{type(problem).__name__}: {problem}\n".encode())
    finally:
        os._exit(1)


def _first_process(channel: socket.socket, folder: Path, cage: Cage, *, privileged: bool) -> None:
    cage.enter()
    # A process that left its process namespace can start no thread, so it is this fork that leaves it.
    kernel.unshare(kernel.NEWPID)
    pid = os.fork()
    if pid == 0:
        _never_return(lambda: init.run(channel, folder, privileged=privileged))
    channel.close()
    os.waitpid(pid, 0)


def _internet(log: Path, credential: str) -> int:
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        ours.close()

        def serve() -> None:
            kernel.unshare(kernel.NEWNET)
            theirs.send(b"n")
            theirs.recv(1)
            internet.run(log, credential, lambda: internet.void(theirs.send(b"r")))

        _never_return(serve)
    theirs.close()
    ours.recv(1)
    netlink.up("lo")
    netlink.cable("net0", "world0", pid)
    netlink.address("net0", f"{internet.INSIDE}/30")
    netlink.up("net0")
    netlink.default_route(internet.GATEWAY)
    ours.send(b"g")
    if ours.recv(1) != b"r":
        raise OSError("the fake internet did not start")
    ours.close()
    return pid
