"""Texts that are plainly meant for a shell of Windows, though bash may get them. Takes one; says whether it was one."""

from __future__ import annotations

from wicketgate.gate.shell.parse import checked
from wicketgate.gate.shell.scripts import batch, powershell
from wicketgate.gate.shell.state import State


def foreign(state: State, text: str) -> bool:
    """Read a text that is plainly meant for a shell of Windows; return whether it was one.

    Bash may get it all the same: what is understood here holds no program that bash would find and nobody judged.
    """
    if powershell.BEGINS.match(text):
        checked(text)
        if not powershell.understood(state, text, raw=True):
            state.unclear("powershell code that may do anything")
        return True
    if batch.BEGINS.match(text) or batch.WITHIN.search(text):
        checked(text)
        if batch.batch(state, text):
            return True
    return False
