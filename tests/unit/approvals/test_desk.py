"""The desk: a person's yes counts for exactly one action, once, in time; everything else is a no."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from functools import wraps
from typing import Any

import pytest
from office import ALLOW, ASK, POLICY, Office, action

from wicketgate.action import Action, Effect, Grant, Reversibility, Target, Way
from wicketgate.approvals import batch
from wicketgate.approvals.binding import endorsing
from wicketgate.approvals.desk import Desk
from wicketgate.audit.verify import verify
from wicketgate.errors import Refused, RequestError, StateError


def together(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    @wraps(test)
    def run(*args: Any, **kwargs: Any) -> None:
        asyncio.run(asyncio.wait_for(test(*args, **kwargs), 20))

    return run


async def begin(waiting: Any, office: Office, number: int = 1) -> asyncio.Task[Grant]:
    task = asyncio.ensure_future(waiting)
    while len(office.desk.pending()) < number and not task.done():
        await asyncio.sleep(0.005)
    await asyncio.sleep(0.02)
    return task


async def granted(office: Office, what: Action | None = None) -> Grant:
    waiting = await begin(office.ask(what), office)
    await office.approve()
    return await waiting


@together
async def test_nobody_asked_means_nothing_pending(office: Office) -> None:
    assert office.desk.pending() == []
    with pytest.raises(RequestError, match="no approval"):
        office.desk.show("00000000")


@together
async def test_a_yes_is_three_durable_entries_and_is_used_by_the_decision(office: Office) -> None:
    record = office.record()
    asked = await record.asked(action()).durable()
    grant = await granted(office)
    await record.decided(asked, action(), ALLOW, grant)
    await office.journal.submit("note", {}).durable()
    assert office.kinds() == ["asked", "approval.asked", "approval.decided", "decided", "approval.outcome", "note"]
    assert office.journal.read(3, 1)[0].body["by"] == "alex"
    assert office.desk.show(grant.id)["state"] == "consumed"


@together
async def test_a_no_reaches_the_one_who_waits_with_its_reason(office: Office) -> None:
    waiting = await begin(office.ask(), office)
    await office.desk.deny(office.desk.pending()[0]["id"], "alex", "not this host")
    with pytest.raises(Refused, match="a person denied it: not this host"):
        await waiting
    assert office.desk.pending() == []


@together
async def test_an_approval_without_the_digest_that_was_shown_does_not_count(office: Office) -> None:
    waiting = await begin(office.ask(), office)
    name = office.desk.pending()[0]["id"]
    for digest in ("", "0" * 64, office.desk.show(name)["digest"][:-1], "ü"):
        with pytest.raises(Refused, match="another digest"):
            await office.desk.approve(name, "alex", digest)
    assert not waiting.done()
    waiting.cancel()


@together
async def test_a_grant_is_used_once(office: Office) -> None:
    record, grant = office.record(), await granted(office)
    await record.decided(1, action(), ALLOW, grant)
    with pytest.raises(Refused, match="used already"):
        await record.decided(1, action(), ALLOW, grant)
    assert office.kinds().count("decided") == 1 and "void" in office.kinds()
    assert verify(office.journal.path).consistent


@pytest.mark.parametrize(
    "change",
    [
        {"arguments": {"method": "POST", "url": "http://docs.test/ "}},
        {"arguments": {"method": "POST", "url": "http://docs.test/", "body": ""}},
        {"tool": "tunnel"},
        {"task": "other"},
        {"run": "r2"},
        {"cwd": "/tmp"},
        {"way": Way.GATEWAY},
        {"targets": (Target("host", "evil.test", "connect"),)},
        {"effect": Effect.SEND},
        {"reversibility": Reversibility.R4},
        {"external": False},
    ],
    ids=lambda change: next(iter(change)),
)
@together
async def test_a_grant_fits_no_other_action(
    office: Office, other: Callable[..., Action], change: dict[str, Any]
) -> None:
    grant = await granted(office)
    with pytest.raises(Refused, match="for another action"):
        await office.record().decided(1, other(**change), ALLOW, grant)
    assert office.kinds()[-1] == "void"
    assert office.desk.show(grant.id)["state"] == "granted"
    await office.record().decided(1, action(), ALLOW, grant)


@pytest.mark.parametrize("change", [{"digest": "0" * 64}, {"id": "00000000"}], ids=["digest", "id"])
@together
async def test_a_forged_grant_is_refused(office: Office, change: dict[str, str]) -> None:
    grant = await granted(office)
    with pytest.raises(Refused):
        await office.record().decided(1, action(), ALLOW, replace(grant, **change))
    assert "decided" not in office.kinds()


@together
async def test_a_grant_expires_even_when_it_was_given_in_time(office: Office) -> None:
    grant = await granted(office)
    office.now += 600
    with pytest.raises(Refused, match="has expired"):
        await office.record().decided(1, action(), ALLOW, grant)


@together
async def test_an_answer_after_the_expiry_does_not_count(office: Office) -> None:
    waiting = await begin(office.ask(), office)
    office.now += 600
    with pytest.raises(Refused, match="expired"):
        await office.approve()
    with pytest.raises(Refused, match="nobody answered in time"):
        await waiting


@together
async def test_silence_denies(office: Office) -> None:
    with pytest.raises(Refused, match="nobody answered in time"):
        await office.ask(seconds=0)
    await office.journal.submit("note", {}).durable()
    assert office.journal.query("SELECT state FROM approvals") == [("expired",)]


@together
async def test_same_calls_are_one_question_and_a_yes_to_it_is_for_each_of_them_once(office: Office) -> None:
    waiting = [await begin(office.ask(), office) for _ in range(3)]
    (listed,) = office.desk.pending()
    shown = office.desk.show(listed["id"])
    assert listed["calls"] == shown["calls"] == 3
    text = " ".join(shown["text"].split())
    assert "CALLS 3, ONE ANSWER FOR ALL OF THEM" in text and "call 3 is exactly like the first" in text
    assert "ALL 3 CALLS happen" in text
    await office.approve()
    grants = [await one for one in waiting]
    assert len({grant.id for grant in grants}) == len({grant.digest for grant in grants}) == 3
    record = office.record()
    for grant in grants:
        await record.decided(1, action(), ALLOW, grant)
    with pytest.raises(Refused, match="used already"):
        await record.decided(1, action(), ALLOW, grants[0])
    assert office.kinds().count("approval.decided") == 3


@together
async def test_a_call_that_joined_after_it_was_shown_is_not_approved_with_it(office: Office) -> None:
    first = await begin(office.ask(), office)
    shown = office.desk.show(office.desk.pending()[0]["id"])
    others = [await begin(office.ask(), office) for _ in range(2)]
    two = office.desk.show(shown["id"])
    last = await begin(office.ask(), office)
    with pytest.raises(Refused, match="another digest"):
        await office.desk.approve(shown["id"], "alex", two["digest"])
    assert await office.desk.approve(shown["id"], "alex", shown["digest"]) == 1
    assert (await first).digest == shown["digest"]
    assert not any(one.done() for one in (*others, last))
    with pytest.raises(Refused, match="another digest"):
        await office.desk.approve(shown["id"], "alex", office.desk.show(office.desk.pending()[0]["id"])["digest"])
    for one in (*others, last):
        one.cancel()


def mail(to: str, body: str = "hello", origin: str = "operator", run: str = "r1") -> Action:
    """Return a message whose recipient comes from `origin` and whose text the agent wrote."""
    what = action(run, "mail.send", to=[to], body=body)
    origins = {"to": origin, "to[0]": origin, "body": "untrusted"}
    return replace(what, targets=(Target("address", to, "connect"),), origins=origins)


@together
async def test_calls_that_differ_only_in_what_the_operator_named_are_one_question(office: Office) -> None:
    people = ["bo@acme.test", "cy@acme.test", "di@acme.test"]
    waiting = [await begin(office.ask(mail(person)), office) for person in people]
    (listed,) = office.desk.pending()
    shown = office.desk.show(listed["id"])
    assert listed["calls"] == 3
    for person in people:
        assert f"touches connect address {person}" in " ".join(shown["text"].split())
    await office.approve()
    for person, one in zip(people, waiting, strict=True):
        await office.record().decided(1, mail(person), ALLOW, await one)


@pytest.mark.parametrize(
    "other",
    [
        mail("cy@acme.test", origin="untrusted"),
        mail("cy@acme.test", origin="trusted, crm"),
        mail("cy@acme.test", body="another"),
        mail("cy@acme.test", run="r2"),
        replace(mail("cy@acme.test"), reversibility=Reversibility.R4),
        replace(mail("cy@acme.test"), request=replace(mail("cy@acme.test").request, agent="sub")),
        action(tool="mail.send", to=["bo@acme.test", "cy@acme.test"], body="hello"),
    ],
    ids=["untrusted", "trusted", "text", "run", "undo", "agent", "more"],
)
@together
async def test_what_differs_in_anything_else_is_a_question_of_its_own(office: Office, other: Action) -> None:
    first = await begin(office.ask(mail("bo@acme.test")), office)
    second = await begin(office.ask(other), office, 2)
    assert [told["calls"] for told in office.desk.pending()] == [1, 1]
    first.cancel()
    second.cancel()


@together
async def test_who_started_the_run_hears_once_that_something_waits_and_when_nothing_does(office: Office) -> None:
    heard: list[str] = []
    port = office.desk.port("r1", POLICY, "triage", tell=lambda name, expires: heard.append(name))
    first = await begin(port.wait(1, action(url="http://a.test/"), ASK), office)
    second = await begin(port.wait(2, action(url="http://b.test/"), ASK), office, 2)
    one, two = (told["id"] for told in office.desk.pending())
    await office.approve(one)
    await first
    assert heard == [one]
    await office.approve(two)
    await second
    assert heard == [one, ""]
    third = await begin(port.wait(3, action(url="http://c.test/"), ASK), office)
    assert heard[2:] == [office.desk.pending()[0]["id"]]
    third.cancel()


@pytest.mark.parametrize("named", [True, False])
@together
async def test_what_a_yes_is_worth_besides_keeps_calls_apart_and_each_reason_is_shown(
    office: Office, named: bool
) -> None:
    one, two = (mail("bo@acme.test"), mail("cy@acme.test")) if named else (action(), action())
    port = office.desk.port("r1", POLICY, "triage")
    verdicts = [ASK, replace(ASK, endorses={"mail.send/to": ("evil@x.test",)}), replace(ASK, reason="it read a secret")]
    tasks = [
        await begin(port.wait(1, what, why), office, number)
        for number, what, why in zip((1, 2, 2), (one, two, two), verdicts, strict=True)
    ]
    told = office.desk.pending()
    assert [each["calls"] for each in told] == [2, 1]
    first, second = (" ".join(office.desk.show(each["id"])["text"].split()) for each in told)
    assert "evil@x.test" not in first and "evil@x.test" in second
    assert "asks because it read a secret" in first and "asks because visible outside" in first
    for task in tasks:
        task.cancel()


@together
async def test_the_same_call_of_another_agent_or_one_nobody_could_read_is_a_question_of_its_own(
    office: Office,
) -> None:
    calls = [
        action(),
        replace(action(), request=replace(action().request, agent="sub")),
        replace(action(), readable=False),
    ]
    tasks = [await begin(office.ask(each), office, number) for number, each in enumerate(calls, 1)]
    assert [told["calls"] for told in office.desk.pending()] == [1, 1, 1]
    for task in tasks:
        task.cancel()


@together
async def test_a_yes_to_a_batch_counts_for_those_that_are_still_in_time(office: Office) -> None:
    early = await begin(office.ask(seconds=300), office)
    late = await begin(office.ask(), office)
    name = office.desk.pending()[0]["id"]
    digest = office.desk.show(name)["digest"]
    office.desk._expire(name)
    with pytest.raises(Refused, match="nobody answered"):
        await early
    other = office.desk.pending()[0]["id"]
    with pytest.raises(Refused, match="another digest"):
        await office.desk.approve(other, "alex", digest)
    assert await office.desk.approve(other, "alex", office.desk.show(other)["digest"]) == 1
    assert (await late).by == "alex"


@together
async def test_a_batch_has_an_end(office: Office) -> None:
    tasks = [await begin(office.ask(), office) for _ in range(batch.MOST)]
    with pytest.raises(Refused, match="too many questions"):
        await office.ask()
    assert [told["calls"] for told in office.desk.pending()] == [batch.MOST]
    for task in tasks:
        task.cancel()


@together
async def test_a_no_holds_for_every_same_call_that_waits(office: Office) -> None:
    waiting = [await begin(office.ask(), office) for _ in range(3)]
    await office.desk.deny(office.desk.pending()[0]["id"], "alex", "not today")
    for one in waiting:
        with pytest.raises(Refused, match="not today"):
            await one
    assert not office.desk.pending()


@together
async def test_what_a_yes_endorses_besides_is_shown_bound_and_handed_on(office: Office) -> None:
    offered = {"mail.send/to": ("bo@acme.com", "cy@acme.com")}
    port = office.desk.port("r1", POLICY, "triage")
    plain = await begin(port.wait(1, action(), ASK), office)
    name = office.desk.pending()[0]["id"]
    assert "a yes also" not in office.desk.show(name)["text"]
    await office.desk.deny(name, "alex")
    with pytest.raises(Refused):
        await plain
    asking = await begin(port.wait(1, action(), replace(ASK, endorses=offered)), office)
    shown = office.desk.show(office.desk.pending()[0]["id"])
    asked = [entry.body for entry in office.journal.read(0, 1000) if entry.kind == "approval.asked"]
    assert not asked[0]["nonce"].endswith(endorsing(offered))
    assert asked[1]["nonce"].endswith(endorsing(offered))
    assert endorsing(offered) != endorsing({"mail.send/to": ("bo@acme.com",)})
    assert "bo@acme.com; cy@acme.com" in " ".join(shown["text"].split())
    await office.approve()
    grant = await asking
    assert grant.endorsed == offered
    await office.record().decided(1, action(), ALLOW, grant)


@together
async def test_a_retry_finds_the_yes_its_cancelled_call_left(office: Office) -> None:
    first = await begin(office.ask(), office)
    first.cancel()
    await office.approve()
    grant = await office.ask()
    await office.record().decided(1, action(), ALLOW, grant)
    third = await begin(office.ask(), office)
    assert len(office.desk.pending()) == 1 and not third.done()
    third.cancel()


@together
async def test_a_yes_that_was_left_is_not_another_agents(office: Office, other: Callable[..., Action]) -> None:
    first = await begin(office.ask(), office)
    first.cancel()
    await office.approve()
    again = await begin(office.ask(other(agent="sub")), office)
    assert len(office.desk.pending()) == 1 and not again.done()
    again.cancel()


@pytest.mark.parametrize("what", ["run", "policy", "rule"])
@together
async def test_what_differs_in_run_policy_or_rule_does_not_join(office: Office, what: str) -> None:
    first = await begin(office.ask(), office)
    if what == "rule":
        port = office.desk.port("r1", POLICY, "triage")
        again: Any = port.wait(1, action(), replace(ASK, rule="wicketgate.yaml:13"))
    else:
        again = office.ask(action(run="r2")) if what == "run" else office.ask(policy="q" * 64)
    second = await begin(again, office, 2)
    assert len(office.desk.pending()) == 2
    first.cancel()
    second.cancel()


@together
async def test_an_action_of_another_run_is_not_asked_about(office: Office) -> None:
    with pytest.raises(Refused, match="another run"):
        await office.desk.port("r1", POLICY, "triage").wait(1, action(run="r2"), ASK)
    with pytest.raises(Refused, match="another run"):
        await office.desk.port("r1", POLICY, "other").wait(1, action(), ASK)


@together
async def test_a_flood_is_refused_and_noted_once(office: Office) -> None:
    tasks = [await begin(office.ask(action(n=n)), office, n + 1) for n in range(3)]
    for n in range(3, 6):
        with pytest.raises(Refused, match="too many questions"):
            await office.ask(action(n=n))
    elsewhere = await begin(office.ask(action(run="r2", n=0)), office, 4)
    assert len(office.desk.pending()) == 4
    await office.journal.submit("note", {}).durable()
    assert office.kinds().count("approval.flood") == 1
    for task in (*tasks, elsewhere):
        task.cancel()


@together
async def test_two_answers_cannot_both_count(office: Office) -> None:
    waiting = await begin(office.ask(), office)
    name = office.desk.pending()[0]["id"]
    answers = await asyncio.gather(
        office.approve(), office.desk.deny(name, "sam", "no"), office.approve(), return_exceptions=True
    )
    assert [isinstance(answer, Refused) for answer in answers] == [False, True, True]
    assert (await waiting).by == "alex"
    assert office.journal.query("SELECT state, by FROM approvals") == [("granted", "alex")]


@together
async def test_a_yes_counts_although_its_sender_left(office: Office) -> None:
    waiting = await begin(office.ask(), office)
    approving = asyncio.create_task(office.approve())
    await asyncio.sleep(0)
    approving.cancel()
    assert (await waiting).by == "alex"


@together
async def test_the_end_of_a_run_ends_its_questions(office: Office) -> None:
    grant = await granted(office, action(run="r2"))
    waiting = await begin(office.ask(), office)
    office.desk.close("r1")
    office.desk.close("r2")
    with pytest.raises(Refused, match="the run ended"):
        await waiting
    with pytest.raises(Refused, match="abandoned"):
        await office.record("r2").decided(1, action(run="r2"), ALLOW, grant)


@together
async def test_a_new_warden_honours_no_old_yes(office: Office) -> None:
    waiting = await begin(office.ask(action(n=1)), office)
    grant = await granted_second(office)
    again = Desk(office.journal, lambda: office.now)
    await office.journal.submit("note", {}).durable()
    assert again.pending() == []
    assert set(office.journal.query("SELECT state FROM approvals")) == {("abandoned",)}
    with pytest.raises(Refused, match="abandoned"):
        await office.record().decided(1, action(), ALLOW, grant)
    waiting.cancel()


async def granted_second(office: Office) -> Grant:
    waiting = await begin(office.ask(), office, 2)
    await office.approve(office.desk.pending()[1]["id"])
    return await waiting


@together
async def test_what_json_cannot_say_is_refused(office: Office) -> None:
    with pytest.raises(Refused, match="cannot be bound"):
        await office.ask(action(n=float("nan")))


@together
async def test_a_dead_journal_grants_nothing(office: Office) -> None:
    waiting = await begin(office.ask(), office)
    office.journal.close()
    with pytest.raises(StateError):
        await office.approve()
    assert not waiting.done()
    waiting.cancel()
