"""Who is told when a value may no longer be used, or is another one: takes a check, a change or the time, and tells.

Called on the warden's loop. It keeps no value and decides nothing: `Vault` says what may be used.
"""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import Callable
from dataclasses import dataclass

from wicketgate.errors import Refused
from wicketgate.secrets.credential import Changed

LONGEST = 3600.0
"""Seconds after which the time of day is looked at again: it may be set, a timer does not follow."""
Check = Callable[[], datetime.datetime | None]
"""Gives when a value ends (UTC), None for never; Refused once it may not be used."""


@dataclass(slots=True, eq=False)
class _Watch:
    key: tuple[str, str]
    check: Check
    changed: Changed
    timer: asyncio.TimerHandle | None = None


class Watches:
    """Every use that is under way."""

    def __init__(self, now: Callable[[], datetime.datetime]) -> None:
        self._now = now
        self._open: dict[int, _Watch] = {}

    def __len__(self) -> int:
        return len(self._open)

    def add(self, key: tuple[str, str], check: Check, changed: Changed) -> Callable[[], None]:
        """Have `changed` called when `check` refuses, or something is told of `key`; gives what ends that."""
        watch = _Watch(key, check, changed)
        self._open[id(watch)] = watch
        self._wait(watch)
        return lambda: self._forget(watch)

    def tell(self, *key: str) -> None:
        """Look again at each use of a key: its entry has changed."""
        for watch in [each for each in self._open.values() if each.key == key]:
            if self._alive(watch):
                watch.changed(None)

    def _alive(self, watch: _Watch) -> bool:
        """Return whether the value may still be used; whoever uses it is told if not."""
        try:
            watch.check()
        except Refused as refused:
            self._forget(watch)
            watch.changed(refused)
            return False
        return True

    def _wait(self, watch: _Watch) -> None:
        """Look again when the value is to end."""
        try:
            ends = watch.check()
        except Refused:
            ends = self._now()
        if ends is not None:
            left = min(max((ends - self._now()).total_seconds(), 0.0), LONGEST)
            watch.timer = asyncio.get_running_loop().call_later(left, self._due, watch)

    def _due(self, watch: _Watch) -> None:
        if id(watch) in self._open and self._alive(watch):
            self._wait(watch)

    def _forget(self, watch: _Watch) -> None:
        self._open.pop(id(watch), None)
        if watch.timer is not None:
            watch.timer.cancel()
