"""`db.query`: every vector, every bound, every way a source can be wrong."""

import hashlib
import json
import os
import shutil
import threading
from pathlib import Path

import apsw
import pytest

from wicketgate.errors import ConfigError, Error, Refused
from wicketgate.tools.sqlite import source
from wicketgate.tools.sqlite.authoriser import Rules
from wicketgate.tools.sqlite.query import BYTES, query
from wicketgate.tools.table_grants import parse, parse_all

GRANTS = ("tickets", "customers(id, name, plan)", "open_tickets", "paying(id)")
VECTORS = sorted((Path(__file__).parents[2] / "vectors" / "db").glob("*.json"))


def ask(path: Path, sql: str, rows: int = 100, tables: tuple[str, ...] = GRANTS, seconds: float = 0.4) -> list:
    answer = json.loads(query(path, tables, rows, sql, seconds).text)
    return answer["rows"]


def test_there_are_enough_vectors() -> None:
    assert len([path for path in VECTORS if path.name.startswith("deny_")]) >= 100


@pytest.mark.parametrize("vector", VECTORS, ids=lambda path: path.stem)
def test_vector(crm: Path, vector: Path) -> None:
    case = json.loads(vector.read_text())
    before = hashlib.sha256(crm.read_bytes()).digest()
    if case["expect"] == "rows":
        assert ask(crm, case["sql"]) == case["rows"]
    else:
        with pytest.raises(Error) as caught:
            ask(crm, case["sql"])
        said = caught.value.message + caught.value.hint
        assert "CANARY" not in said and str(crm.parent) not in said and "\n" not in caught.value.message
        assert len(said) < 600
    assert hashlib.sha256(crm.read_bytes()).digest() == before
    assert os.listdir(crm.parent) == ["crm.db"]


def test_absent_and_ungranted_names_are_told_apart_by_nothing(crm: Path) -> None:
    def said(sql: str) -> tuple[str, str]:
        with pytest.raises(Error) as caught:
            ask(crm, sql)
        return caught.value.message, caught.value.hint

    for absent, hidden in (("absent", "salaries"), ("absent", "notes"), ("sqlite_absent", "sqlite_sequence")):
        for sql in ("SELECT * FROM {}", "SELECT 1 FROM {}", "SELECT count(*) FROM {}", "SELECT 1 WHERE 1 IN {}"):
            assert said(sql.format(absent)) == said(sql.format(hidden))
        assert "granted" in said(f"SELECT * FROM {hidden}")[0]
    assert said("SELECT absent FROM customers") == said("SELECT email FROM customers")


def test_refusal_names_what_is_granted(crm: Path) -> None:
    with pytest.raises(Refused) as caught:
        ask(crm, "SELECT email FROM customers")
    assert "customers(id, name, plan)" in caught.value.hint


@pytest.mark.parametrize("wall", ["authoriser", "shadows", "pages"])
def test_each_wall_is_needed(crm: Path, wall: str, monkeypatch: pytest.MonkeyPatch) -> None:
    probes = {
        "authoriser": "SELECT name FROM pragma_database_list",
        "shadows": "SELECT c.id FROM customers c JOIN salaries USING (name)",
        "pages": "SELECT 1 FROM (SELECT 'salaries' AS name) JOIN sqlite_temp_master USING (name)",
    }
    with pytest.raises(Refused):
        ask(crm, probes[wall])
    if wall == "authoriser":
        monkeypatch.setattr(Rules, "authorise", lambda *_: apsw.SQLITE_OK)
    elif wall == "shadows":
        views = source._views
        monkeypatch.setattr(source, "_views", lambda c, s, g, _: views(c, s, g, frozenset()))
        monkeypatch.setattr(Rules, "opened", lambda *_: True)
    else:
        monkeypatch.setattr(Rules, "opened", lambda *_: True)
    assert ask(crm, probes[wall])


def test_rows_are_capped(crm: Path) -> None:
    numbers = "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 50) SELECT n FROM r"
    answer = query(crm, GRANTS, 10, numbers)
    assert len(answer.rows) == 10 and answer.truncated
    assert not query(crm, GRANTS, 50, numbers).truncated


def test_bytes_are_capped(crm: Path) -> None:
    numbers = "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 50)"
    answer = query(crm, GRANTS, 100, f"{numbers} SELECT printf('%*s', 60000, n) FROM r")
    assert answer.truncated and len(answer.text) < BYTES + 1000


def test_empty_result_keeps_its_columns(crm: Path) -> None:
    assert query(crm, GRANTS, 5, "SELECT id, name FROM customers WHERE 0").text == (
        '{"columns":["id","name"],"rows":[],"truncated":false}'
    )


def test_wal_database_with_unmerged_pages_is_read(tmp_path: Path) -> None:
    path = tmp_path / "wal.db"
    writer = apsw.Connection(str(path))
    list(writer.execute("PRAGMA journal_mode = wal; CREATE TABLE t (a); INSERT INTO t VALUES (7)"))
    assert (tmp_path / "wal.db-wal").stat().st_size > 0
    assert ask(path, "SELECT a FROM t", tables=("t",)) == [[7]]
    list(writer.execute("INSERT INTO t VALUES (8)"))
    assert ask(path, "SELECT sum(a) FROM t", tables=("t",)) == [[15]]
    writer.close()


def test_wal_database_at_rest_in_a_folder_nobody_may_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "wal.db"
    writer = apsw.Connection(str(path))
    list(writer.execute("PRAGMA journal_mode = wal; CREATE TABLE t (a); INSERT INTO t VALUES (7)"))
    writer.close()
    for leftover in tmp_path.glob("wal.db-*"):
        leftover.unlink()
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert ask(path, "SELECT a FROM t", tables=("t",)) == [[7]]
    assert os.listdir(tmp_path) == ["wal.db"]


def test_link_is_not_followed(crm: Path, tmp_path: Path) -> None:
    (tmp_path / "link.db").symlink_to(crm)
    with pytest.raises(ConfigError, match="not a regular file"):
        ask(tmp_path / "link.db", "SELECT 1")


def test_link_swapped_in_after_the_check_is_not_followed(
    crm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mine.db"
    shutil.copy(crm, path)

    def swapped(real: Path) -> str:
        real.unlink()
        real.symlink_to(crm)
        return "mode=ro"

    monkeypatch.setattr(source, "_mode", swapped)
    with pytest.raises(ConfigError, match="cannot be opened"):
        ask(path, "SELECT 1")


def test_folder_reached_through_a_link_of_the_operator(crm: Path, tmp_path: Path) -> None:
    (tmp_path / "data").symlink_to(crm.parent)
    assert ask(tmp_path / "data" / "crm.db", "SELECT count(*) FROM tickets") == [[2]]


@pytest.mark.parametrize("name", ["a?mode=rwc.db", "a#b.db", "a%20b'c.db", 'ü ".db'])
def test_odd_file_names_are_only_names(crm: Path, tmp_path: Path, name: str) -> None:
    shutil.copy(crm, tmp_path / name)
    assert ask(tmp_path / name, "SELECT count(*) FROM tickets") == [[2]]
    assert os.listdir(tmp_path) == [name]


@pytest.mark.parametrize("content", [None, b"", b"not a database at all" * 100])
def test_source_that_is_no_database(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "x.db").write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        ask(tmp_path / "x.db", "SELECT 1")
    assert str(tmp_path) not in caught.value.message + caught.value.hint


def test_grant_of_a_missing_table_or_column_is_the_operators_mistake(crm: Path) -> None:
    for tables in (("nothing",), ("customers(id, nothing)",), ("notes",)):
        with pytest.raises(ConfigError, match="cannot give"):
            ask(crm, "SELECT 1", tables=tables)


def test_locked_source(tmp_path: Path, crm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "locked.db"
    shutil.copy(crm, path)
    monkeypatch.setattr(source, "BUSY", 10)
    writer = apsw.Connection(str(path))
    list(writer.execute("BEGIN EXCLUSIVE"))
    with pytest.raises(ConfigError, match="locked"):
        ask(path, "SELECT 1")
    writer.close()


def test_text_that_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    writer = apsw.Connection(str(path))
    list(writer.execute("CREATE TABLE t (a); INSERT INTO t VALUES (CAST(x'ff' AS TEXT))"))
    writer.close()
    with pytest.raises(Error, match="not valid text"):
        ask(path, "SELECT a FROM t", tables=("t",))
    with pytest.raises(Error, match="not valid text"):
        ask(path, "SELECT '\ud800'", tables=("t",))


def test_queries_of_many_threads(crm: Path) -> None:
    found: list[list] = []
    threads = [
        threading.Thread(target=lambda: found.append(ask(crm, "SELECT count(*) FROM tickets", seconds=30)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [[[2]]] * 8


@pytest.mark.parametrize(
    "spec", ["", "a(", "a)", "a()", "a(b,)", "a(b)(c)", "sqlite_master", "SQLite_Stat1", "a(b, B)", "(a)"]
)
def test_grant_that_cannot_be_read(spec: str) -> None:
    with pytest.raises(ConfigError):
        parse(spec)


def test_grants_empty_or_doubled_are_refused() -> None:
    for specs in ((), ("a", "A"), ("a(b)", "a(c)")):
        with pytest.raises(ConfigError):
            parse_all(specs)
