"""awk programs: what they run, read and write besides their input. Conservative: a pipe, `system` or a file asks."""

from __future__ import annotations

import re

from wicketgate.gate.shell.effects import Kind
from wicketgate.gate.shell.state import State, Word
from wicketgate.gate.shell.variables import SECRET

TOKEN = re.compile(
    r'(?P<text>"(?:[^"\\\n]|\\.)*")|(?P<word>\w+)|(?P<blank>[ \t]+)|(?P<note>#[^\n]*)|(?P<step>\+\+|--)|(?P<sign>.|\n)'
)
PATTERN = re.compile(r"/((?:[^/\\\n\[]|\\.|\[\^?\]?(?:[^\]\\\n]|\\.)*\])+)/")
BRACKETS = re.compile(r"\[\^?\]?[^\]\n]*/")
BEFORE = frozenset({"print", "printf", "return", "case", "else", "do", "exit", "in"})
"""Words behind which a slash opens a pattern; behind any other value it divides."""
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
    bare = _bare(text)
    if bare is None or "ARGV" in bare or "ARGC" in bare:
        state.unclear(f"an awk program that can be read in two ways, or sets what it reads: {why[:60]}")
    elif re.search(r"\bsystem\b|\bgetline\b|@(?:load|include|\w+\s*\()", text) or PIPES.search(bare):
        state.unclear(f"an awk program that may run commands: {why[:60]}")
    elif re.search(r"\bprintf?\b[^;}\n]*>", bare):
        _writes(state, text, why)


def _bare(text: str) -> str | None:
    """Return the program without what its texts, patterns and comments hold; None where awks may differ."""
    found, at, last = [], 0, ""
    while match := TOKEN.match(text, at):
        kind, part, at = match.lastgroup, match[0], match.end()
        if part == "/":
            pattern = PATTERN.match(text, at - 1)
            divides = last in ("text", "value", "step", "close")
            if last == "step" or (last == "close" and pattern is not None and re.search('["#]', pattern[1])):
                return None
            if not divides:
                if pattern is None or BRACKETS.search(pattern[1]):
                    return None
                at, part = pattern.end(), "//"
            last = "sign" if divides else "value"
        elif kind == "text":
            part, last = '""', kind
        elif kind == "word":
            last = "sign" if part in BEFORE else "value"
        elif kind != "blank" and kind != "note":
            last = "close" if part == ")" else "value" if part == "]" else kind or ""
        found.append("" if kind == "note" else part)
    return "".join(found)


def _writes(state: State, text: str, why: str) -> None:
    found = WRITES.findall(text)
    if found and all(one.startswith('"') for one in found):
        for one in found:
            state.note(Kind.WRITE, Word(one.strip('"')), why)
    else:
        state.note(Kind.WRITE, Word("…", known=False), why)
