"""Which parts of a parsed query are understood. All else is refused: a parser accepts more than its engine does."""

from __future__ import annotations

from functools import cache

from sqlglot import exp

from wicketgate.gate.sql.statement import Dialect, SqlRefused

SELECT = frozenset(
    "with_ expressions from_ joins where group having windows order limit offset distinct".split()  # noqa: SIM905
)
UNION = frozenset("with_ this expression distinct order limit offset".split())  # noqa: SIM905
ARGUMENTS: dict[type[exp.Expression], frozenset[str]] = {
    exp.Select: SELECT,
    exp.Union: UNION,
    exp.Except: UNION,
    exp.Intersect: UNION,
    exp.Subquery: frozenset({"this", "alias", "with_", "order", "limit", "offset", "joins"}),
    exp.Values: frozenset({"expressions", "alias", "order", "limit", "offset"}),
    exp.Table: frozenset({"this", "db", "alias", "joins"}),
    exp.Join: frozenset({"this", "on", "side", "kind", "using", "method"}),
    exp.Lateral: frozenset({"this", "alias"}),
    exp.Unnest: frozenset({"expressions", "alias", "offset"}),
    exp.With: frozenset({"expressions", "recursive"}),
    exp.CTE: frozenset({"this", "alias", "materialized"}),
    exp.TableAlias: frozenset({"this", "columns"}),
    exp.Column: frozenset({"this", "table", "db"}),
    exp.Star: frozenset(),
    exp.Group: frozenset({"expressions", "grouping_sets", "cube", "rollup"}),
    exp.Window: frozenset({"this", "partition_by", "order", "spec", "over", "alias", "first"}),
}
"""The parts each of these may have."""
JOINS = frozenset({"", "INNER", "OUTER", "CROSS", "LEFT", "RIGHT", "FULL", "NATURAL"})

PLAIN: tuple[type, ...] = (
    *(exp.Alias, exp.Identifier, exp.Literal, exp.Null, exp.Boolean, exp.HexString, exp.BitString, exp.RawString),
    *(exp.Var, exp.Tuple, exp.Paren, exp.Where, exp.Having, exp.Order, exp.Ordered, exp.Limit, exp.Offset, exp.Fetch),
    *(exp.LimitOptions, exp.Distinct, exp.WindowSpec, exp.Filter, exp.WithinGroup, exp.Interval, exp.AtTimeZone),
    *(exp.Neg, exp.Not, exp.BitwiseNot, exp.Between, exp.In, exp.Exists, exp.Any, exp.All, exp.Escape, exp.Bracket),
    *(exp.Slice, exp.GroupingSets, exp.Cube, exp.Rollup, exp.JSONPath, exp.JSONPathPart, exp.DataTypeParam),
    *(exp.DataType, exp.Binary, exp.Func),
)
REFUSED: tuple[type, ...] = (
    *(exp.Dot, exp.Operator, exp.Kwarg, exp.PropertyEQ, exp.Match, exp.Use, exp.Placeholder),
    *(exp.CurrentUser, exp.SessionUser, exp.CurrentCatalog, exp.CurrentSchema, exp.CurrentRole, exp.NextValueFor),
)
ONLY_POSTGRES: tuple[type[exp.Expression], ...] = (exp.RegexpLike, exp.RegexpILike, exp.SimilarTo, exp.MatchAgainst)
TYPES = frozenset(
    """
    BIGDECIMAL BIGINT BINARY BIT BLOB BOOLEAN BPCHAR CHAR DATE DECIMAL DOUBLE FLOAT INT INTERVAL JSON JSONB MEDIUMINT
    NCHAR NULL NUMERIC NVARCHAR REAL SMALLINT TEXT TIME TIMESTAMP TIMESTAMPTZ TIMESTAMPLTZ TIMETZ TINYINT UUID VARBINARY
    VARCHAR ARRAY
    """.split()  # noqa: SIM905
)


def check(node: exp.Expression, dialect: Dialect) -> None:
    """Raise SqlRefused for a part that is not understood."""
    known = ARGUMENTS.get(type(node))
    if known is not None:
        for key, value in node.args.items():
            if key not in known and value:
                raise SqlRefused(f"expected a plain query (got {_named(key)} in it)")
        return
    kind: type = type(node)
    if kind is exp.Placeholder:
        raise SqlRefused("expected plain SQL, without parameters (got '?')")
    if not _understood(kind, dialect):
        raise SqlRefused(f"expected a plain query (got {kind.__name__.lower()} in it)")
    if isinstance(node, exp.DataType) and (not isinstance(node.this, exp.DType) or node.this.value not in TYPES):
        raise SqlRefused("expected a cast to a plain type")


def limits(node: exp.Expression) -> list[exp.Expression]:
    """Return what stands behind LIMIT and OFFSET."""
    return [part for key in ("limit", "offset") if (part := node.args.get(key)) is not None]


@cache
def _understood(kind: type, dialect: Dialect) -> bool:
    if issubclass(kind, REFUSED) or (dialect == "sqlite" and issubclass(kind, ONLY_POSTGRES)):
        return False
    return issubclass(kind, PLAIN)


def _named(key: str) -> str:
    return {"into": "INTO", "locks": "FOR UPDATE or FOR SHARE", "only": "ONLY"}.get(key, key.strip("_"))
