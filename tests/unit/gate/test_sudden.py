"""A tool whose deed can be taken back runs where the operator's words ask for it; out of the blue a person is asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from wicketgate.action import Decision, Facts, Request, Verdict, Way
from wicketgate.gate import classify, decide
from wicketgate.policy import Policy

TEXT = """\
version: 1
tasks:
  work:
    prompt: {prompt}
    tools:
      update_ticket: {{effect: write, reversibility: R2}}
      grant_access: {{effect: write, reversibility: R2, authority: [person]}}
      read_ticket: {{effect: read}}
      find_device: {{effect: read}}
      set_device: {{effect: write, reversibility: R2, lookup: {{device: find_device}}}}
"""


def asked(prompt: str, tool: str, **arguments: Any) -> Verdict:
    profile = Policy.of(TEXT.format(prompt=prompt), Path("/project/wicketgate.yaml")).profile("work")
    return decide(classify(Request("work", tool, arguments, Way.PYTHON), profile), Facts(), profile)


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("Update the ticket with what you find out.", Decision.ALLOW),
        ("Read the letter and tell me what it says.", Decision.ASK),
        ("Read the letter and tell me about A-17.", Decision.ALLOW),  # it names what is changed
        ("'  '", Decision.ALLOW),  # nobody said anything, so nothing can be against it
    ],
)
def test_a_change_nobody_asked_for_is_asked_about_unless_the_words_name_what_it_is_done_to(
    prompt: str, expected: Decision
) -> None:
    found = asked(prompt, "update_ticket", id="A-17")
    assert found.decision is expected
    if expected is Decision.ASK:
        assert found.reason.startswith("undone only while nobody changed it since: write")


def test_a_read_runs_whatever_was_asked_for() -> None:
    assert asked("Read the letter and tell me what it says.", "read_ticket", id="A-17").allowed


def test_a_change_for_somebody_nobody_named_is_asked_about() -> None:
    found = asked("Read the letter and tell me what it says.", "grant_access", person="mallory@evil.test")
    assert found.decision is Decision.ASK


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"device": "D-12", "value": "250"}, Decision.ASK),
        ({"device": "D-12", "value": "amber"}, Decision.ALLOW),
    ],
)
def test_a_deed_that_was_asked_for_is_asked_about_on_a_thing_of_which_nothing_was_said(
    arguments: dict[str, str], expected: Decision
) -> None:
    found = asked("Set the lamp to amber.", "set_device", **arguments)
    assert found.decision is expected
