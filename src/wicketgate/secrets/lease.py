"""The time in which one task may use values: it is cut off, with the reason, once one of them may not be used any more.

Takes values and watches them; gives Refused in the place of what the task was waiting for. It knows no vault.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Protocol

from wicketgate.errors import Refused
from wicketgate.secrets.credential import Changed


class Watched(Protocol):
    """A value that can be watched."""

    name: str

    def watch(self, changed: Changed) -> Callable[[], None]:
        """Have `changed` called once the value may not be used, or is another one; gives what ends that."""


class Lease:
    """What the task that enters it may do with values, until it leaves."""

    def __init__(self) -> None:
        self._task: asyncio.Task[object] | None = None
        self._cancelling = 0
        self._releases: list[Callable[[], None]] = []
        self.values: dict[str, Watched] = {}
        """What it covers, by name."""
        self.refused: Refused | None = None
        """Why it was cut off."""

    def __enter__(self) -> Lease:
        try:
            self._task = task = asyncio.current_task()
        except RuntimeError:  # outside a loop nothing runs that could be cut off
            return self
        self._cancelling = task.cancelling() if task is not None else 0
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        task, self._task = self._task, None
        while self._releases:
            self._releases.pop()()
        if self.refused is None or task is None:
            return
        # As asyncio.timeout does it: somebody else may want the task to end as well, and comes first.
        if task.uncancel() <= self._cancelling and kind is asyncio.CancelledError:
            raise self.refused from None

    def cover(self, value: Watched) -> None:
        """End the task's work once `value` may not be used any more."""
        self.values[value.name] = value
        self._releases.append(value.watch(self._changed))

    def _changed(self, refused: Refused | None) -> None:
        if refused is None or self.refused is not None or self._task is None:
            return
        self.refused = Refused(f"cut off: {refused.message}", refused.hint)
        self._task.cancel()
