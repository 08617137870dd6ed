"""How long one task waits for the other end: takes a number of seconds, raises TimeoutError when they are over.

One timer for a whole connection, moved only when it fires: a request waits four times, and almost never for long.
"""

from __future__ import annotations

import asyncio
import math
import weakref
from types import TracebackType
from typing import Any


class Patience:
    """Bounds what the task that makes it awaits inside `with patience(seconds):`; one wait at a time."""

    __slots__ = ("__weakref__", "_before", "_expired", "_loop", "_rings", "_task", "_timer", "_until", "_waits")

    def __init__(self) -> None:
        self._timer: asyncio.TimerHandle | None = None
        self._loop = asyncio.get_running_loop()
        self._task: asyncio.Task[Any] | None = asyncio.current_task()
        self._rings = math.inf  # when the timer does
        self._until, self._before = 0.0, 0
        self._expired = self._waits = False

    def __call__(self, seconds: float) -> Patience:
        """Return itself, to wait at most `seconds` from now."""
        self._until = until = self._loop.time() + seconds
        if self._rings > until:
            self._set()
        return self

    def until(self, when: float) -> Patience:
        """Return itself, to wait until the event loop's clock shows `when`."""
        self._until = when
        if self._rings > when:
            self._set()
        return self

    def __enter__(self) -> None:
        if self._task is None:
            raise RuntimeError("expected a task that waits")
        self._before, self._expired, self._waits = self._task.cancelling(), False, True

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._waits = False
        if not self._expired or self._task is None:
            return
        if self._task.uncancel() <= self._before and kind is asyncio.CancelledError:
            raise TimeoutError from error

    def _set(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._rings = self._until
        # INVARIANT: the loop holds neither this nor its task: both are gone with the connection, not minutes after it.
        self._timer = self._loop.call_at(self._until, _ring, weakref.ref(self))

    def __del__(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _rung(self) -> None:
        self._timer, self._rings = None, math.inf
        if not self._waits or self._task is None:
            return  # nobody waits: the next wait sets it again
        if self._loop.time() < self._until:
            self._set()
        else:
            self._expired = True
            self._task.cancel()


def _ring(patience: weakref.ref[Patience]) -> None:
    found = patience()
    if found is not None:
        found._rung()
