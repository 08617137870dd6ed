"""The names one query can use: what it reads from, and which columns each use of a name may be of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlglot import exp

from wicketgate.gate.sql.columns import Columns, Whole
from wicketgate.gate.sql.functions import CALLABLE
from wicketgate.gate.sql.names import Names
from wicketgate.gate.sql.statement import EVERY, Column, SqlRefused, Table

MOST_SOURCES = 64
"""As many as SQLite joins."""
MOST_LOOKED = 5000
"""Tables that may be looked at for all columns of a statement that stand without theirs."""


@dataclass(slots=True)
class Source:
    """One thing a query reads from."""

    alias: str
    table: Table | None
    """None where it is computed by the statement itself."""
    columns: Columns = None

    def may_give(self, name: str) -> bool:
        """Return whether something computed has, or may have, a column of this name."""
        open_ended = self.columns is None or isinstance(self.columns, Whole)
        return self.table is None and (open_ended or name in (self.columns or ()))


@dataclass(slots=True)
class Frame:
    """One query's own names."""

    sources: list[Source] = field(default_factory=list)
    given: frozenset[str] = frozenset()
    """Names its results are given."""

    @property
    def tables(self) -> tuple[Table, ...]:
        """Return the tables it reads from."""
        return tuple([source.table for source in self.sources if source.table is not None])

    def may_give(self, name: str) -> bool:
        """Return whether a name may be of no table at all: one given here, or a column of something computed."""
        return name in self.given or any(source.may_give(name) for source in self.sources)

    def add(self, source: Source) -> None:
        """Take in one more source; SqlRefused where its name is taken: then nobody knows which of the two is meant."""
        if source.alias and any(other.alias == source.alias for other in self.sources):
            raise SqlRefused(f"expected a name of its own for each table of the query (got {source.alias[:80]} twice)")
        if len(self.sources) >= MOST_SOURCES:
            raise SqlRefused(f"expected at most {MOST_SOURCES} tables in one query")
        self.sources.append(source)


Frames = tuple[Frame, ...]
"""The query itself first, then those around it."""


class Uses:
    """The tables and columns that a statement was seen to use."""

    def __init__(self, names: Names) -> None:
        self.dialect, self.names = names.dialect, names
        self.tables: dict[Table, None] = {}
        self.columns: list[Column] = []
        self.owned: dict[tuple[Table, str], None] = {}
        """Each column that stands behind its table."""
        self.called: set[str] = set()
        """Functions that may be called by their name behind something computed."""
        self.unplaced: set[int] = set()
        """Where the name of a table begins that stands without its schema."""
        self.looked = 0
        """How many tables were looked at for columns without their table."""

    def table(self, table: Table, name: exp.Expression) -> None:
        """Note a table that is read, and where it is named; SqlRefused where nobody knows."""
        self.tables[table] = None
        if not table.schema and self.dialect == "postgres":
            start = name.meta.get("start")
            if not isinstance(start, int):
                raise SqlRefused(f"expected a plain name (got {table.name[:80]})")
            self.unplaced.add(start)

    def every(self, tables: tuple[Table, ...]) -> None:
        """Note a use of every column of each of `tables`."""
        self.columns += [Column(EVERY, (table,)) for table in tables]

    def shared(self, name: exp.Expression, left: list[Source], right: list[Source]) -> None:
        """Note a column that both sides of a join are compared by."""
        column = self.names.column(name)
        for side in (left, right):
            tables = tuple(source.table for source in side if source.table is not None)
            if tables:
                perhaps = any(source.may_give(column) for source in side)
                self.columns.append(Column(column, tables, (), perhaps))

    def column(self, node: exp.Column, frames: Frames) -> None:
        """Note a column by its name, with or without its table before it."""
        if node.args.get("table") is not None:
            owners = self._owners(node, frames)
            source = owners[0]
            if isinstance(node.this, exp.Star):
                self.every((source.table,) if source.table is not None else ())
            elif self.dialect == "sqlite":
                self._outward(node, owners)
            elif source.table is not None:
                name = self.names.column(node.this)
                self.columns.append(Column(name, (source.table,)))
                self.owned[source.table, name] = None
            else:
                self._given(source, node.this)
            return
        name = self.names.fold(node.this)
        taken = False
        if self.dialect == "postgres":
            # To PostgreSQL, the name of a table is its whole row, unless any table has a column of that name.
            whole = next((source for frame in frames for source in frame.sources if source.alias == name), None)
            taken = whole is not None
            self.every((whole.table,) if whole is not None and whole.table is not None else ())
        self._bare(node, name, frames, taken)

    def _outward(self, node: exp.Column, owners: list[Source]) -> None:
        """Note a column behind a name: SQLite looks for it in each thing that goes by it, from the inside out."""
        name, tables, perhaps = self.names.fold(node.this), list[Table](), False
        for source in owners:
            if source.table is not None:
                tables.append(source.table)
                continue
            perhaps = perhaps or source.may_give(name)
            if source.columns is not None and name in source.columns:
                break
        if tables:
            self.columns.append(Column(self.names.column(node.this), (tables[0],), tuple(tables[1:]), perhaps))

    def _given(self, source: Source, node: exp.Expression) -> None:
        """Raise SqlRefused for a name behind something computed that may be none of its columns.

        PostgreSQL then calls the function of that name with it: `f.pg_sleep` is `pg_sleep(f)`.
        """
        name = self.names.fold(node)
        if isinstance(source.columns, Whole) and name not in source.columns:
            self.owned[source.columns.table, self.names.column(node)] = None  # proven to be one of the table's
        elif name not in (CALLABLE["postgres"] if source.columns is None else source.columns):
            raise SqlRefused(
                f"expected a name that the query in FROM gives (got {source.alias[:63]}.{name[:63]}): give it by AS,"
                " or behind a function as AS name(column), and list columns instead of *"
            )
        elif source.columns is None:
            self.called.add(name)

    def _bare(self, node: exp.Column, name: str, frames: Frames, taken: bool) -> None:
        for frame in frames:
            self.looked += len(frame.sources)
        if self.looked > MOST_LOOKED:
            raise SqlRefused("expected columns with their table before them: too many tables might have these")
        for source in frames[0].sources:
            if source.columns is not None and name in source.columns:
                # A table beside it that has the name as well makes it ambiguous, which every engine refuses.
                return
        own = frames[0].tables
        outer = tuple(table for frame in frames[1:] for table in frame.tables) if len(frames) > 1 else ()
        perhaps = any(frame.may_give(name) for frame in frames)
        if own or outer:
            self.columns.append(Column(self.names.column(node.this), own, outer, perhaps))
        elif not perhaps and not taken:
            raise SqlRefused(f"expected the name of something in the query (got {name[:80]})")

    def _owners(self, node: exp.Column, frames: Frames) -> list[Source]:
        """Return the sources that a column names before it, from the inside out."""
        found = list(self._named(node, frames))
        if not found:
            name = self.names.fold(node.args["table"])
            raise SqlRefused(f"expected the name of a table in the query (got {name[:80]})")
        return found

    def _named(self, node: exp.Column, frames: Frames) -> Iterator[Source]:
        owner, schema = node.args["table"], node.args.get("db")
        name = self.names.fold(owner)
        for source in (source for frame in frames for source in frame.sources):
            if schema is None and source.alias == name:
                yield source
            if schema is not None and source.table == Table(self.names.schema(schema), name):
                yield source
