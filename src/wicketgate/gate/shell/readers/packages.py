"""Package tools: what a project declares is its own; a package named on the command line is new code of others."""

from __future__ import annotations

import re
from typing import Any

from wicketgate.gate.shell.effects import Kind
from wicketgate.gate.shell.state import State, Word

HERE = re.compile(r"\.{1,2}(?:/[\w./-]*)?(?:\[[\w, -]*\])?")
TOOL = re.compile(r"[a-z][a-z0-9-]*")
SCRIPT = re.compile(r"[A-Za-z][\w:./-]*")
OUTWARD = re.compile(
    r"(?:^|[:_.-])(?:deploy|publish|release|upload|push|promote|ship|rollout|rollback)(?:$|[:_.-])", re.IGNORECASE
)


def packages(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Note what installing the operands brings in; none of them means what the project declares."""
    for role, value in parsed.values:
        if role.kind is not None:
            state.touch(Kind.INSTALL if "://" in value.text else role.kind, value, why)
    for kind, what in parsed.program.does:
        state.touch(kind, what, why)
    for name in ("-g", "--global", "--location", "--break-system-packages", "--system", "--user"):
        if name in parsed.given:
            state.touch(Kind.INSTALL, "packages for the whole machine or user", why)
    named = [
        word for word in operands if not (word.known and HERE.fullmatch(word.text) and not word.text.startswith(".."))
    ]
    for word in named:
        state.touch(Kind.INSTALL, word, why)
    if not named:
        state.touch(Kind.BUILD, "what the project declares", why)


def _here(word: Word) -> bool:
    return word.known and HERE.fullmatch(word.text) is not None and not word.text.startswith("..")


def scripts(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Run a script or target of the project by its name; one whose name says that it leaves, leaves."""
    for role, value in parsed.values:
        if role.kind is not None:
            state.touch(role.kind, value, why)
    for kind, what in parsed.program.does:
        state.touch(kind, what, why)
    for word in operands:
        if not word.known:
            state.unclear(f"the name of a script that cannot be known: {word.text[:40]}")
        elif word.text.startswith("-"):
            return
        elif OUTWARD.search(word.text) and SCRIPT.fullmatch(word.text):
            state.touch(Kind.PUBLISH, f"by {word.text}, as its name says", why)
    if not parsed.program.does:
        state.touch(Kind.BUILD, "a script of the project", why)


def npx(state: State, parsed: Any, operands: list[Word], why: str) -> None:
    """Run a program that a package brings: a described one is a tool of projects, any other is somebody's code."""
    for role, value in parsed.values:
        if role.name == "shell":
            with state.apart():
                state.walk_text(state, value.text) if value.known else state.unclear("a shell runs an unknown text")
        elif role.kind is not None:
            state.touch(role.kind, value, why)
    if operands and operands[0].known and TOOL.fullmatch(operands[0].text):
        with state.deeper():
            state.run(state, operands, why)
    elif operands:
        state.touch(Kind.INSTALL, operands[0], why)


READERS: dict[str, Any] = {"packages": packages, "scripts": scripts, "npx": npx}
