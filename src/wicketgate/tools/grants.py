"""Which tables and columns a task may read: takes the policy's `name` or `name(column, column)`, gives values.

Knows nothing of any database: whether such a table exists is seen when it is opened.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from wicketgate.errors import ConfigError

SPEC = re.compile(r"\s*([^()\s][^(),]*?)\s*(?:\(([^()]*)\))?\s*")


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
    match = SPEC.fullmatch(spec)
    columns = tuple(part.strip() for part in match[2].split(",")) if match and match[2] is not None else ()
    if match is None or (match[2] is not None and not all(columns)):
        raise ConfigError(f"expected `table` or `table(column, column)` (got {spec!r})")
    table = match[1]
    # SQLite keeps its own catalogue under this prefix: it names every table and holds every definition.
    if table.lower().startswith("sqlite_"):
        raise ConfigError(f"a table of SQLite's own cannot be granted (got {table!r})")
    if len({column.lower() for column in columns}) != len(columns):
        raise ConfigError(f"a column is named twice (got {spec!r})")
    return TableGrant(table, columns)


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
