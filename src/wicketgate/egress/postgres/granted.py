"""What a task is granted, with the types the server gives it: asked once a run, by one statement that only names it.

The statement is decided and recorded like the agent's own, described and never run; a table that is not there, or that
has not the columns granted, is left out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from wicketgate.egress.postgres.catalogue import PUBLIC, Catalogue
from wicketgate.egress.postgres.keys import Field, Known, Made, Place, statement, told
from wicketgate.policy.pattern import Table, parse_table
from wicketgate.tools.postgres.fault import DatabaseError
from wicketgate.tools.postgres.session import Rows

MARK = "wicketgate_table"
TOGETHER = 30
"""Tables in one statement."""
Ask = Callable[[str], Awaitable[Rows]]
"""Gives the columns of a statement, and a row for each with its type as it is spelled; or what one of ours says."""


class Granted:
    """The catalogue of one run."""

    def __init__(self, database: str, tables: Sequence[str]) -> None:
        """`tables`: as the policy names them."""
        self.nothing = Catalogue(database)
        """Without any table."""
        self._tables = list({_named(table): table for table in map(parse_table, tables)}.items())
        self._found: Catalogue | None = None
        self._turn = asyncio.Lock()

    async def catalogue(self, ask: Ask, keys: Ask) -> Catalogue:
        """Return the catalogue, asked for if it is not known yet; `keys` says what is made of the tables."""
        async with self._turn:
            if self._found is None:
                known = list[Known]()
                for at in range(0, len(self._tables), TOGETHER):
                    known += await self._asked(self._tables[at : at + TOGETHER], ask)
                found = await keys(statement((table.schema, table.name) for table in known)) if known else Rows()
                self._found = Catalogue(self.nothing.database, _completed(known, found))
            return self._found

    async def _asked(self, tables: Sequence[tuple[Place, Table]], ask: Ask) -> list[Known]:
        try:
            return _told(tables, await ask(_statement(tables)))
        except DatabaseError:
            if len(tables) == 1:
                return []
        return [known for table in tables for known in await self._asked([table], ask)]


def _named(table: Table) -> Place:
    schema, _, name = table.name.rpartition(".")
    return schema or PUBLIC, name


def _statement(tables: Sequence[tuple[Place, Table]]) -> str:
    chosen, sources = list[str](), list[str]()
    for at, ((schema, name), table) in enumerate(tables):
        chosen.append(f"{at} AS {MARK}")
        chosen += [f't{at}."{column}"' for column in table.columns] if table.columns else [f"t{at}.*"]
        sources.append(f'"{schema}"."{name}" AS t{at}')
    return f"SELECT {', '.join(chosen)} FROM {', '.join(sources)}"  # noqa: S608


def _told(tables: Sequence[tuple[Place, Table]], found: Rows) -> list[Known]:
    fields = list[list[Field]]()
    for column, (spelled,) in zip(found.columns, found.rows, strict=True):
        if column.name == MARK:
            fields.append([])
        else:
            said = (spelled or b"").decode().removeprefix(f"{PUBLIC}.")
            fields[-1].append(Field(column.name, column.oid, column.modifier, said))
    return [Known(*name, tuple(of)) for (name, _), of in zip(tables, fields, strict=True)]


def _completed(known: Sequence[Known], found: Rows) -> tuple[Known, ...]:
    """Return tables with their keys and defaults, as far as these are of columns that are granted."""
    granted = {(table.schema, table.name): [field.name for field in table.fields] for table in known}
    made = told([] if found.truncated else found.rows, granted)
    return tuple(_whole(table, made[table.schema, table.name]) for table in known)


def _whole(table: Known, made: Made) -> Known:
    fields = (
        field._replace(required=field.name in made.required, default=made.defaults.get(field.name, ""))
        for field in table.fields
    )
    return table._replace(fields=tuple(fields), keys=made.keys)
