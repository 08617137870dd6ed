"""The warden's log: standard error, which is a file in the state directory."""

from __future__ import annotations

import contextlib
import traceback


def log_failure() -> None:
    """Write the exception that is being handled; on a full disk nothing is written, and nothing else fails for it."""
    with contextlib.suppress(OSError):
        traceback.print_exc()
