"""A loaded policy, and the profile of one task in it: what the gate decides by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from wicketgate.errors import ConfigError
from wicketgate.policy.file import PolicyFile, read_policy_file
from wicketgate.policy.model import Document, Source, Task
from wicketgate.policy.named_files import bound, digests, read_beside
from wicketgate.policy.parse import parse

NO_DEFINITIONS: Mapping[str, Mapping[str, Any]] = MappingProxyType({})
"""One for all, so that profiles without definitions are compiled once."""


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy file, parsed and checked. Parsing does not make it count: its owner must have accepted `digest`."""

    path: Path
    """Absolute path of the file; its folder is the workspace."""
    digest: str
    """SHA-256 of the file's bytes, in hex; where it names files beside it, of it and of each of them."""
    text: str
    document: Document
    lines: Mapping[tuple[str | int, ...], int]
    """Position of each key and list item in the file, by its path from the root."""
    beside: Mapping[str, str] = field(default_factory=dict)
    """The texts of the answer schemas and certificates it names, by their path; they belong to `digest`."""

    @classmethod
    def load(cls, path: Path | str) -> Policy:
        """Return the policy at `path`; ConfigError names file, line and what was expected."""
        return cls.read(read_policy_file(Path(path)))

    @classmethod
    def read(cls, file: PolicyFile) -> Policy:
        """Return the policy of a file that was opened, with the files it names as they are now."""
        return cls.of(file.text, file.path).completed()

    @classmethod
    def of(cls, text: str, path: Path) -> Policy:
        """Return the policy `text` would be at the absolute `path`; nothing is opened, so what it names is missing."""
        document, lines = parse(text, path.name)
        return cls(path, bound(text, {}), text, document, lines)

    def completed(self) -> Policy:
        """Return the policy with the files it names as they are now, itself if they are the ones it has."""
        beside = read_beside(self.document, self.root, self.rule)
        return self if beside == self.beside else replace(self, digest=bound(self.text, digests(beside)), beside=beside)

    @property
    def root(self) -> Path:
        """Return the workspace: the folder the policy lies in."""
        return self.path.parent

    def rule(self, *where: str | int) -> str:
        """Return `file:line` of the part at `where`, or of its nearest parent the file spells out."""
        for end in range(len(where), 0, -1):
            if where[:end] in self.lines:
                return f"{self.path.name}:{self.lines[where[:end]]}"
        return f"{self.path.name}:1"

    def profile(self, task: str) -> Profile:
        """Return the profile of `task`; ConfigError names the tasks there are."""
        if task not in self.document.tasks:
            known = ", ".join(self.document.tasks)
            raise ConfigError(f"no task {task!r} in {self.path.name}", f"the tasks are: {known}")
        return Profile(self, task, self.document.tasks[task])


@dataclass(frozen=True, slots=True)
class Profile:
    """One task of one policy."""

    policy: Policy
    name: str
    task: Task
    definitions: Mapping[str, Mapping[str, Any]] = field(default_factory=lambda: NO_DEFINITIONS)
    """Tool name to its definition (`description`, `input_schema`, `output_schema`, `annotations`), as the operator's
    program was given it; whoever knows them replaces the profile with one that has them."""

    def rule(self, *where: str | int) -> str:
        """Return `file:line` of a part of this task."""
        return self.policy.rule("tasks", self.name, *where)

    @property
    def schema(self) -> str:
        """Return the text of the JSON Schema its final answer must fit; empty where any answer will do."""
        return self.policy.beside[self.task.output.schema_] if self.task.output is not None else ""

    def authorities(self, source: Source) -> str:
        """Return the certificates, as PEM, that alone verify a source's server; empty for the machine's own."""
        return self.policy.beside[source.ca] if source.ca is not None else ""

    def source(self, name: str) -> Source:
        """Return a data source of the policy; ConfigError if there is none of that name."""
        if name not in self.policy.document.sources:
            raise ConfigError(f"no source {name!r} in {self.policy.path.name}", "add it under `sources:`")
        return self.policy.document.sources[name]
