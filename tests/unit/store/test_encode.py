"""An entry's bytes: whatever a body holds, it is written, bounded, and what was cut is named."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wicketgate.store.encode import LIMIT, fit, frame

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=40,
)


def entry(body: dict[str, Any]) -> dict[str, Any]:
    stored = frame(7, "2026-11-22T00:00:00.000000Z", 1 << 60, "r1", "note", fit(body))
    assert len(stored) <= LIMIT
    told = json.loads(stored.decode("ascii"))
    assert isinstance(told, dict)
    return told


def test_an_empty_body_is_an_entry_with_every_field() -> None:
    told = entry({})
    assert list(told) == ["v", "i", "t", "mono", "run", "kind", "body"]
    assert told["mono"] == str(1 << 60)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.text(), JSON))
def test_any_json_becomes_a_bounded_entry(body: dict[str, Any]) -> None:
    entry(body)


def test_a_long_text_keeps_its_beginning_its_end_its_digest_and_its_size() -> None:
    text = "BEGIN" + "x" * 100_000 + "END"
    told = entry({"arguments": {"content": text}})
    kept = told["body"]["arguments"]["content"]
    assert kept.startswith("BEGIN") and kept.endswith("END") and len(kept) < 10_000
    assert told["cut"] == {
        "/arguments/content": {"sha256": hashlib.sha256(text.encode()).hexdigest(), "size": len(text)}
    }


def test_a_body_that_imitates_a_cut_is_not_taken_for_one() -> None:
    assert "cut" not in entry({"cut": {"/arguments": {"sha256": "00", "size": 1}}})


@pytest.mark.parametrize(
    "body",
    [
        {"many": ["x" * 40] * 100_000},
        {"wide": {f"k{n}": n for n in range(50_000)}},
        {f"k{n}": "x" * 100 for n in range(50_000)},
        {"k" * 100_000: "v"},
        {"tool": "Write", "arguments": {"a": "\x00" * 50_000, "b": "\udc80" * 50_000}},
        {"not json": {1, 2}, "bytes": b"\xff" * 10},
        {"numbers": [float("nan"), float("inf"), 10**5000]},
    ],
    ids=["many", "wide", "wide_top", "long_key", "unprintable", "foreign", "numbers"],
)
def test_a_hostile_body_is_recorded_all_the_same(body: dict[str, Any]) -> None:
    entry(body)


def test_what_fits_stays_when_one_value_does_not() -> None:
    told = entry({"tool": "Write", "arguments": ["x" * 40] * 100_000, "effect": "write"})
    assert told["body"]["tool"] == "Write" and told["body"]["effect"] == "write"
    assert list(told["cut"]) == ["/arguments"]


def test_a_bottomless_nesting_is_recorded() -> None:
    body: dict[str, Any] = {}
    inner = body
    for _ in range(100_000):
        inner["x"] = {}
        inner = inner["x"]
    assert entry(body)["cut"]


def test_a_circle_is_recorded() -> None:
    body: dict[str, Any] = {}
    body["self"] = body
    assert entry(body)["cut"]


@pytest.mark.parametrize("number", [2**53 + 1, -(2**63), 2**64 - 1])
def test_a_number_no_double_holds_is_written_as_text(number: int) -> None:
    assert entry({"n": number})["body"] == {"n": str(number)}
