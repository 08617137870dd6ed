"""What the PostgreSQL listener reads of a statement before it is decided: places for values, and settings."""

from __future__ import annotations

import pytest

from wicketgate.egress.postgres.answers import Told
from wicketgate.egress.postgres.local import empty, local
from wicketgate.egress.postgres.values import filled, places
from wicketgate.errors import Refused

LONG = 60_000


@pytest.mark.parametrize(
    ("sql", "count"),
    [
        ("SELECT $1", 1),
        ("SELECT $1 + $12", 12),
        ("SELECT '$1', \"$2\", $$ $3 $$, $a$ $4 $$ $a$ -- $5", 0),
        ("SELECT 'it''s $1' /* $2 */, $3", 3),
        ("SELECT a$1, $1a, $0, $$1", 0),
        ("SELECT 'open $1", 0),
    ],
)
def test_places_are_those_outside_text_and_comments(sql: str, count: int) -> None:
    assert places(sql) == count


def test_values_become_literals() -> None:
    sql = "SELECT $2, $1, '$1', $3"
    assert filled(sql, (23,), (b"7", b"a'b\\", None)) == "SELECT 'a''b\\', '7'::int, '$1', NULL"
    for types, values in (((), (b"1",)), ((16387,), (b"1", b"2", b"3")), ((), (b"\xff", b"2", b"3"))):
        with pytest.raises(Told):
            filled(sql, types, values)
    with pytest.raises(Told, match="at most 65536 characters"):
        filled("SELECT $1" + ", $1" * 30_000, (), (b"x" * 100_000,))
    with pytest.raises(Told, match="without a zero byte"):
        filled("SELECT $1", (), (b"a\0b",))
    assert filled("SELECT $1", (), (b"$1 $2",)) == "SELECT '$1 $2'"  # nothing is filled in twice


@pytest.mark.parametrize("piece", ["/*", "$a$b", "'", '"', "$", "$1 ", "--", "/* */", "$$", " ;", "''"])
def test_no_text_is_slow_to_read(piece: str) -> None:
    places(piece * LONG)
    for size in (100, LONG):
        empty(piece * size)
        local("begin" + " " * size + piece, "I")


def test_transactions_and_settings_are_known_and_nothing_else() -> None:
    assert local("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY;", "I") == ("BEGIN", "T", "", "")
    assert local("commit work", "E") == ("ROLLBACK", "I", "", "")
    assert local("set extra_float_digits = 3", "T") == ("SET", "T", "", "")
    assert local("SET client_encoding TO 'UTF8'", "I") == ("SET", "I", "", "")
    for sql in ("SET client_encoding TO 'SJIS'", "set statement_timeout=0", "SET timezone TO 'Mars'"):
        with pytest.raises(Refused):
            local(sql, "I")
    for sql in (
        "BEGIN; DROP TABLE t",
        "begin read only x",
        "SET a = 1; SELECT 1",
        "set role to postgres x",
        "COMMIT AND",
    ):
        assert local(sql, "I") is None
    assert local("SHOW Server_Version;", "T") == ("SHOW", "T", "server_version", "15.0")
    assert local("show transaction  isolation level", "I") == ("SHOW", "I", "transaction_isolation", "read committed")
    assert local("select pg_catalog.version()", "I") == ("SELECT 1", "I", "version", "PostgreSQL 15.0")
    assert local("SELECT current_schema()", "I") == ("SELECT 1", "I", "current_schema", "public")
    for sql in ("SHOW data_directory", "SHOW ALL", "SHOW is_superuser, x", "SELECT version(), 1", "SELECT x.version()"):
        assert local(sql, "I") is None
    assert local("SAVEPOINT a", "T") == ("SAVEPOINT", "T", "", "")
    assert local('release savepoint "A b"', "T") == ("RELEASE", "T", "", "")
    assert local("ROLLBACK TO SAVEPOINT a", "E") == ("ROLLBACK", "T", "", "")
    assert local('DEALLOCATE "_pg3_0"', "I") == ("DEALLOCATE", "I", "", "_pg3_0")
    assert local("deallocate ALL", "I") == ("DEALLOCATE", "I", "", "all")
    assert local("SAVEPOINT a; DROP TABLE t", "T") is None
    pool = "SELECT pg_advisory_unlock_all();\nCLOSE ALL;\nUNLISTEN *;\nRESET ALL;"
    assert local(pool, "I") == ("DISCARD ALL", "I", "", "")
    for sql in (pool + "SELECT 1", "CLOSE ALL; DROP TABLE t", "SELECT pg_advisory_unlock_all(), 1", "UNLISTEN *; *"):
        assert local(sql, "I") is None
    assert empty(" ; -- nothing\n;") and empty("") and not empty("-- x\n1")
