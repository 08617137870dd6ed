"""Carries bytes between the operator's terminal (or pipes) and what runs in the sandbox.

What reaches a terminal passes the escape allowlist; what reaches a pipe or a file passes unchanged. The agent's output
is counted, and the run ended at its cap. The warden never writes here: what it says appears in `wicketgate watch`.
"""

from __future__ import annotations

import os
import select
import selectors

from wicketgate.errors import StateError, from_json
from wicketgate.output.terminal import TerminalFilter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from wicketgate.client import Warden

CHUNK = 1 << 16
WARDEN, INPUT, AGENT = "warden", "input", "agent"


class Ends:
    """The client's side of what runs: one pty, three pipes, or the one pipe it is told things by."""

    __slots__ = ("is_tty", "stderr", "stdin", "stdout")

    def __init__(self, given: list[int], is_tty: bool) -> None:
        self.is_tty = is_tty
        self.stdin = given[0]
        self.stdout = given[0] if is_tty else given[1] if len(given) > 1 else None
        self.stderr = given[2] if len(given) > 2 else None


def receive_ends(warden: Warden, is_tty: bool, count: int) -> tuple[dict[str, Any], Ends]:
    """Return the warden's word that the run has started, and the `count` streams beside it, or raise its error."""
    message, fds = warden.receive()
    if "error" in message:
        raise from_json(message["error"])
    if len(fds) != count:
        raise StateError("the warden sent no streams", "read warden.log in the state directory")
    return dict(message["item"]), Ends(fds, is_tty)


def pump(
    warden: Warden, ends: Ends, cap: int, tell: Callable[[str], None], waits: Callable[[dict[str, Any]], None]
) -> dict[str, Any]:
    """Carry bytes until the run has ended and its outputs are drained, and return how it ended, as the warden said it.

    `cap` is the most bytes of output; `tell` ends the run, with a reason; `waits` hears of a question to a person.
    """
    with selectors.DefaultSelector() as watched:
        outwards = _Outwards(watched, ends, cap, tell)
        inwards = _Inwards(watched, ends)
        watched.register(warden.fileno(), selectors.EVENT_READ, WARDEN)
        ended: dict[str, Any] | None = None
        while ended is None or outwards.open:
            at_once = warden.pending() or inwards.at_once
            ready = {key.data for key, _ in watched.select(0 if at_once else None)}
            for output in ready & outwards.open:
                outwards.carry(output)
            inwards.carry(ready)
            if ended is None and (warden.pending() or WARDEN in ready):
                message, _ = warden.receive()
                if isinstance(question := (message.get("item") or {}).get("waits"), dict):
                    waits(question)
                else:
                    ended = message
                    watched.unregister(warden.fileno())
        inwards.close()
        return ended


class _Outwards:
    """What the agent says, and where it goes."""

    def __init__(self, watched: selectors.BaseSelector, ends: Ends, cap: int, tell: Callable[[str], None]) -> None:
        self._watched, self._ends, self._left, self._tell = watched, ends, cap, tell
        self._filters = {fd: TerminalFilter() for fd in (1, 2) if os.isatty(fd)}
        self.open: set[object] = set()
        for source in (ends.stdout, ends.stderr):
            if source is not None:
                watched.register(source, selectors.EVENT_READ, source)
                self.open.add(source)

    def carry(self, output: Any) -> None:
        """Carry what is ready at one output."""
        sink = 1 if output == self._ends.stdout else 2
        try:
            data = os.read(output, CHUNK)
        except OSError:  # a pty answers EIO once nobody holds its other side
            data = b""
        if not data:
            self._watched.unregister(output)
            self.open.discard(output)
            return
        if self._left < len(data):
            self._tell("output cap")
        data = data[: max(self._left, 0)]
        self._left -= len(data)
        if sink in self._filters:
            data = self._filters[sink].feed(data)
        if data and not _write(sink, data):
            self._tell("nobody reads its output")


class _Inwards:
    """What the operator says: read only when the agent has taken what came before, and never after the run has ended.

    No thread reads it: one that outlived the run would swallow the answer to the first question that follows.
    """

    def __init__(self, watched: selectors.BaseSelector, ends: Ends) -> None:
        self._watched, self._ends = watched, ends
        # A second descriptor: a pty is watched for what it says already.
        self._sink = os.dup(ends.stdin)
        os.set_blocking(self._sink, False)
        self._data = b""
        self.at_once = False
        """Whether more can be read without waiting: from a file, which no selector takes."""
        self._is_file = False
        if not ends.is_tty:
            os.close(ends.stdin)
        self._listen()

    def carry(self, ready: set[Any]) -> None:
        """Carry what is ready in one direction, then wait for the other."""
        if AGENT in ready:
            self._watched.unregister(self._sink)
            self._pass()
        elif self.at_once or INPUT in ready:
            self._hush()
            try:
                self._data = os.read(0, CHUNK)
            except OSError:
                self._data = b""
            if self._data:
                self._pass()
            else:
                self.close()

    def close(self) -> None:
        """Read no more, and let the agent see the end of it."""
        if self._sink < 0:
            return
        self._hush()
        if self._data:
            self._watched.unregister(self._sink)
        os.close(self._sink)
        self._sink, self._data = -1, b""

    def _pass(self) -> None:
        try:
            self._data = self._data[os.write(self._sink, self._data) :]
        except BlockingIOError:
            pass
        except OSError:
            self._data = b""
            self.close()
            return
        if self._data:
            self._watched.register(self._sink, selectors.EVENT_WRITE, AGENT)
        else:
            self._listen()

    def _listen(self) -> None:
        self.at_once = self._is_file
        if not self._is_file:
            try:
                self._watched.register(0, selectors.EVENT_READ, INPUT)
            except PermissionError:
                self._is_file = self.at_once = True

    def _hush(self) -> None:
        self.at_once = False
        if not self._is_file and 0 in self._watched.get_map():
            self._watched.unregister(0)


def _write(sink: int, data: bytes) -> bool:
    view = memoryview(data)
    while view:
        try:
            view = view[os.write(sink, view) :]
        except BlockingIOError:  # whoever shares the descriptor made it so
            select.select([], [sink], [])
        except OSError:
            return False
    return True
