"""The connection to one PostgreSQL server: takes its place, gives streams, in verified TLS if it is far away.

The operator names the host in the policy, and nobody else: a private address is as good as any.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from dataclasses import dataclass
from functools import cache, lru_cache

from wicketgate.errors import Refused
from wicketgate.policy import Source
from wicketgate.tools.postgres.framing import SSL, int32, message

LIMIT = 64 << 10


@dataclass(frozen=True, slots=True)
class Place:
    """Where to log in, and as whom."""

    host: str
    port: int
    database: str
    user: str
    tls: bool
    ca: str = ""
    """The authorities that alone verify the server, as PEM; empty for the machine's own."""

    @classmethod
    def of(cls, source: Source, ca: str) -> Place:
        """Return the place of a source whose server is verified by `ca`."""
        return cls(source.host or "", source.port, source.database or "", source.user or "", source.tls, ca)


@cache
def system_trust() -> ssl.SSLContext:
    """Return the context by which servers are verified: the machine's own authorities."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


@lru_cache(32)
def own_trust(ca: str) -> ssl.SSLContext:
    """Return the context by which servers are verified by the authorities in `ca` (PEM), and by no others."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_verify_locations(cadata=ca)
    return context


async def dial(place: Place, trust: ssl.SSLContext | None) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Return a connection to the server, inside TLS where the place says so."""
    raw = await _socket(place)
    try:
        if not place.tls:
            return await asyncio.open_connection(sock=raw, limit=LIMIT)
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(raw, message(b"", int32(SSL)))
        # INVARIANT: one byte and no more is read in the clear: what somebody sends after it must not count as said
        # inside TLS (CVE-2021-23222). There it breaks the handshake.
        if await loop.sock_recv(raw, 1) != b"S":
            raise Refused("the data source does not speak TLS", "turn `ssl` on there")
        context = trust or (own_trust(place.ca) if place.ca else system_trust())
        return await asyncio.open_connection(sock=raw, ssl=context, server_hostname=place.host, limit=LIMIT)
    except BaseException:
        raw.close()
        raise


async def _socket(place: Place) -> socket.socket:
    loop = asyncio.get_running_loop()
    last: OSError = ConnectionRefusedError("no address")
    for family, kind, protocol, _, address in await loop.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM):
        raw = socket.socket(family, kind, protocol)
        raw.setblocking(False)
        try:
            await loop.sock_connect(raw, address)
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return raw
        except OSError as error:
            raw.close()
            last = error
        except BaseException:
            raw.close()
            raise
    raise last
