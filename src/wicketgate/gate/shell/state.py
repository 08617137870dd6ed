"""What is known while one text is read: found so far, variables, functions, the folder, what comes in on stdin.

Mutable, and lives as long as one reading. `walk_text`, `walk_inside`
and `run` are passed in by `walk`: words hold commands, and commands hold words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from tree_sitter import Node

from wicketgate.gate.shell.effects import Command, Kind, Touch
from wicketgate.gate.shell.parse import Source, Unreadable

DEEPEST = 24
MOST_STEPS = 2500
MOST_EFFECTS = 400


class Word(NamedTuple):
    """One word as the program gets it. Unknown parts are shown as `…`; then `known` is False."""

    text: str
    known: bool = True
    glob: bool = False
    loose: bool = False
    """Unknown and unquoted: it can become several words, or none."""


ANY = Word("…", known=False, loose=True)
"""Any words at all."""
SOME = Word("…", known=False)
"""One word, whatever it is."""
HERE = (Word(""),)
MOST_FOLDERS = 4
PATHS = frozenset({Kind.LIST, Kind.READ, Kind.WRITE, Kind.DELETE, Kind.MOVE, Kind.MARK, Kind.RUN})
ADDRESS = re.compile(r"(?!file:)[A-Za-z][A-Za-z0-9+.-]*://")
DEVICE = re.compile(r"/dev/(?:null|stdout|stderr|stdin|tty|zero|u?random|fd/[0-9]+)")


WalkText = Callable[["State", str], None]
Walk = Callable[["State", Node], None]
Run = Callable[["State", list[Word], str], None]


class State:
    """One reading in progress."""

    __slots__ = (
        "aliases",
        "commands",
        "cwd",
        "defining",
        "depth",
        "functions",
        "printed",
        "reason",
        "run",
        "source",
        "stdin",
        "steps",
        "touches",
        "variables",
        "walk",
        "walk_inside",
        "walk_text",
        "written",
    )

    def __init__(self, walk_text: WalkText, walk_inside: Walk, walk: Walk, run: Run) -> None:
        self.walk_text, self.walk_inside, self.walk, self.run = walk_text, walk_inside, walk, run
        self.source: Source
        self.touches: list[Touch] = []
        self.commands: list[Command] = []
        self.reason = ""
        self.variables: dict[str, Word] = {}
        self.functions: set[str] = set()
        self.defining: set[str] = set()
        self.aliases = False
        self.cwd: tuple[Word, ...] = HERE
        """Where relative paths may start: an empty word for the folder the text starts in."""
        self.stdin: Word | None = None
        """What is piped or redirected in; None where nothing is."""
        self.printed: Word | None = None
        """What the last command prints, where that is known."""
        self.written: dict[str, Word | None] = {}
        """Files this very text writes, with what it writes where that is known: running one runs just that."""
        self.depth = 0
        self.steps = 0

    def unclear(self, reason: str) -> None:
        """Note why a part cannot be understood; the first reason is kept."""
        if not self.reason:
            self.reason = reason

    def step(self) -> None:
        """Count one command, word or redirection against what one text may cost; Unreadable when it is too much."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise Unreadable("too many commands to judge at once")

    def note(self, kind: Kind, target: Word | str, why: str) -> None:
        """Note one effect; a path is noted as seen from the folder the text starts in."""
        if len(self.touches) > MOST_EFFECTS:
            raise Unreadable("too many effects to judge at once")
        if isinstance(target, str):
            self.touches.append(Touch(kind, target, why))
            self._worked(kind, why)
        elif kind in PATHS and ADDRESS.match(target.text):
            self.touches.append(Touch(Kind.INSTALL if kind is Kind.RUN else Kind.NETWORK, target.text, why))
        elif kind not in PATHS:
            self.touches.append(Touch(kind, target.text, why, target.known, target.glob))
        elif target.known and DEVICE.fullmatch(target.text):
            if kind is Kind.RUN:
                self.unclear("it runs what another command prints")
        elif kind is Kind.WRITE and target.known:
            self.written[target.text.removeprefix("./")] = None
            self._placed(kind, target, why)
        else:
            self._placed(kind, target, why)

    def _worked(self, kind: Kind, why: str) -> None:
        """Note that a folder's own settings are run: those of the project are its own, those of another are not."""
        for folder in self.cwd if kind in (Kind.BUILD, Kind.CHANGE) else ():
            if folder.known and folder.text.startswith(("/", "~", "..")):
                self.touches.append(Touch(Kind.RUN, folder.text, why))

    def _placed(self, kind: Kind, target: Word, why: str) -> None:
        for folder in self.cwd:
            found = under(folder, target)
            self.touches.append(Touch(kind, found.text, why, found.known, found.glob))

    def settle(self, before: tuple[Word, ...]) -> None:
        """Note that a change of folder may have failed, or not have happened."""
        if self.cwd != before:
            found = tuple(dict.fromkeys(before + self.cwd))
            self.cwd = found if len(found) <= MOST_FOLDERS else (SOME,)

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """Count one level of nesting; Unreadable when it is too deep."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unreadable("nested too deeply")
        try:
            yield
        finally:
            self.depth -= 1

    @contextmanager
    def apart(self) -> Iterator[None]:
        """Walk what cannot change the variables, functions or folder of what follows: a subshell."""
        kept = self.variables.copy(), self.functions.copy(), self.cwd, self.stdin, self.printed
        try:
            yield
        finally:
            self.variables, self.functions, self.cwd, self.stdin, self.printed = kept

    @contextmanager
    def maybe(self) -> Iterator[None]:
        """Walk what may or may not run: what it changes is unknown afterwards."""
        before, cwd = self.variables.copy(), self.cwd
        try:
            yield
        finally:
            for name, value in self.variables.items():
                if before.get(name) is not value:
                    self.variables[name] = ANY
            self.settle(cwd)


def under(folder: Word, path: Word) -> Word:
    """Return a path as seen from the folder the text starts in, when it is used in `folder`."""
    if not folder.text or path.text.startswith(("/", "~")):
        return path
    if not folder.known:
        return Word(f"…/{path.text}", known=False)
    text = folder.text if path.text == "." else f"{folder.text.rstrip('/')}/{path.text}"
    return path._replace(text=text, glob=path.glob or folder.glob)
