"""Carries bytes between the operator's terminal (or pipes) and what runs in the sandbox.

What reaches a terminal passes the escape allowlist; what reaches a pipe or a file passes unchanged. The agent's output
is counted, and the run ended at its cap. The warden never writes here: what it says appears in `wicketgate watch`.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import selectors
import signal
import struct
import sys
import termios
import threading
import tty
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from wicketgate.client import Warden
from wicketgate.errors import StateError, from_json
from wicketgate.output.terminal import TerminalFilter

CHUNK = 1 << 16
WARDEN = -1


@dataclass(slots=True)
class Ends:
    """The client's side of what runs: one pty, or three pipes."""

    stdin: int
    stdout: int
    stderr: int | None
    is_tty: bool


def pump(warden: Warden, ends: Ends, cap: int, tell: Callable[[str], None]) -> dict[str, Any]:
    """Carry bytes until the run has ended and its outputs are drained, and return how it ended, as the warden said it.

    `cap` is the most bytes of output; `tell` ends the run, with a reason.
    """
    with selectors.DefaultSelector() as watched, _terminal(ends), _keyboard(ends):
        flow = _Flow(watched, ends, cap, tell)
        watched.register(warden.fileno(), selectors.EVENT_READ, WARDEN)
        ended: dict[str, Any] | None = None
        while ended is None or flow.open_outputs:
            ready = {key.data for key, _ in watched.select(0 if warden.pending() else None)}
            for output in ready & flow.open_outputs:
                flow.carry(output)
            if ended is None and (warden.pending() or WARDEN in ready):
                ended, _ = warden.receive()
                watched.unregister(warden.fileno())
        return ended


class _Flow:
    """The three streams, and where each goes."""

    def __init__(self, watched: selectors.BaseSelector, ends: Ends, cap: int, tell: Callable[[str], None]) -> None:
        self._watched, self._ends, self._left, self._tell = watched, ends, cap, tell
        self._filters = {fd: TerminalFilter() for fd in (1, 2) if os.isatty(fd)}
        self.open_outputs: set[int] = set()
        for source in (ends.stdout, ends.stderr):
            if source is not None:
                watched.register(source, selectors.EVENT_READ, source)
                self.open_outputs.add(source)

    def carry(self, source: int) -> None:
        """Carry what is ready at one output."""
        sink = 1 if source == self._ends.stdout else 2
        try:
            data = os.read(source, CHUNK)
        except OSError:  # a pty answers EIO once nobody holds its other side
            data = b""
        if not data:
            self._watched.unregister(source)
            self.open_outputs.discard(source)
            return
        if self._left < len(data):
            self._tell("output cap")
        data = data[: max(self._left, 0)]
        self._left -= len(data)
        if sink in self._filters:
            data = self._filters[sink].feed(data)
        if data and not _write(sink, data):
            self._tell("nobody reads its output")


def _write(sink: int, data: bytes) -> bool:
    view = memoryview(data)
    try:
        while view:
            view = view[os.write(sink, view) :]
    except OSError:
        return False
    return True


@contextlib.contextmanager
def _keyboard(ends: Ends) -> Iterator[None]:
    """Carry standard input towards the agent while the run lasts, and not one byte longer: the next line is ours.

    In a thread of its own: a full pipe towards the agent must not stop what comes back from it.
    """
    stopped, stop = os.pipe()
    carrying = threading.Thread(target=_inwards, args=(ends, stopped), daemon=True)
    carrying.start()
    try:
        yield
    finally:
        os.close(stop)
        carrying.join(1.0)
        if not carrying.is_alive():
            os.close(stopped)


def _inwards(ends: Ends, stopped: int) -> None:
    with contextlib.suppress(OSError):
        while stopped not in select.select([0, stopped], [], [])[0]:
            data = os.read(0, CHUNK)
            if not data or not _write(ends.stdin, data):
                break
    if not ends.is_tty:
        os.close(ends.stdin)


@contextlib.contextmanager
def _terminal(ends: Ends) -> Iterator[None]:
    """Put the operator's terminal into raw mode for an interactive run, follow its size, and restore it."""
    if not ends.is_tty:
        yield
        return
    before = termios.tcgetattr(0)
    resize = signal.signal(signal.SIGWINCH, lambda *_: _copy_size(ends.stdin))
    try:
        tty.setraw(0)
        _copy_size(ends.stdin)
        yield
    finally:
        # What was typed for the agent and not read by it must not answer a question of ours.
        termios.tcsetattr(0, termios.TCSAFLUSH, before)
        signal.signal(signal.SIGWINCH, resize)
        # Whatever state the agent left the screen in: main screen, cursor on, no mouse, no bracketed paste, no colour.
        sys.stdout.write(
            "\x1b[?1047l\x1b[?25h\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?2004l\x1b[?1004l\x1b[0m"
        )
        sys.stdout.flush()


def _copy_size(master: int) -> None:
    with contextlib.suppress(OSError):
        size = fcntl.ioctl(0, termios.TIOCGWINSZ, struct.pack("4H", 0, 0, 0, 0))
        fcntl.ioctl(master, termios.TIOCSWINSZ, size)


def receive_ends(warden: Warden, is_tty: bool) -> tuple[dict[str, Any], Ends]:
    """Return the warden's word that the run has started, and the streams beside it; raises the error it did not for."""
    message, fds = warden.receive()
    if "error" in message:
        raise from_json(message["error"])
    if len(fds) != (1 if is_tty else 3):
        raise StateError("the warden sent no streams", "read warden.log in the state directory")
    ends = Ends(fds[0], fds[0], None, True) if is_tty else Ends(fds[0], fds[1], fds[2], False)
    return dict(message["item"]), ends
