"""What the schema alone cannot say of one granted tool: that its keys fit its kind, and refer to something.

Takes the tree, one grant and the task it stands in; raises ConfigError at the line of the first fault.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from wicketgate.policy.argument import Argument
from wicketgate.policy.builtin_tools import ADMITTED_BY, ALWAYS, NO_KEY
from wicketgate.policy.glob import CONTROL
from wicketgate.policy.model import Document
from wicketgate.policy.network import host_pattern
from wicketgate.policy.pattern import PathPattern, parse_table
from wicketgate.policy.tool import ToolGrant
from wicketgate.policy.value_checks import each, text, there_are
from wicketgate.policy.yaml_tree import Tree, Where, quote

QUERY = "db.query"
OF_A_QUERY = frozenset({"source", "tables", "rows"})
ALSO_OF_A_QUERY = frozenset({"ask", "limit", "trusted"})
READING = frozenset({"read", "query"})


def check_tool(tree: Tree, where: Where, name: str, document: Document) -> None:
    """Refuse one grant of a task whose keys would grant less, or more, than they read."""
    granted = document.tasks[str(where[1])].tools
    grant = granted[name]
    if name in ADMITTED_BY or name in NO_KEY:
        # Otherwise the entry reads as a grant of Bash without any of the walls around it.
        raise tree.wrong(where, f"expected a scoped tool (got Claude Code's own {name})", _remedy(name))
    each(tree, (*where, "to"), grant.to, text)
    if name == QUERY:
        _check_query(tree, where, grant, document)
        return
    # A constraint that nothing enforces is worse than none.
    for key in sorted(OF_A_QUERY & grant.model_fields_set):
        raise tree.wrong((*where, key), f"expected only with {QUERY}")
    for argument, constraint in grant.arguments.items():
        _check_argument(tree, (*where, "arguments", argument), constraint)
    if grant.closed and not grant.arguments:
        raise tree.wrong((*where, "closed"), "expected `arguments` beside `closed`")
    if isinstance(grant.links, tuple):
        each(tree, (*where, "links"), grant.links, host_pattern)
    _check_trust(tree, where, grant)
    _check_lookup(tree, where, name, grant.lookup, granted)


def _check_query(tree: Tree, where: Where, grant: ToolGrant, document: Document) -> None:
    for key in sorted(grant.model_fields_set - OF_A_QUERY - ALSO_OF_A_QUERY):
        raise tree.wrong((*where, key), f"expected not with {QUERY}, which only reads")
    if grant.source is None or not grant.tables:
        raise tree.wrong(where, "expected `source` and `tables`", "{source: crm, tables: [tickets]}")
    if grant.source not in document.sources:
        problem = f"expected a name from `sources` (got {quote(grant.source)})"
        raise tree.wrong((*where, "source"), problem, there_are(document.sources))
    each(tree, (*where, "tables"), grant.tables, parse_table)
    named = [parse_table(one).name.lower() for one in grant.tables]
    for index, table in enumerate(named):
        # Of two entries for one table, the narrower one reads as a limit and would be none.
        if table in named[:index]:
            raise tree.wrong((*where, "tables", index), f"expected each table once (got {table} again)")


def _check_argument(tree: Tree, where: Where, argument: Argument) -> None:
    if not argument.model_fields_set - {"optional"}:
        raise tree.wrong(where, "expected a constraint beside `optional`", "path, host, recipient, table, amount, …")
    each(tree, (*where, "path"), argument.path, PathPattern)
    each(tree, (*where, "host"), argument.host, host_pattern)
    each(tree, (*where, "recipient"), argument.recipient, text)
    each(tree, (*where, "text"), argument.text, text)
    each(tree, (*where, "table"), argument.table, _table)
    for index, value in enumerate(argument.enum):
        plain = isinstance(value, str | int) or (isinstance(value, float) and math.isfinite(value))
        if not plain or (isinstance(value, str) and CONTROL.search(value)):
            problem = f"expected text, a number, `true` or `false` (got {quote(value)})"
            raise tree.wrong((*where, "enum", index), problem)


def _check_trust(tree: Tree, where: Where, grant: ToolGrant) -> None:
    if not grant.trusted:
        return
    # What a tool that changes things returns is what it was given: its arguments would become trusted by passing it.
    if grant.effect not in READING:
        problem = f"expected `effect: read` or `query` beside it (got {quote(grant.effect)})"
        raise tree.wrong((*where, "trusted"), problem)
    if grant.writes is not None:
        raise tree.wrong((*where, "trusted"), "expected a tool that writes nothing (it has `writes`)")
    if grant.reads is None:
        problem = "expected `reads: NAME` beside it: the store these values come from"
        raise tree.wrong((*where, "trusted"), problem, "the tools that change it say `writes: NAME`")


def _check_lookup(
    tree: Tree, where: Where, name: str, lookup: Mapping[str, str], granted: Mapping[str, ToolGrant]
) -> None:
    for argument, tool in lookup.items():
        here = (*where, "lookup", argument)
        reading = sorted(one for one, grant in granted.items() if grant.effect in READING and one != name)
        # Resolving an id calls this tool unasked: it must change nothing, and be granted.
        if tool not in reading:
            problem = f"expected a tool of this task with `effect: read` or `query` (got {quote(tool)})"
            raise tree.wrong(here, problem, there_are(reading))


def check_trusted_stores(tree: Tree, document: Document) -> None:
    """Refuse a trusted tool whose store some task of the policy may write: its values would be anybody's."""
    writers = [
        (("tasks", task_name, "tools", name), grant)
        for task_name, task in document.tasks.items()
        for name, grant in task.tools.items()
        if name != QUERY and grant.effect not in (*READING, "none")
    ]
    for task_name, task in document.tasks.items():
        for name, grant in task.tools.items():
            if grant.trusted:
                where = ("tasks", task_name, "tools", name, "trusted")
                for place, writer in writers:
                    _check_store(tree, where, _stores(grant, document), place, writer)


def _stores(grant: ToolGrant, document: Document) -> frozenset[str]:
    """Return the stores a trusted tool reads; a source is every source that opens the same store."""
    if grant.source is None:
        return frozenset({grant.reads or ""})
    store = document.sources[grant.source].store
    return frozenset(name for name, source in document.sources.items() if source.store == store)


def _check_store(tree: Tree, where: Where, stores: frozenset[str], place: Where, writer: ToolGrant) -> None:
    tool = f"{place[3]} of {place[1]} (line {tree.line(place)})"
    if writer.writes is None:
        # It may change any store, so also this one.
        problem = f"expected `writes: NAME` at every tool that may change something (got none at {tool})"
        raise tree.wrong(where, problem, f"say which store {place[3]} changes")
    for store in sorted(stores):
        if _within(writer.writes, store) or _within(store, writer.writes):
            problem = f"expected a store no tool writes (got {quote(store)}, which {tool} writes)"
            raise tree.wrong(where, problem, f"drop `trusted`, or do not grant {place[3]}")


def _within(inner: str, outer: str) -> bool:
    return inner == outer or inner.startswith(outer + ".")


def _table(value: str) -> None:
    if parse_table(value).columns is not None:
        raise ValueError(f"expected a table without columns (got {quote(value)})")


def _remedy(name: str) -> str:
    if name in NO_KEY:
        return "no key admits this tool"
    key = ADMITTED_BY[name]
    return "every task may use it" if key == ALWAYS else f"it is admitted by `{key}`"
