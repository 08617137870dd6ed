"""An answer on its way inside: takes what an upstream sent, gives it without any secret value.

Fields and body are cleaned, however the body was cut or compressed; tokens that a bound host issues become
placeholders. What cannot be decoded is refused, and so is more than the run may move, also after unpacking.
"""

from __future__ import annotations

import codecs
from collections.abc import AsyncIterator, Callable
from typing import Any

from wicketgate.egress import target
from wicketgate.egress.carried import Room
from wicketgate.egress.unpacked import PLAIN, unpacked
from wicketgate.http.client import Reply, UpstreamError
from wicketgate.http.exchange import BODILESS, Exchange
from wicketgate.http.limits import PIECE
from wicketgate.output.redact import Redactor
from wicketgate.secrets.broker.broker import Broker
from wicketgate.secrets.broker.outgoing import Fields, Outgoing

LARGEST = 8 << 20
"""Bytes of an answer in which a token could be issued: it is read whole."""
SMALL, GATHERED = 1 << 20, 512 << 10
"""Bytes of a body that is cleaned in one go; of a large one that are cleaned at a time: each time has its price."""
ISSUING = ("fields", "form")
Move = Callable[[int], None]


class Answer:
    """One answer to `out`."""

    def __init__(self, broker: Broker | None, out: Outgoing, room: Room, move: Move, count: dict[str, Any]) -> None:
        self._broker, self._room, self._move, self._count = broker, room, move, count
        self._out = out
        self._redactor = broker.redactor if broker is not None else None
        self._bound = bool(broker is not None and out.tls and broker.bound(out.host, out.port))

    async def send(self, asked: Exchange, reply: Reply) -> None:
        """Send the answer inside; UpstreamError where it cannot be cleaned, Refused where it is too much."""
        fields = tuple(target.end_to_end(reply.headers))
        length = reply.header(b"content-length")
        if self._redactor is None and not self._bound:
            await self._plain(asked, reply, fields, length)
            return
        fields = self._fields(fields)
        if asked.method == "HEAD" or reply.status in BODILESS:
            await self._stream(asked, reply, fields, length, self._pieces(reply))
            return
        coding = b", ".join(value for name, value in fields if name == b"content-encoding").strip().lower()
        body = unpacked(self._pieces(reply), coding, self._move)
        fields = tuple(field for field in fields if field[0] != b"content-encoding")
        known = coding in PLAIN and length is not None and length.isdigit()
        if (self._bound and _kind(fields) in ISSUING) or (known and int(length or b"") <= SMALL):
            with self._room.hold(min(int(length or b""), LARGEST) if known else LARGEST):
                await asked.reply(reply.status, fields, await self._whole(body))
        else:
            await self._stream(asked, reply, fields, None, self._cleaned(_gathered(body) if known else body))

    async def _plain(self, asked: Exchange, reply: Reply, fields: Fields, length: bytes | None) -> None:
        """Send an answer as it is: a small one in one piece."""
        small = length is not None and length.isdigit() and int(length) <= PIECE and asked.method != "HEAD"
        if small and reply.status not in BODILESS:
            await asked.reply(reply.status, fields, b"".join([piece async for piece in self._pieces(reply)]))
        else:
            await self._stream(asked, reply, fields, length, self._pieces(reply))

    def _fields(self, fields: Fields) -> Fields:
        if self._bound and self._broker is not None:
            fields = self._broker.taken(self._out, fields)
        clean = self._redactor
        if clean is None:
            return fields
        if not clean.find_bytes(b"\n".join(part for field in fields for part in field)):
            return fields
        return tuple((clean.redact_bytes(name), clean.redact_bytes(value)) for name, value in fields)

    async def _whole(self, body: AsyncIterator[bytes]) -> bytes:
        found = bytearray()
        async for piece in body:
            found += piece
            if len(found) > LARGEST:
                raise UpstreamError(f"an answer that could issue a token is too large (at most {LARGEST} bytes)")
        made = bytes(found)
        if self._bound and self._broker is not None:
            made = self._broker.taken_body(self._out, made)
        redactor = self._broker.redactor if self._broker is not None else None  # which knows the tokens by now
        return made if redactor is None else redactor.redact_bytes(made)

    async def _cleaned(self, body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        if self._redactor is None:
            async for piece in body:
                yield piece
            return
        async for text in _texts(body, self._redactor):
            yield text.encode("utf-8", "surrogateescape")

    async def _pieces(self, reply: Reply) -> AsyncIterator[bytes]:
        async for piece in reply.pieces():
            self._count["received"] += len(piece)
            self._move(len(piece))
            yield piece

    async def _stream(
        self, asked: Exchange, reply: Reply, fields: Fields, length: bytes | None, body: AsyncIterator[bytes]
    ) -> None:
        await asked.start(reply.status, [*fields, *([(b"content-length", length)] if length is not None else [])])
        async for piece in body:
            await asked.send(piece)
        await asked.end()


async def _gathered(body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Yield a body in large pieces. Only where its length is known: of a stream without end no piece may wait."""
    kept = bytearray()
    async for piece in body:
        kept += piece
        if len(kept) >= GATHERED:
            yield bytes(kept)
            kept.clear()
    yield bytes(kept)


async def _texts(body: AsyncIterator[bytes], redactor: Redactor) -> AsyncIterator[str]:
    """Yield a body as cleaned text; bytes that are no UTF-8 stay as they are."""
    decoder, stream = codecs.getincrementaldecoder("utf-8")("surrogateescape"), redactor.stream()
    async for piece in body:
        yield stream.feed(decoder.decode(piece))
    yield stream.feed(decoder.decode(b"", final=True))
    yield stream.end()


def _kind(fields: Fields) -> str:
    kind = next((value for name, value in fields if name == b"content-type"), b"").split(b";")[0].strip().lower()
    if kind.endswith((b"/json", b"+json", b"/xml", b"+xml")):
        return "fields"
    return "form" if kind == b"application/x-www-form-urlencoded" else ""
