"""The Python API through the real warden: ask, wait, approve; and what becomes of a session whose program dies."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.conftest import Product
from wicketgate import Policy, Session
from wicketgate.action import Decision
from wicketgate.client import Warden
from wicketgate.errors import ConfigError, Error, Refused, RequestError, UntrustedPolicy

POLICY = """\
version: 1
tasks:
  work:
    files: {read: ["**"], write: ["drafts/**"]}
    tools:
      mail.send: {to: ["*@acme.test"], effect: send, reversibility: R5, ask: always}
"""
MAIL = {"to": "ann@acme.test", "body": "hello"}


@pytest.fixture
def policy(product: Product, monkeypatch: pytest.MonkeyPatch) -> Policy:
    """Return the accepted policy of a project whose warden this process is a client of."""
    product.policy(POLICY)
    for name, value in product.env.items():
        monkeypatch.setenv(name, value)
    return Policy.load(product.project / "wicketgate.yaml")


@pytest.fixture
def session(policy: Policy) -> Iterator[Session]:
    """Return an open session."""
    with Session(policy, task="work", prompt="Write to ann@acme.test") as opened:
        yield opened


def questions(product: Product) -> list[dict[str, Any]]:
    """Return what waits for a person."""
    return list(json.loads(product.run("approvals", "list", "--json").stdout))


def question(product: Product) -> dict[str, Any]:
    """Return the one question that waits, in full."""
    listed = questions(product)
    assert len(listed) == 1
    return dict(json.loads(product.run("approvals", "show", listed[0]["id"], "--json").stdout))


def entries(product: Product, run: str) -> list[dict[str, Any]]:
    """Return the record of one session."""
    said = product.run("audit", "tail", "--json", "-n", "100", "--run", run).stdout
    return [json.loads(line) for line in said.splitlines()]


def approve(product: Product) -> None:
    """Approve the one question that waits."""
    asked = question(product)
    done = product.run("approvals", "approve", str(asked["id"]), "--digest", str(asked["digest"]))
    assert done.returncode == 0, done.stderr


def test_ask_wait_approve_observe(product: Product, session: Session) -> None:
    asked = session.decide("mail.send", MAIL)
    assert asked.decision is Decision.ASK
    with pytest.raises(RequestError):
        session.observe("mail.send", MAIL, "sent")
    approve(product)
    answer = session.wait(asked.id)
    assert answer.allowed
    assert session.observe("mail.send", MAIL, "sent") == "sent"
    kinds = [entry["kind"] for entry in entries(product, session.name)]
    assert kinds == [
        "session.opened", "asked", "approval.asked", "approval.decided", "decided", "approval.outcome", "outcome",
    ]  # fmt: skip
    assert product.run("audit", "verify").returncode == 0


def test_other_calls_go_on_while_a_person_is_asked(product: Product, session: Session) -> None:
    asked = session.decide("mail.send", MAIL)
    answers: list[Any] = []
    waiting = threading.Thread(target=lambda: answers.append(session.wait(asked.id)))
    waiting.start()
    assert session.decide("Read", {"file_path": "a.txt"}).allowed
    product.run("approvals", "deny", str(question(product)["id"]), "--reason", "no")
    waiting.join(20)
    assert answers[0].decision is Decision.DENY and "no" in answers[0].reason


def test_two_who_wait_for_one_answer_get_one_and_a_refusal(product: Product, session: Session) -> None:
    asked = session.decide("mail.send", MAIL)
    told: list[Any] = []

    def wait() -> None:
        try:
            told.append(session.wait(asked.id).decision)
        except Error as error:
            told.append(type(error))

    both = [threading.Thread(target=wait) for _ in range(2)]
    for thread in both:
        thread.start()
    time.sleep(0.3)
    approve(product)
    for thread in both:
        thread.join(20)
    assert sorted(map(str, told)) == sorted(map(str, [Decision.ALLOW, RequestError]))


def test_what_was_never_observed_is_recorded_as_unknown(product: Product, policy: Policy) -> None:
    with Session(policy, task="work") as opened:
        assert opened.decide("Read", {"file_path": "a.txt"}).allowed
    last = settled(product, opened.name)
    assert (last["kind"], last["body"]["state"]) == ("outcome", "unknown")


def settled(product: Product, run: str) -> dict[str, Any]:
    """Return the last entry of a session once it is closed."""
    for _ in range(100):
        recorded = entries(product, run)
        if any(entry["kind"] == "session.closed" for entry in recorded):
            return recorded[-1]
        time.sleep(0.1)
    raise AssertionError("the session was never closed")


def test_a_session_whose_program_is_killed_is_closed_and_its_question_withdrawn(
    product: Product, policy: Policy
) -> None:
    program = (
        "import sys, time; from wicketgate import Policy, Session\n"
        "s = Session(Policy.load(sys.argv[1]), task='work'); s.decide('Read', {'file_path': 'a.txt'})\n"
        f"print(s.name, s.decide('mail.send', {MAIL!r}).id, flush=True); time.sleep(60)"
    )
    words = [sys.executable, "-I", "-c", program, str(policy.path)]
    running = subprocess.Popen(words, env=product.env, cwd=product.project, stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    name, asked = running.stdout.readline().split()
    assert len(questions(product)) == 1
    answers: list[Any] = []

    def wait() -> None:
        with Warden.connect(start=False) as warden:
            try:
                warden.call("session.wait", session=name, id=asked)
            except Error as error:
                answers.append(error)

    waiting = threading.Thread(target=wait)
    waiting.start()
    time.sleep(0.3)
    running.kill()
    running.wait()
    running.stdout.close()
    last = settled(product, name)
    assert last["body"]["state"] == "unknown"
    assert questions(product) == []
    waiting.join(20)
    assert isinstance(answers[0], Refused)
    with Warden.connect(start=False) as warden:
        assert warden.call("warden.show")["sessions"] == 0


def test_a_session_holds_nothing_of_what_was_decided_and_observed(product: Product, session: Session) -> None:
    for number in range(30):
        arguments = {"file_path": f"{number}.txt"}
        assert session.decide("Read", arguments).allowed
        session.observe("Read", arguments, "text")
    assert not session.decide("WebSearch", {"query": "x"}).allowed


def test_an_unaccepted_or_changed_policy_opens_no_session(product: Product, policy: Policy) -> None:
    policy.path.write_text(POLICY + "  other: {commands: any}\n")
    with pytest.raises(ConfigError):
        Session(policy, task="work")
    with pytest.raises(UntrustedPolicy):
        Session(Policy.load(policy.path), task="work")
    with Session(Policy.load(policy.path), task="work", unsafe_untrusted_policy=True) as opened:
        assert entries(product, opened.name)[0]["body"]["untrusted_policy"] is True


def test_the_operators_own_words_are_on_record(product: Product, session: Session) -> None:
    assert entries(product, session.name)[0]["body"]["prompt"] == "Write to ann@acme.test"
    said = session.decide("mail.send", MAIL)
    assert said.origins["to"] == "operator"


SCHEMA = '{"type": "object", "properties": {"category": {"enum": ["a", "b"]}}, "additionalProperties": false}'


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ('{"category": "a"}', ""),
        ('```json\n{ "category" : "b" }\n```', ""),
        ('{"category": "ann@acme.test"}', "does not fit schema.json:1"),
        ('{"category": "a"} and more', "is not handed on"),
        ('{"category": "\ud800"}', "is not handed on"),
        ('"' + "x" * (300 << 10) + '"', "is not handed on"),
    ],
    ids=["fits", "fenced", "another value", "more", "half a letter", "too long"],
)
def test_an_answer_is_handed_on_only_if_it_fits(product: Product, policy: Policy, said: str, refused: str) -> None:
    (product.project / "schema.json").write_text(SCHEMA)
    policy.path.write_text(POLICY + "    output: {schema: schema.json}\n")
    product.run("policy", "trust", "--digest", product.run("policy", "trust").stdout.strip())
    with Session(Policy.load(policy.path), task="work") as opened:
        if not refused:
            assert opened.answer(said) == json.dumps(json.loads(said.strip("`json\n")), separators=(",", ":"))
            return
        with pytest.raises(Refused, match=refused):
            opened.answer(said)
        kept = [entry for entry in entries(product, opened.name) if entry["kind"] == "session.answer"]
    assert len(kept) == 1 and "ann@" not in json.dumps(kept)


def test_a_task_without_a_schema_has_no_answer_to_judge(session: Session) -> None:
    with pytest.raises(ConfigError, match="says nothing of its answer"):
        session.answer("{}")
