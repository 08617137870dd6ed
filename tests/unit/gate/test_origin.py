"""Where a value came from: traced by what it is, never by a piece of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wicketgate.gate.origin import OPERATOR, POLICY, UNTRUSTED, canon, origins, outer, said, traced
from wicketgate.gate.origin.leaves import BEYOND, MOST, leaves

WORDS = (
    "Invite Alice (alice@acme.com) to a 1-hour meeting at 10:00 on 2024-05-15, look at aa.com.evil and 'x y.docx', pay"
    " $1,200.50 to GB29 NWBK 6016 1331 9268 19. It is 2024. From the 16th to 20th of November; Dec 3rd, 5pm; 0042."
    " See www.Site.com. Alice's file is report.txt, in docs/2021. Take 7 of them, and issue #12."
)


@pytest.mark.parametrize(
    "value",
    [
        "alice@acme.com",
        "ALICE@acme.com",
        " alice@acme.com. ",
        "Alice",
        "aa.com.evil",
        "x y.docx",
        "1200.5",
        1200.50,
        "1,200.50",
        "GB29NWBK60161331926819",
        "gb29 nwbk 6016 1331 9268 19",
        "2024-05-15",
        "2024-05-15 10:00",
        "2024-05-15T10:00:00",
        "2024-05-15T11:00",  # the said hour and the said length
        "2024-05-15 00:00",
        "2024-11-16",
        "2024-11-20",
        "2024-12-03 17:00",
        "http://www.site.com/",
        "report.txt",
        "docs/2021",
        7,
        "7.0",
        "0042",
    ],
)
def test_what_the_operator_said_is_traced(value: object) -> None:
    assert said(WORDS).names(value)


@pytest.mark.parametrize(
    "value",
    [
        "alice@evil.com",
        "a.com",
        "acme.com",
        "com.evil",
        "eport.txt",
        "report.tx",
        "1",
        1,
        "200.50",
        "2021",
        "42",  # a name of digits is not the number it reads as
        "10",
        "2024-05-16",
        "2024-05-15 12:00",
        "2025-05-15",
        "2023-11-16",
        "2024-11-18",
        "2024-05-15 10:00:30",
        "2024-05-15T10:00:00+05:00",
        "www.site.com/path",
        "site.com",
        "sub.www.site.com",
        "GB29NWBK60161331926818",
        "the",
        "to",
        "",
        None,
        True,
        "Alice Bob",
        "docs",
        "x" * 5000,
    ],
)
def test_what_the_operator_did_not_say_is_not(value: object) -> None:
    assert not said(WORDS).names(value)


def test_an_id_is_named_as_an_id_and_not_by_any_number() -> None:
    assert said(WORDS).numbers_it("12")
    assert not said(WORDS).numbers_it("7")
    found = origins({"id": 7, "n": 7}, said(WORDS), frozenset(), {"id": "find"})
    assert found == {"id": UNTRUSTED, "n": OPERATOR}


def test_lists_and_nesting_are_traced_value_by_value_and_a_name_is_as_bad_as_its_worst() -> None:
    asked: dict[str, Any] = {"to": ["alice@acme.com", "eve@evil.com"], "at": {"day": "2024-05-15"}, "mode": "fast"}
    found = origins(asked, said(WORDS), frozenset({"fast"}))
    assert found["to[0]"] == OPERATOR
    assert found["to[1]"] == UNTRUSTED
    assert found["to"] == UNTRUSTED
    assert found["at.day"] == found["at"] == OPERATOR
    assert found["mode"] == POLICY


@pytest.mark.parametrize("first", [True, False])
def test_two_values_spelled_at_one_path_count_as_the_worse(first: bool) -> None:
    inner, outer = {"to": {"x": "Alice"}}, {"to.x": "eve@evil.com"}
    both = {**outer, **inner} if first else {**inner, **outer}
    assert origins(both, said(WORDS), frozenset())["to.x"] == UNTRUSTED


def test_more_values_than_are_looked_at_are_one_that_nothing_traces() -> None:
    found = leaves({"to": ["Alice"] * (MOST + 5)})
    assert len(found) == MOST + 1
    assert found[-1].path == BEYOND
    deep: Any = "Alice"
    for _ in range(40):
        deep = [deep]
    assert leaves({"to": deep})[-1].path == BEYOND


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.sampled_from(WORDS.split()),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=6), below, max_size=3),
)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.text(max_size=8), values, max_size=5), st.text(max_size=60))
def test_every_value_gets_an_origin_whatever_it_is(arguments: dict[str, Any], words: str) -> None:
    found = origins(arguments, said(words), frozenset())
    assert all(origin in (OPERATOR, POLICY, UNTRUSTED) for origin in found.values())


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("ab1"), min_size=1, max_size=8), st.text(st.sampled_from("._-/@:"), max_size=1))
def test_a_value_inside_a_longer_word_is_never_traced(value: str, joint: str) -> None:
    for longer in (f"z{joint}{value}", f"{value}{joint}z", f"z{joint}{value}{joint}z"):
        assert not said(f"Take {longer} there.").names(value)
    assert said(f"Take {value} there.").names(value) or value in ("a",) or value.isdigit()


def test_an_origin_with_its_detail_counts_as_what_it_begins_with() -> None:
    assert traced("trusted, people.find")
    assert not traced("untrusted, seen in trusted")
    assert not traced("trustedish")


def test_two_long_numbers_that_differ_in_their_last_digit_are_not_the_same() -> None:
    said_one, other = "123456789012345678901234567891", "123456789012345678901234567892"
    assert said(f"pay to {said_one}").names(said_one)
    assert not said(f"pay to {said_one}").names(other)


@pytest.mark.parametrize(
    ("spelled", "number"),
    [
        ("+5", "5"),
        ("-5.10", "-5.1"),
        ("-0.00", "0"),
        ("1,200.0", "1200"),
        ("0.50", "0.5"),
        ("-0.5", "-0.5"),
        ("00", ""),
    ],
)
def test_a_number_has_one_spelling(spelled: str, number: str) -> None:
    assert canon.number(spelled) == number


def test_of_a_tool_that_is_known_the_plain_arguments_are_traced_and_nothing_inside_others() -> None:
    arguments: dict[Any, Any] = {"url": "report.txt", "n": 7, "yes": True, "one": 1, "headers": {"to": ["report.txt"]}}
    assert outer(arguments, said(WORDS), frozenset({"1"})) == {
        "url": OPERATOR,
        "n": OPERATOR,
        "yes": UNTRUSTED,
        "one": POLICY,
        "headers": UNTRUSTED,
    }
    assert outer({"\n": "nowhere", "\t": "report.txt"}, said(WORDS), frozenset()) == {"?": UNTRUSTED}


@pytest.mark.parametrize(
    ("words", "value", "stated"),
    [
        ("Unlock the front door.", "unlocked", True),
        ("Close the ticket.", "closed", True),
        ("Stop the pump.", "stopped", True),
        ("Unlocking is for later.", "unlocked", False),
        ("Lock the front door.", "unlocked", False),
        ("The red door.", "reded", False),
        ("Tell Ed.", "deed", False),
    ],
)
def test_a_state_is_stated_by_the_verb_that_brings_it_about(words: str, value: str, stated: bool) -> None:
    assert said(words).names(value) is stated
