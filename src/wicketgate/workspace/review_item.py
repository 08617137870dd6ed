"""One change as a person is shown it, and as a commit judges it: values, with the five things that may become of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from wicketgate.workspace.changes import Change
from wicketgate.workspace.file_names import shown
from wicketgate.workspace.tree import State

READY, ASK, REFUSED, CONFLICT, SCRATCH = "ready", "ask", "refused", "conflict", "scratch"


@dataclass(frozen=True, slots=True)
class Item:
    """One change as a person is shown it."""

    path: str
    kind: str
    """new, modified, mode or deleted."""
    what: str
    status: str
    """ready, ask, refused, conflict or scratch."""
    reason: str = ""
    rules: tuple[str, ...] = ()
    diff: str = ""
    """Safe to print: control and invisible characters are written out."""
    notes: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Return the path as it may be printed."""
        return shown(self.path)

    def to_json(self) -> dict[str, Any]:
        """Return the item as it travels to a client."""
        return asdict(self) | {"title": self.title}


@dataclass(frozen=True, slots=True)
class Judged:
    """An item with what a commit needs to know: the change itself, and what must still stand in the workspace."""

    item: Item
    change: Change
    expected: State
