"""A TLS ClientHello, read strictly from its bytes: takes a stream of records, gives the server name it asks for.

What cannot be read in exactly one way is refused, and so is an encrypted ClientHello: it hides where the tunnel goes.
It decides nothing and knows no policy.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from wicketgate.errors import RequestError
from wicketgate.http.streams import Reader

HANDSHAKE, CLIENT_HELLO = 22, 1
SERVER_NAME, ALPN = 0, 16
ENCRYPTED = frozenset({0xFE0D, 0xFFCE})  # ECH, and the draft that came before it
RECORD, LONGEST = 16 << 10, 64 << 10


class NotTls(RequestError):
    """The bytes are not one readable ClientHello."""


@dataclass(frozen=True, slots=True)
class Hello:
    """What a ClientHello says in the clear."""

    name: str | None
    """The server name, lower case; None when none is asked for."""
    raw: bytes
    """The records it came in, to be passed on unchanged."""


async def read_hello(reader: Reader, seconds: float, *, opaque: bool = True) -> Hello:
    """Return the ClientHello that starts the stream, having read nothing beyond its records; NotTls otherwise.

    An `opaque` tunnel refuses an encrypted one; where TLS ends at us, what it hides leads nowhere.
    """
    raw, body = bytearray(), bytearray()
    try:
        async with asyncio.timeout(seconds):
            while len(body) < 4 or len(body) < 4 + int.from_bytes(body[1:4], "big"):
                head = await reader.readexactly(5)
                length = int.from_bytes(head[3:], "big")
                if head[0] != HANDSHAKE or head[1] != 3 or head[2] > 4 or not 0 < length <= RECORD:
                    raise NotTls("expected a TLS handshake")
                raw += head
                record = await reader.readexactly(length)
                raw += record
                body += record
                if len(body) > LONGEST or body[0] != CLIENT_HELLO:
                    raise NotTls("expected a TLS ClientHello")
    except (asyncio.IncompleteReadError, TimeoutError):
        raise NotTls("expected a TLS ClientHello, the connection ended or waited") from None
    return Hello(server_name(bytes(body), opaque=opaque), bytes(raw))


def server_name(message: bytes, *, opaque: bool = True) -> str | None:
    """Return the server name in a ClientHello message, or None; NotTls when it is malformed or, `opaque`, encrypted."""
    outer = _Bytes(message)
    outer.take(1)
    hello = _Bytes(outer.vector(3))
    outer.end()
    hello.take(34)
    if len(hello.vector(1)) > 32:
        raise NotTls("malformed session id")
    if len(hello.vector(2)) % 2 or not hello.vector(1):
        raise NotTls("malformed cipher suites")
    if hello.empty:
        return None
    found = _extensions(_Bytes(hello.vector(2)))
    hello.end()
    if opaque and ENCRYPTED & found.keys():
        raise NotTls("an encrypted ClientHello hides where the connection goes")
    return _name(found[SERVER_NAME]) if SERVER_NAME in found else None


def _extensions(data: _Bytes) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    while not data.empty:
        kind = int.from_bytes(data.take(2), "big")
        if kind in found:
            raise NotTls("an extension is given twice")
        found[kind] = data.vector(2)
    return found


def _name(extension: bytes) -> str:
    outer = _Bytes(extension)
    names = _Bytes(outer.vector(2))
    outer.end()
    if names.take(1) != b"\0":
        raise NotTls("expected a host name")
    name = names.vector(2)
    names.end()
    if not name or not all(0x21 <= byte <= 0x7E for byte in name):
        raise NotTls("malformed server name")
    return name.decode("ascii").lower()


class _Bytes:
    """Bytes taken from the front; taking more than there is raises NotTls."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def empty(self) -> bool:
        return self._at == len(self._data)

    def take(self, count: int) -> bytes:
        if self._at + count > len(self._data):
            raise NotTls("a length is wrong")
        self._at += count
        return self._data[self._at - count : self._at]

    def vector(self, size: int) -> bytes:
        return self.take(int.from_bytes(self.take(size), "big"))

    def end(self) -> None:
        if not self.empty:
            raise NotTls("bytes are left over")
