"""A request's compressed body as it was before: takes bytes and their coding, gives bytes, bounded. Pure."""

from __future__ import annotations

import zlib

LARGEST = 16 << 20


class UnpackFailed(ValueError):
    """The body is in no coding we know, not in the one it names, or too large."""


def plain(body: bytes, coding: bytes | None) -> bytes:
    """Return the body without its coding, gzip or none; UnpackFailed otherwise."""
    if coding in (None, b"", b"identity"):
        return body
    if coding not in (b"gzip", b"x-gzip"):
        raise UnpackFailed("a coding nobody knows")
    engine = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        made = engine.decompress(body, LARGEST)
    except zlib.error:
        raise UnpackFailed("not in the coding it names") from None
    if not engine.eof or engine.unused_data or engine.unconsumed_tail:
        raise UnpackFailed("more than one member, cut, or too large")
    return made
