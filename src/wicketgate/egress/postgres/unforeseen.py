"""An error that nobody foresaw, told by a number: takes the door it is recorded at, gives what may be said."""

from __future__ import annotations

import secrets
import traceback

from wicketgate.errors import Refused
from wicketgate.flow import Door

KEPT = 2048


def unforeseen(door: Door, tool: str, error: Exception) -> Refused:
    """Return what is told of an error; its words go to the record, cleaned."""
    name = secrets.token_hex(4)
    trace = "".join(traceback.format_exception(error))
    kept = {"id": name, "tool": tool, "error": door.ports.state.clean(trace)[-KEPT:]}
    door.ports.audit.note("tool.failed", kept)
    return Refused(f"the statement failed ({type(error).__name__}); the operator finds it in the record as {name}")
