"""Verification of a journal, offline, over the raw file and by another SQLite than the one that wrote it.

Takes a path; gives a `Report`: consistent, broken at an entry, or unreadable. Needs no warden and changes nothing: a
file nobody has open is read as immutable, an open one through SQLite's own read-only mode, and what cannot be opened
where it lies is copied first. Knows nothing of what entries mean.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wicketgate.store.chain import APPLICATION, COLUMNS, ENTRIES, FORMAT, GENESIS, link

CONSISTENT, BROKEN, UNREADABLE = "consistent", "broken", "unreadable"
LIMITS = (
    "A chain alone cannot show that entries were cut off at the end, nor that whoever can write the file rewrote all"
    " of it: compare the head with one noted elsewhere."
)
FIELDS = frozenset({"v", "i", "t", "mono", "run", "kind", "body"})
ROWS = f"SELECT {COLUMNS} FROM entries NOT INDEXED ORDER BY idx"  # noqa: S608


@dataclass(frozen=True, slots=True)
class Report:
    """What verification found."""

    state: str
    entries: int
    """How many entries from the first on are consistent."""
    head: str
    """Hash of the last consistent entry, in hex: note it elsewhere to notice later that an end was cut off."""
    at: int = 0
    """Number of the first entry that is not what it should be; 0 if there is none."""
    why: str = ""

    @property
    def consistent(self) -> bool:
        """Return whether every entry is there, unchanged and in order, up to the head."""
        return self.state == CONSISTENT

    def to_json(self) -> dict[str, Any]:
        """Return the report for a program, what it cannot show included."""
        told: dict[str, Any] = {"state": self.state, "entries": self.entries, "head": self.head}
        return told | {"at": self.at, "why": self.why, "limits": LIMITS}


class Broken(Exception):
    """An entry is not what the one before it, its number or its hash says it should be."""


def verify(path: Path) -> Report:
    """Return what the journal at `path` proves about itself. The caller checks that there is one."""
    done, head = 0, GENESIS
    try:
        with _opened(path) as connection:
            _format(connection)
            for row in connection.execute(ROWS):
                head = _entry(row, done + 1, head)
                done += 1
            _indexes(connection)
    except Broken as error:
        return Report(BROKEN, done, head.hex(), done + 1, str(error))
    except (sqlite3.Error, OSError, OverflowError) as error:
        return Report(UNREADABLE, done, head.hex(), done + 1, f"{type(error).__name__}: {error}")
    return Report(CONSISTENT, done, head.hex())


def _entry(row: tuple[Any, ...], expected: int, head: bytes) -> bytes:
    index, previous, digest, run, kind, stored = row
    if index != expected:
        raise Broken(f"the next entry is numbered {index!a}, expected {expected}")
    if not isinstance(stored, bytes) or previous != head:
        raise Broken("it does not follow the entry before it")
    if digest != link(head, stored):
        raise Broken("its bytes are not those its hash was made of")
    _fields(stored, {"v": FORMAT, "i": index, "run": _text(run), "kind": _text(kind)})
    return bytes(digest)


def _fields(stored: bytes, expected: dict[str, Any]) -> None:
    try:
        told = json.loads(stored)
    except (ValueError, RecursionError) as error:
        raise Broken(f"its bytes are no entry ({type(error).__name__})") from None
    if not isinstance(told, dict) or told.keys() - {"cut"} != FIELDS:
        raise Broken("its bytes are no entry: a field is missing or unknown")
    for name, value in expected.items():
        if told[name] != value:
            raise Broken(f"its {name} is {told[name]!a}, the row says {value!a}")


def _text(value: object) -> object:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def _format(connection: sqlite3.Connection) -> None:
    application, version = (connection.execute(f"PRAGMA {p}").fetchone()[0] for p in ("application_id", "user_version"))
    if application != APPLICATION:
        raise sqlite3.DatabaseError("not a Wicketgate journal")
    if version != FORMAT:
        raise sqlite3.DatabaseError(f"format {version}, this program knows {FORMAT}: use a newer one")
    tables = connection.execute("SELECT type, sql FROM sqlite_schema WHERE name = 'entries'").fetchall()
    if tables != [(b"table", ENTRIES.encode())]:
        raise sqlite3.DatabaseError("the table of entries is not the one this program makes")


def _indexes(connection: sqlite3.Connection) -> None:
    # Reading one run goes by an index: an index that hides entries would be an edit of what people see.
    found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != b"ok":
        raise sqlite3.DatabaseError(f"the entries are consistent, but their index is not: {_text(found)!a}")


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    log = path.with_name(path.name + "-wal")
    mode = "mode=ro" if log.exists() and log.stat().st_size else "immutable=1"
    with contextlib.ExitStack() as stack:
        try:
            connection = _connect(stack, path, mode)
        except sqlite3.OperationalError:  # a log without its shared memory, in a folder we may not write
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="wicketgate-verify-")))
            for part in (path, log):
                if part.exists():
                    shutil.copy(part, folder / part.name)
            connection = _connect(stack, folder / path.name, "mode=rw")
        yield connection


def _connect(stack: contextlib.ExitStack, path: Path, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?{mode}", uri=True, isolation_level=None)
    stack.callback(connection.close)
    connection.text_factory = bytes
    for pragma in ("trusted_schema = OFF", "cell_size_check = ON", "query_only = ON"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("BEGIN")
    connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    return connection
