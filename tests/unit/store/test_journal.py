"""The journal: order, durability, voided entries, following, and who may open it."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from wicketgate.audit.verify import verify
from wicketgate.errors import Refused, StateError
from wicketgate.store.journal import Journal


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal.open(tmp_path / "state" / "journal.db") as opened:
        yield opened


def test_nothing_is_in_a_new_journal(journal: Journal) -> None:
    assert journal.read(0, 10) == []


def test_an_entry_is_read_back_as_it_was_submitted(journal: Journal) -> None:
    index = journal.submit("note", {"text": "grüße\x1b[2J", "n": 1}, run="r1").wait()
    (entry,) = journal.read(0, 10)
    assert (entry.index, entry.kind, entry.run) == (index, "note", "r1") == (1, "note", "r1")
    assert entry.body == {"text": "grüße\x1b[2J", "n": 1}


def test_threads_and_tasks_share_one_gapless_order(journal: Journal) -> None:
    taken: list[int] = []

    def work() -> None:
        taken.extend(journal.submit("note", {}, run="thread").wait() for _ in range(50))

    async def both() -> None:
        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        taken.extend(await asyncio.gather(*(journal.submit("note", {}, run="task").durable() for _ in range(200))))
        for thread in threads:
            await asyncio.to_thread(thread.join)

    asyncio.run(both())
    assert sorted(taken) == list(range(1, 401))
    assert [entry.index for entry in journal.read(0, 1000)] == list(range(1, 401))
    assert len(journal.read(0, 1000, run="task")) == 200


def test_the_order_of_submitting_is_the_order_of_the_journal(journal: Journal) -> None:
    tickets = [journal.submit("note", {"n": n}) for n in range(300)]
    tickets[-1].wait()
    assert [entry.body["n"] for entry in journal.read(0, 1000)] == list(range(300))


def test_an_acknowledged_entry_is_visible_to_a_reader(journal: Journal) -> None:
    for _ in range(50):
        index = journal.submit("note", {}).wait()
        assert journal.read(index - 1, 1)[0].index == index


def test_an_effect_shares_its_entry_s_transaction(journal: Journal) -> None:
    insert = "INSERT INTO unsettled (decided, asked, run) VALUES (?, 7, 'r')"
    index = journal.submit("decided", {}, effect=lambda cursor, i: cursor.execute(insert, (i,)) and None).wait()
    assert journal.query("SELECT decided FROM unsettled") == [(index,)]


def test_an_effect_that_raises_voids_its_entry_and_leaves_numbers_and_chain_whole(journal: Journal) -> None:
    def effect(cursor: apsw.Cursor, index: int) -> None:
        cursor.execute("INSERT INTO unsettled (decided, asked, run) VALUES (?, 7, 'r')", (index,))
        raise Refused("spent already")

    before, voided, after = (
        journal.submit("a", {}),
        journal.submit("decided", {"secret": 1}, effect=effect),
        journal.submit("b", {}),
    )
    after.wait()
    with pytest.raises(Refused, match="spent already"):
        voided.wait()
    assert before.wait() == 1
    assert [(e.index, e.kind) for e in journal.read(0, 9)] == [(1, "a"), (2, "void"), (3, "b")]
    assert journal.read(1, 1)[0].body["of"] == "decided"
    assert journal.query("SELECT * FROM unsettled") == []
    assert verify(journal.path).consistent


def test_an_effect_s_broken_statement_voids_only_its_own_entry(journal: Journal) -> None:
    voided = journal.submit("decided", {}, effect=lambda cursor, _: cursor.execute("nonsense") and None)
    with pytest.raises(apsw.SQLError):
        voided.wait()
    assert journal.submit("note", {}).wait() == 2


def test_nobody_may_submit_a_void(journal: Journal) -> None:
    with pytest.raises(ValueError, match="void"):
        journal.submit("void", {})


def test_following_sees_what_was_and_what_comes(journal: Journal) -> None:
    async def follow() -> list[int]:
        seen: list[int] = []
        journal.submit("note", {}, run="r")
        await journal.submit("note", {}, run="other").durable()
        later = asyncio.get_running_loop().call_later(0.05, lambda: journal.submit("note", {}, run="r"))
        async for entry in journal.follow(0, "r"):
            seen.append(entry.index)
            if len(seen) == 2:
                break
        later.cancel()
        return seen

    assert asyncio.run(asyncio.wait_for(follow(), 10)) == [1, 3]


def test_following_ends_when_the_journal_closes(journal: Journal) -> None:
    async def follow() -> None:
        asyncio.get_running_loop().call_later(0.05, journal.close)
        async for _ in journal.follow(0):
            pass

    asyncio.run(asyncio.wait_for(follow(), 10))


def test_a_cancelled_waiter_disturbs_nobody(journal: Journal) -> None:
    async def cancel() -> int:
        waiting = asyncio.create_task(journal.submit("note", {}).durable())
        await asyncio.sleep(0)
        waiting.cancel()
        return await journal.submit("note", {}).durable()

    assert asyncio.run(cancel()) == 2


def test_closing_keeps_what_was_queued_and_refuses_what_comes(journal: Journal) -> None:
    ticket = journal.submit("note", {})
    journal.close()
    assert ticket.wait() == 1
    with pytest.raises(StateError, match="closed"):
        journal.submit("note", {})
    with pytest.raises(StateError, match="closed"):
        journal.read(0, 1)


def test_a_closed_journal_is_one_file(journal: Journal) -> None:
    journal.submit("note", {}).wait()
    assert journal.read(0, 1)
    journal.close()
    assert sorted(file.name for file in journal.path.parent.iterdir()) == ["journal.db", "journal.db.lock"]


def test_it_goes_on_where_it_ended(journal: Journal) -> None:
    journal.submit("note", {}).wait()
    journal.close()
    with Journal.open(journal.path) as again:
        assert again.submit("note", {}).wait() == 2
    assert verify(journal.path).entries == 2


def test_two_cannot_own_one_journal(journal: Journal) -> None:
    with pytest.raises(StateError, match=f"pid {os.getpid()}"):
        Journal.open(journal.path)
    assert journal.submit("note", {}).wait() == 1


def test_files_and_folder_are_private(journal: Journal) -> None:
    journal.submit("note", {}).wait()
    assert journal.path.parent.stat().st_mode & 0o777 == 0o700
    for file in journal.path.parent.iterdir():
        assert file.stat().st_mode & 0o777 == 0o600, file


def test_a_folder_open_to_others_is_refused(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir(mode=0o755)
    with pytest.raises(StateError, match="open to others"):
        Journal.open(tmp_path / "open" / "journal.db")


def test_a_link_in_the_journal_s_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").touch(mode=0o600)
    (tmp_path / "journal.db").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StateError, match="cannot open"):
        Journal.open(tmp_path / "journal.db")


def test_a_journal_others_may_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "journal.db").touch(mode=0o600)
    (tmp_path / "journal.db").chmod(0o640)
    with pytest.raises(StateError, match="not a private plain file"):
        Journal.open(tmp_path / "journal.db")


def _changed(path: Path, sql: str) -> None:
    connection = apsw.Connection(str(path))
    connection.execute(sql)
    connection.close()


@pytest.mark.parametrize(
    ("sql", "match"),
    [
        ("PRAGMA user_version = 2", "format 2, this program knows 1"),
        ("PRAGMA application_id = 5", "not a Wicketgate journal"),
        ("CREATE TRIGGER t AFTER INSERT ON entries BEGIN DELETE FROM approvals; END", "triggers or views"),
        ("UPDATE entries SET bytes = x'7b7d' WHERE idx = 3", "broken at entry 3"),
        ("UPDATE entries SET hash = zeroblob(32) WHERE idx = 3", "broken at entry 3"),
        ("DELETE FROM entries WHERE idx = 2", "broken at entry 3"),
        ("DELETE FROM entries WHERE idx = 1", "broken at entry 2"),
    ],
    ids=["newer", "foreign", "trigger", "torn", "unhashed", "gap", "beheaded"],
)
def test_a_file_that_is_not_what_it_should_be_is_refused(journal: Journal, sql: str, match: str) -> None:
    for _ in range(3):
        journal.submit("note", {}).wait()
    journal.close()
    _changed(journal.path, sql)
    with pytest.raises(StateError, match=match) as refused:
        Journal.open(journal.path)
    assert refused.value.hint


def test_what_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "journal.db").touch(mode=0o600)
    (tmp_path / "journal.db").write_bytes(b"nothing of the kind" * 400)
    with pytest.raises(StateError, match="cannot be opened"):
        Journal.open(tmp_path / "journal.db")


def test_a_reader_cannot_write(journal: Journal) -> None:
    with pytest.raises(StateError, match="cannot be read"):
        journal.query("DELETE FROM entries")


def test_entries_beyond_what_may_wait_are_refused(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wicketgate.store.journal.WAITING", 1)
    gate = threading.Event()
    journal.submit("slow", {}, effect=lambda *_: gate.wait() and None)
    with pytest.raises(StateError, match="behind"):
        for _ in range(5):
            journal.submit("note", {})
    gate.set()


def test_a_patient_entry_is_written_with_the_next_that_is_not(journal: Journal) -> None:
    journal.submit("asked", {}, is_patient=True)
    assert journal.submit("decided", {}).wait() == 2
    assert [entry.kind for entry in journal.read(0, 10)] == ["asked", "decided"]


def test_a_patient_entry_is_written_once_somebody_waits_for_it(journal: Journal) -> None:
    assert journal.submit("asked", {}, is_patient=True).wait() == 1
    assert asyncio.run(journal.submit("asked", {}, is_patient=True).durable()) == 2
    assert [entry.index for entry in journal.read(0, 10)] == [1, 2]


def test_a_patient_entry_is_written_when_urged_and_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "state" / "journal.db"
    with Journal.open(path) as journal:
        journal.submit("a", {}, is_patient=True)
        journal.urge()
        journal.submit("b", {}).wait()
        journal.submit("c", {}, is_patient=True)
    with Journal.open(path) as journal:
        assert [entry.kind for entry in journal.read(0, 10)] == ["a", "b", "c"]
    assert verify(path).consistent
