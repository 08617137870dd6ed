"""Verification: any change of a stored entry is found; what a chain cannot show is said."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import apsw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wicketgate.audit.verify import BROKEN, CONSISTENT, UNREADABLE, verify
from wicketgate.store.journal import Journal

ENTRIES = 12
COLUMNS = ("prev_hash", "hash", "run", "kind", "bytes")


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("journal") / "journal.db"
    with Journal.open(path) as journal:
        for n in range(ENTRIES):
            journal.submit("asked" if n % 2 else "decided", {"n": n, "text": f"entry {n}"}, run=f"run-{n % 3}")
    return path


@pytest.fixture
def copy(closed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(closed, tmp_path / "journal.db"))


def change(path: Path, sql: str) -> None:
    connection = apsw.Connection(str(path))
    connection.execute(sql)
    connection.close()


def test_an_untouched_journal_is_consistent_and_left_as_it_was(closed: Path) -> None:
    before = sorted(os.listdir(closed.parent))
    report = verify(closed)
    assert (report.state, report.entries) == (CONSISTENT, ENTRIES)
    assert sorted(os.listdir(closed.parent)) == before


def test_a_journal_in_use_is_verified_up_to_now(tmp_path: Path) -> None:
    with Journal.open(tmp_path / "journal.db") as journal:
        for n in range(1, 4):
            assert journal.submit("note", {}).wait() == n
            assert verify(journal.path).entries == n


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_any_flipped_bit_of_any_stored_field_is_found(closed: Path, data: st.DataObject) -> None:
    index = data.draw(st.integers(1, ENTRIES))
    column = data.draw(st.sampled_from(COLUMNS))
    path = closed.with_name("flipped.db")
    shutil.copy(closed, path)
    connection = apsw.Connection(str(path))
    connection.execute("PRAGMA synchronous = OFF")
    value = connection.execute(f"SELECT {column} FROM entries WHERE idx = ?", (index,)).fetchone()[0]  # type: ignore[index]
    raw = bytearray(value.encode() if isinstance(value, str) else value)
    where = data.draw(st.integers(0, len(raw) - 1))
    raw[where] ^= 1 << data.draw(st.integers(0, 6))
    stored = raw.decode("latin-1") if isinstance(value, str) else bytes(raw)
    connection.execute(f"UPDATE entries SET {column} = ? WHERE idx = ?", (stored, index))
    connection.close()
    report = verify(path)
    assert report.state == BROKEN and report.at in (index, index + 1) and report.entries == report.at - 1


@settings(max_examples=150, deadline=None)
@given(st.integers(1, ENTRIES), st.integers(0, 10_000), st.integers(0, 7))
def test_any_flipped_bit_of_an_entry_in_the_raw_file_is_found(closed: Path, index: int, place: int, bit: int) -> None:
    connection = apsw.Connection(
        f"{closed.as_uri()}?immutable=1", flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
    )
    row = connection.execute("SELECT prev_hash, hash, run, kind, bytes FROM entries WHERE idx = ?", (index,)).fetchone()
    connection.close()
    assert row is not None
    payload = b"".join(value.encode() if isinstance(value, str) else value for value in row)  # type: ignore[union-attr]
    raw = bytearray(closed.read_bytes())
    start = raw.find(payload)
    assert start >= 0 and raw.count(payload) == 1
    raw[start + place % len(payload)] ^= 1 << bit
    path = closed.with_name("raw.db")
    path.write_bytes(raw)
    assert not verify(path).consistent


@pytest.mark.parametrize(
    ("sql", "at"),
    [
        ("DELETE FROM entries WHERE idx = 5", 5),
        ("DELETE FROM entries WHERE idx = 1", 1),
        ("DELETE FROM entries WHERE idx BETWEEN 4 AND 9", 4),
        ("UPDATE entries SET idx = 900 WHERE idx = 5", 5),
        ("UPDATE entries SET bytes = substr(bytes, 1, 20) WHERE idx = 6", 6),
        ("UPDATE entries SET bytes = (SELECT bytes FROM entries WHERE idx = 3) WHERE idx = 7", 7),
        ("INSERT INTO entries SELECT 13, hash, hash, run, kind, bytes FROM entries WHERE idx = 12", 13),
        ("INSERT INTO entries SELECT 0, prev_hash, hash, run, kind, bytes FROM entries WHERE idx = 1", 1),
    ],
    ids=["drop", "behead", "drop_middle", "renumber", "truncate_one", "replay", "append", "prepend"],
)
def test_a_moved_entry_is_found_where_it_happened(copy: Path, sql: str, at: int) -> None:
    change(copy, sql)
    report = verify(copy)
    assert (report.state, report.at) == (BROKEN, at)
    assert report.why


def test_a_missing_number_is_named(copy: Path) -> None:
    change(copy, "DELETE FROM entries WHERE idx = 5")
    assert verify(copy).why == "the next entry is numbered 6, expected 5"


def test_two_swapped_entries_are_found(copy: Path) -> None:
    for sql in ("SET idx = 99 WHERE idx = 4", "SET idx = 4 WHERE idx = 5", "SET idx = 5 WHERE idx = 99"):
        change(copy, f"UPDATE entries {sql}")
    assert verify(copy).at == 4


def test_a_rewritten_row_whose_columns_say_otherwise_is_found(copy: Path) -> None:
    change(copy, "UPDATE entries SET run = 'run-x' WHERE idx = 12")
    report = verify(copy)
    assert (report.state, report.at) == (BROKEN, 12) and "run" in report.why


def test_a_cut_off_end_is_not_found_and_the_report_says_so(copy: Path) -> None:
    whole = verify(copy)
    change(copy, "DELETE FROM entries WHERE idx > 9")
    report = verify(copy)
    assert report.consistent and report.head != whole.head
    assert "cut off at the end" in report.to_json()["limits"]


@pytest.mark.parametrize(
    "sql",
    [
        "PRAGMA user_version = 2",
        "PRAGMA application_id = 1",
        "ALTER TABLE entries RENAME TO hidden",
        "ALTER TABLE entries ADD COLUMN more TEXT",
    ],
)
def test_what_is_no_journal_of_this_format_is_unreadable(copy: Path, sql: str) -> None:
    change(copy, sql)
    assert verify(copy).state == UNREADABLE


def test_a_view_in_the_place_of_the_entries_is_unreadable(copy: Path) -> None:
    change(copy, "DROP INDEX entries_by_run")
    change(copy, "ALTER TABLE entries RENAME TO hidden")
    change(copy, "CREATE VIEW entries AS SELECT * FROM hidden")
    assert verify(copy).state == UNREADABLE


def test_an_index_that_hides_entries_is_found(copy: Path) -> None:
    connection = apsw.Connection(str(copy))
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("UPDATE sqlite_schema SET sql = sql || ' WHERE kind = ''asked''' WHERE name = 'entries_by_run'")
    connection.close()
    assert verify(copy).state == UNREADABLE


@pytest.mark.parametrize("content", [b"", b"nothing of the kind" * 500], ids=["empty", "noise"])
def test_what_is_no_database_is_unreadable(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "journal.db").write_bytes(content)
    assert verify(tmp_path / "journal.db").state == UNREADABLE


def test_a_log_left_by_a_crash_is_read_from_a_copy_where_it_cannot_be_opened(tmp_path: Path) -> None:
    with Journal.open(tmp_path / "live" / "journal.db") as journal:
        journal.submit("note", {}).wait()
        left = tmp_path / "left"
        left.mkdir()
        for name in ("journal.db", "journal.db-wal"):
            shutil.copy(journal.path.with_name(name), left / name)
    (left / "journal.db-shm").mkdir()  # stands for a folder that cannot be written, for root too
    assert verify(left / "journal.db").entries == 1
