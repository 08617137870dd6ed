"""Names as an engine folds them; the ones that lead to its catalogue or to what no table declares are refused."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from wicketgate.gate.sql.statement import Dialect, SqlRefused

UPPER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
CATALOGUE = {"sqlite": ("sqlite_", "pragma_"), "postgres": ("pg_",)}
SCHEMAS = {"sqlite": frozenset({"", "main"})}
"""Where an engine has few; elsewhere any but the catalogue's."""
CATALOGUES = frozenset({"information_schema"})
HIDDEN = {
    "sqlite": frozenset({"rowid", "_rowid_", "oid"}),
    "postgres": frozenset({"ctid", "xmin", "xmax", "cmin", "cmax", "tableoid"}),
}
"""Columns that every table has and none declares."""


class Names:
    """One engine's rules for names."""

    def __init__(self, dialect: Dialect, written: Mapping[int, str] | None = None) -> None:
        """`written`: the words of the text, folded, by where they begin."""
        self.dialect = dialect
        self.written = written or {}

    def fold(self, node: object) -> str:
        """Return a name as the engine compares it; SqlRefused if it is none."""
        if not isinstance(node, exp.Identifier) or not isinstance(node.this, str) or not node.this:
            raise SqlRefused("expected a plain name")
        if node.args.get("quoted") and self.dialect == "postgres":
            return node.this
        return node.this.translate(UPPER)

    def schema(self, node: object) -> str:
        """Return a schema's name; SqlRefused for one that is not for queries."""
        name = self.fold(node) if node is not None else ""
        allowed = SCHEMAS.get(self.dialect)
        if (
            name.startswith(CATALOGUE[self.dialect])
            or name in CATALOGUES
            or (allowed is not None and name not in allowed)
        ):
            raise SqlRefused(f"expected a table of the source itself (got schema {name[:80]})")
        return "" if name == "main" and self.dialect == "sqlite" else name

    def table(self, schema: object, node: object) -> tuple[str, str]:
        """Return a table's schema and name; SqlRefused for the catalogue."""
        name = self.fold(node)
        if name.startswith(CATALOGUE[self.dialect]):
            raise SqlRefused(f"expected a table of the source itself (got {name[:80]}, of the catalogue)")
        return self.schema(schema), name

    def column(self, node: object) -> str:
        """Return a column's name; SqlRefused for one that no table declares."""
        name = self.fold(node)
        if name in HIDDEN[self.dialect]:
            raise SqlRefused(f"expected a declared column (got {name})")
        return name
