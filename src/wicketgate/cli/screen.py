"""The operator's terminal while an agent has it: raw, of the same size, and afterwards as it was."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import struct
import termios
import tty

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

PUSH, POP = b"\x1b[22;2t", b"\x1b[23;2t"
"""Keep the title, and take it back."""
# Whatever state the agent left the screen in: main screen, cursor on, no mouse, no bracketed paste, no colour.
RESET = b"\x1b[?1047l\x1b[?25h\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?2004l\x1b[?1004l\x1b[0m"


@contextlib.contextmanager
def lent(master: int, is_tty: bool) -> Iterator[None]:
    """Lend the operator's terminal to the pty `master` for an interactive run, follow its size, and take it back."""
    if not is_tty:
        yield
        return
    before = termios.tcgetattr(0)
    resize = signal.signal(signal.SIGWINCH, lambda *_: _copy_size(master))
    resume = signal.signal(signal.SIGCONT, lambda *_: _resumed(master))
    try:
        tty.setraw(0)
        _copy_size(master)
        yield
    finally:
        signal.signal(signal.SIGWINCH, resize)
        signal.signal(signal.SIGCONT, resume)
        with contextlib.suppress(termios.error, OSError):  # the terminal may be gone
            termios.tcsetattr(0, termios.TCSADRAIN, before)
            os.write(1, RESET)


def entitle(text: str, *, ring: bool = False) -> None:
    """Set the terminal's title, and ring its bell: neither can the agent do, whose output passes an allowlist."""
    with contextlib.suppress(OSError):
        os.write(1, f"\x1b]2;{text}\a{chr(7) if ring else ''}".encode())


@contextlib.contextmanager
def titled(text: str) -> Iterator[None]:
    """Give the terminal a title for a while, and then the one it had."""
    with contextlib.suppress(OSError):
        os.write(1, PUSH)
    entitle(text)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            os.write(1, POP)


def _resumed(master: int) -> None:
    """After a stop the shell has made the terminal its own again."""
    with contextlib.suppress(termios.error, OSError):
        tty.setraw(0)
    _copy_size(master)


def _copy_size(master: int) -> None:
    with contextlib.suppress(OSError):
        size = fcntl.ioctl(0, termios.TIOCGWINSZ, struct.pack("4H", 0, 0, 0, 0))
        fcntl.ioctl(master, termios.TIOCSWINSZ, size)
