"""Where values come from, through the real warden: words said later, definitions, results, limits over a restart."""

from __future__ import annotations

import json

import pytest

from tests.e2e.conftest import Product
from wicketgate import Policy, Session
from wicketgate.action import Decision
from wicketgate.errors import RequestError

POLICY = """\
version: 1
tasks:
  work:
    prompt: Read the notes.
    tools:
      people.find: {effect: read, reads: people, trusted: [mail]}
      notes.read: {effect: read, reads: notes}
      mail.send: {effect: send, reversibility: R3, writes: outbox, limit: 2 per hour}
"""


@pytest.fixture
def policy(product: Product, monkeypatch: pytest.MonkeyPatch) -> Policy:
    """Return the accepted policy of a project whose warden this process is a client of."""
    product.policy(POLICY)
    for name, value in product.env.items():
        monkeypatch.setenv(name, value)
    return Policy.load(product.project / "wicketgate.yaml")


def send(session: Session, to: str) -> Decision:
    """Return the decision on a message."""
    return session.decide("mail.send", {"to": to, "body": "hello"}).decision


def test_a_session_decides_by_what_was_said_later_and_by_what_tools_returned(policy: Policy) -> None:
    definition = {"name": "mail.send", "description": "Sends a mail.", "input_schema": {"type": "object"}}
    with Session(policy, task="work", tools=[definition]) as session:
        assert send(session, "ann@acme.test") is Decision.DENY  # nothing asks for it, nothing traces it
        session.say("Email the notes to ann@acme.test and to everyone on the team.")
        assert send(session, "ann@acme.test") is Decision.ALLOW
        assert send(session, "bo@acme.test") is Decision.ASK
        assert session.decide("people.find", {"name": "Bo"}).allowed
        session.observe("people.find", {"name": "Bo"}, json.dumps({"mail": "bo@acme.test"}))
        assert send(session, "bo@acme.test") is Decision.ALLOW
        with pytest.raises(RequestError):
            session.say("x" * (300 << 10))
    with pytest.raises(RequestError):
        Session(policy, task="work", tools=[{"description": "without a name"}])


def test_a_limit_holds_over_sessions_and_over_the_end_of_a_warden(product: Product, policy: Policy) -> None:
    for _ in range(2):
        with Session(policy, task="work", prompt="Email ann@acme.test.") as session:
            assert send(session, "ann@acme.test") is Decision.ALLOW
    with Session(policy, task="work", prompt="Email ann@acme.test.") as session:
        assert send(session, "ann@acme.test") is Decision.DENY
    product.run("warden", "stop", "--end-runs")
    with Session(policy, task="work", prompt="Email ann@acme.test.") as session:
        answer = session.decide("mail.send", {"to": "ann@acme.test", "body": "hello"})
        assert answer.decision is Decision.DENY
        assert "used up" in answer.reason
