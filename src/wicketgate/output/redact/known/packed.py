"""Compressed data unpacked, within bounds: takes bytes that hold some, gives what they say, or that it is too much."""

from __future__ import annotations

import bz2
import lzma
import re
import zlib
from collections.abc import Iterator

from wicketgate.output.redact.effort import Effort
from wicketgate.output.redact.known.layer import Back, Layer

UNPACKED = 1 << 20
"""The most bytes one compressed stretch may unpack to."""
MEMORY = 32 << 20
TRY, BLOCK, GLIMPSE = 10, 900_000, 1 << 10
"""What it costs to begin, the most bytes of one block, and how many are unpacked to see whether more can be."""
MAGIC = re.compile(rb"\x1f\x8b\x08[\x00-\x1f]|BZh[1-9]1AY|\xfd7zXZ\0|\A\x78[\x01\x5e\x9c\xda]")


def unpacked(said: bytes, back: Back, effort: Effort) -> Iterator[Layer]:
    """Yield what the first packed data in `said` unpacks to, all of it standing for the whole.

    Once too much of a text was unpacked, the rest is too large unseen.
    """
    magic = MAGIC.search(said)
    if not magic:
        return
    if effort.room <= 0:
        yield Layer(b"?", lambda start, end: back(0, len(said)), too_large=True)
        return
    body, most = said[magic.start() :], min(UNPACKED, effort.room)
    effort.spend(TRY)
    try:
        inner, is_more = _inflated(body, most) if body[0] in b"\x1f\x78" else _expanded(body, most)
    except (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError):
        return
    # A block of bzip2 is unpacked whole, however little of it is asked for.
    effort.unpacks(max(len(inner), BLOCK if is_more and body[:1] == b"B" else 0))
    if inner:
        yield Layer(inner, lambda start, end: back(0, len(said)), is_more, is_packed=True)


def begins(said: bytes) -> bool:
    """Return whether packed data whose first bytes are these can be unpacked as far as they go; bzip2 and xz may be."""
    if said[:1] not in (b"\x1f", b"\x78"):
        return True
    try:
        zlib.decompressobj(47).decompress(said, GLIMPSE)
    except zlib.error:
        return False
    return True


def _inflated(body: bytes, most: int) -> tuple[bytes, bool]:
    """Return what gzip or zlib data says, and whether there is more."""
    engine = zlib.decompressobj(47)
    return engine.decompress(body, most), bool(engine.unconsumed_tail)


def _expanded(body: bytes, most: int) -> tuple[bytes, bool]:
    """Return what bzip2 or xz data says, and whether there is more."""
    engine = bz2.BZ2Decompressor() if body[:1] == b"B" else lzma.LZMADecompressor(lzma.FORMAT_XZ, MEMORY)
    inner = engine.decompress(body, most)
    return inner, not (engine.eof or engine.needs_input)
