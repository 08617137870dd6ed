"""Which columns a function gives that stands where a table does. Takes its node and its alias; knows no table.

Only what is surely there counts: one name too many would hide a column, or let a function be called by it.
"""

from __future__ import annotations

from sqlglot import exp

from wicketgate.gate.sql.columns import Columns
from wicketgate.gate.sql.functions import SQLITE_TABLE_COLUMNS, SQLITE_TABLES
from wicketgate.gate.sql.names import Names
from wicketgate.gate.sql.shapes import TYPES
from wicketgate.gate.sql.statement import SqlRefused

PAIRS = frozenset({"json_each", "json_each_text", "jsonb_each", "jsonb_each_text"})
ELEMENTS = frozenset(
    {"json_array_elements", "json_array_elements_text", "jsonb_array_elements", "jsonb_array_elements_text"}
)
LINES = frozenset(
    {"generate_series", "json_object_keys", "jsonb_object_keys", "regexp_split_to_table", "string_to_table", "unnest"}
)
"""Their one column has the name they go by."""
SERIES = (exp.GenerateSeries, exp.ExplodingGenerateSeries)
PLAIN_ITEMS = (exp.Literal, exp.Null, exp.Boolean)


def computed(node: exp.Expression, names: Names) -> tuple[Columns, str]:
    """Return the columns a source gives that is a function, and the name it goes by; columns None where not known."""
    alias = node.args.get("alias")
    inside = node.this if isinstance(node, exp.Table | exp.Lateral) else node
    called = names.written.get((inside.meta or {}).get("start", -1), "") or _called(inside)
    name = names.fold(alias.this) if alias is not None and alias.this is not None else called
    if names.dialect == "sqlite":
        return (SQLITE_TABLE_COLUMNS if called in SQLITE_TABLES else None), name
    if not called and (alias is None or alias.this is None):
        raise SqlRefused("expected a name for what a function in FROM gives: write AS and a name behind it")
    listed = [*(alias.args.get("columns") or ())] if alias is not None else []
    if listed:
        offset = inside.args.get("offset") if isinstance(inside, exp.Unnest) else None
        return frozenset(map(names.fold, (*listed, *([offset] if isinstance(offset, exp.Identifier) else [])))), name
    if called in PAIRS:
        return frozenset({"key", "value"}), name
    if called in ELEMENTS:
        return frozenset({"value"}), name
    plain = called in LINES and (called != "unnest" or (isinstance(inside, exp.Unnest) and _plain(inside)))
    return (frozenset({name}) if plain else None), name


def _called(node: object) -> str:
    if isinstance(node, exp.Anonymous):
        return node.name.lower()
    if isinstance(node, exp.Unnest):
        return "unnest"
    if isinstance(node, SERIES):
        return "generate_series"
    return node.sql_name().lower() if isinstance(node, exp.Func) else ""


def _plain(node: exp.Unnest) -> bool:
    """Return whether the items are surely no rows of a table, each of which would give all its columns."""
    if len(node.expressions) != 1 or node.args.get("offset"):
        return False
    (items,) = node.expressions
    if isinstance(items, exp.Array):
        return all(isinstance(item, PLAIN_ITEMS) or _cast(item) or _negative(item) for item in items.expressions)
    return isinstance(items, exp.StringToArray) or _cast(items)


def _cast(node: exp.Expression) -> bool:
    return type(node) is exp.Cast and isinstance(node.to.this, exp.DType) and node.to.this.value in TYPES


def _negative(node: exp.Expression) -> bool:
    return isinstance(node, exp.Neg) and isinstance(node.this, exp.Literal)
