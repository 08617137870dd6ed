"""What a run was given: every file of the frozen view with its content's hash, and what was left out and why.

A value that saves itself as JSON beside the frozen tree. Knows neither the live workspace nor the sandbox.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from wicketgate.errors import StateError

VERSION = 1
TREE, FILE = "frozen", "baseline.json"


@dataclass(frozen=True, slots=True)
class Entry:
    """One object of the view: `kind` is file, link or folder; `content` the SHA-256 of a file or a link's target."""

    kind: str
    content: str = ""
    mode: int = 0o755
    size: int = 0


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that was granted and is still absent, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Baseline:
    """The frozen view of one run. Paths are relative to the workspace, with `/` between names."""

    into: Path
    root: Path
    identity: tuple[int, int]
    """Device and inode of the workspace folder: a commit goes to that very folder or nowhere."""
    entries: Mapping[str, Entry]
    notes: tuple[Note, ...] = ()
    protected: tuple[str, ...] = ()
    """Paths below the root that are never readable or committable: policy, data sources, state."""
    repository: bool = False
    """Whether the view holds a rebuilt `.git`."""
    bytes: int = field(default=0)

    @property
    def tree(self) -> Path:
        """Return the frozen copy: the lower layer of the sandbox's overlay."""
        return self.into / TREE

    def save(self) -> None:
        """Write the baseline beside its tree, durably."""
        body = asdict(self) | {"version": VERSION, "root": str(self.root), "identity": list(self.identity)}
        del body["into"]
        save_json(self.into / FILE, body)

    @classmethod
    def load(cls, into: Path) -> Baseline:
        """Return the baseline saved below `into`; StateError if there is none or it is from a newer version."""
        body = load_json(into / FILE, VERSION)
        entries = {path: Entry(**entry) for path, entry in body["entries"].items()}
        notes = tuple(Note(**note) for note in body["notes"])
        device, inode = body["identity"]
        rest = (tuple(body["protected"]), bool(body["repository"]), int(body["bytes"]))
        return cls(into, Path(body["root"]), (device, inode), entries, notes, *rest)


def save_json(path: Path, body: Mapping[str, Any]) -> None:
    """Write `body` to `path` so that after a crash either the old or the whole new file stands there."""
    new = path.with_name(path.name + ".new")
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as out:
        json.dump(body, out)  # ASCII: a name that is no UTF-8 survives as an escaped surrogate
        out.flush()
        os.fsync(handle)
    new.rename(path)
    sync_folder(path.parent)


def load_json(path: Path, version: int) -> dict[str, Any]:
    """Return the object `path` holds; StateError if it is missing, broken or of a newer version than `version`."""
    try:
        body = json.loads(path.read_bytes())
        found = int(body["version"])
    except FileNotFoundError:
        hint = "the run was discarded, or never had a workspace"
        raise StateError(f"no {path.name} in {path.parent}", hint) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StateError(f"cannot read {path}: {error}", "discard the run") from None
    if found > version:
        hint = "use the newer wicketgate that wrote it, or discard the run"
        raise StateError(f"{path} has version {found}, this wicketgate reads up to {version}", hint)
    return dict(body)


def sync_folder(path: Path) -> None:
    """Make the names in the folder `path` durable."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
