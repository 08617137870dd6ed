"""One program's session after its login: reads its messages, answers each, passes nothing on as it came.

A Query is one request: decided, run, answered. What Parse, Bind, Describe and Execute do, `extended` says. An error is
an answer and the session goes on; a message that is none ends it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from wicketgate.egress.postgres import answers
from wicketgate.egress.postgres.answers import Told, TooMuch
from wicketgate.egress.postgres.extended import Extended
from wicketgate.egress.postgres.local import empty
from wicketgate.egress.postgres.transaction import Transaction
from wicketgate.egress.postgres.upstream import Upstream
from wicketgate.errors import Error, Refused
from wicketgate.http.streams import Reader, Writer
from wicketgate.tools.postgres.fault import DatabaseError
from wicketgate.tools.postgres.framing import Fields, Garbled, Message, read_message

MESSAGE = 128 << 10
"""Bytes of one message: twice the longest statement the gate reads."""
IDLE, DRAIN = 3600.0, 60.0
QUERY, SYNC, FLUSH, CALL, END = b"Q", b"S", b"H", b"F", b"X"
COPYING = frozenset({b"d", b"c", b"f"})
NO_CALLS = Told(answers.UNSUPPORTED, "functions are not called that way here", "write one SELECT")


class Conversation:
    """Everything one connection says, until it ends."""

    def __init__(self, reader: Reader, writer: Writer, upstream: Upstream, clean: Callable[[str], str]) -> None:
        self._reader, self._writer, self._upstream, self._clean = reader, writer, upstream, clean
        self._transaction = Transaction()
        self._extended = Extended(upstream, self._transaction)
        self._skipping = False

    async def run(self) -> None:
        """Answer until the program ends the connection; a message that is none ends it."""
        try:
            while True:
                async with asyncio.timeout(IDLE):
                    found = await read_message(self._reader, MESSAGE)
                if found.kind == END:
                    return
                await self._send(await self._answer(found))
        except Garbled as error:
            await self._send(answers.error(answers.PROTOCOL, error.message, fatal=True))
        finally:
            await self._extended.end()

    async def _answer(self, found: Message) -> bytes:
        if found.kind == SYNC:
            self._skipping = False
            self._extended.synced()
            return self._ready()
        if self._skipping or found.kind == FLUSH or found.kind in COPYING:
            return b""  # after an error, everything up to Sync is void
        if found.kind == QUERY:
            return await self._told(lambda: self._query(_only(found.body))) + self._ready()
        if found.kind == CALL:
            return self._refusal(NO_CALLS) + self._ready()
        step = self._extended.steps.get(found.kind)
        if step is None:
            raise Garbled("expected a message of the protocol")
        said = await self._told(lambda: step(Fields(found.body)))
        self._skipping = said[:1] == b"E"
        return said

    async def _query(self, sql: str) -> bytes:
        await self._extended.forget("")
        if empty(sql):
            return answers.EMPTY
        here = self._transaction.local(sql)
        if here is not None:
            return (answers.told(here.column) if here.column else b"") + await self._extended.moved(here)
        sql = await self._upstream.meant(sql)
        found = await self._upstream.run(await self._upstream.admit(sql), sql)
        head = answers.described(found.columns) if found.columns else b""
        return head + answers.rows(found.rows) + answers.complete(f"SELECT {len(found.rows)}")

    async def _told(self, work: Callable[[], Awaitable[bytes]]) -> bytes:
        """Return the answer, or the error in its place."""
        try:
            return await self._upstream.guarded(work)
        except Garbled:
            raise
        except Error as error:
            return self._refusal(error)

    def _refusal(self, error: Error) -> bytes:
        self._transaction.fail()
        codes: dict[type[Error], str] = {Refused: answers.DENIED, TooMuch: answers.TOO_MUCH}
        own = error.code if isinstance(error, Told | DatabaseError) else codes.get(type(error), answers.INTERNAL)
        return answers.error(own, self._clean(error.message), self._clean(error.hint))

    def _ready(self) -> bytes:
        return answers.ready(self._transaction.status)

    async def _send(self, data: bytes) -> None:
        if data:
            self._writer.write(data)
            async with asyncio.timeout(DRAIN):
                await self._writer.drain()


def _only(body: bytes) -> str:
    fields = Fields(body)
    found = fields.text()
    fields.end()
    return found
