"""What is too much for a parser at once is refused before it costs anything, however it is dressed."""

from __future__ import annotations

import pytest

from wicketgate.gate.shell import read
from wicketgate.gate.shell.bulk import MOST, too_much

MANY = "a|" * (MOST["operators"] + 1) + "a"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""),
        ('"\'" ', ' "\'"'),
        ('"$(echo \'"\')" ', ' "$(echo \'"\')"'),
        ("echo \"<<'E'\"; ", "\nE\n"),
        ("echo # it's\n", " '"),
        ("$$'\\' ", "'"),
        ("cat <<E\nit's\nE\n", " 'a'"),
        ("cat <<'E'F\nE\n", "\nEF\n"),
        ("echo $(case a in b) echo '\"';; esac) ", ' "'),
        ("echo ${x:-'} ", "'"),
        ('echo `echo "\'"` ', " '"),
        ("$#;;;#\\{ ", "do ()"),
        ('f() {$(($"<<<a', "<<E"),
        ("a=${x})#[[ '", "'"),
        ("'", ""),
        ('"', ""),
    ],
)
def test_operators_cannot_be_hidden_behind_what_only_looks_like_quotes(before: str, after: str) -> None:
    assert too_much(before + MANY + after) == "operators"
    assert "too many operators" in read(before + MANY + after).uninspectable


@pytest.mark.parametrize(
    "text",
    [
        f"echo '{MANY}'",
        f'echo "{MANY}"',
        f"cat > a.md <<'EOF'\n{MANY}\nit's\nEOF\nls",
        f'cat > a.md <<-"EOF"\n{MANY}\n\tEOF\nls',
        f"git commit -m \"$(cat <<'EOF'\n{MANY}\nEOF\n)\"",
        f"echo $'it\\'s {MANY}'",
        f"echo \\' \"it's {MANY}\" '{MANY}'",
    ],
)
def test_what_is_surely_quoted_does_not_count(text: str) -> None:
    assert too_much(text) == ""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("words", "ls " + "a " * 7000),
        ("quotes", "ls " + "'a' " * 4100),
        ("expansions", "ls " + "$a" * 2600),
        ("escapes", "ls " + "\\a" * 8100),
    ],
)
def test_each_kind_has_its_limit(name: str, text: str) -> None:
    assert too_much(text) == name


def test_many_variables_cost_one_look_at_the_text() -> None:
    text = "".join(f"a{at}=b;echo $a{at};" for at in range(200))
    assert not read(text).uninspectable


def test_a_sign_of_a_comment_is_looked_behind_once_a_line() -> None:
    assert too_much("echo a " + "#b " * 20000) == "words"
    assert too_much("echo a " + "#b" * 20000 + "\n" + "(" * 900) == "operators"
    assert too_much("echo a #b #c '\n" + "(" * 900 + "'") == "operators"
