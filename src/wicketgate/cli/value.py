"""A secret value as a person gives it: typed twice without echo, or read from standard input. Never an argument."""

from __future__ import annotations

import getpass
import sys
import warnings

from wicketgate.errors import ConfigError

CAP = 64 << 10


def read_value(name: str) -> str:
    """Return the value; ConfigError, without it, when two typings differ, none came or it is no text."""
    if sys.stdin.isatty():
        first = _typed(f"value of {name} (not shown): ")
        if _typed("once more: ") != first:
            raise ConfigError("the two values differ", "try again")
        return first
    content = sys.stdin.buffer.read(CAP + 2)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise ConfigError("the value is no UTF-8 text", "encode it, for example with base64") from None
    if not text.strip():
        raise ConfigError("no value came on standard input", "run it on a terminal to type one, or pipe one in")
    # `echo` and editors end a line; the last line of a key of several lines belongs to it.
    return text[:-1] if text.endswith("\n") and text.count("\n") == 1 else text


def _typed(prompt: str) -> str:
    """Return what is typed; ConfigError where the terminal would show it."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            return getpass.getpass(prompt)
        except getpass.GetPassWarning:
            raise ConfigError("this terminal cannot hide what is typed", "pipe the value in") from None
        except EOFError:
            raise ConfigError("no value was typed", "try again") from None
