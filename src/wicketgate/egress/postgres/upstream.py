"""The way from one program's connection to the database: each statement is admitted, then run, then settled.

The database is dialled when the first statement was admitted, not before. The secret is asked for at every statement;
a rotated one is logged in with by the next. Once it may not be used any more, the lease of the connection is cut off:
what runs is ended at the database too, and so is the session.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from wicketgate.action import Action, Admission, Result, Way
from wicketgate.egress.postgres.answers import TooMuch
from wicketgate.egress.postgres.catalogue import MADE
from wicketgate.egress.postgres.cleaning import cleaned, named
from wicketgate.egress.postgres.granted import Granted
from wicketgate.egress.postgres.keys import MOST
from wicketgate.egress.postgres.lookups import MENTIONED, put
from wicketgate.egress.postgres.made import made_up, numbered
from wicketgate.egress.postgres.unforeseen import KEPT, unforeseen
from wicketgate.egress.postgres.values import bare, unfilled
from wicketgate.errors import Error, Refused
from wicketgate.flow import Door
from wicketgate.gate.sql import read
from wicketgate.policy import Source
from wicketgate.secrets.lease import Lease
from wicketgate.tools.postgres.connect import connect
from wicketgate.tools.postgres.dial import Place
from wicketgate.tools.postgres.fault import DatabaseError
from wicketgate.tools.postgres.packets import Column
from wicketgate.tools.postgres.proof import Proof
from wicketgate.tools.postgres.query import SECONDS, Lend, lent_for, proven
from wicketgate.tools.postgres.session import Caps, Rows, Session

TOOL = "db.query"
BYTES = 1 << 20
"""Of the values of one answer."""
LISTED_ROWS = 5000
"""Of an answer that holds nothing of the database's, only what is granted."""
UNUSED, DESCRIBED = "admitted, and never executed", "described, not executed"
LISTED = "what is granted is listed by information_schema.tables and information_schema.columns"
T = TypeVar("T")


class Upstream:
    """The database of one connection from inside."""

    def __init__(
        self, door: Door, source: Source, lend: Lend | None, lease: Lease, granted: Granted, seconds: float = SECONDS
    ) -> None:
        """`lease`: of the task that answers the program; cut off with the reason once the password may not be used."""
        self._granted = granted
        grant = door.ports.profile.task.tools[TOOL]
        self._door, self._source, self._lend, self._lease = door, source, lend, lease
        self._name, self._caps = str(grant.source), Caps(grant.rows, BYTES, seconds)
        self._place = Place.of(source, door.ports.profile.authorities(source))
        self._session: Session | None = None
        self._by = b""
        """Digest of the password the session is logged in with."""

    async def meant(self, sql: str) -> str:
        """Return a statement as it is decided and run: one that asks the catalogue asks what is granted instead.

        What it asked is on record before what has become of it.
        """
        without = put(sql, self._granted.nothing)
        if without is None:
            return sql
        state = self._door.ports.state
        self._door.ports.audit.note("db.lookup", {"tool": TOOL, "sql": state.clean(sql)[:KEPT]})
        if MADE not in without:
            return without
        made = put(sql, await self._granted.catalogue(self._spelled, self._keys))
        if made is None:
            raise TooMuch("more is granted than one look-up can hold", "name fewer columns of the catalogue")
        return made

    async def admit(self, sql: str) -> Admission:
        """Return the recorded admission of a statement; Refused, with rule and remedy, unless it is allowed."""
        admission = await self._door.admit(self._door.request(TOOL, {"source": self._name, "sql": sql}, Way.EGRESS))
        verdict = admission.verdict
        if not verdict.allowed:
            hint = f"{verdict.remedy}; {LISTED}" if MENTIONED.search(sql) else verdict.remedy
            raise Refused(f"{verdict.reason} (rule {verdict.rule})", hint)
        return admission

    async def run(self, admission: Admission, sql: str) -> Rows:
        """Return what an admitted statement reads, cleaned, its outcome on record."""
        return await self._settled(admission, self._run(admission.action, sql))

    async def describe(self, admission: Admission, sql: str) -> tuple[Column, ...]:
        """Return the columns an admitted statement would give."""
        return (await self._described(admission.action, sql, ())).columns

    async def sketch(self, sql: str, types: Sequence[int]) -> Rows:
        """Return what a statement gives and takes whose values are still to come: a request of its own, never run.

        What is decided has NULL in the place of each value; what the database parses is the same text around them.
        """
        asked = await self.meant(sql)
        admission = await self.admit(bare(asked))
        return await self._settled(admission, self._described(admission.action, asked, types), DESCRIBED)

    async def unused(self, admission: Admission) -> None:
        """Record that an admitted statement was never executed."""
        await self._door.settle(admission, Result(UNUSED))

    async def cancel(self) -> None:
        """Have the database end what runs."""
        if self._session is not None and not self._session.broken:
            await self._session.cancel()

    def close(self) -> None:
        """End the connection to the database."""
        if self._session is not None:
            self._session.close()
            self._session = None

    async def _run(self, action: Action, sql: str) -> Rows:
        rows = max(self._caps.rows, LISTED_ROWS) if made_up(sql) else self._caps.rows
        found = await proven(await self._ready(action), sql, replace(self._caps, rows=rows))
        if found.truncated:
            # INVARIANT: a part of an answer never looks like the whole.
            many = f"the answer has more than {rows} rows or {BYTES} bytes"
            raise TooMuch(many, f"narrow it with WHERE and LIMIT {rows}")
        return cleaned(numbered(found, sql), self._door.ports.state.clean)

    async def _described(self, action: Action, sql: str, types: Sequence[int]) -> Rows:
        statement = read(bare(sql), "postgres")
        placed = statement.placed(sql, lambda at: unfilled(sql, at))
        found = await (await self._ready(action)).describe(placed, self._caps, types, Proof(statement))
        return numbered(named(found, self._door.ports.state.clean), sql)

    async def _spelled(self, sql: str) -> Rows:
        """Return the columns of a statement that is not run, and how the server spells the type of each."""
        admission = await self.admit(sql)
        return await self._settled(admission, self._typed(admission.action, sql), DESCRIBED)

    async def _typed(self, action: Action, sql: str) -> Rows:
        session = await self._ready(action)
        # Nothing but columns behind their tables, all with their schemas: no name of it is looked for.
        found = named(await session.describe(sql, self._caps), self._door.ports.state.clean)
        kinds = ", ".join(f"({at}, {one.oid}, {one.modifier})" for at, one in enumerate(found.columns))
        # Numbers alone, of what was just described: this asks nothing that the statement does not.
        spelled = f"SELECT pg_catalog.format_type(k, m) FROM (VALUES {kinds}) AS t(n, k, m) ORDER BY n"  # noqa: S608
        rows = await session.run(spelled, replace(self._caps, rows=len(found.columns)))
        return replace(cleaned(rows, self._door.ports.state.clean), columns=found.columns)

    async def _keys(self, sql: str) -> Rows:
        """Return what the server says of what was just listed; nothing, where it keeps its catalogue otherwise."""
        try:
            found = await self._session.run(sql, replace(self._caps, rows=MOST)) if self._session else Rows()
        except DatabaseError:
            return Rows()
        return cleaned(found, self._door.ports.state.clean)

    async def _ready(self, action: Action) -> Session:
        try:
            lent = await lent_for(self._source, action, self._lend)  # it may have changed since the connection was made
        except Error:
            self.close()
            raise
        with lent:
            by = hashlib.sha256(lent.reveal().encode()).digest()
            if self._session is None or self._session.broken or by != self._by:
                self.close()
                self._session = Session(await connect(self._place, lent, self._caps.seconds))
                self._by = by
                self._lease.cover(lent)
        return self._session

    async def _settled(self, admission: Admission, work: Awaitable[Rows], said: str = "") -> Rows:
        """Return what `work` gives, its outcome on record: `said`, or what was read."""
        try:
            found = await work
        except DatabaseError as error:
            await self._door.settle(admission, Result(error.own or error.message, ok=False))
            raise
        except Error as error:
            await self._door.settle(admission, Result(error.message, ok=False))
            raise
        except BaseException:
            cut = self._lease.refused
            why = cut.message if cut is not None else "the statement failed inside Wicketgate"
            await self._door.settle(admission, Result(why, ok=False))
            raise
        await self._door.settle(admission, Result(said or f"{len(found.rows)} rows, {found.size} bytes"))
        return found

    async def guarded(self, work: Callable[[], Awaitable[T]]) -> T:
        """Return what `work` gives; an error nobody foresaw is told by a number, and its words go to the record."""
        try:
            return await work()
        except Error:
            raise
        except Exception as error:
            raise unforeseen(self._door, TOOL, error) from None
