"""The uid a run gets when the warden is root: one that no account and no process has, from a range kept for it."""

from __future__ import annotations

import os
import pwd
import random
from pathlib import Path

from wicketgate.errors import SandboxError

RANGE = range(61_184, 65_520)
"""What distributions leave to short-lived services; 65534 and up have meanings of their own."""


def pick() -> int:
    """Return a uid that is in no user database and owns no process; SandboxError if there is none left."""
    taken = {entry.pw_uid for entry in pwd.getpwall()} | _running()
    free = [uid for uid in RANGE if uid not in taken]
    if not free:
        raise SandboxError("every uid kept for runs is in use", "end some runs: wicketgate runs list")
    return random.SystemRandom().choice(free)


def _running() -> set[int]:
    uids = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                uids.add(os.stat(entry).st_uid)  # noqa: PTH116  one call, no object
            except OSError:
                continue
    return uids
