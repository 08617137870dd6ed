"""Processes and their environment: kill, ps, printenv."""

from __future__ import annotations

import re
from typing import Any

from wicketgate.gate.shell.compiled import Compiled
from wicketgate.gate.shell.effects import Kind
from wicketgate.gate.shell.state import State, Word
from wicketgate.gate.shell.variables import SECRET


def kill(state: State, program: Compiled, args: list[Word], why: str) -> None:
    """End processes."""
    jobs = [word for word in args if not word.text.startswith("-")]
    if jobs and all(word.known and word.text[0] == "%" for word in jobs):
        return
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


def envsubst(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Fill variables into what comes in: a text that is made up here may name any of them."""
    told = state.stdin.text if state.stdin is not None and state.stdin.known else ""
    if any(SECRET.search(name) for name in re.findall(r"\$\{?(\w+)", told)):
        state.note(Kind.CREDENTIAL, "variables of the environment", why)


TAME = re.compile(
    r"(?:bt|backtrace|where|info|thread|frame|list|quit|run|continue|start|set pagination|set confirm|break|print|next"
    r"|step|up|down|disas\w*|x/\w+)(?:[ /][\w .:*$/+-]*)?"
)


def debugger(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Let a program of the project be looked at by commands that only look; an open debugger runs what it is told."""
    told = [value for role, value in parsed.values if role.name == "text"]
    if not {"-batch", "--batch", "-b"} & set(parsed.given) or not all(
        one.known and TAME.fullmatch(one.text) for one in told
    ):
        state.note(Kind.PERSIST, "a program that runs what it is told", why)
    for word in operands:
        state.note(Kind.RUN, word, why)


READERS: dict[str, Any] = {
    "printenv": printenv,
    "envsubst": envsubst,
    "debugger": debugger,
    "raw-kill": kill,
    "raw-ps": ps,
}
