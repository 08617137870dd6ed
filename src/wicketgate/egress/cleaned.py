"""A body as it goes inside, piece by piece: as it is while no secret is known, as cleaned text from the moment one is.

Takes the pieces, and what gives the newest redactor; bytes that are no UTF-8 stay. It knows no HTTP.
"""

from __future__ import annotations

import codecs
from collections.abc import AsyncIterator, Callable

from wicketgate.http.client import UpstreamError
from wicketgate.output.redact import Redactor
from wicketgate.output.redact.stream import Stream


async def cleaned(
    body: AsyncIterator[bytes], newest: Callable[[], Redactor | None], *, readable: bool = True
) -> AsyncIterator[bytes]:
    """Yield a body, also cleaned of what becomes known meanwhile; UpstreamError where it is not `readable` then."""
    decoder, redactor = codecs.getincrementaldecoder("utf-8")("surrogateescape"), newest()
    stream: Stream | None = redactor.stream() if redactor is not None else None
    async for piece in body:
        found = newest()
        if found is not None and found is not redactor:
            if stream is None:
                stream = found.stream()
            found.take_over(stream)
            redactor = found
        if stream is None:
            yield piece
            continue
        if not readable:
            raise UpstreamError("a secret became known while an answer passed that cannot be looked into")
        yield stream.feed(decoder.decode(piece)).encode("utf-8", "surrogateescape")
    if stream is not None:
        rest = stream.feed(decoder.decode(b"", final=True)) + stream.end()
        yield rest.encode("utf-8", "surrogateescape")
