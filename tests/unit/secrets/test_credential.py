"""A credential gives its name to everything but `reveal`."""

from __future__ import annotations

import pytest

from wicketgate.errors import ConfigError
from wicketgate.output.sealed import Sealed
from wicketgate.secrets.credential import LARGEST, Credential, accepted

VALUE = "sk-ant-a-very-real-key"
KEY = Credential("ANTHROPIC_API_KEY", VALUE)


def test_only_reveal_gives_the_value() -> None:
    assert KEY.reveal() == VALUE
    assert KEY.name == "ANTHROPIC_API_KEY"
    assert repr(KEY) == "[credential ANTHROPIC_API_KEY]"


@pytest.mark.parametrize("value", ["", "two words", "line\nfeed", "naïve"])
def test_what_cannot_go_in_a_header_is_refused(value: str) -> None:
    with pytest.raises(ConfigError) as refused:
        Credential.for_header("KEY", value)
    assert value == "" or value not in str(refused.value)


@pytest.mark.parametrize("value", ["-----BEGIN KEY-----\nMII\n-----END KEY-----\n", "naïve pässword", "x" * LARGEST])
def test_any_text_can_be_kept(value: str) -> None:
    assert accepted("KEY", value).reveal() == value


@pytest.mark.parametrize("value", ["", "seven77", "x" * (LARGEST + 1), "nul\0nul\0nul", "half \ud800 a pair"])
def test_what_is_too_short_too_long_or_no_text_is_refused_unnamed(value: str) -> None:
    with pytest.raises(ConfigError) as refused:
        accepted("KEY", value)
    assert value == "" or value not in f"{refused.value} {refused.value.hint}"


@pytest.mark.parametrize("kind", [str, bytes, dict, tuple])
def test_a_seal_cannot_be_a_value_itself(kind: type) -> None:
    with pytest.raises(TypeError):
        type("Leaky", (Sealed, kind), {})
