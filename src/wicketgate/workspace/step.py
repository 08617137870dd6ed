"""One step of a commit or an undo, as values: what is to be done, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from wicketgate.workspace.tree import ABSENT, State

DONE, UNCHANGED, CONFLICT, FAILED = "done", "unchanged", "conflict", "failed"
PUT, REMOVE, MKDIR, RMDIR = "put", "remove", "mkdir", "rmdir"


@dataclass(frozen=True, slots=True)
class Intent:
    """One step of a commit or an undo, as it is written down before it is taken."""

    path: str
    action: str
    """put, remove, mkdir or rmdir."""
    before: State = ABSENT
    after: State = ABSENT
    source: str = ""
    """Where a file's new content lies, relative to the run's folder."""
    temporary: str = ""
    """The name beside `path` that the object has on its way in or out."""
    exact: bool = False
    """Whether `after.mode` is given to the file as it is, instead of the mode of what it replaces."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an intent: done, unchanged (it was so already), conflict or failed."""

    path: str
    action: str
    result: str
    detail: str = ""
