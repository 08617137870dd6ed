"""One connection as both halves of it: what asyncio's streams promise holds here too; no end can fill the memory."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from tests.support.wire import SECONDS, peer

from wicketgate.http.line import Line, connect

MUCH = 8 << 20
Other = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@contextlib.asynccontextmanager
async def pair() -> AsyncIterator[tuple[Line, Other]]:
    """Yield a line, and asyncio's streams at its other end."""
    met: asyncio.Future[Other] = asyncio.get_running_loop().create_future()
    over = asyncio.Event()

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        met.set_result((reader, writer))
        await over.wait()

    async with peer(meet) as port:
        line = await connect("127.0.0.1", port)
        try:
            yield line, await met
        finally:
            over.set()
            line.close()


def between(act: Callable[[Line, Other], Awaitable[None]]) -> None:
    """Run what happens between both ends."""

    async def run() -> None:
        async with asyncio.timeout(SECONDS), pair() as (line, other):
            await act(line, other)

    asyncio.run(run())


def test_what_arrives_is_read_however_it_was_cut() -> None:
    async def act(line: Line, other: Other) -> None:
        for piece in (b"one\r", b"\ntwo", b"th", b"ree", b"rest"):
            other[1].write(piece)
            await other[1].drain()
            await asyncio.sleep(0.01)
        assert await line.readuntil(b"\r\n") == b"one\r\n"
        assert await line.read(3) == b"two"
        assert await line.readexactly(5) == b"three"
        assert line.ready(2) == b"re" and line.ready(9) == b"st" and line.ready(9) == b""
        other[1].write_eof()
        assert await line.read(9) == b"" and not line.stays_quiet()
        with pytest.raises(asyncio.IncompleteReadError):
            await line.readexactly(1)

    between(act)


def test_a_line_that_does_not_end_is_not_kept() -> None:
    async def act(line: Line, other: Other) -> None:
        other[1].write(b"x" * (300 << 10))
        with pytest.raises(asyncio.LimitOverrunError):
            await line.readuntil(b"\r\n")

    between(act)


def test_what_nobody_reads_stays_with_the_other_end() -> None:
    async def act(line: Line, other: Other) -> None:
        other[1].write(b"x" * MUCH)
        sending = asyncio.ensure_future(other[1].drain())
        await asyncio.wait({sending}, timeout=0.3)
        assert not sending.done() and not line.stays_quiet()
        got = 0
        while got < MUCH:
            got += len(await line.read(1 << 16))
        await sending

    between(act)


def test_whoever_sends_more_than_is_taken_waits() -> None:
    async def act(line: Line, other: Other) -> None:
        assert not line.full
        await line.drain()
        line.write(b"x" * MUCH)
        assert line.full
        waiting = asyncio.ensure_future(line.drain())
        await asyncio.wait({waiting}, timeout=0.1)
        assert not waiting.done()
        await other[0].readexactly(MUCH)
        await waiting
        assert not line.full

    between(act)


def test_a_lost_connection_is_an_error_to_whoever_waits() -> None:
    async def act(line: Line, other: Other) -> None:
        line.write(b"x" * MUCH)
        waiting, reading = asyncio.ensure_future(line.drain()), asyncio.ensure_future(line.read(1))
        await asyncio.sleep(0)
        other[1].get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        other[1].transport.abort()
        found = await asyncio.gather(waiting, reading, return_exceptions=True)
        assert all(isinstance(each, ConnectionError) for each in found), found
        assert line.full  # so that the next piece is waited for, and fails
        with pytest.raises(ConnectionError):
            await line.drain()

    between(act)


def test_waiting_for_bytes_can_be_given_up_and_begun_again() -> None:
    async def act(line: Line, other: Other) -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(line.read(1), 0.02)
        assert line.stays_quiet()
        other[1].write(b"late")
        assert await line.readexactly(4) == b"late"

    between(act)
