"""The tables and columns a task may read: takes the policy's `name` or `name(column, column)`, gives values.

Knows nothing of any database: whether such a table exists is seen when it is opened.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from wicketgate.errors import ConfigError
from wicketgate.policy.pattern import parse_table


@dataclass(frozen=True, slots=True)
class TableGrant:
    """One granted table or view."""

    table: str
    columns: tuple[str, ...] = ()
    """The granted columns, in the policy's order; empty means every column."""

    def __str__(self) -> str:
        return f"{self.table}({', '.join(self.columns)})" if self.columns else self.table


def parse(spec: str) -> TableGrant:
    """Return the grant that `name` or `name(column, column)` stands for; ConfigError otherwise."""
    try:
        named = parse_table(spec)
    except ValueError as error:
        raise ConfigError(str(error)) from None
    schema, _, table = named.name.rpartition(".")
    # SQLite keeps its own catalogue under this prefix: it names every table and holds every definition.
    if table.lower().startswith("sqlite_") or schema.lower() not in ("", "main"):
        raise ConfigError(f"expected a table or view of the file itself (got {spec!r})")
    return TableGrant(table, named.columns or ())


def parse_all(specs: Iterable[str]) -> tuple[TableGrant, ...]:
    """Return every grant; ConfigError when there is none, or one table is named twice."""
    grants = tuple(parse(spec) for spec in specs)
    if not grants:
        raise ConfigError("no table is granted", "name at least one under `tables:`")
    if len({grant.table.lower() for grant in grants}) != len(grants):
        raise ConfigError("a table is granted twice", "write its columns in one entry")
    return grants


def describe(grants: Iterable[TableGrant]) -> str:
    """Return the grants as one line for a person or a model."""
    return ", ".join(str(grant) for grant in grants)
