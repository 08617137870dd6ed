"""Secrets under the head of a column: in CSV, in tables of text and in `INSERT INTO t (…, password) VALUES (…)`.

Takes bytes and where the scan saw a column's name that may say secret, gives the cells below it that hold one. Rows far
below their head are not looked at: a stream remembers no more of what went out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wicketgate.output.redact.effort import Effort
from wicketgate.output.redact.finding import GUESS, Finding
from wicketgate.output.redact.unknown.names import PASSWORD, TOKEN, says
from wicketgate.output.redact.unknown.telling import tells

EDGE = r"[ \t\"'`]{0,3}"
HEAD = (
    rf"(?i)(?:^|[\n\x01,;\t|(\"'`]){EDGE}(?:\w{{1,20}}[ _-])?"
    r"(?:pass(?:word|wd|phrase|wort)?|pwd|secret|token|api[_ -]?key|senha"
    rf"|(?:access|secret|private)[_ -]?key){EDGE}(?:[,;\t|)]|\r?\n)"
)
"""A name among others that signs part."""
LOOK, ROW, JUDGE = 6.0, 3.0, 8.0
"""What a head costs, a row below it and a cell that may hold a secret."""
LINE, REACH = 400, 900
"""The most of a head's line that is looked at, and how far below it its rows may end, in bytes."""
NAME = re.compile(rb"[A-Za-z_][\w.#/*-]{0,30}(?: [\w.#/*-]{1,20}){0,2}")
RULE = re.compile(rb"[|:+ =-]{3,}\Z")
"""The line below the head of a table of text."""
GRAMMAR = frozenset((b"pos", b"upos", b"lemma", b"ner", b"deprel"))
"""What stands beside the words of a text that are called tokens, in tables that linguists and models make."""
VALUES = re.compile(rb"\)\s{0,20}(?:VALUES|values|Values)\s{0,20}\(")
TUPLE = re.compile(
    rb"[ \t\r\n]{0,20}(?:[NnEe]?'((?:[^'\\\n]|''|\\[^\n]){0,200})'|([^,()'\n]{0,80}))[ \t]{0,8}([,)]|\Z)"
)
NEXT = re.compile(rb"\s{0,20},\s{0,20}\(")
Span = tuple[int, int]


def find(data: bytes, ends: list[int], effort: Effort) -> Iterator[Finding]:
    """Yield the secrets below the heads that end at `ends`; each line is a head once, or none."""
    past = 0
    for end in ends:
        if end <= past:
            continue
        effort.spend(LOOK)
        # The sign may be the line's end: then that line is meant.
        start = data.rfind(b"\n", 0, end - 1) + 1
        stop = data.find(b"\n", end - 1)
        stop = len(data) if stop < 0 else stop
        inserted = VALUES.search(data, end - 1, end + LINE)
        past = stop
        if inserted and b")" not in data[end : inserted.start()]:
            spans = list(_tuples(data, data.rfind(b"(", 0, end - 1) + 1, inserted))
        elif stop - start <= LINE:
            spans = list(_rows(data, start, stop, effort))
        else:
            continue
        for kind, first, last in spans:
            effort.spend(JUDGE)
            if tells(kind, data[first:last].decode("latin-1"), quoted=True):
                yield Finding("column-secret", first, last, GUESS)
        past = max([past, *(last for _, _, last in spans)])


def _tuples(data: bytes, start: int, values: re.Match[bytes]) -> Iterator[tuple[int, int, int]]:
    """Yield what stands in quotes under names that may say secret, and what they say."""
    if not 0 < values.start() - start <= LINE:
        return
    kinds = [says(name.strip(b" \t\r\n\"'`[]")) for name in data[start : values.start()].split(b",")]
    at, stop = values.end(), values.start() + REACH
    while at < stop:
        for kind in kinds:
            cell = TUPLE.match(data, at, stop)
            if not cell:
                return
            at = cell.end()
            if kind in (PASSWORD, TOKEN) and cell[1] is not None:
                yield kind, cell.start(1), cell.end(1)
            if cell[3] == b")":
                break
        more = NEXT.match(data, at, stop)
        if not more:
            return
        at = more.end()


def _rows(data: bytes, start: int, stop: int, effort: Effort) -> Iterator[tuple[int, int, int]]:
    """Yield the cells under names that may say secret, and what they say, of the rows below one line."""
    head = data[start:stop].rstrip(b"\r")
    sign = next((each for each in (b"|", b"\t", b";", b",") if each in head), b"")
    names = [data[first:last] for first, last in _cells(data, start, start + len(head), sign)] if sign else []
    if b"||" in head:
        names = [name for name in names if name]  # a wiki's head: its signs are doubled
    if len(names) < 2 or not all(map(NAME.fullmatch, names)):
        return
    secret = (PASSWORD,) if not GRAMMAR.isdisjoint(map(bytes.lower, names)) else (PASSWORD, TOKEN)
    kinds = {at: kind for at, kind in enumerate(map(says, names)) if kind in secret}
    at, most = stop + 1, start + REACH
    while kinds and at < min(most, len(data)):
        end = data.find(b"\n", at, most)
        end = min(most, len(data)) if end < 0 else end
        if not RULE.match(data, at, end):
            cells = _cells(data, at, end, sign)
            effort.spend(ROW + len(cells))
            if not max(kinds) < len(cells) <= len(names):
                return
            yield from ((kind, *cells[place]) for place, kind in kinds.items())
        at = end + 1


def _cells(data: bytes, start: int, end: int, sign: bytes) -> list[Span]:
    """Return where the cells of a line stand, without what is around their text."""
    out, at = list[Span](), start
    for cell in data[start:end].split(sign):
        text = cell.strip(b" \t\r")
        first = at + len(cell) - len(cell.lstrip(b" \t\r"))
        inner = text[1:-1] if len(text) > 1 and text[:1] == text[-1:] and text[:1] in b"\"'`" else text
        first += (len(text) - len(inner)) // 2
        out.append((first, first + len(inner)))
        at += len(cell) + 1
    if sign == b"|":
        # The edges of a table of text are no cells.
        return [each for number, each in enumerate(out) if each[0] < each[1] or 0 < number < len(out) - 1]
    return out
