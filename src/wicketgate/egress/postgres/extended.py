"""The extended protocol of one connection: statements and portals by name, what each message does to them.

Parse is one request, or Bind where it brings values; Describe and the first Execute belong to it, each further Execute
is a request of its own. A
portal holds the statement it was bound to, not its name: what is parsed later under that name is another one.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from wicketgate.action import Admission
from wicketgate.egress.postgres import answers
from wicketgate.egress.postgres.answers import Told
from wicketgate.egress.postgres.binary import BINARY, CODECS, given, spread
from wicketgate.egress.postgres.local import Local, empty
from wicketgate.egress.postgres.portal import Portal, Prepared, part, taken
from wicketgate.egress.postgres.transaction import Transaction
from wicketgate.egress.postgres.upstream import Upstream
from wicketgate.egress.postgres.values import ANY, UNKNOWN, filled, known, places
from wicketgate.tools.postgres.framing import Fields
from wicketgate.tools.postgres.session import Rows

MOST = 64
"""Statements, and portals, one connection may hold."""
OPEN = 2
"""Portals that hold rows still to come: rows are kept in our memory, not in the database's."""


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

    async def moved(self, here: Local) -> bytes:
        """Return the answer to a statement that needs no database, and forget what it names."""
        for name in tuple(self._statements) if here.value == "all" and not here.column else (here.value,):
            if here.tag == "DEALLOCATE":
                await self.forget(name)
        return self._transaction.moved(here)

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
            prepared.types = known(declared)  # decided when its values are there
        elif not prepared.local:
            prepared.sql = await self._upstream.meant(sql)
            await self._admit(prepared)
        self._statements[name] = prepared
        return answers.PARSED

    async def _bind(self, fields: Fields) -> bytes:
        name, statement = fields.text(), fields.text()
        formats = [fields.int16() for _ in range(fields.count())]
        values = [fields.value() for _ in range(fields.count())]
        results = tuple(fields.int16() for _ in range(fields.count()))
        fields.end()
        if name not in self._portals and len(self._portals) >= MOST:
            raise Told(answers.TOO_MUCH, f"expected at most {MOST} portals")
        self._portals[name] = Portal(await self._filled(self._named(statement), formats, values), results)
        return answers.BOUND

    async def _describe(self, fields: Fields) -> bytes:
        kind, name = fields.take(1), fields.text()
        fields.end()
        portal = Portal(self._named(name)) if kind == b"S" else self._opened(name)
        prepared = portal.prepared
        if prepared.types is not None:
            sketch = await self._sketched(prepared)
            return answers.taking([taken(one) for one in sketch.takes]) + answers.described(sketch.columns)
        before = answers.taking(()) if kind == b"S" else b""
        if prepared.local:
            here = None if empty(prepared.sql) else self._transaction.local(prepared.sql)
            return before + answers.told(here.column if here is not None else "")
        if prepared.columns is None:
            admission = prepared.admission or await self._admit(prepared)
            prepared.columns = await self._upstream.describe(admission, prepared.sql)
        return before + answers.described(prepared.columns, given(prepared.columns, portal.formats))

    async def _execute(self, fields: Fields) -> bytes:
        name, most = fields.text(), fields.int32()
        fields.end()
        portal = self._opened(name)
        sql = portal.prepared.sql
        if portal.prepared.local and empty(sql):
            return answers.EMPTY
        here = self._transaction.local(sql)
        if here is not None:
            return await self.moved(here)
        if portal.found is None:
            if sum(bool(other.found and other.found.rows) for other in self._portals.values()) >= OPEN:
                raise Told(answers.TOO_MUCH, f"expected at most {OPEN} portals with rows still to come", "read one out")
            admission = portal.prepared.admission or await self._admit(portal.prepared)
            self._spent(portal.prepared)
            portal.found = await self._upstream.run(admission, sql)
        return part(portal, portal.found, most)

    async def _close(self, fields: Fields) -> bytes:
        kind, name = fields.take(1), fields.text()
        fields.end()
        if kind == b"S":
            await self.forget(name)
        else:
            self._portals.pop(name, None)
        return answers.CLOSED

    async def _filled(self, prepared: Prepared, formats: Sequence[int], values: Sequence[bytes | None]) -> Prepared:
        """Return the statement a portal runs: with values, one of its own, decided now that they are there."""
        if prepared.types is None and not values:
            return prepared
        types = list(prepared.types or ())
        types += [UNKNOWN] * (len(values) - len(types))
        forms = spread(formats, len(values))
        if any(form == BINARY and kind == UNKNOWN for form, kind in zip(forms, types, strict=False)):
            takes = (await self._sketched(prepared)).takes
            types = [kind or (one if one in CODECS else ANY) for kind, one in zip(types, takes, strict=False)]
        made = Prepared(await self._upstream.meant(filled(prepared.sql, types, values, forms)))
        await self._admit(made)
        return made

    async def _sketched(self, prepared: Prepared) -> Rows:
        if prepared.sketch is None:
            prepared.sketch = await self._upstream.sketch(prepared.sql, prepared.types or ())
        return prepared.sketch

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
