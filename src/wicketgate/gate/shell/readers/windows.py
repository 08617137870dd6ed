"""The command interpreter and the python launcher of Windows: what they are told to start."""

from __future__ import annotations

import re
from typing import Any

from wicketgate.gate.shell.compiled import Compiled
from wicketgate.gate.shell.effects import Kind
from wicketgate.gate.shell.scripts.batch import batch
from wicketgate.gate.shell.state import State, Word

VERSION = re.compile(r"-[23](?:\.\d+)?(?:-\d+)?")


def cmd(state: State, program: Compiled, args: list[Word], why: str) -> None:
    """Run what the interpreter is told, as far as it is plain; anything else is code that nobody has read."""
    text = " ".join(word.text for word in args[1:])
    plain = all(word.known and not word.glob for word in args) and bool(text.strip())
    if not plain or args[0].text.lower() not in ("/c", "//c") or not batch(state, text):
        state.note(Kind.START, "what the interpreter of Windows is told", why)


def launcher(state: State, program: Compiled, args: list[Word], why: str) -> None:
    """Run the python that is asked for."""
    rest = args[1:] if args and VERSION.fullmatch(args[0].text) else args
    if args and args[0].text in ("-0", "-0p", "--list", "--list-paths"):
        return
    state.run(state, [Word("python3"), *rest], why)


READERS: dict[str, Any] = {"raw-cmd": cmd, "raw-py": launcher}
