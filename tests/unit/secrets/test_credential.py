"""A credential gives its name to everything but `reveal`."""

from __future__ import annotations

import copy
import json
import pickle
import traceback

import pytest

from wicketgate.errors import ConfigError
from wicketgate.secrets.credential import Credential

VALUE = "sk-ant-a-very-real-key"
KEY = Credential("ANTHROPIC_API_KEY", VALUE)


def test_it_cannot_be_printed_formatted_copied_or_pickled() -> None:
    shown = [
        repr(KEY),
        str(KEY),
        f"{KEY}",
        f"{KEY!r:>40}",
        f"{KEY}",
        json.dumps(KEY, default=str),
        repr([KEY]),
        repr({"k": KEY}),
    ]
    shown += [repr(pickle.loads(pickle.dumps(KEY, protocol))) for protocol in range(2, 6)]
    shown += [repr(copy.copy(KEY)), repr(copy.deepcopy(KEY))]
    assert all("[credential ANTHROPIC_API_KEY]" in text and VALUE not in text for text in shown)
    assert VALUE.encode() not in pickle.dumps(KEY)
    with pytest.raises(TypeError):
        vars(KEY)
    with pytest.raises(TypeError):
        json.dumps(KEY)


def test_a_traceback_does_not_show_it() -> None:
    try:
        raise ValueError(KEY)
    except ValueError:
        assert VALUE not in traceback.format_exc()


def test_only_reveal_gives_the_value() -> None:
    assert KEY.reveal() == VALUE
    assert KEY.name == "ANTHROPIC_API_KEY"


@pytest.mark.parametrize("value", ["", "two words", "line\nfeed", "naïve"])
def test_what_cannot_go_in_a_header_is_refused(value: str) -> None:
    with pytest.raises(ConfigError) as refused:
        Credential("KEY", value)
    assert value == "" or value not in str(refused.value)
