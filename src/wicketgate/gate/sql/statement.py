"""What one query reads, as values; names are folded as the engine folds them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

Dialect = Literal["sqlite", "postgres"]
EVERY = "*"
HOME, PROVEN = "public", "wicketgate_proven"
"""The schema that a table of PostgreSQL is in whose name stands alone; and what one is called where it is proven."""


class SqlRefused(ValueError):
    """The statement is not one query of a kind that can be judged; the message says what was expected."""


class Table(NamedTuple):
    """A table or view of the source itself, never a common table expression."""

    schema: str
    """Empty where the statement names none."""
    name: str

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}" if self.schema else self.name


@dataclass(frozen=True, slots=True)
class Column:
    """One use of a column."""

    name: str
    """`*` for every column of each table."""
    tables: tuple[Table, ...]
    """The tables of the query it stands in that it may be of; one where the statement says which."""
    outer: tuple[Table, ...] = ()
    """Tables of the queries around, which it is of if those do not have it."""
    perhaps: bool = False
    """It may be of no table at all: a name given in the query, or a column of something computed."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One query: it reads, and nothing else."""

    kind: Literal["select"]
    tables: tuple[Table, ...]
    columns: tuple[Column, ...]
    functions: frozenset[str]
    """Names that are called, lower case."""
    owned: tuple[tuple[Table, str], ...] = ()
    """Columns that stand behind their table, with it: to PostgreSQL, a function of such a row where it has none."""

    unplaced: tuple[int, ...] = ()
    """Where, in its text, names of tables begin that stand without their schema; for PostgreSQL."""

    def placed(self, sql: str, moved: Callable[[int], int] = int) -> str:
        """Return its text with each table behind its schema, so that no search path says which one is meant.

        `moved` says where a place of the text that was read is in `sql`, where they are not the same.
        """
        made, at = list[str](), 0
        for start in map(moved, self.unplaced):
            made += (sql[at:start], f"{HOME}.")
            at = start
        return "".join((*made, sql[at:]))

    def proofs(self) -> tuple[str, ...]:
        """Return statements that PostgreSQL can parse only if each column that stands behind its table is one of it.

        Behind its table, a name that is no column calls the function of that name with the row; alone, it does not.
        """
        found: dict[Table, list[str]] = {}
        for table, name in self.owned:
            found.setdefault(table, []).append(f'"{name}"')
        return tuple(
            f'SELECT {", ".join(names)} FROM "{table.schema or HOME}"."{table.name}" AS {PROVEN}'  # noqa: S608
            for table, names in found.items()
        )

    def named(self) -> tuple[str, ...]:
        """Return each table with the columns that are surely its own, as a policy spells them."""
        found: dict[Table, dict[str, None]] = {table: {} for table in self.tables}
        for column in self.columns:
            if len(column.tables) == 1 and not column.perhaps:
                found.setdefault(column.tables[0], {})[column.name] = None
        return tuple(f"{table}({', '.join(names)})" if names else str(table) for table, names in found.items())
