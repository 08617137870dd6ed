"""A compressed body as it was before: takes pieces and their coding, gives pieces; what it cannot read is an error.

A bomb stops at the cap of whoever counts: every piece is counted before it goes on, and no piece is large.
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Callable

from wicketgate.http.client import UpstreamError
from wicketgate.http.limits import PIECE

GZIP, ZLIB, RAW = 16 + zlib.MAX_WBITS, zlib.MAX_WBITS, -zlib.MAX_WBITS
PLAIN, PACKED = frozenset({b"", b"identity"}), frozenset({b"gzip", b"x-gzip", b"deflate"})


def unpacked(body: AsyncIterator[bytes], coding: bytes, move: Callable[[int], None]) -> AsyncIterator[bytes]:
    """Return `body` decoded, piece by piece; UpstreamError for a coding there is no decoder for, before any of it."""
    if coding in PLAIN:
        return body
    if coding not in PACKED:
        raise UpstreamError("the answer is in a coding that cannot be looked into")
    return _unpacked(body, coding, move)


async def _unpacked(body: AsyncIterator[bytes], coding: bytes, move: Callable[[int], None]) -> AsyncIterator[bytes]:
    engine = None
    async for piece in body:
        while piece:
            if engine is None:
                engine = zlib.decompressobj(GZIP if coding != b"deflate" else _deflate(piece))
            made, piece = _step(engine, piece, PIECE)
            move(len(made))
            yield made
            if engine.eof:
                engine = None
    if engine is not None:
        raise UpstreamError("the answer breaks off inside its compression")


def _step(engine: zlib._Decompress, piece: bytes, most: int) -> tuple[bytes, bytes]:
    """Return what came out, and what is still to be read."""
    try:
        made = engine.decompress(piece, most)
    except zlib.error:
        raise UpstreamError("the answer is not in the coding it names") from None
    left = engine.unused_data if engine.eof else engine.unconsumed_tail
    if left == piece and not made:
        raise UpstreamError("the answer is not in the coding it names")
    return made, left


def _deflate(start: bytes) -> int:
    # Servers send raw deflate as often as the zlib form that the standard means.
    return ZLIB if start[0] & 0x0F == 8 else RAW
