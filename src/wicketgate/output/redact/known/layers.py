"""One layer of encoding taken off a text: takes bytes and the signs in them, gives each reading with the way back.

Bounded by the text: no reading but an unpacked one is longer than what it was read from. What unpacks to more than the
budget is said to be too large, and its stretch is masked unread.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from wicketgate.output.redact.effort import Effort
from wicketgate.output.redact.known.layer import Layer, Piece, pieced
from wicketgate.output.redact.known.loose import spaced
from wicketgate.output.redact.known.packed import unpacked
from wicketgate.output.redact.known.runs import compressed, dumped, hexed, numbered, sixty_four, thirty_two
from wicketgate.output.redact.known.signs import Signs

ESCAPE = re.compile(
    rb"%([0-9a-fA-F]{2})|\\x([0-9a-fA-F]{2})|\\u\{?([0-9a-fA-F]{2,4})\}?|&#[xX]([0-9a-fA-F]{1,6});?|&#([0-9]{1,7});?"
    rb"|\\([0-3][0-7]{2})|&(quot|amp|lt|gt|apos);|\\([\"'\\/])"
)
NAMED = {b"quot": b'"', b"amp": b"&", b"lt": b"<", b"gt": b">", b"apos": b"'"}
PRINTABLE = re.compile(rb"=([0-9A-Fa-f]{2})|=\r?\n")
NEAR = 1 << 10
"""How much of the text on either side of an escape is read with it."""
BETWEEN = rb"(?:\\{1,4}[nrt]|[\s\\])"
# Bounded: else a long run of spaces or backslashes would be walked again from each of its characters.
LINES = re.compile(BETWEEN + rb"{1,32}")
BLANKS, LINE_ENDS = b" \t\n\r\f\v\\", (b"\\n", b"\\r", b"\\t")
QUOTES = re.compile(rb"[\"'`]{1,4}" + BETWEEN + rb"{0,32}[+.,]?(?:\\{1,4}[nrt]|[\s\"'`\\]){0,32}")
BEFORE = 128
"""How far before a quote blanks belong to it."""
WIDE = re.compile(rb"\0+")
INVISIBLE = re.compile(rb"\xe2\x80[\x8b-\x8f]|\xe2\x81\xa0|\xef\xbb\xbf|\xc2\xad")

DOTTED = re.compile(rb"(?<=[^.|*~^_-])[.|*~^_-]")
Spans = Callable[[bytes], Iterator[tuple[int, int]]]


def quoted(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield the stretches of quotes, of blanks and escaped line ends around them, and of one sign that joins them."""
    last = 0
    for match in QUOTES.finditer(data):
        start, end = match.span()
        left = data[max(last, start - BEFORE) : start]
        size, left = len(left), left.rstrip(BLANKS)
        while left.endswith(LINE_ENDS):
            left = left[:-2].rstrip(BLANKS)
        yield start - size + len(left), end
        last = end


def found(joint: re.Pattern[bytes]) -> Spans:
    """Return what yields the stretches that `joint` matches."""
    return lambda data: (match.span() for match in joint.finditer(data))


JOINTS: tuple[tuple[str, Spans], ...] = (
    ("wide", found(WIDE)),
    ("lines", found(LINES)),
    ("quotes", quoted),
    ("invisible", found(INVISIBLE)),
    ("dotted", found(DOTTED)),
)
"""What a value may be cut into pieces with, by the sign of it."""


def layers(data: bytes, signs: Signs, effort: Effort) -> Iterator[Layer]:
    """Yield every reading of `data` with one layer less of what `signs` point to, the exact ones first."""
    if not signs:
        return
    if "packed" in signs:
        yield from compressed(data, signs["packed"], effort)
    if "hex" in signs:
        yield from hexed(data, signs["hex"], effort)
    if "base64" in signs:
        yield from sixty_four(data, signs["base64"], effort)
    for kind, read in (("dump", dumped), ("decimal", numbered), ("base32", thirty_two)):
        if kind in signs:
            yield from read(data, effort)
    for kind, escape in (("escape", ESCAPE), ("printable", PRINTABLE)):
        if kind in signs:
            yield from replaced(data, escape, effort)
    for kind, joint in JOINTS:
        if kind in signs:
            yield from without(data, joint, spaced(data).translate(None, BLANKS) if kind == "lines" else None)


def replaced(data: bytes, escape: re.Pattern[bytes], effort: Effort) -> Iterator[Layer]:
    """Yield `data` around its escapes with them resolved."""
    around, last = list[Piece](), 0
    for match in escape.finditer(data):
        start, end = match.span()
        if start - last > NEAR * 2:
            if around:
                around += [(data[last : last + NEAR], last, last + NEAR)]
            last = start - NEAR
        around += [(data[last:start], last, start), (_said(match), start, end)]
        last = end
    if around:
        end = min(len(data), last + NEAR)
        reading = pieced([*around, (data[last:end], last, end)])
        yield from unpacked(reading.data, reading.back, effort)
        yield reading


def _said(match: re.Match[bytes]) -> bytes:
    """Return what one escape stands for."""
    number, text = match.lastindex or 0, match[match.lastindex or 0]
    if not number:
        return b""
    if number >= 7:
        return NAMED.get(text, text)
    code = int(text, (16, 16, 16, 16, 10, 8)[number - 1])
    return bytes([code]) if number in (1, 2, 6) else chr(min(code, 0x10FFFF)).encode("utf-8", "surrogatepass")


def without(data: bytes, joint: Spans, left: bytes | None = None) -> Iterator[Layer]:
    """Yield `data` without what cuts it into pieces, which is `left` if known; the way back waits for a finding."""
    if left is None:
        left = b"".join(said for said, _, _ in pieces(data, joint))
    if len(left) < len(data):
        yield Layer(left, Apart(data, joint).back)


def pieces(data: bytes, joint: Spans) -> Iterator[Piece]:
    """Yield what stands between the joints of `data`."""
    last = 0
    for start, end in joint(data):
        yield data[last:start], last, start
        last = end
    yield data[last:], last, len(data)


class Apart:
    """The pieces of a text between its joints, told apart when first asked for."""

    def __init__(self, data: bytes, joint: Spans) -> None:
        self._data, self._joint = data, joint
        self._whole: Layer | None = None

    def back(self, start: int, end: int) -> tuple[int, int]:
        """Return where the bytes of the pieces from `start` to `end` stand in the text."""
        self._whole = self._whole or pieced(pieces(self._data, self._joint))
        return self._whole.back(start, end)
