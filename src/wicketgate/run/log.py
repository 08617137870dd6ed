"""The warden's log: standard error, which is a file in the state directory. Everything on its way there is cleaned.

Takes what cleans text (`guard`), then catches every way Python itself writes: logging, warnings, exceptions nobody
caught in the loop, in threads and in finalisers, and whatever else is printed to standard error. What cannot be cleaned
is withheld. Until `guard` is called, the process holds no secret.
"""

from __future__ import annotations

import contextlib
import io
import logging
import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import Any

WITHHELD = "a message that could not be cleaned of secrets is withheld\n"


def log_failure() -> None:
    """Write the exception that is being handled; on a full disk nothing is written, and nothing else fails for it."""
    with contextlib.suppress(OSError):
        sys.stderr.write(traceback.format_exc())
        sys.stderr.flush()


def guard(clean: Callable[[str], str]) -> None:
    """Pass everything this process writes to standard error through `clean`."""
    if not isinstance(sys.stderr, Cleaned):
        sys.stderr = Cleaned(sys.stderr, clean)
    logging.raiseExceptions = False  # its own report of a failed message quotes the message
    logging.basicConfig(handlers=[_Whole(sys.stderr)], level=logging.WARNING, force=True)
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = _in_thread
    sys.unraisablehook = _unraisable


class Cleaned(io.TextIOBase):
    """A text stream that cleans what is written to it, each call as one text."""

    def __init__(self, out: Any, clean: Callable[[str], str]) -> None:
        self._out, self._clean = out, clean
        self._depth = threading.local()

    def write(self, text: str) -> int:
        """Write `text`, cleaned; what is written while cleaning (an error of the cleaning itself) is withheld."""
        if getattr(self._depth, "inside", False):
            return len(text)
        self._depth.inside = True
        try:
            said = self._clean(text)
        except Exception:  # INVARIANT: a scrubber that fails lets nothing through
            said = WITHHELD
        finally:
            self._depth.inside = False
        with contextlib.suppress(OSError, ValueError):
            self._out.write(said)
        return len(text)

    def writable(self) -> bool:
        """Return that it can be written to."""
        return True

    def fileno(self) -> int:
        """Return the descriptor below, for a child; what is written there directly is not cleaned."""
        return int(self._out.fileno())

    def flush(self) -> None:
        """Pass on what is held."""
        with contextlib.suppress(OSError, ValueError):
            self._out.flush()


class _Whole(logging.StreamHandler):  # type: ignore[type-arg]
    """Writes a record in one piece, so that a value of several lines is seen whole."""

    def emit(self, record: logging.LogRecord) -> None:
        with contextlib.suppress(Exception):
            self.stream.write(self.format(record) + "\n")
            self.flush()


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    _say("".join(traceback.format_exception(kind, error, trace)))


def _in_thread(found: threading.ExceptHookArgs) -> None:
    if found.exc_value is not None and found.exc_type is not SystemExit:
        _say("".join(traceback.format_exception(found.exc_type, found.exc_value, found.exc_traceback)))


def _unraisable(found: sys.UnraisableHookArgs) -> None:
    # Without the object: its `repr` is anybody's code.
    told = found.exc_value or found.exc_type()
    _say("ignored in a finaliser:\n" + "".join(traceback.format_exception(found.exc_type, told, found.exc_traceback)))


def _say(text: str) -> None:
    with contextlib.suppress(OSError):
        sys.stderr.write(text)
        sys.stderr.flush()
