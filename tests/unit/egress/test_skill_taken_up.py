"""That a skill was taken up is read at the model route: from the model's own tool calls before the agent has them, and
from a request that says it was started by name before it is sent on."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from tests.support.ports import MemoryAudit

from wicketgate.egress.ledger import Ledger
from wicketgate.egress.stream import Reading, ToolUse


def taken_up(*uses: ToolUse) -> list[str]:
    audit, found = MemoryAudit(), []

    def activate(skill: str) -> None:
        assert not audit.entries  # active first: no call that follows is decided without it
        found.append(skill)

    asyncio.run(Ledger(audit, str, activate).tool_uses(list(uses)))
    return found


def test_a_skill_is_active_before_the_agent_has_the_answer() -> None:
    events: list[dict[str, Any]] = [
        {"type": "content_block_start", "index": 0, "content_block": {"type": "tool_use", "id": "t", "name": "Skill"}},
        {"type": "content_block_delta", "index": 0, "delta": {"partial_json": '{"skill": "tri'}},
        {"type": "content_block_delta", "index": 0, "delta": {"partial_json": 'age"}'}},
        {"type": "content_block_stop", "index": 0},
    ]
    stream = b"".join(b"data: " + json.dumps(event).encode() + b"\n\n" for event in events)
    reading = Reading()
    uses = [use for piece in (stream[:150], stream[150:]) for use in reading.feed(piece)]
    assert taken_up(*uses) == ["triage"]


@pytest.mark.parametrize(
    ("name", "given", "skills"),
    [
        ("SlashCommand", '{"command": "/triage 4711"}', ["/triage"]),
        ("Skill", '{"skill": ""}', []),
        ("Skill", '{"skill": ["triage"]}', []),
        ("Skill", "{", []),
        ("Skill", "[" * 100_000, []),
        ("Read", '{"skill": "triage"}', []),
    ],
)
def test_only_a_skill_that_is_named_is_taken_up(name: str, given: str, skills: list[str]) -> None:
    assert taken_up(ToolUse("t", name, given)) == skills


def started(*messages: dict[str, Any]) -> list[str]:
    audit, found = MemoryAudit(), []

    def activate(skill: str) -> None:
        assert not audit.entries
        found.append(skill)

    Ledger(audit, str, activate).request({"model": "m", "messages": list(messages)}, 1, 1, "", "/v1/messages")
    return found


NAMED = "<command-message>triage</command-message>\n<command-name>/triage</command-name>\n"
RESULT = {"type": "tool_result", "tool_use_id": "t", "content": [{"type": "text", "text": NAMED}]}


@pytest.mark.parametrize(
    ("message", "skills"),
    [
        ({"role": "user", "content": NAMED}, ["triage"]),
        ({"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "text", "text": NAMED}]}, ["triage"]),
        ({"role": "user", "content": NAMED * 3 + NAMED.replace("triage", "plug:in")}, ["triage", "plug:in"]),
        ({"role": "user", "content": [RESULT]}, []),
        ({"role": "assistant", "content": NAMED}, []),
        ({"role": "user", "content": "<command-name>/../../x</command-name><command-name></command-name>"}, []),
        ({"role": "user", "content": "/triage"}, []),
    ],
    ids=["text", "block", "several", "a tool's result", "the model's", "no name", "no tag"],
)
def test_a_skill_that_was_started_by_name_is_taken_up(message: dict[str, Any], skills: list[str]) -> None:
    assert started(message) == skills
