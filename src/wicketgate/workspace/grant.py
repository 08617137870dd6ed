"""What a task's `files` grants, compiled, and what is closed whatever it says. Pure: knows no disk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from wicketgate.errors import ConfigError
from wicketgate.policy.model import Files
from wicketgate.policy.pattern import PathSet

SIBLINGS = ("", "-wal", "-shm", "-journal")  # what SQLite keeps beside a database holds its rows too


@dataclass(frozen=True, slots=True)
class Grant:
    """`files` of a task, compiled."""

    read: PathSet
    write: PathSet
    hide: PathSet
    homes: frozenset[str]
    """Folders that `write` spells out: they exist in the view, empty, so that a new file has a place."""

    @classmethod
    def of(cls, files: Files) -> Grant:
        """Return the compiled grant; ConfigError names a pattern that is not well formed."""
        try:
            sets = (PathSet.of(files.read), PathSet.of(files.write), PathSet.of(files.hide))
        except ValueError as error:
            raise ConfigError(f"files: {error}", "mend the pattern in the policy") from None
        return cls(*sets, frozenset(_homes(files.write)))

    @property
    def repository(self) -> bool:
        """Return whether the workspace's own `.git` is granted."""
        return self.read.matches(".git/HEAD") and not self.hide.covers(".git/HEAD")


def closed(path: str, protected: Iterable[str]) -> bool:
    """Return whether `path` is, or lies in, one of the protected paths, or is what SQLite keeps beside one."""
    names = (name + suffix for name in protected for suffix in SIBLINGS)
    return any(path == name or path.startswith(name + "/") for name in names)


def _homes(patterns: Iterable[str]) -> Iterable[str]:
    for text in patterns:
        parts = text.split("/")[:-1]
        for end in range(1, len(parts) + 1):
            if set("".join(parts[:end])) & set("*?["):
                break
            yield "/".join(parts[:end])
