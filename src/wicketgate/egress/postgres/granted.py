"""What a task is granted, with the types the server gives it: asked once a run, by one statement that only names it.

The statement is decided and recorded like the agent's own, described and never run; a table that is not there, or that
has not the columns granted, is left out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from wicketgate.egress.postgres.catalogue import PUBLIC, Catalogue, Field, Known
from wicketgate.policy.pattern import Table, parse_table
from wicketgate.tools.postgres.fault import DatabaseError
from wicketgate.tools.postgres.session import Rows

MARK = "wicketgate_table"
TOGETHER = 30
"""Tables in one statement."""
Ask = Callable[[str], Awaitable[Rows]]
"""Gives the columns of a statement, and a row for each with its type as it is spelled."""


class Granted:
    """The catalogue of one run."""

    def __init__(self, database: str, tables: Sequence[str]) -> None:
        """`tables`: as the policy names them."""
        self.nothing = Catalogue(database)
        """Without any table."""
        self._tables = list({_named(table): table for table in map(parse_table, tables)}.items())
        self._found: Catalogue | None = None
        self._turn = asyncio.Lock()

    async def catalogue(self, ask: Ask) -> Catalogue:
        """Return the catalogue, asked for if it is not known yet."""
        async with self._turn:
            if self._found is None:
                known = list[Known]()
                for at in range(0, len(self._tables), TOGETHER):
                    known += await self._asked(self._tables[at : at + TOGETHER], ask)
                self._found = Catalogue(self.nothing.database, tuple(known))
            return self._found

    async def _asked(self, tables: Sequence[tuple[tuple[str, str], Table]], ask: Ask) -> list[Known]:
        try:
            return _told(tables, await ask(_statement(tables)))
        except DatabaseError:
            if len(tables) == 1:
                return []
        return [known for table in tables for known in await self._asked([table], ask)]


def _named(table: Table) -> tuple[str, str]:
    schema, _, name = table.name.rpartition(".")
    return schema or PUBLIC, name


def _statement(tables: Sequence[tuple[tuple[str, str], Table]]) -> str:
    chosen, sources = list[str](), list[str]()
    for at, ((schema, name), table) in enumerate(tables):
        chosen.append(f"{at} AS {MARK}")
        chosen += [f't{at}."{column}"' for column in table.columns] if table.columns else [f"t{at}.*"]
        sources.append(f'"{schema}"."{name}" AS t{at}')
    return f"SELECT {', '.join(chosen)} FROM {', '.join(sources)}"  # noqa: S608


def _told(tables: Sequence[tuple[tuple[str, str], Table]], found: Rows) -> list[Known]:
    fields = list[list[Field]]()
    for column, (spelled,) in zip(found.columns, found.rows, strict=True):
        if column.name == MARK:
            fields.append([])
        else:
            said = (spelled or b"").decode().removeprefix(f"{PUBLIC}.")
            fields[-1].append(Field(column.name, column.oid, column.modifier, said))
    return [Known(*name, tuple(of)) for (name, _), of in zip(tables, fields, strict=True)]
