"""The tables of the journal's file, and opening it: one format version, refused when it is newer than this program.

`entries` is the record. `approvals` and `unsettled` are what it implies at the moment, kept in the same transactions.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import apsw

from wicketgate.errors import StateError
from wicketgate.store.chain import APPLICATION, COLUMNS, ENTRIES, FORMAT, GENESIS, link
from wicketgate.store.entry import DAMAGED, Row

TABLES = (
    ENTRIES,
    "CREATE INDEX entries_by_run ON entries(run)",
    """CREATE TABLE approvals (
      id TEXT PRIMARY KEY, run TEXT NOT NULL, state TEXT NOT NULL, digest TEXT NOT NULL, policy TEXT NOT NULL,
      rule TEXT NOT NULL, nonce TEXT NOT NULL, expires INTEGER NOT NULL, asked INTEGER NOT NULL,
      by TEXT NOT NULL DEFAULT '', closed INTEGER NOT NULL DEFAULT 0
    ) STRICT""",
    "CREATE INDEX approvals_open ON approvals(run) WHERE closed = 0",
    "CREATE TABLE unsettled (decided INTEGER PRIMARY KEY, asked INTEGER NOT NULL, run TEXT NOT NULL) STRICT",
    "CREATE INDEX unsettled_by_run ON unsettled(run)",
)
PRAGMAS = ("journal_mode = WAL", "synchronous = FULL", "wal_autocheckpoint = 2000", "journal_size_limit = 67108864")
BUSY = 5_000  # milliseconds a foreign reader may delay a checkpoint or an opening
RECENT = 256  # entries whose chain is checked at each opening
WRITE = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_NOFOLLOW
READ = apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_NOFOLLOW
NEWEST = f"SELECT {COLUMNS} FROM entries ORDER BY idx DESC LIMIT ?"  # noqa: S608
DEVIATIONS = "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' OR type = 'view'"


def writer(path: Path) -> apsw.Connection:
    """Return the one connection that writes, its tables there; StateError if the file is no journal of this format."""
    try:
        connection = apsw.Connection(str(path), flags=WRITE)
        connection.set_busy_timeout(BUSY)
        connection.config(apsw.SQLITE_DBCONFIG_DEFENSIVE, 1)
        connection.config(apsw.SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0)
        _claim(connection, path)
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}").fetchall()
    except apsw.Error as error:
        raise StateError(f"{path} cannot be opened as a journal ({error})", DAMAGED) from None
    return connection


def reader(path: Path) -> apsw.Connection:
    """Return a connection that can only read, beside the writer's."""
    connection = apsw.Connection(str(path), flags=READ)
    connection.set_busy_timeout(BUSY)
    connection.execute("PRAGMA query_only = ON")
    return connection


def head(connection: apsw.Connection, path: Path) -> tuple[int, bytes]:
    """Return index and hash of the last entry; StateError if the newest entries are torn or do not chain."""
    try:
        rows: list[Any] = connection.execute(NEWEST, (RECENT + 1,)).fetchall()
    except apsw.Error as error:
        raise StateError(f"the journal {path} cannot be read ({error})", DAMAGED) from None
    rows.reverse()
    if not rows:
        return 0, GENESIS
    if len(rows) <= RECENT:
        rows.insert(0, (0, b"", GENESIS, "", "", b""))
    _chained(rows, path)
    return rows[-1][0], rows[-1][2]


def _chained(rows: Sequence[Row], path: Path) -> None:
    for before, (index, previous, digest, _, _, stored) in pairwise(rows):
        if index != before[0] + 1 or previous != before[2] or digest != link(previous, stored):
            raise StateError(f"the journal {path} is broken at entry {index}", DAMAGED)


def _claim(connection: apsw.Connection, path: Path) -> None:
    application, version = (_pragma(connection, name) for name in ("application_id", "user_version"))
    if (application, version) == (0, 0) and _pragma(connection, "page_count") == 0:
        return _create(connection)
    if application != APPLICATION:
        raise StateError(f"{path} is not a Wicketgate journal", "move it aside")
    if version > FORMAT:
        raise StateError(f"{path} has format {version}, this program knows {FORMAT}", "upgrade Wicketgate")
    if connection.execute(DEVIATIONS).fetchall() != [(0,)]:
        raise StateError(f"{path} holds triggers or views that no journal has", DAMAGED)
    return None


def _create(connection: apsw.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    for table in TABLES:
        connection.execute(table)
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(f"PRAGMA user_version = {FORMAT}")
    connection.execute("COMMIT")


def _pragma(connection: apsw.Connection, name: str) -> Any:
    return connection.execute(f"PRAGMA {name}").fetchall()[0][0]
