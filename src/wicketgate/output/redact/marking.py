"""A text with its findings replaced by marks. Takes both, gives the text; one that was JSON stays JSON.

A value can be spread over several JSON strings, `["gh", "p_", …]`: then the first piece becomes the mark and the others
are emptied, and what stands between them stays. Where a number stood, the mark bears quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from wicketgate.output.redact.finding import Finding

JOINT = re.compile(r"""\\{0,8}["'`](?:\s|\\n){0,32}(?:[,:+.]|\][\s,]{0,32}\[)(?:\s|\\n){0,32}\\{0,8}["'`]""")
NUMBERS = re.compile(r"-?[0-9][-+0-9.eE,\s]*")
BEFORE, AFTER = re.compile(r"[:,\[]\s*\Z"), re.compile(r"\s*[,}\]]")
STRING = re.compile(r'"((?:[^"\\]++|\\.)*)"?', re.DOTALL)
NUMBER, WORDS = re.compile(r"[^\s\[\]{},:\"]+"), frozenset({"true", "false", "null"})
"""What stands between strings, a number or, of what is no JSON, anything; and the words of JSON."""
QUOTE = re.compile(r'(\\*)"')
NEAR = 256
"""How far before a list of numbers a quote is sought, to see how quotes are written there."""


class Strings:
    """The strings of a JSON text, walked over once: what is asked for must come in order."""

    def __init__(self, text: str, is_open: bool = False) -> None:
        self._each, self._off = STRING.finditer('"' + text if is_open else text), -1 if is_open else 0
        self._last = next(self._each, None)

    def within(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the insides of the strings that reach into the stretch, quotes not counted."""
        while self._last:
            begin, stop = self._last.start(1) + self._off, self._last.end(1) + self._off
            if begin - 1 >= end:
                return
            if stop >= start:
                yield begin, stop
            if stop >= end:
                return
            self._last = next(self._each, None)

    def holds(self, at: int) -> bool:
        """Return whether `at` is inside of a string."""
        return any(start <= at < end for start, end in self.within(at, at + 1))


def marked(text: str, findings: Iterable[Finding]) -> str:
    """Return `text` with each finding replaced; they are in order and do not overlap."""
    strings = Strings(text) if looks_like_json(text) else None
    return part_marked(text, findings, 0, len(text), strings)


def looks_like_json(text: str) -> bool:
    """Return whether a text that begins like this one may be JSON."""
    return text.lstrip()[:1] in ("{", "[")


def part_marked(text: str, findings: Iterable[Finding], start: int, end: int, strings: Strings | None) -> str:
    """Return `text` from `start` to `end` with each finding replaced; what is around it is looked at.

    `strings` are those of `text` if it is JSON.
    """
    out, at = list[str](), start
    for each in findings:
        out += (text[at : each.start], _replaced(text, each, strings))
        at = each.end
    return "".join((*out, text[at:end]))


def _replaced(text: str, each: Finding, strings: Strings | None) -> str:
    """Return what one stretch becomes."""
    stretch, mark = text[each.start : each.end], each.mark
    if NUMBERS.fullmatch(stretch) and BEFORE.search(text[max(0, each.start - 8) : each.start]):
        quote = _quote(text, each.start, strings)
        return f"{quote}{mark}{quote}" if AFTER.match(text, each.end) else mark
    if strings and '"' in stretch:
        return _across(text, each, strings)
    return mark + "".join(gap[0] for gap in JOINT.finditer(stretch))


def _quote(text: str, at: int, strings: Strings | None) -> str:
    """Return a quote as it is written around place `at`: in a string of JSON, with backslashes."""
    before = QUOTE.findall(text, max(0, at - NEAR), at)
    slashes = len(before[-1]) if before else 0
    if strings:
        slashes = max(1, slashes) if strings.holds(at) else 0
    return "\\" * slashes + '"'


def _across(text: str, each: Finding, strings: Strings) -> str:
    """Return what a stretch of JSON becomes: what it covers of each string, and of numbers between them, goes."""
    out, at, mark = list[str](), each.start, each.mark
    for begin, stop in strings.within(each.start, each.end):
        start, end = max(begin, at), min(stop, each.end)
        if end > start:
            out += (_emptied(text[at:start]), mark)
            at, mark = end, ""
    return "".join((*out, _emptied(text[at : each.end]))) if at > each.start else each.mark


def _emptied(between: str) -> str:
    """Return what stands between strings with nothing in it but signs, words of JSON and noughts."""
    return NUMBER.sub(lambda each: each[0] if each[0] in WORDS else "0", between)
