"""What walking a part of a text must leave as it was: how deep it is, and all that a part cannot change for the rest.

Takes whatever holds these as attributes, and gives it them back when the part was walked.
"""

from __future__ import annotations

from typing import Protocol

from wicketgate.gate.shell.parse import Unreadable
from wicketgate.gate.shell.word import ANY, Word

DEEPEST = 24


class Held(Protocol):
    """A reading in progress, as far as nesting goes."""

    depth: int
    variables: dict[str, Word]
    functions: set[str]
    cwd: tuple[Word, ...]
    stdin: Word | None
    printed: Word | None

    def settle(self, before: tuple[Word, ...]) -> None:
        """Note that a change of folder may not have happened."""


class Deeper:
    """One level of nesting; Unreadable when it is too deep."""

    __slots__ = ("held",)

    def __init__(self, held: Held) -> None:
        self.held = held

    def __enter__(self) -> None:
        self.held.depth += 1
        if self.held.depth > DEEPEST:
            self.held.depth -= 1
            raise Unreadable("nested too deeply")

    def __exit__(self, *_: object) -> None:
        self.held.depth -= 1


class Apart:
    """A subshell: it cannot change the variables, functions or folder of what follows."""

    __slots__ = ("held", "kept")

    def __init__(self, held: Held) -> None:
        self.held = held
        self.kept = held.variables.copy(), held.functions.copy(), held.cwd, held.stdin, held.printed

    def __enter__(self) -> None:
        """Nothing: what is kept was kept when it was made."""

    def __exit__(self, *_: object) -> None:
        held = self.held
        held.variables, held.functions, held.cwd, held.stdin, held.printed = self.kept


class Maybe:
    """What may or may not run: what it changes is unknown afterwards."""

    __slots__ = ("before", "cwd", "held")

    def __init__(self, held: Held) -> None:
        self.held, self.before, self.cwd = held, held.variables.copy(), held.cwd

    def __enter__(self) -> None:
        """Nothing: what is compared was kept when it was made."""

    def __exit__(self, *_: object) -> None:
        held, before = self.held, self.before
        for name, value in held.variables.items():
            if before.get(name) is not value:
                held.variables[name] = ANY
        held.settle(self.cwd)
