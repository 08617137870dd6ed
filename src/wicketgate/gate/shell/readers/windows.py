"""The command interpreter and the python launcher of Windows: what they are told to start."""

from __future__ import annotations

import re
from typing import Any

from wicketgate.gate.shell.compiled import Compiled
from wicketgate.gate.shell.effects import Kind
from wicketgate.gate.shell.state import State, Word

PLAIN = re.compile(r"[\w .\\/:@=+,-]*")
LOOKS = {"ver": None, "vol": None, "help": None, "whoami": None, "hostname": None, "echo": None, "where": None} | {
    "dir": Kind.LIST,
    "tree": Kind.LIST,
    "type": Kind.READ,
    "more": Kind.READ,
    "findstr": None,
}
VERSION = re.compile(r"-[23](?:\.\d+)?(?:-\d+)?")


def cmd(state: State, program: Compiled, args: list[Word], why: str) -> None:
    """Run one plain command; signs of the interpreter, variables among them, make it code that nobody has read."""
    text = " ".join(word.text for word in args[1:])
    plain = all(word.known and not word.glob for word in args) and PLAIN.fullmatch(text)
    if not plain or not text or args[0].text.lower() not in ("/c", "//c"):
        state.note(Kind.START, "what the interpreter of Windows is told", why)
        return
    name, *rest = re.sub(r"\\+", "/", text).split()
    told = [Word(part) for part in rest if not re.fullmatch(r"/[A-Za-z](?::[\w-]*)?", part)]
    if name.lower() == "set":
        state.note(Kind.CREDENTIAL, "variables of the environment", why)
        return
    if name.lower() not in LOOKS:
        state.run(state, [Word(name), *map(Word, rest)], text)
        return
    kind = LOOKS[name.lower()]
    for word in told if kind is not None else []:
        state.note(kind or Kind.LIST, word, why)
    if name.lower() == "findstr":
        for word in told[1:]:
            state.note(Kind.READ, word, why)


def launcher(state: State, program: Compiled, args: list[Word], why: str) -> None:
    """Run the python that is asked for."""
    rest = args[1:] if args and VERSION.fullmatch(args[0].text) else args
    if args and args[0].text in ("-0", "-0p", "--list", "--list-paths"):
        return
    state.run(state, [Word("python3"), *rest], why)


READERS: dict[str, Any] = {"raw-cmd": cmd, "raw-py": launcher}
