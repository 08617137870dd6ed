"""awk programs: what they run, read and write besides their input. Conservative: a pipe, `system` or a file asks."""

from __future__ import annotations

import re

from wicketgate.gate.shell.effects import Kind
from wicketgate.gate.shell.state import State, Word
from wicketgate.gate.shell.variables import SECRET

TEXTS = re.compile(r'"(?:[^"\\\n]|\\.)*"|/(?:[^/\\\n]|\\.)+/')
WRITES = re.compile(r">>?\s*(\"[^\"]*\"|[A-Za-z_$(])")
PIPES = re.compile(r"(?<!\|)\|(?!\|)|\|&")


def awk(state: State, words: list[Word], why: str) -> None:
    """Note what an awk program does."""
    word = words[0]
    if not word.known:
        state.unclear(f"an awk program that cannot be known: {why[:60]}")
        return
    text = word.text
    for key in re.findall(r"\bENVIRON\b(?:\[\"(\w+)\"\])?", text):
        if not key or SECRET.search(key):
            state.note(Kind.CREDENTIAL, "the environment", why)
    bare = TEXTS.sub(lambda match: '""' if match[0][0] == '"' else "//", text)
    if re.search(r"\bsystem\b|\bgetline\b|@(?:load|include|\w+\s*\()", text) or PIPES.search(bare):
        state.unclear(f"an awk program that may run commands: {why[:60]}")
    elif re.search(r"\bprintf?\b[^;}\n]*>", bare):
        _writes(state, text, why)


def _writes(state: State, text: str, why: str) -> None:
    found = WRITES.findall(text)
    if found and all(one.startswith('"') for one in found):
        for one in found:
            state.note(Kind.WRITE, Word(one.strip('"')), why)
    else:
        state.note(Kind.WRITE, Word("…", known=False), why)
