"""The policies clients name: a file is read each time, its text parsed only when it is new."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from pathlib import Path

from wicketgate.policy import Policy
from wicketgate.policy.file import read_policy_file

KEPT = 32


class Parsed:
    """The policies parsed lately, by path and digest."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Path, str], Policy] = OrderedDict()

    async def load(self, path: Path) -> Policy:
        """Return the policy at `path` as it is now; ConfigError names file, line and what was expected."""
        file = read_policy_file(path)
        key = (file.path, file.digest)
        found = self._kept.pop(key, None)
        if found is None:
            # A thread: nobody accepted this text yet, and what is long to parse must not hold up other runs.
            found = await asyncio.to_thread(Policy.of, file.text, file.path)
        # The schemas it names are read each time too: an edited one makes it another policy.
        found = self._kept[key] = await asyncio.to_thread(found.completed)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return found
