"""One layer of encoding taken off a text: takes bytes and the signs in them, gives each reading with the way back.

Bounded by the text: no reading but an unpacked one is longer than what it was read from. What unpacks to more than the
budget is said to be too large, and its stretch is masked unread.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from wicketgate.output.redact.effort import Effort
from wicketgate.output.redact.known.base32 import thirty_two
from wicketgate.output.redact.known.layer import SEAM, Layer, Piece, pieced
from wicketgate.output.redact.known.loose import spaced
from wicketgate.output.redact.known.packed import unpacked
from wicketgate.output.redact.known.runs import compressed, dumped, hexed, numbered, sixty_four
from wicketgate.output.redact.known.signs import Signs

ESCAPE = re.compile(
    rb"%([0-9a-fA-F]{2})|\\x([0-9a-fA-F]{2})|\\u\{?([0-9a-fA-F]{2,4})\}?|&#[xX]([0-9a-fA-F]{1,6});?|&#([0-9]{1,7});?"
    rb"|\\([0-3][0-7]{2})|&(quot|amp|lt|gt|apos);|\\([\"'\\/])"
)
NAMED = {b"quot": b'"', b"amp": b"&", b"lt": b"<", b"gt": b">", b"apos": b"'"}
PRINTABLE = re.compile(rb"=([0-9A-Fa-f]{2})|=\r?\n")
BYTE, ONE, CUT = 0.01, 1.5, 0.08
"""What it costs to seek escapes in a byte, and to take out an escape, or a byte of a joint."""
NEAR = 1 << 10
"""How much of the text on either side of an escape is read with it."""
BETWEEN = rb"(?:\\{1,4}[nrt]|[\s\\])"
LINES = re.compile(rb"[\s\\](?:[\s\\]|(?<=\\)[nrt])*")
QUOTES = re.compile(rb"[\"'`]{1,4}" + BETWEEN + rb"{0,32}[+.,]?(?:\\{1,4}[nrt]|[\s\"'`\\]){0,32}")
BLANKS, LINE_ENDS = b" \t\n\r\f\v\\", (b"\\n", b"\\r", b"\\t")
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


JOINTS: tuple[tuple[str, Spans, float], ...] = (
    ("wide", found(WIDE), 0.01),
    ("lines", found(LINES), 0.005),
    ("quotes", quoted, 0.01),
    ("invisible", found(INVISIBLE), 0.005),
    ("dotted", found(DOTTED), 0.02),
)
"""What a value may be cut into pieces with, by the sign of it, and what it costs to seek that in a byte."""


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
    for kind, joint, cost in JOINTS:
        if kind in signs:
            effort.spend(len(data) * cost)
            left = spaced(data).translate(None, BLANKS) if kind == "lines" else None
            yield from without(data, joint, left, effort)


def replaced(data: bytes, escape: re.Pattern[bytes], effort: Effort) -> Iterator[Layer]:
    """Yield `data` around its escapes with them resolved; a reading without any is not read again."""
    effort.spend(len(data) * BYTE)
    around, last = list[Piece](), 0
    for match in escape.finditer(data):
        effort.spend(ONE)
        start, end = match.span()
        if not around or start - last > NEAR * 2 or SEAM in data[last:start]:
            if around:
                around += [piece(data, last, data.find(SEAM, last, min(start, last + NEAR)), min(start, last + NEAR))]
            last = max(last, start - NEAR, data.rfind(SEAM, last, start))
        around += [(data[last:start], last, start), (_said(match), start, end)]
        last = end
    if around:
        end = min(len(data), last + NEAR)
        reading = pieced([*around, piece(data, last, data.find(SEAM, last, end), end)])
        yield from unpacked(reading.data, reading.back, effort)
        yield reading


def piece(data: bytes, start: int, seam: int, end: int) -> Piece:
    """Return the piece of `data` from `start` up to the seam, if there is one, else to `end`."""
    end = seam if seam >= 0 else end
    return data[start:end], start, end


def _said(match: re.Match[bytes]) -> bytes:
    """Return what one escape stands for."""
    number, text = match.lastindex or 0, match[match.lastindex or 0]
    if not number:
        return b""
    if number >= 7:
        return NAMED.get(text, text)
    code = int(text, (16, 16, 16, 16, 10, 8)[number - 1])
    return bytes([code]) if number in (1, 2, 6) else chr(min(code, 0x10FFFF)).encode("utf-8", "surrogatepass")


def without(data: bytes, joint: Spans, left: bytes | None, effort: Effort) -> Iterator[Layer]:
    """Yield `data` without what cuts it into pieces, which is `left` if known; the way back waits for a finding.

    Of several readings only those are read again that are cut into pieces.
    """
    if left is None:
        left = b"".join(said for said, _, _ in pieces(data, joint(data), 0, len(data)))
    if len(left) == len(data):
        return
    effort.spend((len(data) - len(left)) * CUT)
    if SEAM not in data:
        yield Layer(left, Apart(data, joint, [(0, len(data))]).back)
        return
    before, after = data.split(SEAM), left.split(SEAM)
    starts = itertools.accumulate((len(each) + 1 for each in before), initial=0)
    kept = [(at, at + len(a), b) for at, a, b in zip(starts, before, after, strict=False) if len(a) > len(b)]
    effort.spend(len(before) * CUT)
    yield Layer(SEAM.join(each for _, _, each in kept), Apart(data, joint, [span[:2] for span in kept]).back)


def pieces(data: bytes, joints: Iterable[tuple[int, int]], last: int, stop: int) -> Iterator[Piece]:
    """Yield what stands between the joints in a stretch of `data`."""
    for start, end in joints:
        yield data[last:start], last, start
        last = end
    yield data[last:stop], last, stop


class Apart:
    """The pieces of some stretches of a text between its joints, told apart when first asked for."""

    def __init__(self, data: bytes, joint: Spans, spans: Sequence[tuple[int, int]]) -> None:
        self._data, self._joint, self._spans = data, joint, spans
        self._whole: Layer | None = None

    def back(self, start: int, end: int) -> tuple[int, int]:
        """Return where the bytes of the pieces from `start` to `end` stand in the text."""
        self._whole = self._whole or pieced(self._pieces())
        return self._whole.back(start, end)

    def _pieces(self) -> Iterator[Piece]:
        joints = list(self._joint(self._data))
        for number, (begin, stop) in enumerate(self._spans):
            if number:
                yield SEAM, begin - 1, begin
            low, high = bisect.bisect_left(joints, (begin, 0)), bisect.bisect_left(joints, (stop, 0))
            yield from pieces(self._data, joints[low:high], begin, stop)
