"""What a commit or an undo came to, and the lock both hold while they are at it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from wicketgate.errors import StateError
from wicketgate.workspace.review_item import Item
from wicketgate.workspace.step import DONE, UNCHANGED, Outcome
from wicketgate.workspace.tree import FOLDER


@dataclass(frozen=True, slots=True)
class Report:
    """What a commit or an undo came to."""

    number: int
    """Number of the undo record, or 0 if nothing was to be done."""
    outcomes: tuple[Outcome, ...] = ()
    left: tuple[Item, ...] = ()
    """The changes that were not committed: not approved, refused, in conflict, scratch."""
    waiting: tuple[str, ...] = ()
    """Of those left, the paths that could still be committed."""
    recovered: tuple[Outcome, ...] = ()
    """What an earlier, interrupted commit came to."""

    def to_json(self) -> dict[str, Any]:
        """Return the report as it travels to a client."""
        body = asdict(self) | {"complete": self.complete}
        return body | {"left": [item.to_json() for item in self.left], "waiting": list(self.waiting)}

    @property
    def complete(self) -> bool:
        """Return whether every step that was to be taken was taken."""
        return all(outcome.result in (DONE, UNCHANGED) for outcome in self.outcomes)


@contextmanager
def locked(into: Path) -> Iterator[None]:
    """Hold a run's workspace for one commit, undo or discard; StateError if another is at it."""
    handle = os.open(into, FOLDER)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise StateError("another commit of this run is going on", "wait until it has ended") from None
    finally:
        os.close(handle)
