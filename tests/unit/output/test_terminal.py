"""Nothing an agent prints makes the operator's terminal write, remember, link or lie."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wicketgate.output.terminal import TerminalFilter

KEPT = [
    b"plain text\r\n\tand \b",
    "grüße 日本 🙂 ┌─┐ 👩‍💻".encode(),
    b"\x1b[1;38;5;208mcolour\x1b[0m\x1b[38;2;1;2;3m\x1b[4:3m",
    b"\x1b[2J\x1b[H\x1b[10;20H\x1b[K\x1b[3A\x1b[1G\x1b[?25l\x1b[?25h",
    b"\x1b[?1049h\x1b[?2004h\x1b[?1000;1006h\x1b[?2026h\x1b[?1004h\x1b[1;24r",
    b"\x1b7\x1b8\x1b(B\x1b)0\x1b=\x1b>\x1bM",
    b"\x1b[2 q\x1b[!p",
]
DROPPED = {
    "clipboard": b"\x1b]52;c;cm0gLXJmIH4=\x07",
    "title": b"\x1b]0;owned\x1b\\",
    "link": b"\x1b]8;;http://evil.test\x1b\\",
    "link end": b"\x1b]8;;\x1b\\",
    "colour query": b"\x1b]11;?\x07",
    "iterm file": b"\x1b]1337;File=name=eA==:AAAA\x07",
    "cursor report": b"\x1b[6n",
    "status report": b"\x1b[5n",
    "private report": b"\x1b[?6n",
    "device attributes": b"\x1b[c\x1b[>c\x1b[=c\x1b[0c",
    "old identify": b"\x1bZ",
    "window report": b"\x1b[21t\x1b[18t",
    "window move": b"\x1b[3;0;0t",
    "parameters report": b"\x1b[x",
    "mode report": b"\x1b[?2004$p",
    "keyboard query": b"\x1b[?u",
    "decrqss": b"\x1bP$qm\x1b\\",
    "xtgettcap": b"\x1bP+q544e\x1b\\",
    "sixel": b"\x1bPq#0;2;0;0;0\x1b\\",
    "apc": b"\x1b_Gf=24;AAAA\x1b\\",
    "pm": b"\x1b^x\x1b\\",
    "sos": b"\x1bXx\x1b\\",
    "answerback": b"\x05",
    "shift": b"\x0e\x0f",
    "bell": b"\x07",
    "reset": b"\x1bc",
    "print": b"\x1b[5i",
    "keys": b"\x1b[>4;2m\x1b[>1u",
    "unknown mode": b"\x1b[?1234h",
    "mixed modes": b"\x1b[?25;1337h",
    "8-bit csi": b"\x9b6n"[:1],
    "c1 csi in utf-8": "\x9b".encode(),
    "c1 osc in utf-8": "\x9d".encode(),
    "bidi": "\u202e\u2066\u200f".encode(),
    "tags": "\U000e0041\U000e007f".encode(),
    "overlong": b"\xc0\x9b",
    "long": b"\x1b[" + b"1;" * 100 + b"m",
    "delete": b"\x7f",
    "designate other": b"\x1b%G",
}
ALLOWED = re.compile(
    rb"(?:[\t\b\r\n\x20-\x7e]|[\xc2-\xf4][\x80-\xbf]+|\x1b[78DEHM=>]|\x1b[()][AB0]"
    rb"|\x1b\[[0-9;:]{0,48}[@A-HIJKLMPSTXZ`adefgmrsu]|\x1b\[\?[0-9;]+[hl]|\x1b\[!p|\x1b\[4[hl]|\x1b\[[0-6]? q)*",
)


def whole(data: bytes) -> bytes:
    """Return what a fresh filter lets through."""
    return TerminalFilter().feed(data)


@pytest.mark.parametrize("data", KEPT)
def test_what_an_interface_needs_passes(data: bytes) -> None:
    assert whole(data) == data


@pytest.mark.parametrize("name", DROPPED)
def test_what_a_terminal_must_not_get_disappears(name: str) -> None:
    assert whole(b"a" + DROPPED[name] + b"b") == b"ab"


def test_a_string_that_never_ends_shows_nothing_and_holds_nothing() -> None:
    filtered = TerminalFilter()
    assert filtered.feed(b"\x1b]52;c;" + b"A" * 100_000) == b""
    assert len(filtered._held) < 100
    assert filtered.feed(b"\x07ok") == b"ok"


def test_a_sequence_hidden_in_a_string_is_not_smuggled() -> None:
    assert whole(b"\x1b]0;x\x1b[6n") == b""
    assert whole(b"\x1b[1\x1b[6nm") == b"m"
    assert whole(b"\x1b\x1b[6n") == b""


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.one_of(st.binary(max_size=6), st.sampled_from([*KEPT, *DROPPED.values()])), max_size=12),
    st.integers(1, 5),
)
def test_only_the_list_comes_out_and_pieces_do_not_matter(parts: list[bytes], size: int) -> None:
    data = b"".join(parts)
    out = whole(data)
    assert ALLOWED.fullmatch(out), out
    out.decode("utf-8")
    filtered = TerminalFilter()
    assert b"".join(filtered.feed(data[at : at + size]) for at in range(0, len(data), size)) == out
    assert whole(out) == out
