"""A tunnel's bytes: takes two connections and the host admitted, checks the ClientHello, carries and counts bytes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from wicketgate.action import Admission
from wicketgate.egress.meter import Meter
from wicketgate.egress.sni import Hello, read_hello
from wicketgate.errors import Refused
from wicketgate.http.client import Streams
from wicketgate.http.limits import PIECE
from wicketgate.http.streams import Reader, Writer

HELLO_SECONDS, IDLE = 15.0, 300.0
Passing = Callable[[bytes], None]
"""Told of each piece before it goes on."""


async def named_hello(reader: Reader, host: str, *, opaque: bool = True) -> Hello:
    """Return the ClientHello that starts the stream; Refused unless it asks for `host`, and NotTls if it is none."""
    hello = await read_hello(reader, HELLO_SECONDS, opaque=opaque)
    if hello.name != host and not (hello.name is None and _literal(host)):
        raise Refused(f"the TLS name is {hello.name or 'absent'}, the connection was opened for {host}")
    return hello


async def splice(
    inside: Streams, outside: Streams, host: str, meter: Meter, admission: Admission, count: dict[str, Any]
) -> None:
    """Carry bytes both ways until both ends are done; Refused at a ClientHello for another host, or at a cap."""
    try:
        hello = await named_hello(inside[0], host)

        def _leaving(piece: bytes) -> None:
            meter.leave(admission, len(piece))
            count["sent"] += len(piece)

        def _arriving(piece: bytes) -> None:
            meter.move(len(piece))
            count["received"] += len(piece)

        _leaving(hello.raw)
        outside[1].write(hello.raw)
        await both(inside, outside, _leaving, _arriving)
    finally:
        inside[1].close()


async def both(inside: Streams, outside: Streams, leaving: Passing, arriving: Passing) -> None:
    """Carry bytes both ways until both ends are done; what is told of each piece before it goes on may refuse it."""
    refused: BaseException | None = None
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(_carry(inside[0], outside[1], leaving))
            group.create_task(_carry(outside[0], inside[1], arriving))
    except* Refused as found:
        refused = found.exceptions[0]  # raised here, some Pythons would hand it on in a group
    except* (ConnectionError, TimeoutError):
        pass  # either end hung up: a tunnel has no other way to finish
    if refused is not None:
        raise refused from None


async def _carry(reader: Reader, writer: Writer, passing: Passing) -> None:
    while True:
        async with asyncio.timeout(IDLE):
            piece = await reader.read(PIECE)
        if not piece:
            break
        passing(piece)  # INVARIANT: counted before it goes on
        writer.write(piece)
        async with asyncio.timeout(IDLE):
            await writer.drain()
    if writer.can_write_eof():
        writer.write_eof()


def _literal(host: str) -> bool:
    return ":" in host or host.rpartition(".")[2].isdigit()
