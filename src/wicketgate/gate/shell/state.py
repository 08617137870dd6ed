"""What is known while one text is read: found so far, variables, functions, the folder, what comes in on stdin.

Mutable, and lives as long as one reading. `walk_text`, `walk_inside`
and `run` are passed in by `walk`: words hold commands, and commands hold words.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from tree_sitter import Node

from wicketgate.gate.shell.effects import Command, Kind, Touch
from wicketgate.gate.shell.nesting import Apart, Deeper, Maybe
from wicketgate.gate.shell.parse import Source, Unreadable
from wicketgate.gate.shell.word import ANY as ANY
from wicketgate.gate.shell.word import SOME as SOME
from wicketgate.gate.shell.word import Word as Word
from wicketgate.gate.shell.word import under as under

MOST_STEPS = 2500
MOST_EFFECTS = 400


HERE = (Word(""),)
MOST_FOLDERS = 4
READ, WRITE, RUN, NETWORK, INSTALL = Kind.READ, Kind.WRITE, Kind.RUN, Kind.NETWORK, Kind.INSTALL
WORKED = frozenset({Kind.BUILD, Kind.CHANGE})
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
        "built",
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
        self.built: set[str] = set()
        """Programs that this very text compiles from files of the project."""
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
            if kind in WORKED and self.cwd is not HERE:
                self._worked(why)
            return
        text, known = target.text, target.known
        if kind not in PATHS:
            self.touches.append(Touch(kind, text, why, known, target.glob))
        elif "://" in text and ADDRESS.match(text):
            self.touches.append(Touch(INSTALL if kind is RUN else NETWORK, text, why))
        elif known and text.startswith("/dev/") and DEVICE.fullmatch(text):
            if kind is RUN:
                self.unclear("it runs what another command prints")
        else:
            if kind is WRITE and known:
                self.written[text.removeprefix("./")] = None
            if self.cwd is HERE:
                self.touches.append(Touch(kind, text, why, known, target.glob))
            else:
                self._placed(kind, target, why)

    def _worked(self, why: str) -> None:
        """Note that a folder's own settings are run: those of the project are its own, those of another are not."""
        for folder in self.cwd:
            if folder.known and folder.text.startswith(("/", "~", "..")):
                self.touches.append(Touch(RUN, folder.text, why))

    def _placed(self, kind: Kind, target: Word, why: str) -> None:
        for folder in self.cwd:
            found = under(folder, target)
            self.touches.append(Touch(kind, found.text, why, found.known, found.glob))

    def settle(self, before: tuple[Word, ...]) -> None:
        """Note that a change of folder may have failed, or not have happened."""
        if self.cwd != before:
            found = tuple(dict.fromkeys(before + self.cwd))
            self.cwd = found if len(found) <= MOST_FOLDERS else (SOME,)

    def deeper(self) -> Deeper:
        """Count one level of nesting; Unreadable when it is too deep."""
        return Deeper(self)

    def apart(self) -> Apart:
        """Walk what cannot change the variables, functions or folder of what follows: a subshell."""
        return Apart(self)

    def maybe(self) -> Maybe:
        """Walk what may or may not run: what it changes is unknown afterwards."""
        return Maybe(self)
