"""That the model took up a skill is read from its own tool calls, before the agent has them."""

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

    asyncio.run(Ledger(audit, str).tool_uses(list(uses), activate))
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
