"""sed and jq scripts: sed's `w`, `r`, `e` and the `e` flag; jq can only read its environment and modules."""

from __future__ import annotations

import re

from wicketgate.gate.shell.effects import Kind
from wicketgate.gate.shell.state import State, Word

ADDRESS = re.compile(
    r"\s*(?:(?:[0-9]+|\$|/(?:[^/\\]|\\.)*/I?|\\(.)(?:(?!\1).)*\1)(?:~[0-9]+)?\s*(?:,\s*(?:[+~]?[0-9]+|\$|/(?:[^/\\]|\\.)*/I?)\s*)?)?!?\s*"
)
PLAIN = frozenset("=dDgGhHlnNpPqQxFz{}")


def sed(state: State, words: list[Word], why: str) -> None:
    """Note what a sed script does besides printing."""
    if not words[0].known:
        state.unclear(f"a sed script that cannot be known: {why[:60]}")
        return
    text, at = words[0].text, 0
    while at < len(text):
        if text[at] in "; \t\n":
            at += 1
            continue
        address = ADDRESS.match(text, at)
        at = address.end() if address else at
        end = _command(state, text, at, why) if at < len(text) else at
        if end is None:
            state.unclear(f"a sed script that may run commands or is not understood: {why[:60]}")
            return
        at = end


def _command(state: State, text: str, at: int, why: str) -> int | None:
    char = text[at]
    if char == "#":
        end = text.find("\n", at)
        return len(text) if end < 0 else end
    if char in PLAIN:
        match = re.compile(r"[ \t]*[0-9]*").match(text, at + 1)
        return match.end() if match else at + 1
    if char in "aic":
        match = re.compile(r"(?:[^\n\\]|\\.)*", re.DOTALL).match(text, at)
        return match.end() if match else len(text)
    if char in ":bt" or char == "T":
        match = re.compile(r"[ \t]*[^;}\n]*").match(text, at + 1)
        return match.end() if match else len(text)
    if char in "rRwW":
        return _file(state, text, at + 1, Kind.READ if char in "rR" else Kind.WRITE, why)
    return _substitute(state, text, at, why) if char in "sy" else None


def _file(state: State, text: str, at: int, kind: Kind, why: str) -> int:
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    state.note(kind, Word(text[at:end].strip()), why)
    return end


def _substitute(state: State, text: str, at: int, why: str) -> int | None:
    if at + 1 >= len(text):
        return None
    mark, at, parts = text[at + 1], at + 2, 0
    if mark in "\\\n":
        return None
    inside = False
    while at < len(text) and parts < 2:
        if text[at] == "\\":
            at += 1
        elif text[at] == "[" and parts == 0 and not inside:
            inside = True
            if text[at + 1 : at + 2] == "^":
                at += 1
            if text[at + 1 : at + 2] == "]":
                at += 1
        elif text[at] == "]" and inside:
            inside = False
        elif text[at] == mark:
            # Two seds differ on a delimiter inside brackets: what would follow must be understood either way.
            if inside:
                return None
            parts += 1
        at += 1
    flags = re.compile(r"[gpiImM0-9]*").match(text, at)
    at = flags.end() if flags and parts == 2 else len(text) + 1
    if at > len(text):
        return None
    if text[at : at + 1] == "w":
        return _file(state, text, at + 1, Kind.WRITE, why)
    return None if text[at : at + 1] == "e" or text[at : at + 1] not in ("", ";", "\n", " ", "}", "\t", "#") else at


def jq(state: State, words: list[Word], why: str) -> None:
    """Note what a jq filter does: it can show the environment, and nothing else outside its input."""
    if words[0].known and re.search(r"\$ENV\b(?!\.(?:HOME|USER|PWD)\b)|\benv\b", words[0].text):
        state.note(Kind.CREDENTIAL, "the environment", why)
