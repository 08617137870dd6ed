"""Scope of `db.query`: the source asked, and every table and column that one statement would read of it.

The second wall. SQLite's own shows a statement nothing but the granted columns, so there a name that could be of
several tables need only be granted in one; elsewhere it must be granted in each that might have it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from wicketgate.action import Action, Facts
from wicketgate.gate import sql
from wicketgate.gate.granted import Granted, dialect
from wicketgate.gate.rules import Rules
from wicketgate.gate.scope import Scope, denied, unmatched
from wicketgate.gate.scoped import tool_scope
from wicketgate.gate.sql import Column, Dialect, SqlRefused, Statement, Table
from wicketgate.gate.sql.statement import EVERY, HOME
from wicketgate.policy.pattern import parse_table

QUERY = "db.query"
HOMES = {"sqlite": "main", "postgres": HOME}
"""The schema a name without one is in."""


class Allowed(NamedTuple):
    """One entry of `tables:`."""

    text: str
    place: int
    columns: frozenset[str] | None


def query_scope(action: Action, facts: Facts, rules: Rules) -> Scope:
    """Return whether `db.query` is granted on the source asked, and on all that the statement reads."""
    scope = tool_scope(action, facts, rules)
    if not scope.granted:
        return scope
    source = action.request.arguments["source"]
    granted = rules.tools[QUERY]
    if source != granted.grant.source or source not in rules.profile.policy.document.sources:
        remedy = f"set source: {source[:64]!r} under tasks.{rules.profile.name}.tools.db.query ({granted.rule})"
        return unmatched(f"source {source[:64]!r} is not granted", granted.rule, remedy)
    speaks = dialect(rules.profile, source)
    try:
        statement = sql.read(action.request.arguments["sql"], speaks)
    except SqlRefused as error:
        remedy = f"none: write one SELECT over {', '.join(granted.grant.tables)}"
        return denied(f"the statement is refused: {error}", granted.rule, remedy)
    return _ungranted(statement, granted, speaks, rules) or scope


def beyond(statement: Statement, tables: tuple[str, ...], speaks: Dialect) -> tuple[list[Table], list[Column]]:
    """Return the tables that `tables:` does not name, and the columns it does not surely give."""
    allowed = _allowed(tables, speaks)
    missing = [table for table in statement.tables if table not in allowed]
    return missing, [column for column in statement.columns if not _holds(column, allowed, speaks)]


def _ungranted(statement: Statement, granted: Granted, speaks: Dialect, rules: Rules) -> Scope | None:
    """Return the denial of what the grant does not name, with all that would have to be named, or None."""
    missing, doubtful = beyond(statement, granted.grant.tables, speaks)
    allowed = _allowed(granted.grant.tables, speaks)
    if not missing and not doubtful:
        return None
    where = rules.where("tools", QUERY, "tables")
    remedy = _remedy(statement, missing, doubtful, allowed, rules)
    if missing:
        return unmatched(f"table {missing[0]} is not granted", where, remedy)
    first = doubtful[0]
    tables = " or ".join(str(table) for table in (*first.tables, *first.outer))
    if first.name == EVERY:
        named = next(entry.text for table in first.tables if (entry := allowed.get(table)) is not None)
        return unmatched(f"every column of {tables} is asked for, and granted is {named}", where, remedy)
    hint = " (write its table before it)" if len(first.tables) + len(first.outer) > 1 else ""
    return unmatched(f"column {first.name} of {tables} is not granted{hint}", where, remedy)


def _holds(column: Column, allowed: Mapping[Table, Allowed], speaks: Dialect) -> bool:
    entries = [allowed.get(table) for table in (*column.tables, *column.outer)]
    if column.name == EVERY:
        return all(entry is not None and (entry.columns is None or speaks == "sqlite") for entry in entries)
    has = [entry is not None and (entry.columns is None or column.name in entry.columns) for entry in entries]
    return any(has) or column.perhaps if speaks == "sqlite" else all(has)


def _remedy(
    statement: Statement,
    missing: list[Table],
    doubtful: list[Column],
    allowed: Mapping[Table, Allowed],
    rules: Rules,
) -> str:
    """Return what has to stand in `tables:` for the statement to be granted: each entry new, or in place of its own."""
    said: list[str] = []
    where = f"under tasks.{rules.profile.name}.tools.db.query.tables ({rules.where('tools', QUERY, 'tables')})"
    for table in missing:
        used = {column.name for column in statement.columns if table in (*column.tables, *column.outer)}
        whole = not used or EVERY in used
        entry = str(table) if whole else f"{table}({', '.join(sorted(used))})"
        said.append(_entry("add", entry, "", where))
    wanted: dict[Table, set[str]] = {}
    for column in doubtful:
        for table in (*column.tables, *column.outer):
            if table in allowed and table not in missing:
                wanted.setdefault(table, set()).add(column.name)
    for table, names in wanted.items():
        known = allowed[table].columns or frozenset()
        listed = ", ".join(sorted(known | names))
        entry = str(table) if EVERY in names else f"{table}({listed})"
        said.append(_entry("set", entry, f"[{allowed[table].place}]", where))
    return "; ".join(said) if all(said) else "none: no policy can name such a table or column"


def _entry(verb: str, entry: str, place: str, where: str) -> str:
    try:
        parse_table(entry)
    except ValueError:
        return ""
    return f"{verb} {json.dumps(entry)} {where.replace('.tables (', f'.tables{place} (')}"


@lru_cache(256)
def _allowed(texts: tuple[str, ...], speaks: Dialect) -> Mapping[Table, Allowed]:
    found: dict[Table, Allowed] = {}
    for index, text in enumerate(texts):
        name, columns = parse_table(text)
        fold = str.lower if speaks == "sqlite" else str
        schema, _, table = fold(name).rpartition(".")
        entry = Allowed(text, index, None if columns is None else frozenset(map(fold, columns)))
        home = HOMES[speaks]
        for spelled in {schema, "" if schema == home else schema, schema or home}:
            found[Table(spelled, table)] = entry
    return found
