"""`db.query` on SQLite: takes a file, the grants and one statement of the agent, gives rows as compact JSON.

Every bound is here or in `source.py`: one read-only statement, rows, bytes, seconds, memory. Runs in a thread.
"""

from __future__ import annotations

import contextlib
import json
import math
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apsw

from wicketgate.errors import Refused, RequestError
from wicketgate.tools.sqlite.source import STATEMENT, Opened, connect
from wicketgate.tools.table_grants import TableGrant, describe, parse_all

SECONDS = 5.0
BYTES = 256 << 10  # of the answer
MEMORY = 256 << 20  # of SQLite in this process, all queries together
STEPS = 100  # instructions between two looks at the clock; each can make one value of at most 4 MiB
PLAIN = re.compile(
    r'near ".{0,80}": syntax error|incomplete input|unrecognized token: ".{0,80}"|ambiguous column name: .{1,80}'
    r"|wrong number of arguments to function .{1,80}|misuse of .{1,80}|\w+ ORDER BY term .{1,120}"
    r"|a (?:GROUP BY|JOIN) clause .{1,120}|SELECTs to the left and right .{1,120}|sub-select returns .{1,80}",
    re.ASCII,
)
"""What SQLite says about the text of the statement, and only about it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of one query."""

    columns: tuple[str, ...]
    rows: tuple[str, ...]
    """Each row as a JSON list."""
    truncated: bool
    """True when there were more rows than may be shown."""

    @property
    def text(self) -> str:
        """Return the answer as compact JSON: `{"columns": […], "rows": [[…]], "truncated": false}`."""
        columns = json.dumps(self.columns, ensure_ascii=False, separators=(",", ":"))
        cut = "true" if self.truncated else "false"
        return f'{{"columns":{columns},"rows":[{",".join(self.rows)}],"truncated":{cut}}}'


def query(path: Path, tables: Sequence[str], rows: int, sql: str, seconds: float = SECONDS) -> Answer:
    """Return what `sql` reads of the granted `tables` (blocking).

    Refused when it would read or do anything else or takes too much; ConfigError when the source is not as granted.
    """
    grants = parse_all(tables)
    if "\0" in sql or len(sql.encode("utf-8", "replace")) > STATEMENT:
        raise RequestError(f"expected a statement of at most {STATEMENT} bytes, without a zero byte")
    opened = connect(path, grants)
    try:
        opened.connection.set_progress_handler(_limits(time.monotonic() + seconds), STEPS)
        return _answer(opened, sql, rows)
    except apsw.Error as error:
        raise _said(error, grants) from None
    except UnicodeError:
        raise RequestError("a value or the statement is not valid text", "read it with hex(column)") from None
    finally:
        opened.connection.close()


def _limits(deadline: float) -> Any:
    def over() -> bool:
        return time.monotonic() > deadline or apsw.memory_used() > MEMORY

    return over


def _answer(opened: Opened, sql: str, most: int) -> Answer:
    statement, columns = _single(opened, sql)
    cursor = opened.connection.cursor()
    program = cursor.execute(statement, explain=1, can_cache=False)
    names = [str(column[0]) for column in cursor.get_description()]
    if not opened.rules.opened([dict(zip(names, step, strict=True)) for step in program], opened.database):
        raise apsw.AuthError("not authorized")
    return Answer(columns, *_collect(opened.connection.execute(statement, can_cache=False), most))


def _single(opened: Opened, sql: str) -> tuple[str, tuple[str, ...]]:
    """Return the one statement in `sql` and its columns, without running it."""
    found: list[tuple[str, tuple[str, ...]]] = []

    def look(cursor: apsw.Cursor, statement: str, _: object) -> bool:
        if not cursor.has_vdbe or cursor.is_explain or not cursor.is_readonly:
            raise Refused("only a query may be run", "write one SELECT")
        found.append((statement, tuple(str(column[0]) for column in cursor.get_description())))
        return False

    cursor = opened.connection.cursor()
    cursor.exec_trace = look
    with contextlib.suppress(apsw.ExecTraceAbort):
        list(cursor.execute(sql, can_cache=False))
    if not found or sql[len(found[0][0]) :].strip(" \t\r\n;"):
        raise Refused("expected exactly one statement", "write one SELECT")
    return found[0]


def _collect(values: Iterator[tuple[Any, ...]], most: int) -> tuple[tuple[str, ...], bool]:
    rows: list[str] = []
    size = 0
    for value in values:
        row = json.dumps([_plain(item) for item in value], ensure_ascii=False, separators=(",", ":"))
        size += len(row.encode("utf-8")) + 1
        if len(rows) == most or size > BYTES:
            return tuple(rows), True
        rows.append(row)
    return tuple(rows), False


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"hex": value.hex()}
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


def _said(error: apsw.Error, grants: tuple[TableGrant, ...]) -> RequestError:
    if isinstance(error, apsw.InterruptError):
        return Refused("the query takes too long or too much memory", "narrow it with WHERE and LIMIT")
    if isinstance(error, apsw.TooBigError):
        return Refused("a value of the query is too long", "read part of it with substr()")
    if isinstance(error, apsw.BusyError):
        return RequestError("the data source is locked by another program", "try again")
    text = str(error)
    if isinstance(error, apsw.SQLError) and PLAIN.fullmatch(text):
        return RequestError(text)
    # A name that is not granted and one that does not exist are not told apart.
    hint = f"granted: {describe(grants)}"
    return Refused("the query names a table, column or function that is not granted", hint)
