"""What something computed is known to give, as values: names, and all that one table has."""

from __future__ import annotations

from collections.abc import Iterable

from wicketgate.gate.sql.statement import Table

Columns = frozenset[str] | None
"""What something computed is known to give; None: not known."""


class Whole(frozenset[str]):
    """Names that something computed is known to give, beside every column of one table."""

    def __new__(cls, names: Iterable[str], table: Table) -> Whole:
        """Make it of the names, and of the table."""
        made = super().__new__(cls, names)
        made.table = table
        return made

    table: Table
