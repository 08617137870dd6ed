"""No pattern repeats a group possessively: Pythons before 3.11.5 match those wrong, both ways (cpython gh-106052).

A class of characters may be: `[a-z]++` is right everywhere.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import wicketgate
from wicketgate.gate import url
from wicketgate.gate.shell import plain
from wicketgate.gate.sql import lex

SOURCE = Path(wicketgate.__file__).parent
GROUP = re.compile(r"(?<!\\)\)(?:[*+?]|\{[0-9,]+\})\+")
NOT_PATTERNS = {"output/redact/formats"}
"""Formats are read by RE2 and hyperscan, which know no such thing."""


@pytest.mark.parametrize("package", sorted(p.name for p in SOURCE.iterdir() if p.is_dir() and p.name != "__pycache__"))
def test_no_group_is_repeated_possessively(package: str) -> None:
    found = []
    for path in sorted((SOURCE / package).rglob("*.py")):
        where = path.relative_to(SOURCE).as_posix()
        if not any(where.startswith(each) for each in NOT_PATTERNS):
            for node in ast.walk(ast.parse(path.read_text())):
                text = node.value if isinstance(node, ast.Constant) else None
                text = text.decode("latin-1") if isinstance(text, bytes) else text
                if isinstance(text, str) and GROUP.search(text):
                    found.append(f"{where}:{node.lineno}")
    assert not found


@pytest.mark.parametrize("path", ["/%a~%2/", "/%", "/a%2", "/%zz/x"])
def test_a_path_with_half_an_escape_is_none_on_any_python(path: str) -> None:
    assert url.PATH.fullmatch(path) is None


def test_an_open_quote_is_not_plain_and_an_open_comment_no_gap_on_any_python() -> None:
    assert plain.TEXT.fullmatch('ls -l/a/"\t') is None
    assert lex.GAP.fullmatch("/*") is None
    assert lex.GAP.fullmatch(" /* $3 */ ") is not None


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (url.PATH, "/a" * 4000 + "%"),
        (url.PATH, "/" + "%41" * 4000 + "%"),
        (plain.TEXT, "ls" + " 'a'\"b\"c" * 500 + "'"),
        (lex.GAP, "/*" + "*a" * 20_000),
        (lex.GAP, "/**/ " * 8_000 + "x"),
    ],
)
def test_what_does_not_match_is_read_a_few_times_at_most(pattern: re.Pattern[str], text: str) -> None:
    assert pattern.fullmatch(text) is None  # squared or worse would not end
