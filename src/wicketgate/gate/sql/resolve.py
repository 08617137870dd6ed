"""Which table each name of a query means. Takes the parsed query; collects tables and columns, raises SqlRefused.

A common table expression hides a table of its name only where the engine lets it: after it, and within it where it may
be recursive. Columns without their table are of any table of their query that has them, so of every one that might.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from wicketgate.gate.sql.columns import Columns
from wicketgate.gate.sql.computed import computed
from wicketgate.gate.sql.names import Names
from wicketgate.gate.sql.results import Results
from wicketgate.gate.sql.shapes import JOINS, check, limits
from wicketgate.gate.sql.statement import Dialect, SqlRefused, Table
from wicketgate.gate.sql.uses import Frame, Frames, Source, Uses

Tables = Mapping[str, Columns]
QUERIES = (exp.Select, exp.SetOperation, exp.Subquery, exp.Values)
DEEPEST = 60
JOINED = ("on", "using", "kind", "side", "method")
REST = ("distinct", "where", "group", "having", "limit", "offset")


class Resolver:
    """Collects what one statement reads."""

    def __init__(self, dialect: Dialect, written: Mapping[int, str] | None = None) -> None:
        self.dialect = dialect
        self.uses = Uses(Names(dialect, written))
        self.names = self.uses.names
        self.results = Results(self.names)

    def query(
        self,
        node: exp.Expression,
        ctes: Tables | None = None,
        outer: Frames = (),
        depth: int = 0,
        joined: bool = False,
    ) -> Columns:
        """Return the columns a query gives, None where not known; `joined`: the caller reads its joins."""
        if depth > DEEPEST:
            raise SqlRefused(f"expected at most {DEEPEST} levels of queries")
        if not isinstance(node, QUERIES):
            raise SqlRefused(f"expected a SELECT (got {type(node).__name__.upper()})")
        check(node, self.dialect)
        known = self._with(node, ctes or {}, outer, depth)
        if isinstance(node, exp.Select):
            return self._select(node, known, outer, depth)
        inner: Columns = None
        if isinstance(node, exp.SetOperation):
            inner = self.query(node.this, known, outer, depth + 1)
            self.query(node.expression, known, outer, depth + 1)
        elif isinstance(node, exp.Subquery):
            if node.args.get("joins") and not joined:
                raise SqlRefused("expected a join in FROM only")
            if node.args.get("order") or any(limit.find(exp.Column, exp.Select) for limit in limits(node)):
                # PostgreSQL orders and limits the query in them, by all that this one reads.
                raise SqlRefused("expected ORDER BY, LIMIT and OFFSET within the parentheses")
            inner = self.query(node.this, known, outer, depth + 1)
        else:
            self._walk(node.expressions, known, (Frame(), *outer), depth)
            inner = self.results.numbered(node.expressions)
        # What orders a whole can only name its columns; what limits it sees none of them, only the queries around.
        order = node.args.get("order")
        self._walk([order] if order is not None else [], known, (Frame([Source("", None, inner)]), *outer), depth)
        self._walk(limits(node), known, (Frame(), *outer), depth)
        return inner

    def _with(self, node: exp.Expression, ctes: Tables, outer: Frames, depth: int) -> Tables:
        if (clause := node.args.get("with_")) is None:
            return ctes
        check(clause, self.dialect)
        named = [(self.names.fold(cte.args["alias"].this), cte) for cte in clause.expressions]
        if len({name for name, _ in named}) != len(named):
            raise SqlRefused("expected each name in WITH once")
        # SQLite takes every one as recursive, whether the word is there or not.
        recursive = bool(clause.recursive) or self.dialect == "sqlite"
        known: dict[str, Columns] = {**ctes}
        for index, (name, cte) in enumerate(named):
            check(cte, self.dialect)
            check(cte.args["alias"], self.dialect)
            ahead = {other: self.results.promised(one) for other, one in named[index:]} if recursive else {}
            inside = self.query(cte.this, {**known, **ahead}, outer, depth + 1)
            known[name] = self.results.renamed(cte.args["alias"], inside)
        return known

    def _select(self, node: exp.Select, ctes: Tables, outer: Frames, depth: int) -> Columns:
        frame = Frame()
        stack = (frame, *outer)
        source = node.args.get("from_")
        if source is not None:
            self._source(source.this, frame, ctes, outer, depth)
        start = 0
        for join in node.args.get("joins") or ():
            if not any(join.args.get(key) for key in JOINED):
                start = len(frame.sources)  # a comma
            self._join(join, frame, start, ctes, outer, depth)
        self._walk(node.expressions, ctes, stack, depth)
        given = self.results.given(node.expressions)
        frame.given = given
        rest = [part for key in REST if (part := node.args.get(key)) is not None]
        self._walk([*rest, *self.results.ordering(node, given)], ctes, stack, depth)
        self._walk(node.args.get("windows") or [], ctes, stack, depth)
        return self.results.output(node.expressions, frame)

    def _join(self, join: exp.Join, frame: Frame, start: int, ctes: Tables, outer: Frames, depth: int) -> None:
        """Note a join of the sources from `start` on: to PostgreSQL, its ON sees no others of this query."""
        check(join, self.dialect)
        words = {str(join.args.get(key) or "").upper() for key in ("side", "kind", "method")}
        if not words <= JOINS:
            raise SqlRefused(f"expected a plain join (got {' '.join(sorted(words - JOINS))})")
        left = list(frame.sources)
        self._source(join.this, frame, ctes, outer, depth)
        if "NATURAL" in words:
            # It compares every column that two tables share: which ones, the statement does not say.
            self.uses.every(frame.tables)
        for one in join.args.get("using") or ():
            self.uses.shared(one, left, frame.sources[len(left) :])
        on = join.args.get("on")
        seen = Frame(frame.sources[start:]) if self.dialect == "postgres" else frame
        self._walk([on] if on is not None else [], ctes, (seen, *outer), depth)

    def _source(self, node: exp.Expression, frame: Frame, ctes: Tables, outer: Frames, depth: int) -> None:
        check(node, self.dialect)
        start, alias = len(frame.sources), node.args.get("alias")
        if alias is not None:
            check(alias, self.dialect)
        name = self.names.fold(alias.this) if alias is not None and alias.this is not None else ""
        if isinstance(node, exp.Table) and isinstance(node.this, exp.Identifier):
            self._table(node, name, frame, ctes)
        elif isinstance(node, exp.Subquery) and isinstance(node.this, exp.Table):
            if name:
                raise SqlRefused("expected no name for a join in parentheses")
            self._source(node.this, frame, ctes, outer, depth + 1)
        elif isinstance(node, exp.Subquery | exp.Values):
            inside = self.results.renamed(alias, self.query(node, ctes, outer, depth + 1, joined=True))
            frame.add(Source(name, None, inside))
        elif isinstance(node, exp.Lateral) and isinstance(node.this, exp.Subquery):
            inside = self.results.renamed(alias, self.query(node.this, ctes, (frame, *outer), depth + 1))
            frame.add(Source(name, None, inside))
        else:
            self._computed(node, name, frame, ctes, outer, depth)
        for join in node.args.get("joins") or ():
            self._join(join, frame, start, ctes, outer, depth)

    def _computed(self, node: exp.Expression, name: str, frame: Frame, ctes: Tables, outer: Frames, depth: int) -> None:
        """Note a function that stands where a table does; it sees what stands before it."""
        inside = [node.this] if isinstance(node, exp.Table | exp.Lateral) else list(node.expressions)
        if not inside or not all(isinstance(one, exp.Expression) for one in inside):
            raise SqlRefused("expected a table, a query or a listed function in FROM")
        self._walk(inside, ctes, (frame, *outer), depth)
        columns, called = computed(node, self.names)
        frame.add(Source(name or called, None, columns))

    def _table(self, node: exp.Table, alias: str, frame: Frame, ctes: Tables) -> None:
        schema, name = self.names.table(node.args.get("db"), node.this)
        if not schema and name in ctes:
            frame.add(Source(alias or name, None, self.results.renamed(node.args.get("alias"), ctes[name])))
            return
        if (node.args.get("alias") or node).args.get("columns"):
            raise SqlRefused("expected no other names for the columns of a table")
        self.uses.table(Table(schema, name), node.this)
        frame.add(Source(alias or name, Table(schema, name)))

    def _walk(self, nodes: list[exp.Expression], ctes: Tables, frames: Frames, depth: int) -> None:
        for node in nodes:
            self._expression(node, ctes, frames, depth)

    def _expression(self, node: exp.Expression, ctes: Tables, frames: Frames, depth: int) -> None:
        if isinstance(node, QUERIES):
            self.query(node, ctes, frames, depth + 1)
            return
        check(node, self.dialect)
        if isinstance(node, exp.Column):
            self.uses.column(node, frames)
            return
        if isinstance(node, exp.Star):
            self.uses.every(frames[0].tables)
            return
        children = list(node.iter_expressions())
        if isinstance(node, exp.Count) and isinstance(node.this, exp.Star):
            children.remove(node.this)
        if (listed := node.args.get("field") if isinstance(node, exp.In) else None) is not None:
            children.remove(listed)
            self._membership(listed, ctes, frames, depth)
        self._walk(children, ctes, frames, depth)

    def _membership(self, node: exp.Expression, ctes: Tables, frames: Frames, depth: int) -> None:
        """Note `x IN name`: to SQLite, that is a table."""
        if self.dialect != "sqlite" or not isinstance(node, exp.Column) or isinstance(node.this, exp.Star):
            raise SqlRefused("expected a list or a query after IN")
        schema, name = self.names.table(node.args.get("table"), node.this)
        if schema or name not in ctes:
            self.uses.tables[Table(schema, name)] = None
            self.uses.every((Table(schema, name),))
