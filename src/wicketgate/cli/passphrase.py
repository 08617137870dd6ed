"""A person's passphrase, typed at the terminal without echo. Never an argument, a variable or a pipe."""

from __future__ import annotations

import contextlib
import os
import termios
from collections.abc import Iterator
from typing import Any

from wicketgate.client import Warden
from wicketgate.errors import ConfigError

TERMINAL = "/dev/tty"
LONGEST = 4096


def confirmed(warden: Warden, method: str, /, **params: Any) -> dict[str, Any]:
    """Return the warden's answer to what only a person may do, their passphrase asked for where one is set."""
    if warden.call("passphrase.show")["set"]:
        params["passphrase"] = typed("passphrase of this machine's wicketgate (not shown): ")
    return warden.call(method, **params)


def chosen() -> str:
    """Return a new passphrase, typed twice; ConfigError when the two differ or are empty."""
    first = typed("new passphrase (not shown): ")
    if not first:  # it would mean none from now on
        raise ConfigError("no passphrase was typed", "try again")
    if typed("once more: ") != first:
        raise ConfigError("the two passphrases differ", "try again")
    return first


def typed(prompt: str) -> str:
    """Return one line typed at the controlling terminal; ConfigError where there is none."""
    try:
        terminal = os.open(TERMINAL, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError:
        remedy = "run it on a terminal: a passphrase is no argument, variable or pipe, where an agent could put it"
        raise ConfigError("a passphrase is asked for, and there is no terminal", remedy) from None
    try:
        with _silent(terminal):
            os.write(terminal, prompt.encode())
            return _line(terminal)
    finally:
        os.close(terminal)


@contextlib.contextmanager
def _silent(terminal: int) -> Iterator[None]:
    """Turn the echo off; what was typed before the question is no answer to it."""
    before = termios.tcgetattr(terminal)
    silent = [*before[:3], before[3] & ~termios.ECHO, *before[4:]]
    termios.tcsetattr(terminal, termios.TCSAFLUSH, silent)
    try:
        yield
    finally:
        termios.tcsetattr(terminal, termios.TCSAFLUSH, before)
        os.write(terminal, b"\n")


def _line(terminal: int) -> str:
    line = b""
    while not line.endswith(b"\n"):
        piece = os.read(terminal, LONGEST)
        line += piece
        if not piece or len(line) > LONGEST:
            raise ConfigError("expected a passphrase and Enter", "try again")
    try:
        return line[:-1].decode()
    except UnicodeDecodeError:
        raise ConfigError("the passphrase is no UTF-8 text", "check the terminal's encoding") from None
