"""What hides or reorders text is written out."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wicketgate.output.show import visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text\n\tkept", "plain text\n\tkept"),
        ("exe\u202etxt.gpj", "exe⟦U+202E⟧txt.gpj"),
        ("a\u200bb", "a⟦U+200B⟧b"),
        ("a\U000e0041b", "a⟦U+E0041⟧b"),
        ("\x1b[31mred\r", "⟦U+001B⟧[31mred⟦U+000D⟧"),
        ("a\u00a0b", "a⟦U+00A0⟧b"),
        ("⟦U+0041⟧", "⟦U+27E6⟧U+0041⟦U+27E7⟧"),
        ("grüße 日本 🙂", "grüße 日本 🙂"),
        ("x\ufe0f\u3164", "x⟦U+FE0F⟧⟦U+3164⟧"),
        ("\ud800", "⟦U+D800⟧"),
    ],
)
def test_hidden_characters_are_written_out(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text(st.characters()))
def test_nothing_hidden_is_left(text: str) -> None:
    kinds = {unicodedata.category(char) for char in visible(text) if char not in "\n\t"}
    assert not kinds & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@given(st.text(st.characters()), st.text(st.characters()))
def test_two_texts_never_look_the_same(one: str, other: str) -> None:
    assert (visible(one) == visible(other)) == (one == other)
