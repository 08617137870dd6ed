"""Where a run keeps what outlives it: one folder under `runs/`, with a versioned `run.json`.

runs/ID/run.json   what ran, under which policy, how it ended
runs/ID/view/      the frozen snapshot the agent saw, what was in it, and what the agent changed
runs/ID/scratch/   what the run writes where a tmpfs cannot hold it; gone when it has ended
"""

from __future__ import annotations

import json
import os
import re
import secrets
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from wicketgate.errors import ConfigError, StateError
from wicketgate.run.removal import remove_tree
from wicketgate.workspace.baseline import sync_folder

FORMAT = 1
RUN_ID = re.compile(r"[a-z2-7]{10}", re.ASCII)
ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"


@dataclass(frozen=True, slots=True)
class Meta:
    """What is known of a run without its record."""

    id: str
    task: str
    policy: str
    digest: str
    kind: str
    started: str
    state: str = "running"
    """running, ended (changes wait for a person), empty (it changed nothing), committed, discarded, interrupted."""
    ended: str = ""
    exit: int | None = None
    reason: str = ""
    tier: str = ""
    changes: int = 0
    writable: int = 0
    """Of the changes, those the policy lets a person commit."""
    version: int = FORMAT


@dataclass(frozen=True, slots=True)
class RunFolder:
    """The folder of one run."""

    path: Path

    @classmethod
    def create(cls, state: Path) -> RunFolder:
        """Return the folder of a new run, with an id nobody can guess."""
        name = "".join(secrets.choice(ALPHABET) for _ in range(10))
        path = state / "runs" / name
        try:
            path.mkdir(mode=0o700, parents=True)
        except OSError as error:
            problem = f"cannot make a folder for the run ({error.strerror})"
            raise StateError(problem, f"is there room below {state}?") from None
        return cls(path)

    @classmethod
    def find(cls, state: Path, name: str) -> RunFolder:
        """Return the folder of a run by its id, or by the only id that starts so; ConfigError otherwise."""
        known = [p.name for p in (state / "runs").glob("*") if RUN_ID.fullmatch(p.name)]
        fitting = [n for n in known if n == name] or [n for n in known if name and n.startswith(name)]
        if len(fitting) != 1:
            raise ConfigError(f"no run {name!r}", "wicketgate runs list")
        return cls(state / "runs" / fitting[0])

    @property
    def id(self) -> str:
        """Return the run's id."""
        return self.path.name

    @property
    def scratch(self) -> Path:
        """Return where the run writes what a tmpfs cannot hold."""
        return self.path / "scratch"

    @property
    def view(self) -> Path:
        """Return where the frozen view, its baseline and the changes lie."""
        return self.path / "view"

    def read(self) -> Meta:
        """Return the run's meta; StateError when it is of a newer format or unreadable."""
        try:
            body: dict[str, Any] = json.loads((self.path / "run.json").read_bytes())
            version = body["version"]
            if version == FORMAT:
                meta = Meta(**body)
                datetime.fromisoformat(meta.started)
                return meta
        except (OSError, ValueError, KeyError, TypeError):
            raise StateError(f"run {self.id} has no readable run.json", f"wicketgate runs gc {self.id}") from None
        raise StateError(
            f"run {self.id} was written by another version (format {version!r}, this one reads {FORMAT})",
            f"use that version of wicketgate, or remove it: wicketgate runs gc {self.id}",
        )

    def write(self, meta: Meta, *, durable: bool = True) -> Meta:
        """Store the run's meta, whole or not at all, and return it; `durable` also survives a loss of power."""
        temporary = self.path / "run.json.new"
        with open(temporary, "w", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            json.dump(asdict(meta), file)
            file.flush()
            if durable:
                os.fsync(file.fileno())
        temporary.replace(self.path / "run.json")
        if durable:
            sync_folder(self.path)
        return meta

    def update(self, **changed: Any) -> Meta:
        """Store some fields of the run's meta anew and return it."""
        return self.write(replace(self.read(), **changed))

    def remove(self) -> None:
        """Remove the folder and all in it."""
        remove_tree(self.path)
