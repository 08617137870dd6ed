"""Quoting inside a word: `$'…'`, braces, look-alike letters. Text to text; knows no grammar around the word.

A quoted character that would be special bare is carried as itself plus `SHIFT` until the word is finished.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

SHIFT = 0xF0000
UNKNOWN = chr(0xF0300)
"""Stands for any text at all, inside a word being read."""
SPLIT = chr(0xF0301)
"""Where an unquoted value falls into two words."""
LOOSE = chr(0xF0302)
"""Marks a word that may become several, or none."""
EMPTY = chr(0xF0303)
"""A quoted nothing: a word of its own, if it stands alone."""
SPECIAL = re.compile(r"[*?\[\]{},~\\]")
MASK = {ord(char): chr(ord(char) + SHIFT) for char in "*?[]{},~\\"}
UNMASK = {ord(char) + SHIFT: char for char in "*?[]{},~\\"}
MOST_WORDS = 64

ANSI = re.compile(
    r"\\(?:([abeEfnrtv\\'\"?])|x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8})|([0-7]{1,3})|c(.))",
    re.DOTALL,
)
PLAIN = dict(zip("abeEfnrtv\\'\"?", "\a\b\x1b\x1b\f\n\r\t\v\\'\"?", strict=True))
RANGE = re.compile(r"(-?\d{1,6}|[A-Za-z])\.\.(-?\d{1,6}|[A-Za-z])(?:\.\.(-?\d{1,6}))?")


def decoded(text: str) -> str | None:
    """Return what `$'text'` stands for, or None where bash and this reading could differ."""
    try:
        found = ANSI.sub(_escape, text)
    except (ValueError, OverflowError):
        return None
    return None if "\0" in found else found


def _escape(match: re.Match[str]) -> str:
    letter, two, four, eight, octal, control = match.groups()
    if letter:
        return PLAIN[letter]
    if control:
        return chr(ord(control.upper()) & 0x1F)
    code = int(octal, 8) & 0xFF if octal else int(two or four or eight, 16)
    if (two or octal) and code > 0x7F:
        raise ValueError("a byte that may be part of a character")
    return chr(code)


def masked(text: str) -> str:
    """Return quoted text with what would be special bare marked as quoted."""
    return text.translate(MASK) if SPECIAL.search(text) else text


def unmasked(text: str) -> str:
    """Return a finished word's text."""
    return text if text.isascii() else text.translate(UNMASK)


def braces(text: str) -> list[str] | None:
    """Return the words that brace expansion makes of one, or None where there are more than a screen can show."""
    done: list[str] = []
    todo = [text]
    while todo:
        if len(todo) + len(done) > MOST_WORDS:
            return None
        word = todo.pop()
        parts = _first(word)
        if parts is None:
            done.append(word)
            continue
        before, inner, after = parts
        todo += [before + one + after for one in reversed(inner)]
    return done


def _first(word: str) -> tuple[str, list[str], str] | None:
    """Return the first brace expression of a word as text before, alternatives, text after."""
    start = word.find("{")
    while start >= 0:
        if start and word[start - 1] == "$":
            start = word.find("{", start + 1)
            continue
        found = _alternatives(word, start)
        if found is not None:
            return word[:start], found[0], word[found[1] :]
        start = word.find("{", start + 1)
    return None


def _alternatives(word: str, start: int) -> tuple[list[str], int] | None:
    depth, cuts = 0, [start]
    for index in range(start, len(word)):
        char = word[index]
        if char == "{":
            depth += 1
        elif char == "}":
            depth -= 1
            if not depth:
                cuts.append(index)
                break
        elif char == "," and depth == 1:
            cuts.append(index)
    else:
        return None
    if len(cuts) > 2:
        return [word[left + 1 : right] for left, right in pairwise(cuts)], cuts[-1] + 1
    counted = _range(word[start + 1 : cuts[-1]])
    return None if counted is None else (counted, cuts[-1] + 1)


def _range(text: str) -> list[str] | None:
    match = RANGE.fullmatch(text)
    if match is None or match[1].lstrip("-").isdigit() != match[2].lstrip("-").isdigit():
        return None
    numeric = match[1].lstrip("-").isdigit()
    first, last = (int(match[1]), int(match[2])) if numeric else (ord(match[1]), ord(match[2]))
    step = abs(int(match[3] or 1)) or 1
    count = abs(last - first) // step
    values = [first + (step if last >= first else -step) * index for index in range(min(count, MOST_WORDS) + 1)]
    return [str(value) for value in values] if numeric else [chr(value) for value in values]


def deceptive(text: str) -> bool:
    """Return whether a word that is not ASCII could be taken by a person for another one."""
    return not text.isascii() and (
        unicodedata.normalize("NFKC", text) != text
        or any(
            unicodedata.category(char) in ("Cf", "Mn", "Me", "Co", "Cn") or char.isalpha()
            for char in text
            if char > "\x7f"
        )
    )
