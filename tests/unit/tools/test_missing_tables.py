"""What a policy grants of a SQLite file and the file does not have is said once it is accepted, before any run."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from wicketgate.policy import Policy
from wicketgate.tools.sqlite.missing import missing

TEXT = """
version: 1
tasks:
  triage: {tools: {db.query: {source: crm, tables: [%s]}}}
sources:
  crm: {kind: sqlite, path: crm.db}
"""


def said(folder: Path, tables: str) -> list[str]:
    """Return what is missing of the tables granted."""
    (folder / "wicketgate.yaml").write_text(TEXT % tables)
    found = missing(Policy.load(folder / "wicketgate.yaml").profile("triage"))
    assert all(line.startswith("triage: db.query on crm (crm.db): ") for line in found)
    return [line.removeprefix("triage: db.query on crm (crm.db): ") for line in found]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a data source."""
    with sqlite3.connect(tmp_path / "crm.db") as made:
        made.execute("CREATE TABLE tickets (id, body)")
        made.execute("CREATE VIEW broken AS SELECT x FROM gone")
    made.close()
    return tmp_path


def test_what_is_there_is_not_mentioned(folder: Path) -> None:
    assert said(folder, '"tickets(id)"') == []
    assert said(folder, "tickets") == []


@pytest.mark.parametrize("table", ["gone", "tickets(id, email)", "broken"])
def test_a_table_or_a_column_that_is_not_there_is_named(folder: Path, table: str) -> None:
    hint = "check the table and column names"
    assert said(folder, f'"{table}", "tickets(body)"' if "tickets" not in table else f'"{table}"') == [
        f"the data source cannot give {table}; {hint}"
    ]


def test_a_file_that_is_not_there_or_is_none_is_named_once(tmp_path: Path) -> None:
    assert said(tmp_path, "tickets, gone") == ["the file is not there"]
    (tmp_path / "crm.db").write_text("no database")
    assert len(said(tmp_path, "tickets")) == 1


def test_a_task_without_tables_lacks_none(tmp_path: Path) -> None:
    (tmp_path / "wicketgate.yaml").write_text("version: 1\ntasks:\n  triage: {}\n")
    assert missing(Policy.load(tmp_path / "wicketgate.yaml").profile("triage")) == ()
