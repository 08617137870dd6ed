"""Processes and their environment: kill, ps, printenv."""

from __future__ import annotations

from typing import Any

from wicketgate.gate.shell.compiled import Compiled
from wicketgate.gate.shell.effects import Kind
from wicketgate.gate.shell.state import State, Word
from wicketgate.gate.shell.variables import SECRET


def kill(state: State, program: Compiled, args: list[Word], why: str) -> None:
    """End processes."""
    if args and args[0].text not in ("-l", "-L", "--list", "-0"):
        state.note(Kind.PROCESS, " ".join(word.text for word in args), why)


def ps(state: State, program: Compiled, args: list[Word], why: str) -> None:
    """Show processes; BSD's `e` shows their environment."""
    if any(not word.known or (word.text.isalpha() and "e" in word.text) or word.text in ("-E",) for word in args):
        state.note(Kind.CREDENTIAL, "the environment of processes", why)


def printenv(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Show variables: all of them, or one by name."""
    if not operands or any(not word.known or SECRET.search(word.text) for word in operands):
        state.note(Kind.CREDENTIAL, "the environment", why)


READERS: dict[str, Any] = {
    "printenv": printenv,
    "raw-kill": kill,
    "raw-ps": ps,
}
