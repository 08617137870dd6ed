"""One layer of encoding taken off a stretch of text: takes bytes, gives each reading with the way back.

Bounded: a caller limits the stretch and the depth and, through `Budget`, everything together. What unpacks to more
than the budget is said to be too large, and its stretch is masked unread.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Collection, Iterator, Sequence

from wicketgate.output.redact.known.layer import Back, Layer, along, spelled

UNPACKED = 1 << 20
"""The most bytes one compressed stretch may unpack to."""
ESCAPE = re.compile(
    rb"(?i:%([0-9a-f]{2})|\\x([0-9a-f]{2})|\\u\{?([0-9a-f]{2,4})\}?|&#x([0-9a-f]{1,6});?)|&#([0-9]{1,7});?"
    rb"|\\([0-3][0-7]{2})|&(quot|amp|lt|gt|apos);|\\([\"'\\/])"
)
NAMED = {b"quot": b'"', b"amp": b"&", b"lt": b"<", b"gt": b">", b"apos": b"'"}
ALPHABET = rb"[A-Za-z0-9+/_-]"
READABLE64 = re.compile(
    rb"(?:[I-Za-f][A-HQ-Xg-nw-z0-3][ABEFIJMNQRUVYZcdghklopstwx014589]" + ALPHABET + rb"){4,}"
    rb"|(?:[A-Za-f][AQgw][AB]"
    + ALPHABET
    + rb"A[A-H]"
    + ALPHABET
    + rb"A){2,}|(?:H4sI|eJ[wxyz0-3])"
    + ALPHABET
    + rb"{12,}"
)
"""Base64 of ASCII (the high bit of each of three bytes is zero), of ASCII in UTF-16, of gzip and zlib data."""
STANDARD = bytes.maketrans(b"-_", b"+/")
RUN = re.compile(ALPHABET + rb"*")
LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-"
HEX = re.compile(
    rb"(?:(?:0x|\\x)?(?:[2-7][0-9a-fA-F]|0[9aAdD])(?:00)?[\s:,;-]{0,2}){8,}|1[fF]8[bB]08(?:[0-9a-fA-F]{2}){10,}"
    rb"|(?:00[2-7][0-9a-fA-F]){6,}"
)
HEX_JOINT = re.compile(rb"0x|\\x|[\s:,;-]+")
DECIMAL = re.compile(rb"(?:[0-9]{2,3}[\s,;]{1,3}){7,}[0-9]{2,3}")
BASE32 = re.compile(rb"[A-Z2-7]{13,}")
BETWEEN = rb"(?:\\{1,4}[nrt]|[\s\\])"
# Bounded: else a long run of spaces or backslashes would be walked again from each of its characters.
GLUES = (
    re.compile(BETWEEN + rb"{1,32}"),
    re.compile(BETWEEN + rb"{0,32}[\"'`]{1,4}" + BETWEEN + rb"{0,32}[+.,]?(?:\\{1,4}[nrt]|[\s\"'`\\]){0,32}"),
)
READABLE = re.compile(rb"[\t\n\r\x20-\x7e]{8}|(?:[\x20-\x7e]\0){6}")
PRINTABLE = re.compile(rb"[\t\n\r\x20-\x7e]+")
MAGIC = re.compile(rb"\x1f\x8b\x08[\x00-\x1f]|\A\x78[\x01\x5e\x9c\xda]")


def layers(data: bytes, kinds: Collection[str]) -> Iterator[Layer]:
    """Yield every reading of `data` with one layer of the encodings in `kinds` less."""
    if "escape" in kinds:
        yield from escaped(data)
    if "wide" in kinds:
        places = [at for at, byte in enumerate(data) if byte]
        yield Layer(data.replace(b"\0", b""), along(places))
    for match in HEX.finditer(data) if "hex" in kinds else ():
        yield from hexed(data, match.start(), match.end())
    for match in DECIMAL.finditer(data) if "decimal" in kinds else ():
        yield from numbered(data, match.start(), match.end())
    for match in BASE32.finditer(data) if "base32" in kinds else ():
        yield from thirty_two(match[0], match.start())
    if "base64" in kinds:
        yield from sixty_four(data, range(len(data)))
    for glue in GLUES if "spread" in kinds else ():
        yield from unwrapped(data, glue)


def _read(said: bytes, back: Back) -> Iterator[Layer]:
    """Yield what was decoded if it could hold a value: readable as it is, or packed."""
    yield from unpacked(said, back)
    if READABLE.search(said):
        yield Layer(said, back)


def escaped(data: bytes) -> Iterator[Layer]:
    """Yield `data` with percent signs, backslashes and HTML entities resolved."""
    out, places, last = bytearray(), list[int](), 0
    for match in ESCAPE.finditer(data):
        out += data[last : match.start()]
        places += range(last, match.start())
        said = _said(match)
        out += said
        places += [match.start()] * len(said)
        last = match.end()
    if not last:
        return
    out += data[last:]
    places += range(last, len(data))
    ends = [*places[1:], len(data)]
    yield Layer(bytes(out), lambda start, end: (places[start], max(ends[end - 1], places[end - 1] + 1)))


def _said(match: re.Match[bytes]) -> bytes:
    """Return what one escape stands for."""
    number, text = match.lastindex or 0, match[match.lastindex or 0]
    if number >= 7:
        return NAMED.get(text, text)
    code = int(text, (16, 16, 16, 16, 10, 8)[number - 1])
    return bytes([code]) if number in (1, 2, 6) else chr(min(code, 0x10FFFF)).encode("utf-8", "surrogatepass")


def hexed(data: bytes, start: int, end: int) -> Iterator[Layer]:
    """Yield the bytes that hex digits in `data` spell, however they are separated."""
    skipped = {place for match in HEX_JOINT.finditer(data, start, end) for place in range(*match.span())}
    places = [at for at in range(start, end) if at not in skipped]
    said = binascii.unhexlify(bytes(data[at] for at in places[: len(places) // 2 * 2]))
    yield from _read(said, spelled(places, 2))


def numbered(data: bytes, start: int, end: int) -> Iterator[Layer]:
    """Yield the bytes that decimal numbers in `data` name."""
    numbers = [each for each in re.finditer(rb"[0-9]+", data[start:end]) if int(each[0]) < 256]
    spans = [(start + each.start(), start + each.end()) for each in numbers]
    yield Layer(bytes(int(each[0]) for each in numbers), lambda a, b: (spans[a][0], spans[b - 1][1]))


def thirty_two(run: bytes, start: int) -> Iterator[Layer]:
    """Yield the readable bytes of a base32 run, at each way it may be cut."""
    for shift in range(8):
        body = run[shift:].upper()
        body = body[: len(body) - (0, 1, 0, 1, 0, 0, 1, 0)[len(body) % 8]]
        said = base64.b32decode(body + b"=" * (-len(body) % 8))
        yield from _read(said, spelled(range(start + shift, start + len(run)), 8 / 5))


def sixty_four(data: bytes, places: Sequence[int]) -> Iterator[Layer]:
    """Yield the base64 runs in `data` that spell something readable or packed; its bytes stand at `places`."""
    past = 0
    while match := READABLE64.search(data, past):
        start = past + len(data[past : match.start()].rstrip(LETTERS))
        run = RUN.match(data, match.start())
        past = run.end() if run else match.end()
        whole = data[start:past].translate(STANDARD)
        aligned = (match.start() - start) % 4
        for shift in (aligned, *({0, 1, 2, 3} - {aligned})):
            body = whole[shift:]
            body = body[:-1] if len(body) % 4 == 1 else body
            said = binascii.a2b_base64(body + b"=" * (-len(body) % 4))
            yield from _read(said, spelled(places[start + shift : past], 4 / 3))
            if PRINTABLE.fullmatch(said):
                break


def unwrapped(data: bytes, glue: re.Pattern[bytes]) -> Iterator[Layer]:
    """Yield `data` without what lines, spaces, quotes or plus signs cut it into pieces with."""
    places, last = list[int](), 0
    for match in glue.finditer(data):
        places += range(last, match.start())
        last = match.end()
    if last:
        places += range(last, len(data))
        yield Layer(glue.sub(b"", data), along(places))


def unpacked(said: bytes, back: Back) -> Iterator[Layer]:
    """Yield what the first gzip or zlib data in `said` unpacks to, all of it standing for the whole."""
    magic = MAGIC.search(said)
    if not magic:
        return
    engine = zlib.decompressobj(47)
    try:
        inner = engine.decompress(said[magic.start() :], UNPACKED)
    except zlib.error:
        return
    yield Layer(inner, lambda start, end: back(0, len(said)), bool(engine.unconsumed_tail))
