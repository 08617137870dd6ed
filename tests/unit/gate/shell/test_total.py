"""Reading is total: any text gets an answer, and what is put around a dangerous command never hides it."""

from __future__ import annotations

import string

from hypothesis import given, settings
from hypothesis import strategies as st

from wicketgate.gate.shell import read
from wicketgate.gate.shell.judge import concern, within

PIECES = st.sampled_from(
    [
        "rm -rf src",
        "ls",
        "$(",
        ")",
        "`",
        "'",
        '"',
        "&&",
        ";",
        "\n",
        "<<E",
        "E",
        "{",
        "}",
        "$X",
        "${",
        "\\",
        "$'",
        "((",
        "[[",
        "git",
        "-c",
        "find",
        "-exec",
        "sed -i",
        "python3 -c",
        "awk",
        "xargs",
        "if",
        "then",
        "fi",
        "for",
        "in",
        "do",
        "done",
        "case",
        "esac",
        ">",
        "<",
        ">&",
        "2>",
        "=",
        "A=b",
        "é",
        "\u202e",
        "~",
        "*",
        "?",
        "[",
        "]",
        "#",
        " ",
        "\t",
        "env",
        "sudo",
        "-",
        "--",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200) | st.lists(PIECES, max_size=25).map(" ".join) | st.lists(PIECES, max_size=25).map("".join))
def test_any_text_gets_an_answer(text: str) -> None:
    found = read(text)
    assert isinstance(found.uninspectable, str)
    assert "cannot be read (" not in found.uninspectable or "Recursion" in found.uninspectable


@settings(max_examples=200, deadline=None)
@given(st.text(string.ascii_letters + string.digits + " '\"$`|&;<>(){}\\\n#*~=-", max_size=30))
def test_what_stands_before_never_hides_a_command_on_a_line_of_its_own(before: str) -> None:
    found = read(f"{before}\nrm -rf src")
    quoted = any(char in before for char in "'\"`\\$#(<{") or "case" in before
    seen = found.uninspectable or any(concern(touch, within) for touch in found.effects)
    assert seen or quoted
