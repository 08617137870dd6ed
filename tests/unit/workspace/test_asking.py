"""The conversation: no answer approves nothing, dangerous changes one by one, and nothing printed can pass for ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from wicketgate.cli import asking
from wicketgate.cli import workspace as verb
from wicketgate.errors import ConfigError

Item = dict[str, Any]


def item(path: str, status: str, **more: Any) -> Item:
    body = {"path": path, "title": path, "kind": "new", "what": "file", "status": status, "reason": "why", "rules": []}
    return body | {"diff": "+evil\n", "notes": []} | more


ITEMS = [item("a", "ready"), item("b", "ready"), item("Makefile", "ask"), item("x.sh", "ask"), item("c", "conflict")]


def answers(*said: str) -> Callable[[str], str]:
    left = list(said)
    return lambda question: left.pop(0) if left else ""


def test_no_answer_approves_nothing() -> None:
    assert asking.choose(ITEMS, answers()) == []


def test_dangerous_changes_are_asked_about_one_by_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert asking.choose(ITEMS, answers("n", "y", "")) == ["Makefile"]
    shown = capsys.readouterr().out
    assert "1 of 2" in shown and "2 of 2" in shown and shown.count("    | +evil") == 3


def test_ordinary_changes_can_be_seen_first_or_taken_one_by_one() -> None:
    assert asking.choose(ITEMS, answers("d", "y", "", "")) == ["a", "b"]
    assert asking.choose(ITEMS, answers("e", "", "y", "", "")) == ["b"]
    assert asking.choose(ITEMS, answers("", ""), ordinary=True) == ["a", "b"]


@pytest.mark.parametrize("status", ["conflict", "refused", "scratch", "unknown"])
def test_what_cannot_be_committed_is_never_approved(status: str) -> None:
    assert asking.choose([item("x", status)], answers("y", "y", "y"), ordinary=True) == []


def test_a_report_says_what_was_not_done(capsys: pytest.CaptureFixture[str]) -> None:
    steps = [
        {"path": "a", "action": "put", "result": "done", "detail": ""},
        {"path": "b\x1b", "action": "put", "result": "conflict", "detail": "it changed"},
    ]
    assert not asking.tell({"outcomes": steps}, asking.committed("k3"))
    assert capsys.readouterr().out.splitlines()[0] == "  conflict: b<U+001B>: it changed"


class Warden:
    """Answers like the warden, and remembers what it was asked."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []

    def __enter__(self) -> Warden:
        return self

    def __exit__(self, *exc: object) -> None:
        return None

    def call(self, method: str, /, **params: Any) -> dict[str, Any]:
        self.calls.append((method, params))
        return {"items": ITEMS, "outcomes": []}


@pytest.fixture
def warden(monkeypatch: pytest.MonkeyPatch) -> Warden:
    made = Warden()
    monkeypatch.setattr(verb.Warden, "connect", lambda: made)
    return made


@pytest.mark.parametrize(
    ("words", "approved", "ended"),
    [
        (["--all"], ["a", "b"], 1),  # a conflict is left
        (["--yes-ordinary"], ["a", "b"], 1),
        (["b", "Makefile"], ["b", "Makefile"], 0),
        (["c"], None, 1),
        ([], None, 5),
    ],
)
def test_without_a_terminal_only_what_is_named_is_committed(
    warden: Warden, words: list[str], approved: list[str] | None, ended: int
) -> None:
    code = verb.main(["commit", "k3", *words])
    committed = [params["approved"] for method, params in warden.calls if method == "workspace.commit"]
    assert committed == ([] if approved is None else [approved])
    assert code == ended


def test_a_path_the_run_did_not_change_is_bad_usage(warden: Warden) -> None:
    with pytest.raises(ConfigError):
        verb.main(["commit", "k3", "nowhere"])


def test_diff_shows_every_change_with_what_would_become_of_it(
    warden: Warden, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verb.main(["diff", "k3"]) == 0
    shown = capsys.readouterr().out
    assert all(entry["path"] in shown for entry in ITEMS) and "never overwritten" in shown
