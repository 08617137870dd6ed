"""One session of Claude Code on the machine: started, its output taken, ended when it does not end itself.

Takes a command line and environment; gives the exit status and what the operator's side received.
"""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import termios
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from demo.machine import Machine, Program

LIMIT = 240.0  # seconds a session may take before it is ended from outside
KEEP = 8 << 20


@dataclass(frozen=True)
class Ended:
    """How a session ended and what it wrote; status None means that it had to be ended from outside."""

    status: int | None
    output: bytes
    size: int


class _Drain:
    def __init__(self, fd: int) -> None:
        self.kept, self.size, self._fd = bytearray(), 0, fd
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self) -> None:
        while True:
            try:
                data = os.read(self._fd, 65536)
            except OSError:
                return
            if not data:
                return
            self.size += len(data)
            if len(self.kept) < KEEP:
                self.kept += data


def play(
    machine: Machine,
    argv: Sequence[str],
    env: dict[str, str],
    cwd: Path,
    *,
    capabilities: bool,
    terminal: Callable[[str], None] | None = None,
) -> Ended:
    """Run `argv` to its end; with `terminal`, on a terminal whose device name it is told beforehand."""
    if terminal is None:
        reading, writing = os.pipe()
        nothing = os.open("/dev/null", os.O_RDWR)
        given = (nothing, writing, writing)
    else:
        reading, device = pty.openpty()
        fcntl.ioctl(device, termios.TIOCSWINSZ, struct.pack("4H", 50, 160, 0, 0))
        terminal(os.ttyname(device))
        given = (device, device, device)
    program = machine.spawn(argv, env, cwd, given, tty=terminal is not None, capabilities=capabilities)
    for fd in set(given):
        os.close(fd)
    drain = _Drain(reading)
    status = _end(machine, program)
    drain.thread.join(1)
    return Ended(status, bytes(drain.kept), drain.size)


def _end(machine: Machine, program: Program) -> int | None:
    status = program.wait(LIMIT)
    if status is None:
        machine.kill(program)
        program.wait(5)
    return status
