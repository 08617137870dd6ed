"""What a program prints, as far as its description says: names of files, lines of what came in, one tame word.

Takes a program's arguments with their roles; notes it where the next part of a pipe or a substitution finds it.
"""

from __future__ import annotations

from wicketgate.gate.shell.arguments import Parsed
from wicketgate.gate.shell.compiled import Compiled, Role
from wicketgate.gate.shell.state import State, Word

HERE_BELOW = Word("./**", glob=True, loose=True)
GLOB_ONE = Word("*", glob=True)
NAMES_ONLY = frozenset({"-l", "-L", "--files-with-matches", "--files"})
Used = list[tuple[Role, Word]]
"""Operands, each with its role."""


def printed(state: State, program: Compiled, parsed: Parsed, used: Used) -> None:
    """Note what the program prints."""
    prints = program.prints
    if prints == "tame":
        state.printed = GLOB_ONE
    elif prints == "paths-here":
        state.printed = HERE_BELOW
    elif prints == "filter" or prints == "matches":
        _filtered(state, parsed, used)
    elif prints == "paths":
        places = [word for role, word in used if role.name in ("read", "list")]
        text = places[0].text if len(places) == 1 else "."
        known = len(places) < 2 and all(word.known for word in places)
        state.printed = Word(f"{text.rstrip('/') or text}/**", known, glob=True, loose=True)


def _filtered(state: State, parsed: Parsed, used: Used) -> None:
    """Note what a filter prints: lines of what came in, or with `-l` the names of the files it read."""
    names_only = not parsed.given.keys().isdisjoint(NAMES_ONLY)
    if state.stdin is None and not names_only:
        return
    files = [word for role, word in used if role.name == "read"]
    if not files and state.stdin is not None and state.stdin.glob:
        state.printed = state.stdin
    elif names_only and all(word.known for word in files):
        only = files[0].text.rstrip("/") if len(files) == 1 else "."
        state.printed = Word(f"{only}/**", glob=True, loose=True)
