"""The server loop against a client that means harm: real sockets, raw bytes."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import socket
import subprocess
import sys
import tracemalloc
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.wire import message_of, parsed, request, served, talk

from wicketgate.errors import Refused
from wicketgate.http import line
from wicketgate.http.exchange import Exchange
from wicketgate.http.head import BadRequest, read_head
from wicketgate.http.limits import Limits
from wicketgate.http.patience import Patience
from wicketgate.http.server import serve
from wicketgate.http.streams import Writer

LIMITS = Limits(connections=4, head=4096, fields=20, idle=0.5, body=0.5)
TINY = Limits(connections=4, head=4096, fields=20, idle=20, body=20)


async def echo(asked: Exchange) -> None:
    """Answer with the method and the body; `/boom` fails inside, `/no` is refused."""
    body = await asked.body(1000)
    if asked.target == "/boom":
        raise ValueError("an inner secret")
    if asked.target == "/no":
        raise Refused("not this", "do that")
    await asked.reply(200, [(b"content-type", b"text/plain")], asked.method.encode() + b" " + body)


def ask(data: bytes, limits: Limits = TINY) -> bytes:
    """Return the answer of an echo server to raw bytes."""

    async def run() -> bytes:
        async with served(lambda listener: serve(listener, echo, limits)) as port:
            return await talk(port, data)

    return asyncio.run(run())


AMBIGUOUS = {
    "two hosts": b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "same host twice": b"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
    "no host": b"GET / HTTP/1.1\r\nAccept: a\r\n\r\n",
    "length beside chunked": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
    "two lengths": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
    "list of lengths": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3\r\n\r\nabc",
    "signed length": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc",
    "folded field": b"GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n z\r\n\r\n",
    "blank before colon": b"GET / HTTP/1.1\r\nHost : a\r\n\r\n",
    "bare line feeds": b"GET / HTTP/1.1\nHost: a\n\r\n\r\n",
    "bare carriage return": b"GET / HTTP/1.1\r\nHost: a\r\nX: y\rz\r\n\r\n",
    "nul in a value": b"GET / HTTP/1.1\r\nHost: a\r\nX: y\0z\r\n\r\n",
    "escape in the target": b"GET /\x1b[2J HTTP/1.1\r\nHost: a\r\n\r\n",
    "leading empty line": b"\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
    "http 1.0": b"GET / HTTP/1.0\r\nHost: a\r\n\r\n",
    "http 2 preface": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "gzip coding": b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "double chunked": b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
    "not http": b"\x16\x03\x01\x00\xa5\x01\r\n\r\n",
}


@pytest.mark.parametrize("name", AMBIGUOUS)
def test_what_two_parsers_could_read_differently_is_refused(name: str) -> None:
    status, headers, _ = parsed(ask(AMBIGUOUS[name]))
    assert status in (400, 501)
    assert headers["connection"] == "close"


def test_a_bad_chunk_is_a_bad_request() -> None:
    data = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\nx\r\n0\r\n\r\n"
    assert parsed(ask(data))[0] == 400


def test_heads_and_bodies_have_caps() -> None:
    assert parsed(ask(b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"y" * 5000 + b"\r\n\r\n"))[0] == 431
    assert parsed(ask(b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 30 + b"\r\n"))[0] == 431
    assert parsed(ask(request("POST", "/", b"x" * 2000)))[0] == 413
    chunked = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + b"200\r\n" + b"x" * 512 + b"\r\n"
    assert parsed(ask(chunked + b"200\r\n" + b"x" * 512 + b"\r\n0\r\n\r\n"))[0] == 413


def test_an_inner_failure_says_nothing_about_itself_and_is_told_to_the_log() -> None:
    told: list[str] = []

    async def run() -> bytes:
        def log(message: str, error: BaseException) -> None:
            told.append(repr(error))

        async with served(lambda listener: serve(listener, echo, TINY, log)) as port:
            return await talk(port, request("GET", "/boom"))

    answer = asyncio.run(run())
    assert parsed(answer)[0] == 502
    assert b"secret" not in answer
    assert told == ["ValueError('an inner secret')"]


def test_a_refusal_is_answered_with_its_reason() -> None:
    answer = ask(request("GET", "/no"))
    assert parsed(answer)[0] == 403
    assert message_of(answer) == "not this"


def test_requests_share_a_connection_and_head_has_no_body() -> None:
    one = request("POST", "/", b"one", close=False)
    answer = ask(one + request("HEAD", "/", close=False) + request("GET", "/"))
    assert answer.count(b"HTTP/1.1 200") == 3
    assert b"POST one" in answer and b"HEAD " not in answer.replace(b"HEAD /", b"") and answer.endswith(b"GET ")


def test_a_slow_head_and_a_slow_body_end() -> None:
    assert ask(b"GET / HT", LIMITS) == b""
    assert parsed(ask(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab", LIMITS))[0] == 408


def test_connections_above_the_cap_are_dropped() -> None:
    async def run() -> bytes:
        async with served(lambda listener: serve(listener, echo, TINY)) as port:
            held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(4)]
            await asyncio.sleep(0.1)
            answer = await talk(port, request("GET", "/"))
            for _, writer in held:
                writer.close()
            return answer

    assert asyncio.run(run()) == b""


def test_answers_nobody_reads_count_as_connections_until_they_are_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "FAREWELL_SECONDS", 1.0)
    asks = request("GET", "/", close=False) * 4 + request("GET", "/")

    async def large(asked: Exchange) -> None:
        await asked.reply(200, [], b"x" * 50_000)  # less than what makes a writer wait

    async def run() -> tuple[list[bytes], bytes]:
        loop = asyncio.get_running_loop()
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(tmp_path / "s"))
        serving, ends = asyncio.ensure_future(serve(listener, large, TINY)), []
        await asyncio.sleep(0.1)
        with contextlib.ExitStack() as held:
            ones = [held.enter_context(socket.socket(socket.AF_UNIX)) for _ in range(9)]
            for number, one in enumerate(ones):
                one.setblocking(False)
                if number == 8:
                    await asyncio.sleep(1.5)
                await loop.sock_connect(one, str(tmp_path / "s"))
                with contextlib.suppress(ConnectionError):
                    await loop.sock_sendall(one, asks)
                await asyncio.sleep(0.05)
            for one in ones[4:]:
                with contextlib.suppress(ConnectionError):
                    ends.append(await loop.sock_recv(one, 20))
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
        return ends[:-1], ends[-1]

    ends, answer = asyncio.run(run())
    assert not any(ends) and answer.startswith(b"HTTP/1.1 200")


def test_a_client_that_waits_for_100_gets_it() -> None:
    answer = ask(request("POST", "/", b"abc", expect="100-continue"))
    assert answer.startswith(b"HTTP/1.1 100") and answer.endswith(b"POST abc")


def test_a_cut_answer_looks_cut() -> None:
    async def half(asked: Exchange) -> None:
        await asked.start(200, [(b"content-length", b"10")])
        await asked.send(b"12345")
        raise ValueError

    async def run() -> bytes:
        async with served(lambda listener: serve(listener, half, TINY)) as port:
            return await talk(port, request("GET", "/"))

    assert len(parsed(asyncio.run(run()) or b"HTTP/1.1 0 \r\n\r\n")[2]) < 10


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_head_or_a_bad_request(raw: bytes) -> None:
    try:
        head = read_head(raw + b"\r\n\r\n", 20)
    except BadRequest:
        return
    assert head.get(b"host") is not None


@settings(max_examples=100, deadline=None)
@given(st.permutations(["Host: a", "Content-Length: 1", "Transfer-Encoding: chunked", "X: y"]))
def test_no_order_of_fields_lets_two_framings_through(lines: list[str]) -> None:
    raw = "\r\n".join(["POST / HTTP/1.1", *lines, "", ""]).encode()
    with pytest.raises(BadRequest):
        read_head(raw, 20)


def test_every_pair_of_repeated_framing_fields_is_refused() -> None:
    single = ("host", "content-length", "transfer-encoding", "content-type", "expect", "authorization")
    for name, value in itertools.product(single, ("1", "chunked", "a")):
        raw = f"POST / HTTP/1.1\r\nhost: a\r\n{name}: {value}\r\n{name}: {value}\r\n\r\n".encode()
        with pytest.raises(BadRequest):
            read_head(raw, 20)


SLOW = """
import resource
from wicketgate.http.head import BadRequest, read_head, read_status
resource.setrlimit(resource.RLIMIT_CPU, (5, 5))
line = b"X:" + b" " * 65_000 + b"\\0\\r\\n\\r\\n"
for read, first in ((read_head, b"GET / HTTP/1.1"), (read_status, b"HTTP/1.1 200 OK")):
    try:
        read(first + b"\\r\\n" + line, 100)
    except BadRequest:
        print("refused")
"""


def test_a_field_of_blanks_does_not_hold_up_everybody_else() -> None:
    done = subprocess.run([sys.executable, "-c", SLOW], capture_output=True, timeout=60, check=False)
    assert done.stdout == b"refused\nrefused\n", "reading one line took more than five seconds of the processor"


CHUNKED = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
CHUNKS = {
    "in the form of C": b"0x3\r\nabc\r\n0\r\n\r\n",
    "signed": b"+3\r\nabc\r\n0\r\n\r\n",
    "with a blank before": b" 3\r\nabc\r\n0\r\n\r\n",
    "with an underscore": b"1_0\r\n0123456789abcdef\r\n0\r\n\r\n",
    "of no size": b"\r\nabc\r\n0\r\n\r\n",
    "too large to count": b"f" * 17 + b"\r\nabc",
    "with a line feed in its extension": b"3;a\nb\r\nabc\r\n0\r\n\r\n",
    "without its line end": b"3\r\nabcX\r\n0\r\n\r\n",
    "with an endless extension": b"3;" + b"a" * 9000 + b"\r\nabc\r\n0\r\n\r\n",
    "with a malformed trailer": b"0\r\nfolded: a\r\n b\r\n\r\n",
    "with a length in its trailer": b"0\r\nContent-Length: 3\r\n\r\n",
    "with a coding in its trailer": b"0\r\nTransfer-encoding: chunked\r\n\r\n",
    "with endless trailers": b"0\r\n" + b"a: b\r\n" * 300 + b"\r\n",
}


@pytest.mark.parametrize("name", CHUNKS)
def test_a_chunk_that_is_not_as_http_says_is_a_bad_request(name: str) -> None:
    answer = ask(CHUNKED + CHUNKS[name] + request("GET", "/second"))
    assert parsed(answer)[0] == 400 and answer.count(b"HTTP/1.1 ") == 1


def test_chunks_with_extensions_and_trailers_are_read_and_the_next_request_follows() -> None:
    answer = ask(CHUNKED + b"3;a=b\r\nabc\r\n2\r\nde\r\n0\r\nx-sum: 1\r\n\r\n" + request("GET", "/"))
    assert b"POST abcde" in answer and answer.endswith(b"GET ")


def test_the_same_fields_again_are_taken_as_they_were_read_and_others_are_read() -> None:
    same = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    assert ask(same + same + request("GET", "/")).count(b"HTTP/1.1 200") == 3
    for bad in (b"GET / HTTP/1.0\r\nHost: a\r\n\r\n", b"GET /\x7f HTTP/1.1\r\nHost: a\r\n\r\n"):
        assert b"HTTP/1.1 400" in ask(same + bad)
    answer = ask(same + b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc")
    assert answer.count(b"HTTP/1.1 200") == 1 and b"HTTP/1.1 400" in answer


def test_a_body_in_tiny_chunks_takes_no_more_memory_than_it_says() -> None:
    size, peaks = 40_000, list[int]()

    async def read() -> None:
        reader = asyncio.StreamReader(limit=1 << 16)
        reader.feed_data(b"2\r\nab\r\n" * (size // 2) + b"0\r\n\r\n")
        head, writer = read_head(CHUNKED, 20), cast(Writer, None)
        asked = Exchange(head, reader, writer, TINY, Patience())
        tracemalloc.start()
        assert len(await asked.body(size)) == size
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()

    asyncio.run(read())
    assert peaks[0] < 4 * size


@pytest.mark.parametrize("body", [b"12345", b"123456789012345"])
def test_an_answer_of_another_length_than_it_said_looks_cut(body: bytes) -> None:
    async def odd(asked: Exchange) -> None:
        await asked.start(200, [(b"content-length", b"10")])
        await asked.send(body)
        await asked.end()

    async def run() -> bytes:
        async with served(lambda listener: serve(listener, odd, TINY)) as port:
            return await talk(port, request("GET", "/", close=False) + request("GET", "/"))

    answer = asyncio.run(run())
    assert answer.count(b"HTTP/1.1") <= 1 and len(answer.partition(b"\r\n\r\n")[2]) < 10
