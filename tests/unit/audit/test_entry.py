"""Entries as people read them: safe on a terminal whatever the agent wrote, and saying what matters."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wicketgate.audit.entry import SAYS, line, whole

TEXT = st.text(max_size=60)
BODY = st.dictionaries(
    st.sampled_from(["tool", "reason", "targets", "asked", "size", "decision", "by", "state", "of"]) | TEXT,
    st.none() | st.integers() | TEXT | st.lists(TEXT, max_size=5) | st.dictionaries(TEXT, TEXT, max_size=3),
    max_size=8,
)


def entry(kind: str, body: dict[str, Any]) -> dict[str, Any]:
    told = {"index": 7, "time": "2026-11-22T13:37:08.123456Z", "mono": "1", "run": "k3f9", "kind": kind, "body": body}
    return told | {"hash": "ab" * 32}


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([*SAYS, "model.request", "x\x1b[2J"]), BODY)
def test_any_entry_is_one_printable_line(kind: str, body: dict[str, Any]) -> None:
    assert line(entry(kind, body)).isprintable()
    assert all(part.isprintable() for part in whole(entry(kind, body)).split("\n"))


@pytest.mark.parametrize(
    ("kind", "body", "parts"),
    [
        ("asked", {"tool": "Write", "reversibility": "R1", "targets": ["write a.md"]}, ["Write R1 write a.md"]),
        ("decided", {"asked": 6, "decision": "deny", "tool": "Bash", "reason": "no rule matched", "rule": "builtin"},
         ["#6 deny Bash (no rule matched)", "[builtin]"]),
        ("outcome", {"asked": 6, "state": "unknown", "reason": "the warden was cut off"}, ["#6 unknown"]),
        ("void", {"of": "decided", "reason": "used already"}, ["not decided: used already"]),
        ("approval.decided", {"approval": "5f0c2a91", "answer": "approve", "by": "alex"}, ["approve", "by alex"]),
        ("run.started", {"argv": ["claude", "-p"]}, ['argv=["claude", "-p"]']),
    ],
)  # fmt: skip
def test_a_line_says_what_matters(kind: str, body: dict[str, Any], parts: list[str]) -> None:
    told = line(entry(kind, body))
    assert "13:37:08" in told and "k3f9" in told
    for part in parts:
        assert part in told


def test_the_agent_s_own_word_is_marked() -> None:
    assert line(entry("asked", {"tool": "Read", "reported": True})).endswith("[reported]")
    assert "[reported]" not in line(entry("asked", {"tool": "Read"}))


def test_colours_only_where_they_are_wanted() -> None:
    assert "\x1b" not in line(entry("decided", {"decision": "deny"}))
    assert line(entry("decided", {"decision": "deny"}), colour=True).startswith("\x1b[31m")


def test_a_long_value_keeps_its_end() -> None:
    assert "THE-END" in line(entry("asked", {"tool": "x" * 5000 + "THE-END"}))


def test_the_whole_entry_names_what_was_cut() -> None:
    told = entry("asked", {"tool": "Write"}) | {"cut": {"/arguments/content": {"sha256": "00ff", "size": 90000}}}
    assert "cut at /arguments/content: 90000 bytes, sha256 00ff" in whole(told)
