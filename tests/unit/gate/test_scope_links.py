"""A message to people is refused for a link to a host nobody named, and only for that."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from wicketgate.action import Decision, Facts, Request, Verdict, Way
from wicketgate.errors import ConfigError
from wicketgate.gate import classify, decide
from wicketgate.policy import Policy

TEXT = """\
version: 1
tasks:
  work:
    prompt: Send ann@acme.com a mail about https://named.test/offer.
    network:
      - {{GET: "granted.test/**"}}
    tools:
      send:
        {keys}
"""


def asked(keys: str, **arguments: Any) -> Verdict:
    policy = Policy.of(TEXT.format(keys=keys), Path("/project/wicketgate.yaml"))
    profile = policy.profile("work")
    action = classify(Request("work", "send", arguments, Way.PYTHON), profile)
    return decide(action, Facts(), profile)


SEND = "{effect: send, reversibility: R3, ask: never}"
BODY = {"to": "ann@acme.com", "subject": "hello"}


def test_a_link_to_a_host_nobody_named_is_refused_with_the_remedy() -> None:
    found = asked(SEND, **BODY, body="Please log in at https://evil.test/login")
    assert found.decision is Decision.DENY
    assert found.reason == 'argument body: a link to "evil.test", which neither the operator nor links: names'
    assert found.rule == "wicketgate.yaml:8"
    assert found.remedy.startswith('set links: ["evil.test"] under tasks.work.tools.send')


def test_the_remedy_admits_exactly_that_host() -> None:
    keys = '{effect: send, reversibility: R3, ask: never, links: ["evil.test"]}'
    assert asked(keys, **BODY, body="https://evil.test/login").allowed
    assert not asked(keys, **BODY, body="https://evil.test.other.test/login").allowed


@pytest.mark.parametrize("host", ["named.test", "granted.test"])
def test_hosts_the_operator_and_the_network_name_are_named(host: str) -> None:
    assert asked(SEND, **BODY, body=f"see https://{host}/x").allowed
    assert not asked(SEND, **BODY, body=f"see https://{host}.evil.test/x").allowed


@pytest.mark.parametrize(
    "arguments",
    [
        {"body": "x", "parts": [{"html": '<img src="//evil.test/p.png">'}]},
        {"body": "x", "subject": "visit evil.com"},
        {"body": "x", "extra": {"see https://evil.test": "x"}},
        {"body": "x", "more": [str(number) for number in range(400)]},
    ],
)
def test_no_place_in_the_arguments_hides_a_link(arguments: dict[str, Any]) -> None:
    assert not asked(SEND, **(BODY | arguments)).allowed


def test_what_a_tool_says_of_links_holds_for_any_effect() -> None:
    text = {"body": "https://evil.test/x"}
    assert asked("{effect: write, reversibility: R2}", **text).allowed
    assert not asked("{effect: write, reversibility: R2, links: none}", **text).allowed
    assert asked("{effect: send, reversibility: R3, ask: never, links: any}", **text).allowed


def test_a_list_of_what_is_no_host_is_no_policy() -> None:
    with pytest.raises(ConfigError, match=r"wicketgate\.yaml:10"):
        asked('effect: send\n        links: ["https://evil.test/x"]', body="x")


def test_a_schema_of_categories_lets_nothing_else_through() -> None:
    keys = "{effect: write, reversibility: R2, closed: true, arguments: {category: {schema: {enum: [billing, abuse]}}}}"
    assert asked(keys, category="abuse").allowed
    for other in ("abuse ", "Abuse", "canary", ["abuse"], {"category": "abuse"}, None, 0, True, ""):
        assert not asked(keys, category=other).allowed
    assert not asked(keys, category="abuse", note="canary").allowed
    assert not asked(keys).allowed
