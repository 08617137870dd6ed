"""The record of a run: what each entry says, what it never says, and what is closed as unknown."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import apsw
import pytest

from wicketgate.action import (
    Action,
    Admission,
    Decision,
    Effect,
    Grant,
    Request,
    Result,
    Reversibility,
    Target,
    Verdict,
    Way,
)
from wicketgate.audit.record import RunRecord, recover
from wicketgate.errors import Refused
from wicketgate.store.journal import Journal

ALLOW = Verdict(Decision.ALLOW, "within scope", "wicketgate.yaml:7", spends={"calls": 1})
DENY = Verdict(Decision.DENY, "no rule matched", "builtin", remedy="add a rule")
SECRET = "hunter2-hunter2"


def action(way: Way = Way.GATEWAY, **arguments: Any) -> Action:
    request = Request("triage", "Write", arguments, way, "r1", "/workspace", True, "agent-3")
    return Action(request, Effect.WRITE, (Target("file", "drafts/a.md", "write"),), Reversibility.R1)


def refuse(cursor: apsw.Cursor, grant: Grant, what: Action) -> None:
    raise Refused("spent")


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal.open(tmp_path / "journal.db") as opened:
        yield opened


@pytest.fixture
def record(journal: Journal) -> RunRecord:
    def clean(text: str) -> str:
        return text.replace(SECRET, "[secret]")

    return RunRecord(journal, "r1", "p" * 64, "triage", "full", consume=refuse, clean=clean)


async def admitted(record: RunRecord, what: Action) -> Admission:
    asked = record.asked(what)
    return Admission(what, ALLOW, asked.index, await record.decided(asked.index, what, ALLOW, None))


def test_asked_decided_and_outcome_name_each_other(journal: Journal, record: RunRecord) -> None:
    async def go() -> None:
        admission = await admitted(record, action(path="drafts/a.md"))
        await record.outcome(admission, Result("done"))

    asyncio.run(go())
    asked, decided, outcome = journal.read(0, 9)
    assert (asked.kind, decided.kind, outcome.kind) == ("asked", "decided", "outcome")
    assert asked.body["targets"] == ["write file drafts/a.md"] and asked.body["agent"] == "agent-3"
    assert (decided.body["asked"], decided.body["rule"], decided.body["policy"]) == (1, "wicketgate.yaml:7", "p" * 64)
    assert (outcome.body["asked"], outcome.body["decided"], outcome.body["ok"]) == (1, 2, True)
    assert {entry.run for entry in (asked, decided, outcome)} == {"r1"}


@pytest.mark.parametrize(("way", "reported"), [(Way.HOOK, True), (Way.GATEWAY, None), (Way.EGRESS, None)])
def test_only_what_comes_from_inside_is_called_reported(
    journal: Journal, record: RunRecord, way: Way, reported: bool | None
) -> None:
    async def go() -> None:
        await record.outcome(await admitted(record, action(way)), Result(""))

    asyncio.run(go())
    assert [entry.body.get("reported") for entry in journal.read(0, 9)] == [reported] * 3


def test_a_result_is_kept_by_digest_with_a_short_preview(journal: Journal, record: RunRecord) -> None:
    text = "row\n" * 5000 + "LAST"

    async def go() -> None:
        await record.outcome(await admitted(record, action()), Result(text))

    asyncio.run(go())
    body = journal.read(2, 1)[0].body
    assert body["sha256"] == hashlib.sha256(text.encode()).hexdigest() and body["size"] == len(text)
    assert len(body["preview"]) <= 2048 and "LAST" not in str(body)


def test_no_known_secret_is_recorded_anywhere(journal: Journal, record: RunRecord) -> None:
    what = action(**{SECRET: [{"deep": {SECRET: SECRET}}], "many": [SECRET] * 30_000})

    async def go() -> None:
        await record.outcome(await admitted(record, what), Result(f"token {SECRET}"))
        await record.note("model.request", {"system": SECRET}).durable()

    asyncio.run(go())
    raw = b"".join(row[0] for row in journal.query("SELECT bytes FROM entries"))
    assert SECRET.encode() not in raw and b"[secret]" in raw


def test_a_refused_grant_leaves_no_decision(journal: Journal, record: RunRecord) -> None:
    async def go() -> None:
        await record.decided(1, action(), ALLOW, Grant("a1", "d", "alex"))

    with pytest.raises(Refused, match="spent"):
        asyncio.run(go())
    assert [entry.kind for entry in journal.read(0, 9)] == ["void"]
    assert journal.query("SELECT * FROM unsettled") == []


def test_what_was_never_settled_is_unknown_at_the_end_of_the_run(journal: Journal, record: RunRecord) -> None:
    async def go() -> None:
        settled = await admitted(record, action())
        await admitted(record, action())
        await record.decided(record.asked(action()).index, action(), DENY, None)
        await record.outcome(settled, Result("", ok=False))
        await record.close("killed")
        await record.close("again")

    asyncio.run(go())
    outcomes = [entry.body for entry in journal.read(0, 99) if entry.kind == "outcome"]
    assert [(body["decided"], body["state"]) for body in outcomes] == [(2, "failed"), (4, "unknown")]
    assert outcomes[1]["ok"] is None and outcomes[1]["reason"] == "killed"


def test_what_a_dead_warden_left_is_unknown_at_the_next_start(journal: Journal, record: RunRecord) -> None:
    asyncio.run(admitted(record, action()))
    journal.close()
    with Journal.open(journal.path) as again:
        assert len(recover(again)) == 1
        assert recover(again) == []
        last = again.read(2, 9)[0]
        assert (last.kind, last.run, last.body["decided"], last.body["state"]) == ("outcome", "r1", 2, "unknown")


def test_a_decision_whose_caller_left_is_closed_too(journal: Journal, record: RunRecord) -> None:
    async def go() -> None:
        deciding = asyncio.create_task(record.decided(1, action(), ALLOW, None))
        await asyncio.sleep(0)
        deciding.cancel()
        await journal.submit("note", {}).durable()
        await record.close("over")

    asyncio.run(go())
    assert journal.read(2, 9)[0].body["state"] == "unknown"


@pytest.mark.parametrize("kind", ["asked", "decided", "outcome", "approval.decided", "void"])
def test_a_note_cannot_pass_for_a_step_of_the_flow(record: RunRecord, kind: str) -> None:
    with pytest.raises(ValueError, match="kind"):
        record.note(kind, {})


def test_an_outcome_nobody_waits_for_is_on_disk_with_the_next_decision(journal: Journal, record: RunRecord) -> None:
    async def run() -> list[str]:
        first = await admitted(record, action())
        await record.outcome(first, Result(f"done, {SECRET}"), wait=False)
        assert [entry.kind for entry in journal.read(0, 10)] == ["asked", "decided"]
        await admitted(record, action())
        return [entry.kind for entry in journal.read(0, 10)]

    assert asyncio.run(run()) == ["asked", "decided", "outcome", "asked", "decided"]
    assert journal.read(2, 1)[0].body["preview"] == "done, [secret]"


def test_an_outcome_nobody_waits_for_is_on_disk_soon(journal: Journal, record: RunRecord) -> None:
    async def run() -> None:
        await record.outcome(await admitted(record, action()), Result("done"), wait=False)
        async with asyncio.timeout(20):
            while len(journal.read(0, 10)) < 3:
                await asyncio.sleep(0.01)

    asyncio.run(run())
    assert journal.query("SELECT count(*) FROM unsettled") == [(0,)]


def test_what_was_decided_is_on_disk_when_it_is_known(journal: Journal, record: RunRecord) -> None:
    """Before anything is sent: the request and the decision, although one write takes both."""

    async def run() -> list[str]:
        await admitted(record, action())
        return [entry.kind for entry in journal.read(0, 10)]

    assert asyncio.run(run()) == ["asked", "decided"]
