"""The server loop of every way out: takes a listening socket and a callback, gives each request as an `Exchange`.

Everything that arrives is hostile: heads are read strictly and capped, bodies are read only on demand, connections are
counted and timed, and what goes wrong in the callback is told to `log`, never to the client.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from collections.abc import Awaitable, Callable

from wicketgate.errors import RequestError
from wicketgate.http.exchange import Exchange
from wicketgate.http.head import BadRequest, Head, read_head
from wicketgate.http.limits import PIECE, Limits
from wicketgate.http.line import Line
from wicketgate.http.patience import Patience
from wicketgate.http.streams import Reader, Sender

Answer = Callable[[Exchange], Awaitable[None]]
Log = Callable[[str, BaseException], None]
JSON = ((b"content-type", b"application/json"),)
LINGER_SECONDS = 1.0
LINGER_BYTES = 4 << 20
DEFAULT = Limits()


def silent(message: str, error: BaseException) -> None:
    """Drop a log line: the default of `serve`."""


async def serve(listener: socket.socket, answer: Answer, limits: Limits = DEFAULT, log: Log = silent) -> None:
    """Answer requests on `listener` until cancelled; then close it and every connection."""
    tasks: set[asyncio.Task[None]] = set()

    def _arrived(line: Line) -> None:
        if len(tasks) >= limits.connections:
            line.abort()
            return
        task = loop.create_task(_answered(line))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    async def _answered(line: Line) -> None:
        try:
            await _Connection(line, line, answer, limits, log).run()
        except (asyncio.CancelledError, ConnectionError, TimeoutError):
            line.abort()
        finally:
            await line.closed()  # INVARIANT: it counts for as long as it is open, also where nobody reads the answer

    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Line(limits.head, _arrived), sock=listener)
    try:
        async with server:
            await server.serve_forever()
    finally:
        for task in tuple(tasks):
            task.cancel()


async def converse(reader: Reader, writer: Sender, answer: Answer, limits: Limits = DEFAULT, log: Log = silent) -> None:
    """Answer the requests of one connection until it ends; ConnectionError or TimeoutError where it breaks."""
    await _Connection(reader, writer, answer, limits, log).run()


def error_body(kind: str, message: str, **more: str) -> bytes:
    """Return the JSON body of an error answer."""
    return json.dumps({"type": "error", "error": {"type": kind, "message": message, **more}}).encode()


class _Connection:
    def __init__(self, reader: Reader, writer: Sender, answer: Answer, limits: Limits, log: Log) -> None:
        self.reader, self.writer = reader, writer
        self.answer, self.limits, self.log = answer, limits, log
        self.patience = Patience()
        self.before: Head | None = None

    async def run(self) -> None:
        while await self._one():
            pass

    async def _one(self) -> bool:
        """Answer one request; return whether another may follow on this connection."""
        try:
            head = await self._head()
        except BadRequest as error:
            await self._refuse_head(error)
            return False
        if head is None:
            return False
        exchange = Exchange(head, self.reader, self.writer, self.limits, self.patience)
        await self._answer(exchange)
        if exchange.hijacked:
            return False
        if not exchange.over:
            # What is left of a body nobody wanted is read, so that closing does not tear the answer from the client.
            await self._linger()
            return False
        return exchange.keeps

    async def _head(self) -> Head | None:
        try:
            with self.patience(self.limits.idle):
                raw = await self.reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, TimeoutError):
            return None
        except asyncio.LimitOverrunError:
            raise BadRequest(f"request head too large (at most {self.limits.head} bytes)", status=431) from None
        self.before = read_head(raw, self.limits.fields, self.before)
        return self.before

    async def _answer(self, exchange: Exchange) -> None:
        try:
            await self.answer(exchange)
            if not exchange.started:
                raise RuntimeError("no answer was given")
        except (ConnectionError, TimeoutError):
            raise
        except RequestError as error:
            await self._refuse(exchange, error)
        except Exception as error:
            self.log("a request could not be answered", error)
            await self._fail(exchange, 502, error_body("api_error", "the gate could not answer this request"))

    async def _refuse(self, exchange: Exchange, error: RequestError) -> None:
        status = error.status if isinstance(error, BadRequest) else 403
        more = {"remedy": error.hint} if error.hint else {}
        await self._fail(exchange, status, error_body("invalid_request_error", error.message, **more))

    async def _fail(self, exchange: Exchange, status: int, body: bytes) -> None:
        if exchange.started:  # INVARIANT: a cut answer must look cut, never complete
            raise ConnectionAbortedError
        await exchange.reply(status, [*JSON, (b"connection", b"close")], body)

    async def _refuse_head(self, error: BadRequest) -> None:
        body = error_body("invalid_request_error", error.message)
        head = f"HTTP/1.1 {error.status} Refused\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n"
        self.writer.write(head.encode() + b"connection: close\r\n\r\n" + body)
        with self.patience(self.limits.send):
            await self.writer.drain()
        await self._linger()

    async def _linger(self) -> None:
        left = LINGER_BYTES
        with contextlib.suppress(TimeoutError):
            self.writer.write_eof()
            async with asyncio.timeout(LINGER_SECONDS):
                while left > 0 and (data := await self.reader.read(PIECE)):
                    left -= len(data)
