"""Opens one SQLite file so that a statement can reach nothing but the granted tables and columns.

1. The file is attached, read-only and never through a link, under a name nobody can guess.
2. Each granted table becomes a temporary view of that name with exactly the granted columns.
3. Every other table or view of the file is shadowed by an empty one that may not be read.
4. What the granted views read is noted, the authoriser is set, and the connection is closed to everything else.

Takes a path and grants, gives a connection in a read transaction with its rules. Knows no statement of the agent.
"""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

import apsw

from wicketgate.errors import ConfigError
from wicketgate.gate.sql.functions import SQLITE_TABLES as JSON_TABLES
from wicketgate.tools.sqlite.authoriser import Rules
from wicketgate.tools.table_grants import TableGrant

BUSY = 2_000  # milliseconds to wait for a writer of the operator's own program
VALUE = 4 << 20  # bytes of the longest value or row
STATEMENT = 64 << 10  # bytes of SQL
LIMITS = {
    apsw.SQLITE_LIMIT_LENGTH: VALUE,
    apsw.SQLITE_LIMIT_SQL_LENGTH: STATEMENT,
    apsw.SQLITE_LIMIT_COLUMN: 2000,
    apsw.SQLITE_LIMIT_EXPR_DEPTH: 100,
    apsw.SQLITE_LIMIT_COMPOUND_SELECT: 50,
    apsw.SQLITE_LIMIT_VDBE_OP: 100_000,
    apsw.SQLITE_LIMIT_FUNCTION_ARG: 100,
    apsw.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 1_000,
    apsw.SQLITE_LIMIT_VARIABLE_NUMBER: 0,
    apsw.SQLITE_LIMIT_TRIGGER_DEPTH: 1,
    apsw.SQLITE_LIMIT_WORKER_THREADS: 0,
}
FLAGS = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE | apsw.SQLITE_OPEN_URI | apsw.SQLITE_OPEN_NOFOLLOW


@dataclass(frozen=True, slots=True)
class Opened:
    """A connection that can only read what was granted."""

    connection: apsw.Connection
    rules: Rules
    database: int
    """Number of the attached file among the connection's databases."""


def connect(path: Path, grants: Iterable[TableGrant]) -> Opened:
    """Return `path` opened for exactly `grants`; ConfigError when it, a table or a column is not there."""
    connection = apsw.Connection(":memory:", flags=FLAGS)
    try:
        return _connect(connection, path, tuple(grants))
    except apsw.BusyError as error:
        connection.close()
        raise ConfigError("the data source is locked by another program", "try again") from error
    except (apsw.Error, OSError) as error:
        connection.close()
        raise ConfigError(f"the data source cannot be opened ({type(error).__name__})", _why(path)) from error
    except BaseException:
        connection.close()
        raise


def _connect(connection: apsw.Connection, path: Path, grants: tuple[TableGrant, ...]) -> Opened:
    schema = "s" + secrets.token_hex(16)
    connection.drop_modules(sorted(JSON_TABLES))
    connection.set_busy_timeout(BUSY)
    _attach(connection, path, schema)
    names = _run(connection, f"SELECT lower(name), lower(tbl_name), type, rootpage FROM {schema}.sqlite_schema")  # noqa: S608
    exist = {str(name) for name, _, kind, _ in names if kind in ("table", "view")}
    granted = frozenset(grant.table.lower() for grant in grants)
    shadowed = frozenset(name for name in exist - granted if not name.startswith("sqlite_"))
    _views(connection, schema, grants, shadowed)
    rules = _learn(connection, Rules(schema, granted, shadowed), grants)
    roots = frozenset(int(str(root)) for _, table, _, root in names if root and str(table) in rules.tables)
    rules = replace(rules, roots=roots)
    number = next(int(str(row[0])) for row in _run(connection, "PRAGMA database_list") if row[1] == schema)
    _close_down(connection, rules)
    return Opened(connection, rules, number)


def _attach(connection: apsw.Connection, path: Path, schema: str) -> None:
    # The folder may be reached through links of the operator's; the file itself may not be one.
    real = path.parent.resolve(strict=True) / path.name
    before = os.lstat(real)
    if not stat.S_ISREG(before.st_mode):
        raise ConfigError("the data source is not a regular file", "name the file itself, not a link to it")
    _run(connection, f"ATTACH 'file:{quote(str(real))}?{_mode(real)}' AS {schema}")
    _run(connection, "PRAGMA temp_store = MEMORY")  # nothing of a query ever reaches the disk
    _run(connection, "BEGIN")
    _run(connection, f"SELECT count(*) FROM {schema}.sqlite_schema")  # noqa: S608
    after = os.lstat(real)
    if (before.st_dev, before.st_ino) != (after.st_dev, after.st_ino):
        raise ConfigError("the data source was replaced while it was opened", "try again")


def _mode(real: Path) -> str:
    """Return how to open it: a WAL database at rest in a folder we cannot write has no place for its index."""
    with real.open("rb") as file:
        wal = file.read(20)[18:] == b"\x02\x02"
    at_rest = not os.access(real.parent, os.W_OK) and not Path(f"{real}-wal").exists()
    return "mode=ro&immutable=1" if wal and at_rest else "mode=ro"


def _views(connection: apsw.Connection, schema: str, grants: tuple[TableGrant, ...], shadowed: frozenset[str]) -> None:
    for grant in grants:
        columns = ", ".join(f"g.{_quoted(column)} AS {_quoted(column)}" for column in grant.columns) or "*"
        view = f"CREATE TEMP VIEW {_quoted(grant.table)} AS SELECT {columns} FROM {schema}.{_quoted(grant.table)} g"  # noqa: S608
        _run(connection, view)
    for name in shadowed:
        _run(connection, f"CREATE TEMP VIEW {_quoted(name)} AS SELECT NULL AS hidden WHERE 0")


def _learn(connection: apsw.Connection, rules: Rules, grants: tuple[TableGrant, ...]) -> Rules:
    connection.authorizer = rules.note
    for grant in grants:
        try:
            _run(connection, f"SELECT * FROM temp.{_quoted(grant.table)} LIMIT 0")  # noqa: S608
        except apsw.SQLError as error:
            raise ConfigError(f"the data source cannot give {grant}", "check the table and column names") from error
    connection.authorizer = None
    return replace(rules, reads=frozenset(rules.seen))


def _close_down(connection: apsw.Connection, rules: Rules) -> None:
    _run(connection, "PRAGMA query_only = 1")
    connection.config(apsw.SQLITE_DBCONFIG_DEFENSIVE, 1)
    connection.config(apsw.SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0)
    connection.config(apsw.SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0)
    connection.config(apsw.SQLITE_DBCONFIG_DQS_DML, 0)  # "email" is a column or an error, never the text email
    for limit, value in LIMITS.items():
        connection.limit(limit, value)
    connection.authorizer = rules.authorise


def _run(connection: apsw.Connection, sql: str) -> list[tuple[object, ...]]:
    return list(connection.execute(sql))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _why(path: Path) -> str:
    return f"check that {path.name} exists, is a SQLite database and can be read by you"
