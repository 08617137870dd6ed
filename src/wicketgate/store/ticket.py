"""A submitted entry's ticket: its number at once, and a way to wait until it is durable, from a thread or asyncio."""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable

Loop = asyncio.AbstractEventLoop
Waiter = threading.Event | asyncio.Future[None]


class Ticket:
    """An entry that has its place in the order; it settles once, as durable or with the error that keeps it from it."""

    __slots__ = ("_error", "_lock", "_settled", "_urge", "_waiters", "index")

    def __init__(self, index: int, lock: threading.Lock, urge: Callable[[], None]) -> None:
        self.index = index
        """The entry's number in the journal."""
        self._lock, self._urge = lock, urge
        self._settled = False
        self._error: BaseException | None = None
        self._waiters: list[Waiter] = []

    async def durable(self) -> int:
        """Wait until the entry is on disk and return its index; StateError if it never will be (or the effect's)."""
        if not self._settled:
            future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            if self._join(future):
                await future
        return self._answer()

    def wait(self) -> int:
        """Block until the entry is on disk; returns and raises as `durable` does."""
        if not self._settled:
            event = threading.Event()
            if self._join(event):
                event.wait()
        return self._answer()

    def _join(self, waiter: Waiter) -> bool:
        with self._lock:
            if not self._settled:
                self._waiters.append(waiter)
                self._urge()
            return not self._settled

    def _answer(self) -> int:
        if self._error is not None:
            raise self._error
        return self.index

    def settle(self, error: BaseException | None) -> list[Waiter]:
        """Mark the ticket and return whom to wake; the caller holds the lock. The sequencer's alone."""
        self._settled, self._error = True, error
        waiters, self._waiters = self._waiters, []
        return waiters


def wake(waiters: Iterable[Waiter]) -> None:
    """Wake every waiter: each event loop once, however many of its tasks wait."""
    loops: dict[Loop, list[asyncio.Future[None]]] = defaultdict(list)
    for waiter in waiters:
        if isinstance(waiter, threading.Event):
            waiter.set()
        else:
            loops[waiter.get_loop()].append(waiter)
    for loop, futures in loops.items():
        call(loop, futures)


def call(loop: Loop, futures: list[asyncio.Future[None]]) -> None:
    """Release `futures` on their own loop; a loop that was closed meanwhile has nobody left to wake."""
    try:
        loop.call_soon_threadsafe(_release, futures)
    except RuntimeError:
        return


def _release(futures: list[asyncio.Future[None]]) -> None:
    for future in futures:
        if not future.done():
            future.set_result(None)
