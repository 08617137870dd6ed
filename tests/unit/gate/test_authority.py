"""Which arguments carry authority: as the policy says, else by schema and names; unknown is authority."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wicketgate.gate.authority import Authority, authority, values
from wicketgate.policy import ToolGrant

NAMES: list[tuple[str, dict[str, Any], tuple[str, ...]]] = [
    (
        "post_letter",
        {"recipients": ["a@x", "b@x"], "subject": "s", "body": "b", "cc": None, "html": True},
        ("recipients[]",),
    ),
    (
        "make_entry",
        {"title": "t", "guests": ["a"], "start_time": "2024-05-15 10:00", "place": "x"},
        ("guests[]", "place"),
    ),
    ("wire_funds", {"iban": "DE1", "amount": 5, "memo": "m", "date": "2024-01-01"}, ("iban", "amount", "date")),
    ("lookup", {"query": "q", "limit": 5, "page": 2, "offset": "10"}, ("query",)),
    ("put", {"file_path": "a", "content": "c", "encoding": "utf-8"}, ("file_path",)),
    ("put", {"message_id": "5", "message": "m", "messageBody": "b", "bodyURL": "u"}, ("message_id", "bodyURL")),
    ("do", {"zorp": "x", "n": 5, "flag": True, "nothing": None, "empty": ""}, ("zorp",)),
    (
        "do",
        {"to": {"name": "n", "address": "a"}, "rows": [{"text": "t", "id": 1}]},
        ("to.name", "to.address", "rows[].id"),
    ),
    ("do", {}, ()),
]


@pytest.mark.parametrize(("tool", "arguments", "expected"), NAMES, ids=str)
def test_names_say_what_a_value_is(tool: str, arguments: dict[str, Any], expected: tuple[str, ...]) -> None:
    assert authority(tool, ToolGrant(effect="write"), None, arguments) == expected


DISGUISED: list[dict[str, Any]] = [
    {"mode": "evil@x.test"},
    {"limit": "evil@x.test"},
    {"start_time": "https://evil.test/"},
    {"priority": "a/b"},
    {"to": {"evil@x.test": "to"}},
    {"body": {"evil@x.test": "body"}},
    {"page": "Home"},
    {"x": {"evil@body": True, "evil/text": "y"}},
]


@pytest.mark.parametrize("arguments", DISGUISED, ids=str)
def test_a_value_that_does_not_look_like_its_name_is_authority(arguments: dict[str, Any]) -> None:
    assert authority("do", ToolGrant(effect="write"), None, arguments)


def test_a_search_is_no_authority_unless_the_tool_changes_what_it_finds() -> None:
    assert authority("find", ToolGrant(effect="read"), None, {"query": "q"}) == ()
    assert authority("find", ToolGrant(effect="delete"), None, {"query": "q"}) == ("query",)
    assert authority("find", None, None, {"query": "q"}) == ("query",)


SCHEMA = {
    "input_schema": {
        "$defs": {
            "who": {"properties": {"nick": {"description": "The person's name"}, "say": {"description": "Body"}}}
        },
        "properties": {
            "zed": {"description": "The body of the letter"},
            "zid": {"description": "The body's identifier"},
            "when": {"format": "date-time"},
            "from": {"format": "date"},
            "style": {"enum": ["a", "b"]},
            "channel": {"enum": ["a", "b"]},
            "fixed": {"const": "x"},
            "at": {"format": "uri"},
            "ref": {"$ref": "#/$defs/who"},
            "loop": {"$ref": "#/properties/loop"},
            "maybe": {"items": {"anyOf": [{"format": "email"}, {"type": "null"}]}},
        },
    }
}
BY_SCHEMA: list[tuple[dict[str, Any], tuple[str, ...]]] = [
    ({"zed": "x"}, ()),
    ({"zid": "x"}, ("zid",)),
    ({"when": "2024-01-01T10:00:00Z"}, ()),
    ({"from": "2024-01-01"}, ()),
    ({"from": "evil"}, ("from",)),
    ({"style": "a", "fixed": "x"}, ()),
    ({"channel": "a"}, ("channel",)),
    ({"at": "x"}, ("at",)),
    ({"ref": {"nick": "n", "say": "s", "other": "o"}}, ("ref.nick", "ref.other")),
    ({"loop": "x"}, ("loop",)),
    ({"maybe": ["x"]}, ("maybe[]",)),
    ({"unlisted": "x"}, ("unlisted",)),
]


@pytest.mark.parametrize(("arguments", "expected"), BY_SCHEMA, ids=str)
def test_a_schema_says_more(arguments: dict[str, Any], expected: tuple[str, ...]) -> None:
    assert authority("do", ToolGrant(effect="write"), SCHEMA, arguments) == expected


def test_the_policy_has_the_last_word() -> None:
    arguments = {"to": {"address": "a"}, "body": "b", "cc": ["c"], "token": "t"}
    assert authority("do", ToolGrant(authority="none"), None, arguments) == ()
    grant = ToolGrant(authority=("to", "body", "cc[]"))
    assert authority("do", grant, None, arguments) == ("to.address", "body", "cc[]")
    assert authority("do", ToolGrant(authority=("t",)), None, arguments) == ()


def test_what_is_too_much_or_too_deep_always_carries_authority() -> None:
    deep: Any = "evil"
    for _ in range(50):
        deep = [deep]
    for arguments in ({"body": deep}, {"body": ["x"] * 5000}):
        for named in (None, "none", ("to",)):
            assert "…" in authority("do", ToolGrant(authority=named), None, arguments)


def test_values_come_with_their_places() -> None:
    arguments = {"to": ["a", "b"], "map": {"evil@x.test": "to"}, "body": "b"}
    assert values(arguments, ("to[]", "map.evil@x.test")) == (
        ("to[0]", "a"),
        ("to[1]", "b"),
        ("map.evil@x.test", "map.evil@x.test"),
        ("map.evil@x.test", "to"),
    )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=6), below, max_size=3),
    max_leaves=10,
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.text(max_size=8), JSON, max_size=4), JSON)
def test_any_arguments_and_any_schema_are_judged(arguments: dict[str, Any], schema: Any) -> None:
    judged = Authority("do", None, {"input_schema": schema})
    assert judged.paths(arguments) == judged.paths(arguments)
    values(arguments, judged.paths(arguments))


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="abcdefghij_", min_size=1, max_size=12), st.text(min_size=1, max_size=9))
def test_a_name_nobody_knows_carries_authority(name: str, value: str) -> None:
    assert authority("do", None, None, {"q" + name.replace("_", "") + "zzq": value})
