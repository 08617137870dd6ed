"""The extended protocol of one connection: statements and portals by name, what each message does to them.

Parse is one request, or Bind where it brings values; Describe and the first Execute belong to it, each further Execute
is a request of its own. A
portal holds the statement it was bound to, not its name: what is parsed later under that name is another one.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from wicketgate.action import Admission
from wicketgate.egress.postgres import answers
from wicketgate.egress.postgres.answers import Told
from wicketgate.egress.postgres.local import empty
from wicketgate.egress.postgres.transaction import Transaction
from wicketgate.egress.postgres.upstream import Upstream
from wicketgate.egress.postgres.values import filled, places
from wicketgate.tools.postgres.framing import Fields
from wicketgate.tools.postgres.session import Column, Rows

MOST = 64
"""Statements, and portals, one connection may hold."""
OPEN = 2
"""Portals that hold rows still to come: rows are kept in our memory, not in the database's."""


@dataclass(slots=True)
class Prepared:
    """One parsed statement."""

    sql: str
    local: bool = False
    types: tuple[int, ...] | None = None
    """What it declares of values to come; None where it takes none."""
    admission: Admission | None = None
    """Its own, until it is executed."""
    columns: tuple[Column, ...] | None = None


@dataclass(slots=True)
class Portal:
    """One statement, ready to run or running."""

    prepared: Prepared
    found: Rows | None = None
    at: int = 0


class Extended:
    """What one connection has parsed and bound; `steps` says what each kind of message does."""

    def __init__(self, upstream: Upstream, transaction: Transaction) -> None:
        self._upstream, self._transaction = upstream, transaction
        self._statements: dict[str, Prepared] = {}
        self._portals: dict[str, Portal] = {}
        self._unused: dict[int, Prepared] = {}
        self.steps: dict[bytes, Callable[[Fields], Awaitable[bytes]]] = {
            b"P": self._parse,
            b"B": self._bind,
            b"D": self._describe,
            b"E": self._execute,
            b"C": self._close,
        }

    def synced(self) -> None:
        """Forget portals: outside a transaction, none outlives its Sync."""
        if self._transaction.status == "I":
            self._portals.clear()

    async def forget(self, name: str) -> None:
        """Forget a statement; a portal bound to it keeps it."""
        gone = self._statements.pop(name, None)
        if gone is not None and all(portal.prepared is not gone for portal in self._portals.values()):
            await self._drop(gone)

    async def end(self) -> None:
        """Record what was admitted and never executed."""
        for prepared in tuple(self._unused.values()):
            await self._drop(prepared)

    async def _parse(self, fields: Fields) -> bytes:
        name, sql, types = fields.text(), fields.text(), fields.count()
        declared = tuple(fields.int32() for _ in range(types))
        fields.end()
        if name and name in self._statements:
            raise Told(answers.TWICE, "there is a statement of that name")
        if len(self._statements) >= MOST:
            raise Told(answers.TOO_MUCH, f"expected at most {MOST} statements")
        await self.forget(name)
        prepared = Prepared(sql, local=empty(sql) or self._transaction.local(sql) is not None)
        if not prepared.local and places(sql):
            prepared.types = declared  # decided when its values are there
        elif not prepared.local:
            await self._admit(prepared)
        self._statements[name] = prepared
        return answers.PARSED

    async def _bind(self, fields: Fields) -> bytes:
        name, statement = fields.text(), fields.text()
        formats = [fields.int16() for _ in range(fields.count())]
        values = [fields.value() for _ in range(fields.count())]
        formats += [fields.int16() for _ in range(fields.count())]
        fields.end()
        if any(formats):
            raise Told(answers.UNSUPPORTED, "values and answers are text", "ask for no binary format")
        if name not in self._portals and len(self._portals) >= MOST:
            raise Told(answers.TOO_MUCH, f"expected at most {MOST} portals")
        self._portals[name] = Portal(await self._filled(self._named(statement), values))
        return answers.BOUND

    async def _describe(self, fields: Fields) -> bytes:
        kind, name = fields.take(1), fields.text()
        fields.end()
        prepared = self._named(name) if kind == b"S" else self._opened(name).prepared
        before = answers.NO_PARAMETERS if kind == b"S" else b""
        if prepared.types is not None:
            raise Told(answers.UNSUPPORTED, "a statement without its values is not described", "describe the portal")
        if prepared.local:
            here = None if empty(prepared.sql) else self._transaction.local(prepared.sql)
            return before + answers.told(here.column if here is not None else "")
        if prepared.columns is None:
            admission = prepared.admission or await self._admit(prepared)
            prepared.columns = await self._upstream.describe(admission, prepared.sql)
        return before + answers.described(prepared.columns)

    async def _execute(self, fields: Fields) -> bytes:
        name, most = fields.text(), fields.int32()
        fields.end()
        portal = self._opened(name)
        sql = portal.prepared.sql
        if portal.prepared.local and empty(sql):
            return answers.EMPTY
        here = self._transaction.local(sql)
        if here is not None:
            return self._transaction.moved(here)
        if portal.found is None:
            if sum(bool(other.found and other.found.rows) for other in self._portals.values()) >= OPEN:
                raise Told(answers.TOO_MUCH, f"expected at most {OPEN} portals with rows still to come", "read one out")
            admission = portal.prepared.admission or await self._admit(portal.prepared)
            self._spent(portal.prepared)
            portal.found = await self._upstream.run(admission, sql)
        return _part(portal, portal.found, most)

    async def _close(self, fields: Fields) -> bytes:
        kind, name = fields.take(1), fields.text()
        fields.end()
        if kind == b"S":
            await self.forget(name)
        else:
            self._portals.pop(name, None)
        return answers.CLOSED

    async def _filled(self, prepared: Prepared, values: Sequence[bytes | None]) -> Prepared:
        """Return the statement a portal runs: with values, one of its own, decided now that they are there."""
        if prepared.types is None and not values:
            return prepared
        made = Prepared(filled(prepared.sql, prepared.types or (), values))
        await self._admit(made)
        return made

    async def _admit(self, prepared: Prepared) -> Admission:
        """Return the statement's admission, kept until it is executed; Refused unless it is allowed."""
        admission = prepared.admission = await self._upstream.admit(prepared.sql)
        self._unused[admission.asked] = prepared
        return admission

    def _spent(self, prepared: Prepared) -> Admission | None:
        admission, prepared.admission = prepared.admission, None
        if admission is not None:
            self._unused.pop(admission.asked, None)
        return admission

    async def _drop(self, prepared: Prepared) -> None:
        admission = self._spent(prepared)
        if admission is not None:
            await self._upstream.unused(admission)

    def _named(self, name: str) -> Prepared:
        if name not in self._statements:
            raise Told(answers.NO_STATEMENT, "there is no statement of that name")
        return self._statements[name]

    def _opened(self, name: str) -> Portal:
        if name not in self._portals:
            raise Told(answers.NO_PORTAL, "there is no portal of that name")
        return self._portals[name]


def _part(portal: Portal, found: Rows, most: int) -> bytes:
    """Return the next `most` rows of a portal, or all that are left."""
    end = portal.at + most if most > 0 else len(found.rows)
    rows, portal.at = found.rows[portal.at : end], end
    more = end < len(found.rows)
    if not more:
        found.rows, portal.at = [], 0
    return answers.rows(rows) + (answers.SUSPENDED if more else answers.complete(f"SELECT {len(rows)}"))
