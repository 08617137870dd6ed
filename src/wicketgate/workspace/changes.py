"""What a run did to its view, as a value that outlives the sandbox: one Change a path, contents as blobs by hash.

Saves itself as JSON (`changes.json`) beside the blobs. Knows neither the overlay it came from nor the live workspace.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from wicketgate.errors import StateError
from wicketgate.workspace.baseline import load_json, save_json

VERSION = 1
FILE, BLOBS = "changes.json", "blobs"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between the frozen view and what the run left. `path` is kept exactly, however hostile."""

    path: str
    kind: str
    """new, modified (content or type), mode (permission bits alone) or deleted."""
    what: str
    """file, link, folder or special."""
    content: str = ""
    """SHA-256 of a file (a blob of that name exists), or a link's target."""
    mode: int = 0
    """Permission bits without setuid, setgid and sticky."""
    size: int = 0
    notes: tuple[str, ...] = ()
    """What was left behind: extended attributes."""
    refusal: str = ""
    """Why this can never be committed, as far as the object itself says."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything one run changed, in the order of the paths."""

    into: Path
    items: tuple[Change, ...]

    def blob(self, content: str) -> Path:
        """Return where the content of that hash is kept."""
        if len(content) != 64 or not set(content) <= set("0123456789abcdef"):
            raise StateError(f"not the hash of a blob: {content!r}", "discard the run")
        return self.into / BLOBS / content

    def save(self) -> None:
        """Write the manifest beside the blobs, durably."""
        save_json(self.into / FILE, {"version": VERSION, "changes": [asdict(item) for item in self.items]})

    @classmethod
    def load(cls, into: Path) -> Changes:
        """Return the changes saved below `into`; StateError if there are none or they are from a newer version."""
        body = load_json(into / FILE, VERSION)
        return cls(into, tuple(_change(item) for item in body["changes"]))


def ordered(items: Sequence[Change]) -> tuple[Change, ...]:
    """Return the changes by path, a deletion before what took its place."""
    return tuple(sorted(items, key=lambda item: (item.path, item.kind != "deleted")))


def _change(body: dict[str, object]) -> Change:
    notes = body.pop("notes", ())
    return Change(**body, notes=tuple(notes))  # type: ignore[arg-type]
