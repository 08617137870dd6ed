"""A body is cleaned whole: every text in it, keys too, whatever its shape, depth and size."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wicketgate.audit.scrub import DEEPEST, VALUES, scrub
from wicketgate.output.redact.several import cleaning_all
from wicketgate.store.encode import fit

SECRET = "hunter2-hunter2"
TEXT = st.one_of(st.sampled_from(["a", SECRET, f"x {SECRET} y", ""]), st.text(max_size=3))
LEAF = st.one_of(TEXT, st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False))
BODY = st.dictionaries(
    TEXT, st.recursive(LEAF, lambda inner: st.one_of(st.lists(inner), st.dictionaries(TEXT, inner)), max_leaves=20)
)


def clean(text: str) -> str:
    return text.replace(SECRET, "[secret]")


CLEAN = cleaning_all(clean)


def mapped(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(key): mapped(inner) for key, inner in value.items()}
    return [mapped(inner) for inner in value] if isinstance(value, list) else value


@given(BODY)
def test_each_text_is_cleaned_where_it_stands(body: dict[str, Any]) -> None:
    assert json.dumps(scrub(body, CLEAN)) == json.dumps(mapped(body))


@given(BODY)
def test_what_is_given_back_shares_nothing_with_the_body(body: dict[str, Any]) -> None:
    made = scrub({"body": body, "list": [1, [2]]}, CLEAN)
    before = json.dumps(made)
    body["new"] = 1
    assert json.dumps(made) == before


@pytest.mark.parametrize(
    "value", [SECRET.encode(), bytearray(SECRET.encode()), Path("/x") / SECRET, {SECRET}, ValueError(SECRET)], ids=repr
)
def test_what_json_cannot_say_is_cleaned_as_the_text_it_is_kept_as(value: object) -> None:
    for body in ({"arguments": {"x": value}}, {"x": value}, {"x": [value]}):
        kept = fit(scrub(body, CLEAN))
        assert SECRET.encode() not in kept and b"[secret]" in kept


def test_a_secret_of_digits_is_cleaned_where_it_is_a_number_and_other_numbers_stay_numbers() -> None:
    def digits(texts: Sequence[str]) -> list[str]:
        return [text.replace("4711471147", "[secret]") for text in texts]

    body = {
        "a": {"pin": 4711471147, "n": 12345678, "at": [4711471147, -4711471147, 7, True, 10**5000]},
        "b": 4711471147,
    }
    made = scrub(body, digits)
    assert made == {
        "a": {"pin": "[secret]", "n": 12345678, "at": ["[secret]", "-[secret]", 7, True, 10**5000]},
        "b": "[secret]",
    }


def test_all_texts_are_cleaned_in_one_go_and_each_once() -> None:
    asked = list[Sequence[str]]()

    def counting(texts: Sequence[str]) -> list[str]:
        asked.append(list(texts))
        return list(texts)

    body = {"a": "b", "b": ["a", "c", {"a": "c"}], "d": 1}
    assert scrub(body, counting) == body
    assert len(asked) == 1 and sorted(asked[0]) == ["a", "b", "c", "d"]


def test_what_is_too_deep_is_cleaned_as_one_text() -> None:
    deep: Any = SECRET
    for _ in range(DEEPEST * 2):
        deep = [deep]
    made = scrub({"deep": deep}, CLEAN)["deep"]
    for _ in range(DEEPEST - 1):
        made = made[0]
    assert isinstance(made, str) and SECRET not in made and "[secret]" in made


def test_what_is_too_much_is_cleaned_as_one_text() -> None:
    made = scrub({"many": [SECRET] * VALUES, "few": [SECRET] * 9}, CLEAN)
    assert isinstance(made["many"], str) and SECRET not in made["many"]
    assert made["few"] == ["[secret]"] * 9
    assert scrub({"many": ["a"] * (VALUES - 1)}, CLEAN)["many"] == ["a"] * (VALUES - 1)


def test_other_mappings_and_other_keys_become_those_of_json() -> None:
    body = {"a": MappingProxyType({1: (SECRET, None)}), "b": 1.5}
    assert scrub(body, CLEAN) == {"a": {"1": ["[secret]", None]}, "b": 1.5}
