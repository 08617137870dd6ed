"""Budgets with a window hold across runs and restarts, and count what is under way."""

from __future__ import annotations

from pathlib import Path

from desk_session import Walk

from wicketgate.action import Decision
from wicketgate.session.budgets import LONGEST_WINDOW, PastSpending, SharedBudgets, past
from wicketgate.store.journal import Journal

PROMPT = "Email ina@acme.com the numbers."


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def test_a_limit_holds_across_sessions_of_a_task() -> None:
    clock = Clock()
    ledger = SharedBudgets(clock)
    first, second = Walk(PROMPT, ledger), Walk(PROMPT, ledger)
    assert first.ask("mail.send", to="ina@acme.com").allowed
    assert second.ask("mail.send", to="ina@acme.com").allowed
    third = Walk(PROMPT, ledger).ask("mail.send", to="ina@acme.com")
    assert third.decision is Decision.DENY
    assert "used up" in third.reason
    clock.now += 3601
    assert first.ask("mail.send", to="ina@acme.com").allowed


def test_what_is_denied_or_asked_reserves_nothing() -> None:
    walk = Walk(PROMPT, SharedBudgets(Clock()))
    for _ in range(5):
        assert not walk.ask("mail.send", to="eve@evil.com").allowed
    assert walk.ask("mail.send", to="ina@acme.com").allowed


def test_a_clock_set_back_frees_nothing() -> None:
    clock = Clock()
    walk = Walk(PROMPT, SharedBudgets(clock))
    assert not walk.ask("mail.send", to="eve@evil.com").allowed
    clock.now -= 10_000
    assert walk.ask("mail.send", to="ina@acme.com").allowed
    assert walk.ask("mail.send", to="ina@acme.com").allowed
    clock.now += 10_000
    assert not walk.ask("mail.send", to="ina@acme.com").allowed


def test_a_restart_forgets_nothing_a_window_still_holds() -> None:
    clock = Clock()
    ledger = SharedBudgets(clock)
    rule = Walk(PROMPT).profile.rule("tools", "mail.send")
    spends = {f"rate:{rule}": 1, "calls": 1}
    ledger.recall([PastSpending(clock.now - 10, "/srv/desk/wicketgate.yaml", "desk", spends) for _ in range(2)])
    assert not Walk(PROMPT, ledger).ask("mail.send", to="ina@acme.com").allowed
    other = SharedBudgets(clock)
    other.recall([PastSpending(clock.now - 3700, "/srv/desk/wicketgate.yaml", "desk", spends) for _ in range(2)])
    other.recall([PastSpending(clock.now - 10, "/srv/other/wicketgate.yaml", "desk", spends) for _ in range(2)])
    assert Walk(PROMPT, other).ask("mail.send", to="ina@acme.com").allowed


def test_the_record_says_what_was_spent_by_whom(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path / "journal.db")
    try:
        journal.submit("run.started", {"path": "/srv/a.yaml", "task": "t"}, "r1").wait()
        journal.submit("session.opened", {"path": "/srv/b.yaml", "task": "u"}, "s1").wait()
        for run in ("r1", "s1", "r1"):
            journal.submit("decided", {"spends": {"rate:a.yaml:3": 2}}, run).wait()
        journal.submit("decided", {"spends": {}}, "r1").wait()
        now = __import__("time").time()
        found = [(one.policy, one.task, dict(one.spends)) for one in past(journal, now)]
        assert found == [(f"/srv/{x}.yaml", y, {"rate:a.yaml:3": 2}) for x, y in (("a", "t"), ("b", "u"), ("a", "t"))]
        assert past(journal, now + LONGEST_WINDOW + 60) == []
    finally:
        journal.close()
