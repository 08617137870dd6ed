"""Reading a value: what a line end means, and that a terminal which would show it is refused."""

from __future__ import annotations

import getpass
import io
import sys
import warnings
from typing import Any

import pytest

from wicketgate.cli.value import read_value
from wicketgate.errors import ConfigError


class Piped(io.TextIOWrapper):
    def isatty(self) -> bool:
        return False


@pytest.mark.parametrize(
    ("given", "value"),
    [
        (b"a value\n", "a value"),
        (b"a value", "a value"),
        (b"a value\n\n", "a value\n\n"),
        (b"-----BEGIN\nx\n-----END\n", "-----BEGIN\nx\n-----END\n"),
        (" spaces and ünïcode ".encode(), " spaces and ünïcode "),
    ],
)
def test_one_line_end_of_one_line_is_dropped(monkeypatch: pytest.MonkeyPatch, given: bytes, value: str) -> None:
    monkeypatch.setattr(sys, "stdin", Piped(io.BytesIO(given)))
    assert read_value("NAME") == value


@pytest.mark.parametrize("given", [b"", b"\n", b" \n\n"])
def test_nothing_piped_in_is_no_value(monkeypatch: pytest.MonkeyPatch, given: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", Piped(io.BytesIO(given)))
    with pytest.raises(ConfigError, match="no value came on standard input"):
        read_value("NAME")


def test_a_terminal_that_would_show_it_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def shows(prompt: str) -> str:
        warnings.warn("Can not control echo on the terminal.", getpass.GetPassWarning, stacklevel=2)
        return "shown-on-the-screen"

    stdin: Any = io.StringIO()
    stdin.isatty = lambda: True
    monkeypatch.setattr(sys, "stdin", stdin)
    monkeypatch.setattr(getpass, "getpass", shows)
    with pytest.raises(ConfigError, match="cannot hide what is typed"):
        read_value("NAME")
