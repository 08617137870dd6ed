"""One logged-in connection: runs one statement at a time, read only, with our own clock, row and byte caps.

Each statement is sent by the extended protocol, which takes one statement and no more, in a read-only transaction of
its own that is rolled back: what it set is gone before the next one. Takes SQL that was decided; decides nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from wicketgate.errors import Refused, RequestError
from wicketgate.tools.postgres.connect import Line, cancel
from wicketgate.tools.postgres.fault import DatabaseError, about, fault
from wicketgate.tools.postgres.framing import Garbled, Message, int16, int32, message, read_message, text
from wicketgate.tools.postgres.packets import Column, columns, types, values
from wicketgate.tools.postgres.proof import ASKED, Proof

MESSAGE = 4 << 20
"""Bytes of one row, or of anything else the server says."""
LAST_SECONDS, TRIES = 2.0, 3
"""How long a cancelled statement may take to end, and how often it is asked: one being compiled takes no notice."""
BEGIN = "BEGIN TRANSACTION READ ONLY"
COPYING = frozenset({b"G", b"H", b"W"})
SYNC = message(b"S")
PROOF = "wicketgate_proof"
_ENDING: set[asyncio.Task[None]] = set()


@dataclass(slots=True)
class Rows:
    """An answer, as far as it may be shown."""

    columns: tuple[Column, ...] = ()
    rows: list[tuple[bytes | None, ...]] = field(default_factory=list)
    size: int = 0
    """Bytes of all rows."""
    truncated: bool = False
    """There were more rows than may be shown, or more bytes."""
    takes: tuple[int, ...] = ()
    """Types of the values it has places for, where that was asked."""


@dataclass(frozen=True, slots=True)
class Caps:
    """What one answer may hold, and how long it may take."""

    rows: int
    bytes: int
    seconds: float


class Session:
    """One connection; `broken` once it cannot be used any more."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self.broken = False
        self._ending = self._asks = False

    async def run(self, sql: str, caps: Caps, proof: Proof | None = None) -> Rows:
        """Return what one statement reads; DatabaseError as the database refuses it, Refused if it takes too long.

        `proof` is what must hold first; without one, names without a schema are those of the server alone.
        """
        sent = self._first(proof) + _parse(sql) + _bind() + message(b"D", b"P", text(""))
        return await self._proven(sent + _execute(caps.rows + 1) + SYNC, caps, proof, sql)

    async def describe(self, sql: str, caps: Caps, takes: Sequence[int] = (), proof: Proof | None = None) -> Rows:
        """Return what a statement would give, and take, unrun; `takes`: the types it says its values have."""
        sent = self._first(proof) + _parse(sql, takes) + message(b"D", b"S", text(""))
        return await self._proven(sent + SYNC, caps, proof, sql)

    async def cancel(self) -> None:
        """Have the server end what runs."""
        await cancel(self._line)

    def close(self) -> None:
        """End the connection; once what runs has ended, where it is being ended."""
        self.broken = True
        if not self._ending:
            self._line.writer.transport.abort()

    def _first(self, proof: Proof | None) -> bytes:
        """Return what comes before a statement, in its transaction."""
        begun = _parse(BEGIN) + _bind() + _execute(0)
        if proof is None:
            return begun
        # It is planned once for the connection: that takes longer than most statements.
        asked = b"" if self._asks else _parse(ASKED, name=PROOF)
        self._asks = True
        values = [value.encode() for value in proof.values]
        bound = b"".join(int32(len(value)) + value for value in values)
        given = message(b"B", text(""), text(PROOF), int16(0), int16(len(values)), bound, int16(0))
        return begun + asked + given + _execute(0) + b"".join(map(_parse, proof.parsed))

    async def _proven(self, sent: bytes, caps: Caps, proof: Proof | None, sql: str) -> Rows:
        try:
            return await self._timed(sent, caps)
        except DatabaseError as error:
            judged = error if proof is None else proof.judged(error)
            raise (about(judged, sql) if isinstance(judged, DatabaseError) else judged) from None

    async def _timed(self, sent: bytes, caps: Caps) -> Rows:
        try:
            reading = asyncio.ensure_future(self._answered(sent, caps))
            done, _ = await asyncio.wait({reading}, timeout=caps.seconds)
            if done:
                return reading.result()
            await self._ended(reading)
            raise Refused(f"the query takes longer than {caps.seconds:g} seconds", "narrow it with WHERE and LIMIT")
        except (OSError, Garbled):
            self.close()
            raise RequestError("the data source ended the connection, or a row of the answer is too long") from None
        except (asyncio.CancelledError, Refused):
            raise
        finally:
            if not reading.done():  # nobody waits any more, and the server would go on
                self.broken = self._ending = True
                _later(self._left(reading))

    async def _left(self, reading: asyncio.Future[Rows]) -> None:
        try:
            await self._ended(reading)
        finally:
            self._ending = False
            self.close()

    async def _ended(self, reading: asyncio.Future[Rows]) -> None:
        """Have the server end the statement; where it does not, end the connection."""
        for _ in range(TRIES):
            await cancel(self._line)
            done, _ = await asyncio.wait({reading}, timeout=LAST_SECONDS)
            if done:
                break
        if not done or (reading.exception() is not None and not isinstance(reading.exception(), DatabaseError)):
            reading.cancel()
            self.close()

    async def _answered(self, sent: bytes, caps: Caps) -> Rows:
        """Return the answer once the transaction is rolled back; the first fault of the two is raised."""
        found, error, status = await self._exchanged(sent, caps)
        if status != b"I":
            _, also, status = await self._exchanged(_simple("ROLLBACK"), caps)
            error = error or also
            if status != b"I":
                raise Garbled("the transaction cannot be rolled back")
        if error is not None and not found.truncated:
            raise error
        return found

    async def _exchanged(self, sent: bytes, caps: Caps) -> tuple[Rows, DatabaseError | None, bytes]:
        reader, writer = self._line.reader, self._line.writer
        writer.write(sent)
        await writer.drain()
        rows, error = Rows(), None
        while (found := await read_message(reader, MESSAGE)).kind != b"Z":
            if found.kind == b"E":
                error = error or fault(found.body)
            elif found.kind in COPYING:
                raise Garbled("expected no copy")
            elif found.kind == b"T":
                rows.columns = columns(found.body)
            elif found.kind == b"t":
                rows.takes = types(found.body)
            elif found.kind == b"D" and not rows.truncated:
                await self._row(rows, found, caps)
        return rows, error, found.body

    async def _row(self, rows: Rows, found: Message, caps: Caps) -> None:
        rows.size += len(found.body)
        if len(rows.rows) < caps.rows and rows.size <= caps.bytes:
            rows.rows.append(values(found.body))
            return
        rows.truncated = True
        if rows.size > caps.bytes:
            await cancel(self._line)  # what is left is not read into memory, and not made either


def _later(work: object) -> None:
    task = asyncio.ensure_future(work)  # type: ignore[call-overload]
    _ENDING.add(task)
    task.add_done_callback(_ENDING.discard)


def _parse(sql: str, takes: Sequence[int] = (), name: str = "") -> bytes:
    return message(b"P", text(name), text(sql), int16(len(takes)), *map(int32, takes))


def _bind() -> bytes:
    return message(b"B", text(""), text(""), int16(0), int16(0), int16(0))  # no values; every result as text


def _execute(most: int) -> bytes:
    return message(b"E", text(""), int32(most))


def _simple(sql: str) -> bytes:
    return message(b"Q", text(sql))
