"""One upstream answer, read strictly: what could be read in two ways, or breaks off, is an error and no answer."""

from __future__ import annotations

import asyncio

import pytest
from tests.support.wire import peer

from wicketgate.http.client import Call, Reply, UpstreamError, exchange
from wicketgate.http.head import spelled
from wicketgate.http.line import connect

CALL = Call("GET", "/x", ((b"host", b"up.test"),))
OK = b"HTTP/1.1 200 OK\r\n"


def told(raw: bytes, call: Call = CALL, idle: float = 10) -> tuple[Reply, bytes]:
    """Return the reply, and its body, to a server that says `raw` and closes."""

    async def say(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(raw)
        await writer.drain()
        if idle < 1:
            await reader.read()

    async def run() -> tuple[Reply, bytes]:
        async with peer(say) as port:
            line = await connect("127.0.0.1", port)
            try:
                reply = await exchange((line, line), call, b"", idle)
                return reply, await reply.read(1 << 20)
            finally:
                line.close()

    return asyncio.run(run())


REFUSED = {
    "nothing": b"",
    "not http": b"SSH-2.0-x\r\n\r\n",
    "bare line feeds": b"HTTP/1.1 200 OK\ncontent-length: 1\n\nx",
    "bare line feed in a field": OK + b"a: b\nc: d\r\ncontent-length: 1\r\n\r\nx",
    "folded field": OK + b"a: b\r\n c\r\ncontent-length: 1\r\n\r\nx",
    "blank before colon": OK + b"content-length : 1\r\n\r\nx",
    "length beside chunked": OK + b"content-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
    "two lengths": OK + b"content-length: 1\r\ncontent-length: 2\r\n\r\nxx",
    "list of two lengths": OK + b"content-length: 1, 2\r\n\r\nxx",
    "signed length": OK + b"content-length: +1\r\n\r\nx",
    "two codings": OK + b"transfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "chunked twice": OK + b"transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
    "another protocol": b"HTTP/1.1 101 Switching\r\n\r\n",
    "interim answers without end": b"HTTP/1.1 100 Continue\r\n\r\n" * 50,
    "status of four digits": b"HTTP/1.1 2000 OK\r\ncontent-length: 1\r\n\r\nx",
    "http 2": b"HTTP/2.0 200 OK\r\ncontent-length: 1\r\n\r\nx",
    "a head without end": OK + b"a: " + b"x" * (200 << 10),
    "body cut off": OK + b"content-length: 10\r\n\r\nabc",
    "chunks cut off": OK + b"transfer-encoding: chunked\r\n\r\n5\r\nabc",
    "chunks without the last": OK + b"transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n",
    "chunk longer than it says": OK + b"transfer-encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n",
    "signed chunk": OK + b"transfer-encoding: chunked\r\n\r\n+3\r\nabc\r\n0\r\n\r\n",
    "chunk in the form of C": OK + b"transfer-encoding: chunked\r\n\r\n0x3\r\nabc\r\n0\r\n\r\n",
    "blank before a chunk": OK + b"transfer-encoding: chunked\r\n\r\n 3\r\nabc\r\n0\r\n\r\n",
    "line feed in a chunk's extension": OK + b"transfer-encoding: chunked\r\n\r\n3;a\nb\r\nabc\r\n0\r\n\r\n",
    "malformed trailer": OK + b"transfer-encoding: chunked\r\n\r\n0\r\nno colon\r\n\r\n",
}


@pytest.mark.parametrize("name", REFUSED)
def test_an_answer_that_is_cut_or_could_be_read_in_two_ways_is_none(name: str) -> None:
    with pytest.raises(UpstreamError):
        told(REFUSED[name])


READ = {
    "chunks": (
        OK + b"transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nx-sum: 1\r\n\r\n",
        b"abcde",
        True,
    ),
    "a length given again": (OK + b"content-length: 3\r\ncontent-length: 3\r\n\r\nabc", b"abc", True),
    "an interim answer first": (
        b"HTTP/1.1 103 Early\r\nlink: x\r\n\r\n" + OK + b"content-length: 1\r\n\r\nx",
        b"x",
        True,
    ),
    "no length": (OK + b"a: b\r\n\r\nuntil the end", b"until the end", False),
    "http 1.0": (b"HTTP/1.0 200 OK\r\ncontent-length: 1\r\n\r\nx", b"x", False),
    "to be closed": (OK + b"connection: Keep-Alive, Close\r\ncontent-length: 1\r\n\r\nx", b"x", False),
    "no reason": (b"HTTP/1.1 200\r\ncontent-length: 0\r\n\r\n", b"", True),
    "nothing to say": (b"HTTP/1.1 204 No Content\r\n\r\n", b"", True),
}


@pytest.mark.parametrize("name", READ)
def test_an_answer_is_read_as_its_framing_says_and_kept_only_if_both_ends_keep_it(name: str) -> None:
    raw, body, keeps = READ[name]
    reply, found = told(raw)
    assert (found, reply.reusable) == (body, keeps)


def test_an_answer_to_head_has_no_body_whatever_it_says() -> None:
    reply, body = told(OK + b"content-length: 5\r\n\r\n", Call("HEAD", "/x", CALL.headers))
    assert (reply.header(b"content-length"), body) == (b"5", b"")


def test_a_silent_upstream_is_given_up() -> None:
    with pytest.raises(UpstreamError, match="silent"):
        told(OK, idle=0.05)


@pytest.mark.parametrize("value", [b"a\r\nx: y", b"a\ny", b"a\ry", b"a\0y"])
def test_no_field_ends_its_own_line(value: bytes) -> None:
    with pytest.raises(ValueError, match="control"):
        spelled(b"GET / HTTP/1.1", [(b"a", value)])
    with pytest.raises(ValueError, match="control"):
        spelled(b"GET / HTTP/1.1", [(value, b"a")])
