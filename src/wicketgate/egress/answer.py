"""An answer on its way inside: takes what an upstream sent, gives it without any secret value.

Fields and body are cleaned, however the body was cut or compressed; tokens that a bound host issues become
placeholders. What cannot be decoded is refused, and so is more than the run may move, also after unpacking.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

from wicketgate.egress import target
from wicketgate.egress.cleaned import cleaned
from wicketgate.egress.room import Room
from wicketgate.egress.unpacked import PLAIN, unpacked
from wicketgate.http.client import Reply, UpstreamError
from wicketgate.http.exchange import BODILESS, Exchange
from wicketgate.http.limits import PIECE
from wicketgate.output.redact import Redactor
from wicketgate.secrets.broker.broker import Broker
from wicketgate.secrets.broker.outgoing_request import Fields, Outgoing

LARGEST = 8 << 20
"""Bytes of an answer in which a token could be issued: it is read whole."""
SMALL, GATHERED = 1 << 20, 1 << 20
"""Bytes of a body that is cleaned in one go; of a large one that are cleaned at a time: each time has its price."""
WHOLE = 120.0
"""Seconds from the head of an answer that is held until it is whole to its end: others wait for that memory."""
TOGETHER = 8 << 10
"""Bytes of a body that is looked at together with the fields."""
BETWEEN = b"\n|\n"  # no encoding reaches across it
ISSUING = ("fields", "form")
Move = Callable[[int], None]


class TooSlow(UpstreamError):
    """The other end let an answer drip that is held until it is whole."""

    status = 504


class Answer:
    """One answer to `out`."""

    def __init__(
        self,
        broker: Broker | None,
        out: Outgoing,
        room: Room,
        move: Move,
        count: dict[str, Any],
        tell: Callable[[bytes], None] | None = None,
    ) -> None:
        """`tell` is given each piece as it came, and an empty one at the end."""
        self._tell = tell
        self._broker, self._room, self._move, self._count = broker, room, move, count
        self._out = out
        self._redactor, self._until = self._newest(), 0.0
        self._bound = bool(broker is not None and out.tls and broker.bound(out.host, out.port))

    async def send(self, asked: Exchange, reply: Reply) -> None:
        """Send the answer inside; UpstreamError where it cannot be cleaned, Refused where it is too much."""
        fields = tuple(target.end_to_end(reply.headers))
        length = reply.header(b"content-length")
        if self._redactor is None and not self._bound:
            await self._plain(asked, reply, fields, length)
            return
        if self._bound and self._broker is not None:
            fields = self._broker.taken(self._out, fields)
        if asked.method == "HEAD" or reply.status in BODILESS:
            await self._stream(asked, reply, self._fields(fields), length, self._pieces(reply))
            return
        coding = _coding(fields)
        known = coding in PLAIN and length is not None and length.isdigit()
        body = unpacked(self._pieces(reply), coding, self._move)
        if coding:
            fields = tuple(field for field in fields if field[0] != b"content-encoding")
        if (self._bound and _kind(fields) in ISSUING) or (known and int(length or b"") <= SMALL):
            with self._room.hold(min(int(length or b""), LARGEST) if known else LARGEST):
                self._until = asyncio.get_running_loop().time() + WHOLE
                made = await self._read(reply) if known else await self._unpacked(body)
                await asked.reply(reply.status, *self._whole(fields, made))
        else:
            made_clean = cleaned(_gathered(body) if known else body, self._newest)
            await self._stream(asked, reply, self._fields(fields), None, made_clean)

    async def _plain(self, asked: Exchange, reply: Reply, fields: Fields, length: bytes | None) -> None:
        """Send an answer as it is, a small one in one piece, as long as no secret becomes known.

        From then on it is cleaned. If that changes a length that was said, the answer is cut.
        """
        readable = _coding(fields) in PLAIN
        small = length is not None and length.isdigit() and int(length) <= PIECE and asked.method != "HEAD"
        if small and readable and reply.status not in BODILESS:
            await asked.reply(reply.status, *self._whole(fields, await self._read(reply)))
        else:
            body = self._pieces(reply)
            body = body if self._broker is None else cleaned(body, self._newest, readable=readable)
            await self._stream(asked, reply, fields, length, body)

    def _fields(self, fields: Fields) -> Fields:
        clean = self._redactor
        if clean is None or not clean.find_bytes(_joined(fields)):
            return fields
        return tuple((clean.redact_bytes(name), clean.redact_bytes(value)) for name, value in fields)

    def _whole(self, fields: Fields, made: bytes) -> tuple[Fields, bytes]:
        """Return the fields and the body of an answer that is read whole, cleaned; tokens of a bound host swapped."""
        if self._bound and self._broker is not None:
            made = self._broker.taken_body(self._out, made)
        self._redactor = self._newest()  # it knows the tokens by now
        if self._redactor is None:
            return fields, made
        both = _joined(fields) + BETWEEN + made if len(made) <= TOGETHER else b""
        if both and not self._redactor.find_bytes(both):
            return fields, made  # one look at both: each has its price
        return self._fields(fields), self._redactor.redact_bytes(made)

    async def _read(self, reply: Reply) -> bytes:
        """Return the body of an answer that is read whole, and is not packed."""
        pieces: list[bytes] = []
        size = 0
        while piece := await self._next(reply):
            pieces.append(piece)
            size = _capped(size + len(piece))
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    async def _unpacked(self, body: AsyncIterator[bytes]) -> bytes:
        found = bytearray()
        async for piece in body:
            found += piece
            _capped(len(found))
        return bytes(found)

    def _newest(self) -> Redactor | None:
        return self._broker.redactor if self._broker is not None else None

    async def _pieces(self, reply: Reply) -> AsyncIterator[bytes]:
        while piece := await self._next(reply):
            yield piece

    async def _next(self, reply: Reply) -> bytes:
        piece = await reply.next()
        self._count["received"] += len(piece)
        self._move(len(piece))
        if self._tell is not None:
            self._tell(piece)
        if self._until and asyncio.get_running_loop().time() > self._until:
            raise TooSlow(f"an answer that is held until it is whole took longer than {WHOLE:g} seconds")
        return piece

    async def _stream(
        self, asked: Exchange, reply: Reply, fields: Fields, length: bytes | None, body: AsyncIterator[bytes]
    ) -> None:
        await asked.start(reply.status, [*fields, *([(b"content-length", length)] if length is not None else [])])
        async for piece in body:
            await asked.send(piece)
        await asked.end()


async def _gathered(body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Yield a body in large pieces. Only where its length is known: of a stream without end no piece may wait."""
    kept: list[bytes] = []
    size = 0
    async for piece in body:
        kept.append(piece)
        size += len(piece)
        if size >= GATHERED:
            yield b"".join(kept)
            kept, size = [], 0
    yield b"".join(kept)


def _coding(fields: Fields) -> bytes:
    return b", ".join(value for name, value in fields if name == b"content-encoding").strip().lower()


def _capped(size: int) -> int:
    if size > LARGEST:
        raise UpstreamError(f"an answer that could issue a token is too large (at most {LARGEST} bytes)")
    return size


def _joined(fields: Fields) -> bytes:
    return b"\n".join(part for field in fields for part in field)


def _kind(fields: Fields) -> str:
    kind = next((value for name, value in fields if name == b"content-type"), b"").split(b";")[0].strip().lower()
    if kind.endswith((b"/json", b"+json", b"/xml", b"+xml")):
        return "fields"
    return "form" if kind == b"application/x-www-form-urlencoded" else ""
