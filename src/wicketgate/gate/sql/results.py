"""The names a query gives to its results. Only what is surely there counts: one name too many would hide a column.

Takes parts of the parsed query; knows no table.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from wicketgate.gate.sql.columns import Columns, Whole
from wicketgate.gate.sql.names import Names
from wicketgate.gate.sql.statement import Table
from wicketgate.gate.sql.uses import Frame, Source


class Results:
    """One engine's rules for the names of results."""

    def __init__(self, names: Names) -> None:
        self.names = names

    def renamed(self, alias: exp.Expression | None, inside: Columns) -> Columns:
        """Return the columns of something computed, under the names its alias lists."""
        listed = alias.args.get("columns") if alias is not None else None
        return frozenset(self.names.fold(one) for one in listed) if listed else inside

    def numbered(self, rows: list[exp.Expression]) -> Columns:
        """Return the names PostgreSQL gives to the columns of VALUES."""
        many = len(rows[0].expressions) if rows and isinstance(rows[0], exp.Tuple) else 0
        return frozenset(f"column{at}" for at in range(1, many + 1)) if self.names.dialect == "postgres" else None

    def promised(self, cte: exp.Expression) -> Columns:
        """Return columns a common table surely gives, before it is read: its list, or what its first query names."""
        if self.names.dialect != "postgres" or cte.args["alias"].args.get("columns"):
            return self.renamed(cte.args["alias"], None)
        first = cte.this
        while isinstance(first, exp.SetOperation | exp.Subquery):
            first = first.this
        chosen = first.expressions if isinstance(first, exp.Select) else []
        plain = (one.this for one in chosen if isinstance(one, exp.Column) and not isinstance(one.this, exp.Star))
        return self.given(chosen) | frozenset(map(self.names.fold, plain))

    def given(self, expressions: list[exp.Expression]) -> frozenset[str]:
        """Return the names a query gives by AS."""
        return frozenset(self.names.fold(one.args["alias"]) for one in expressions if isinstance(one, exp.Alias))

    def output(self, expressions: list[exp.Expression], frame: Frame) -> Columns:
        """Return the columns a query gives; None where they are not known."""
        found, wide = set(self.given(expressions)), set[Table]()
        for one in expressions:
            if isinstance(one, exp.Star) or (isinstance(one, exp.Column) and isinstance(one.this, exp.Star)):
                for source in self._starred(one, frame):
                    columns = source.columns
                    if columns is None and source.table is None:
                        return None
                    wide |= {source.table} if source.table is not None else set()
                    wide |= {columns.table} if isinstance(columns, Whole) else set()
                    found |= columns or frozenset()
            elif isinstance(one, exp.Column):
                found.add(self.names.fold(one.this))
            elif not isinstance(one, exp.Alias) and self.names.dialect == "postgres":
                # PostgreSQL names it by its function or type; SQLite by its text, which nobody writes by chance.
                return None
        if len(wide) > 1 or (wide and self.names.dialect != "postgres"):
            return None
        return Whole(found, wide.pop()) if wide else frozenset(found)

    def _starred(self, star: exp.Expression, frame: Frame) -> Iterator[Source]:
        owner = star.args.get("table")
        name = self.names.fold(owner) if owner is not None else None
        yield from (source for source in frame.sources if name is None or source.alias == name)

    def ordering(self, node: exp.Select, given: frozenset[str]) -> Iterator[exp.Expression]:
        """Yield what a query is ordered by, save for names it gives itself: there, and only there, those come first."""
        order = node.args.get("order")
        for one in order.expressions if order is not None else ():
            column = one.this if isinstance(one, exp.Ordered) else one
            bare = isinstance(column, exp.Column) and len([part for part in column.args.values() if part]) == 1
            if not bare or isinstance(column.this, exp.Star) or self.names.fold(column.this) not in given:
                yield one
