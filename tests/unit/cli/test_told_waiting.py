"""What whoever started a run is told while a request waits: a line, or the title where the agent has the screen."""

from __future__ import annotations

import pytest

from wicketgate.cli.launch import _entitle, _say_it_waits
from wicketgate.cli.screen import titled
from wicketgate.output.terminal import TerminalFilter

WAITS, OVER = {"approval": "5f0c2a91", "expires": 1_800_000_000}, {"approval": "", "expires": 0}


def test_a_line_says_until_when_and_what_to_type(capfd: pytest.CaptureFixture[str]) -> None:
    _say_it_waits(WAITS)
    _say_it_waits(OVER)
    first, second = capfd.readouterr().err.splitlines()
    assert first == "wicketgate: a request waits for your answer until 08:00:00 UTC; without one it is denied"
    assert second == "  in another terminal: wicketgate approvals approve 5f0c2a91"


def test_the_title_says_it_and_is_the_former_one_again(capfd: pytest.CaptureFixture[str]) -> None:
    with titled("wicketgate: work"):
        _entitle("wicketgate: work", WAITS)
        _entitle("wicketgate: work", OVER)
    plain = "\x1b]2;wicketgate: work\a"
    waits = "\x1b]2;wicketgate: a request waits for you: wicketgate approvals approve 5f0c2a91\a\a"
    assert capfd.readouterr().out == "\x1b[22;2t" + plain + waits + plain + "\x1b[23;2t"


def test_the_agent_can_neither_set_a_title_nor_ring() -> None:
    said = b"a\x1b]2;wicketgate: a request waits\x07b\x07\x1b[22;2t\x1b[23;2tc"
    assert TerminalFilter().feed(said) == b"abc"
