"""Runs of digits and letters that spell bytes: hex, decimal numbers, base32, base64. Takes bytes, gives readings."""

from __future__ import annotations

import binascii
import bisect
import re
from collections.abc import Iterator, Sequence

from wicketgate.output.redact.effort import Effort
from wicketgate.output.redact.known.layer import SEAM, Back, Layer, spelled
from wicketgate.output.redact.known.packed import unpacked
from wicketgate.output.redact.known.signs import PACKED64, SPEECH, WIDE64, WIDE64_BE, ZLIB64
from wicketgate.output.redact.known.wrapped import LETTERS, RUN, STANDARD, Lines, is_alone, joined

SPEAKING = re.compile(f"(?:{SPEECH}){{4}}|{WIDE64}|{WIDE64_BE}".encode())
BEGINNING = re.compile(f"{PACKED64}|{ZLIB64}".encode())
MOST_PACKED = 64
"""In how many places of one text packed data is sought."""
HEX = re.compile(
    rb"(?:(?:0x|\\x)?(?:[2-7][0-9a-fA-F]|0[9aAdD])(?:00)?[\s:,;+-]{0,2}){6,}(?:(?:0x|\\x)?[0-9a-fA-F]{2}[\s:,;+-]{0,2})*"
    rb"|(?:1[fF]8[bB]08|78(?:01|5[eE]|9[cC]|[dD][aA])|425[aA]6839|[fF][dD]377[aA]58)(?:[0-9a-fA-F]{2}){10,}"
    rb"|(?:00[2-7][0-9a-fA-F]){6}(?:[0-9a-fA-F]{2})*"
)
ROW = re.compile(rb"[0-9a-fA-F]{4,8}:?[ \t]{1,2}((?:(?:[0-9a-fA-F]{2}){1,4}[ \t]{1,2}){1,16})")
DIGITS, HEX_JOINT = b"0123456789abcdefABCDEF", re.compile(rb"0x|\\x|[\s:,;+-]+")
DECIMAL = re.compile(rb"(?:[0-9]{1,3}[\s,;+]{1,12}){7,}[0-9]{1,3}")
NUMBER = re.compile(rb"[0-9]+")
BASE32 = re.compile(rb"[A-Z2-7]{13,}|[a-z2-7]{13,}")
DIGITS32 = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", b"0123456789abcdefghijklmnopqrstuv")
"""Each letter of base32 as the digit of a number to the base of 32."""
DIGIT32, GLANCE = re.compile(rb"[2-7]"), 64
"""What tells base32 from a word; how much of a run is read to see whether it says anything when cut there."""
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
        while start > past and data[start - 1] in DIGITS:
            start -= 1
        match = HEX.search(data, start)
        if not match:
            return
        past = match.end()
        skipped = {place for joint in HEX_JOINT.finditer(data, match.start(), past) for place in range(*joint.span())}
        places = [at for at in range(match.start(), past) if at not in skipped]
        said = binascii.unhexlify(bytes(data[at] for at in places[: len(places) // 2 * 2]))
        yield from read(said, spelled(places, 2), effort)


def dumped(data: bytes, effort: Effort) -> Iterator[Layer]:
    """Yield the bytes that the rows of a hex dump show, without their numbers and their right-hand side."""
    places = list[int]()
    for row in ROW.finditer(data):
        places += [at for at in range(*row.span(1)) if data[at] in DIGITS]
    said = binascii.unhexlify(bytes(data[at] for at in places[: len(places) // 2 * 2]))
    yield from read(said, spelled(places, 2), effort)


def numbered(data: bytes, effort: Effort) -> Iterator[Layer]:
    """Yield the bytes that decimal numbers name."""
    for match in DECIMAL.finditer(data):
        numbers = [each for each in NUMBER.finditer(data, *match.span()) if int(each[0]) < 256]
        spans = [each.span() for each in numbers]
        said = bytes(int(each[0]) for each in numbers)
        yield from read(said, lambda a, b, spans=spans: (spans[a][0], spans[b - 1][1]), effort)  # type: ignore[misc]


def thirty_two(data: bytes, effort: Effort) -> Iterator[Layer]:
    """Yield the readable bytes of base32 runs, at each way they may be cut."""
    for match in BASE32.finditer(data):
        run = match[0].upper()
        if match[0].islower() and not DIGIT32.search(run):
            continue
        for shift in range(8):
            if not shift or READABLE.search(said32(run[shift : shift + GLANCE])):
                yield from read(said32(run[shift:]), spelled(range(match.start() + shift, match.end()), 8 / 5), effort)


def said32(run: bytes) -> bytes:
    """Return what a run of base32 says; letters that say no whole byte are left out."""
    size = len(run) * 5 // 8
    return (int(run.translate(DIGITS32) or b"0", 32) >> len(run) * 5 % 8).to_bytes(size, "big")


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
        said = decoded(lines.letters if lines else run[0].translate(STANDARD))
        if said.isascii():
            yield Layer(said, spelled(lines.places(0) if lines else range(begin, past), 4 / 3), False, False, span)
            continue
        lines = lines or joined(data, begin, past)
        inside = places[number : bisect.bisect_right(places, past + 4)]
        for shift in sorted(shifts(data, lines, inside)):
            yield from read(decoded(lines.letters[shift:]), spelled(lines.places(shift), 4 / 3), effort)


def spoken(data: bytes, ends: Sequence[int]) -> bytes | None:
    """Return what `sixty_four` reads, seams between; None if some of it is more than a line of nothing but ASCII."""
    said, past = list[bytes](), 0
    for end in sorted(ends):
        if end - 16 < past:
            continue
        run = RUN.match(data, past + len(data[past : end - 16].rstrip(LETTERS)))
        if not run:
            continue
        start, past = run.span()
        text = decoded(run[0].translate(STANDARD))
        if not text.isascii() or not is_alone(data, start, past):
            return None
        said.append(text)
    return SEAM.join(said)


def shifts(data: bytes, lines: Lines, ends: Sequence[int]) -> set[int]:
    """Return at which of their letters lines of base64 may begin to speak, where signs of that end."""
    found = set[int]()
    for end in ends:
        for at in range(max(0, end - SIGN), end - 15):
            if len(found) < 4 and SPEAKING.match(data, at):
                found.add(lines.before(at) % 4)
    return found


def compressed(data: bytes, ends: Sequence[int], effort: Effort) -> Iterator[Layer]:
    """Yield what base64 of packed data unpacks to, where signs of it end: the sign is its first letters and 12 more."""
    past, tries = 0, 0
    for end in sorted(ends):
        at = BEGINNING.search(data, max(past, end - SIGN), end)
        if not at:
            continue
        past, tries = at.start() + 1, tries + 1
        run = RUN.match(data, at.start())
        if not run or tries > MOST_PACKED:
            return
        lines = joined(data, *run.span())
        yield from unpacked(decoded(lines.letters), spelled(lines.places(0), 4 / 3), effort)


def decoded(run: bytes) -> bytes:
    """Return what a run of standard base64 says; letters that say no whole byte are left out."""
    over = len(run) % 4
    return binascii.a2b_base64(run if not over else run[:-1] if over == 1 else run + b"==")
