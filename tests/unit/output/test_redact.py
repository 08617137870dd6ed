"""A known secret never leaves, in any common encoding and however it is cut into pieces."""

from __future__ import annotations

import base64
import json
import pickle
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wicketgate.errors import ConfigError
from wicketgate.output.redact import Redactor
from wicketgate.secrets.automata import ENGINES

SECRET = 's3cr3t/Value+with=odd"chars&é'
PLAIN = "ghp_0123456789abcdefABCDEF"
secrets = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=8, max_size=40)


def encodings(value: str, before: bytes = b"") -> list[str]:
    """Return the ways a tool would print `value`."""
    raw = value.encode()
    return [
        value,
        raw.hex(),
        raw.hex().upper(),
        quote(value, safe=""),
        quote(value),
        json.dumps(value),
        json.dumps(value, ensure_ascii=False),
        json.dumps(json.dumps(value)),
        base64.b64encode(before + raw + b"xyz").decode(),
        base64.urlsafe_b64encode(before + raw + b"xyz").decode(),
    ]


@pytest.mark.parametrize("value", [SECRET, PLAIN])
@pytest.mark.parametrize("before", [b"", b"a", b"ab", b"abc"])
def test_every_common_encoding_is_replaced(value: str, before: bytes) -> None:
    redactor = Redactor({"KEY": value}, ENGINES)
    for text in encodings(value, before):
        assert "[redacted:KEY]" in redactor.redact(f"x {text} y"), text
        # A text this long is not decoded: each encoding must be known as it is.
        assert "[redacted:KEY]" in redactor.redact("some words " * 2000 + f"x {text} y"), text


def test_text_without_a_secret_is_unchanged_and_the_mark_is_stable() -> None:
    redactor = Redactor({"KEY": PLAIN}, ENGINES)
    assert redactor.redact("nothing here") == "nothing here"
    once = redactor.redact(f"a {PLAIN} b")
    assert once == "a [redacted:KEY] b" == redactor.redact(once)
    assert Redactor({}, ENGINES).redact("anything") == "anything"


def test_a_short_value_is_refused_and_a_redactor_does_not_travel() -> None:
    with pytest.raises(ConfigError):
        Redactor({"KEY": "short12"}, ENGINES)
    redactor = Redactor({"KEY": PLAIN}, ENGINES)
    assert PLAIN not in repr(redactor)
    assert PLAIN.encode() not in pickle.dumps(redactor)
    assert pickle.loads(pickle.dumps(redactor)) == repr(redactor)


def test_a_longer_secret_wins_over_its_beginning() -> None:
    redactor = Redactor({"SHORT": "abcdefgh", "LONG": "abcdefghijkl"}, ENGINES)
    stream = redactor.stream()
    assert stream.feed("abcdefgh") == ""
    assert stream.feed("ijkl!") + stream.end() == "[redacted:LONG]!"


@settings(max_examples=60, deadline=None)
@given(
    secrets, st.text(max_size=30), st.text(max_size=30), st.lists(st.integers(1, 7), min_size=1, max_size=30), st.data()
)
def test_a_stream_gives_what_the_whole_text_gives(
    secret: str, before: str, after: str, sizes: list[int], data: st.DataObject
) -> None:
    redactor = Redactor({"K": secret}, ENGINES)
    text = before + data.draw(st.sampled_from(encodings(secret))) + after
    stream, out, at = redactor.stream(), "", 0
    for size in sizes * (len(text) + 1):
        if at >= len(text):
            break
        out += stream.feed(text[at : at + size])
        at += size
    out += stream.end()
    assert out == redactor.redact(text)
    assert secret not in out or secret in "[redacted:K]"


def test_little_is_held_back() -> None:
    stream = Redactor({"K": PLAIN}, ENGINES).stream()
    assert stream.feed("a line that ends in gh") == "a line that ends in "
    assert stream.feed("ost\n") == "ghost\n"


def test_what_was_clean_once_is_looked_at_again_when_more_is_known() -> None:
    redactor = Redactor({"KEY": SECRET}, ENGINES)
    assert redactor.redact(PLAIN) == redactor.redact(PLAIN) == PLAIN
    assert redactor.with_known({"KEY": PLAIN}).redact(PLAIN) == "[redacted:KEY]"


def test_a_secret_is_found_every_time_and_however_much_was_clean_before() -> None:
    redactor = Redactor({"KEY": PLAIN}, ENGINES)
    for number in range(5000):
        redactor.redact(f"clean {number}")
    assert [redactor.redact(f"x {PLAIN}") for _ in range(3)] == ["x [redacted:KEY]"] * 3
