"""Runs of digits and letters that spell bytes: hex, decimal numbers, base64. Takes bytes, gives readings."""

from __future__ import annotations

import binascii
import bisect
import itertools
import re
from collections.abc import Iterator, Sequence

from wicketgate.output.redact.effort import Effort
from wicketgate.output.redact.known.layer import SEAM, Back, Layer, Places, spelled
from wicketgate.output.redact.known.packed import begins, unpacked
from wicketgate.output.redact.known.signs import PACKED64, SPEECH, WIDE64, WIDE64_BE, ZLIB64
from wicketgate.output.redact.known.wrapped import LETTERS, RUN, STANDARD, Lines, is_alone, joined

SPEAKING = re.compile(f"(?:{SPEECH}){{4}}|{WIDE64}|{WIDE64_BE}".encode())
BEGINNING = re.compile(f"{PACKED64}|{ZLIB64}".encode())
FIRST = 256
"""How many letters tell whether packed data begins with them."""
RUN_COST, BYTE, SPAN, DIGIT_COST, SHIFT = 4.0, 0.01, 0.8, 0.06, 5.0
"""What a run costs, each of its bytes, each piece of it, each decimal digit, and each sign of where it may begin."""
HEX = re.compile(
    rb"(?:(?:0x|\\x)?(?:[2-7][0-9a-fA-F]|0[9aAdD])(?:00)?[\s:,;+-]{0,2}){6,}(?:(?:0x|\\x)?[0-9a-fA-F]{2}[\s:,;+-]{0,2})*"
    rb"|(?:1[fF]8[bB]08|78(?:01|5[eE]|9[cC]|[dD][aA])|425[aA]6839|[fF][dD]377[aA]58)(?:[0-9a-fA-F]{2}){10,}"
    rb"|(?:00[2-7][0-9a-fA-F]){6}(?:[0-9a-fA-F]{2})*"
)
ROW = re.compile(rb"[0-9a-fA-F]{4,8}:?[ \t]{1,2}((?:(?:[0-9a-fA-F]{2}){1,4}[ \t]{1,2}){1,16})")
DIGITS, HEX_JOINT = b"0123456789abcdefABCDEF", re.compile(rb"(?:0x|\\x|[\s:,;+-])+")
DIGIT = re.compile(rb"[0-9a-fA-F]+")
DECIMAL = re.compile(rb"(?:[0-9]{1,3}[\s,;+]{1,12}){7,}[0-9]{1,3}")
NUMBER, BLANKS = re.compile(rb"[0-9]+"), bytes.maketrans(b",;+", b"   ")
READABLE = re.compile(rb"[\t\n\r\x20-\x7e]{8}|(?:[\x20-\x7e]\0){6}|(?:\0[\x20-\x7e]){6}")
BACK, SIGN = 64, 28
"""How far before the end of a sign its run is sought, for hex and for packed data."""


def read(said: bytes, back: Back, effort: Effort) -> Iterator[Layer]:
    """Yield what was decoded if it could hold a value: readable as it is, or packed."""
    yield from unpacked(said, back, effort)
    if READABLE.search(said):
        yield Layer(said, back)


def hexed(data: bytes, ends: Sequence[int], effort: Effort) -> Iterator[Layer]:
    """Yield the bytes that hex digits spell, however they are separated, where signs of them end."""
    past = 0
    for end in sorted(ends):
        if end <= past:
            continue
        start = max(past, end - BACK)
        start -= len(data[past:start]) - len(data[past:start].rstrip(DIGITS))
        match = HEX.search(data, start)
        if not match:
            return
        begin, past = match.span()
        effort.spend(RUN_COST + (past - start) * BYTE)
        edges = [begin, *itertools.chain.from_iterable(joint.span() for joint in HEX_JOINT.finditer(data, begin, past))]
        yield from digits_of(data, list(zip(edges[::2], [*edges[1::2], past], strict=True)), effort)


def digits_of(data: bytes, spans: Sequence[tuple[int, int]], effort: Effort) -> Iterator[Layer]:
    """Yield the bytes that the hex digits in some stretches spell."""
    effort.spend(len(spans) * SPAN)
    places = Places(spans)
    digits = b"".join(data[start:end] for start, end in spans) if len(spans) > 1 else data[slice(*spans[0])]
    yield from read(binascii.unhexlify(digits[: len(places) // 2 * 2]), spelled(places, 2), effort)


def dumped(data: bytes, effort: Effort) -> Iterator[Layer]:
    """Yield the bytes that the rows of a hex dump show, without their numbers and their right-hand side."""
    effort.spend(len(data) * BYTE)
    rows = (row.span(1) for row in ROW.finditer(data))
    spans = [word.span() for row in rows for word in DIGIT.finditer(data, *row)]
    if spans:
        yield from digits_of(data, spans, effort)


def numbered(data: bytes, effort: Effort) -> Iterator[Layer]:
    """Yield the bytes that decimal numbers name."""
    effort.spend(len(data) * BYTE)
    for match in DECIMAL.finditer(data):
        start, end = match.span()
        effort.spend((end - start) * DIGIT_COST)
        numbers = list(map(int, data[start:end].translate(BLANKS).split()))
        said = bytes(numbers) if max(numbers) < 256 else bytes(each for each in numbers if each < 256)
        yield from read(said, Numbers(data, start, end).back, effort)


class Numbers:
    """The numbers of a stretch that name bytes, told apart when first asked for."""

    def __init__(self, data: bytes, start: int, end: int) -> None:
        self._data, self._start, self._end = data, start, end
        self._spans: list[tuple[int, int]] = []

    def back(self, start: int, end: int) -> tuple[int, int]:
        """Return where the numbers from `start` to `end` stand in the text."""
        if not self._spans:
            each = NUMBER.finditer(self._data, self._start, self._end)
            self._spans = [number.span() for number in each if int(number[0]) < 256]
        return self._spans[start][0], self._spans[end - 1][1]


def sixty_four(data: bytes, ends: Sequence[int], effort: Effort) -> Iterator[Layer]:
    """Yield the base64 runs that spell something readable, where signs of them end; their lines are joined."""
    places, past = sorted(set(ends)), 0
    for number, end in enumerate(places):
        if end - 16 < past:
            continue
        start = past + len(data[past : end - 16].rstrip(LETTERS))
        run = RUN.match(data, start)
        if not run:
            continue
        begin, past = span = run.span()
        lines = None if is_alone(data, begin, past) else joined(data, begin, past)
        past = lines.end if lines else past
        effort.spend(RUN_COST + (past - begin) * BYTE + (len(lines.spans) * SPAN if lines else 0))
        said = decoded(lines.letters if lines else run[0].translate(STANDARD))
        if said.isascii():
            yield Layer(said, spelled(lines.places(0) if lines else range(begin, past), 4 / 3), False, False, span)
            continue
        lines = lines or joined(data, begin, past)
        inside = places[number : bisect.bisect_right(places, past + 4)]
        for shift in sorted(shifts(data, lines, inside, effort)):
            effort.spend((past - begin) * BYTE)
            yield from read(decoded(lines.letters[shift:]), spelled(lines.places(shift), 4 / 3), effort)


def spoken(data: bytes, ends: Sequence[int], effort: Effort) -> bytes | None:
    """Return what `sixty_four` reads, seams between; None if some of it is more than a line of nothing but ASCII."""
    said, past = list[bytes](), 0
    for end in sorted(ends):
        if end - 16 < past:
            continue
        run = RUN.match(data, past + len(data[past : end - 16].rstrip(LETTERS)))
        if not run:
            continue
        start, past = run.span()
        effort.spend(RUN_COST + (past - start) * BYTE)
        text = decoded(run[0].translate(STANDARD))
        if not text.isascii() or not is_alone(data, start, past):
            return None
        said.append(text)
    return SEAM.join(said)


def shifts(data: bytes, lines: Lines, ends: Sequence[int], effort: Effort) -> set[int]:
    """Return at which of their letters lines of base64 may begin to speak, where signs of that end."""
    found = set[int]()
    for end in ends:
        if len(found) == 4:
            break
        effort.spend(SHIFT)
        for at in range(max(0, end - SIGN), end - 15):
            if SPEAKING.match(data, at):
                found.add(lines.before(at) % 4)
    return found


def compressed(data: bytes, ends: Sequence[int], effort: Effort) -> Iterator[Layer]:
    """Yield what base64 of packed data unpacks to, where signs of it end: the sign is its first letters and 12 more.

    The letters are decoded once for each way they can be cut into fours, wherever in them packed data may begin.
    """
    past, lines = 0, Lines()
    for end in sorted(ends):
        effort.spend(SPAN)
        at = BEGINNING.search(data, max(past, end - SIGN), end)
        if not at:
            continue
        past = at.start() + 1
        if at.start() >= lines.end:
            run = RUN.match(data, at.start())
            if not run:
                continue
            lines = joined(data, *run.span())
            effort.spend(len(lines.spans) * SPAN + len(lines.letters) * BYTE)
        shift = lines.before(at.start())
        effort.spend(RUN_COST)
        # Most of what begins so is none: that shows in its first letters.
        if begins(decoded(lines.letters[shift : shift + FIRST])):
            effort.spend(len(lines.letters) * BYTE)
            yield from unpacked(decoded(lines.letters[shift:]), spelled(lines.places(shift), 4 / 3), effort)


def decoded(run: bytes) -> bytes:
    """Return what a run of standard base64 says; letters that say no whole byte are left out."""
    over = len(run) % 4
    return binascii.a2b_base64(run if not over else run[:-1] if over == 1 else run + b"==")
