"""Plain texts are read without a grammar: the tree says the same of each, and what is not plain is left to it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wicketgate.gate.shell import plain, read
from wicketgate.gate.shell.parse import Source, Unreadable
from wicketgate.gate.shell.programs import run
from wicketgate.gate.shell.state import State
from wicketgate.gate.shell.walk import walk, walk_children, walk_text

WORDS = st.text("abz019_@%+=:,./-", min_size=1, max_size=6)
QUOTES = st.text("ab *?[]{}~$`\\|&;<>()!#=\t", max_size=6)
LOUD = st.text("ab *?[]{}~|&;<>()!#=", max_size=6)
PIECES = st.one_of(WORDS, QUOTES.map("'{}'".format), LOUD.map('"{}"'.format))
LINES = st.tuples(
    st.sampled_from(["git", "ls", "cat", "rm", "nobody", "./run", "time", "env"]),
    st.lists(st.lists(PIECES, min_size=1, max_size=3).map("".join), max_size=5),
    st.sampled_from([" ", "  ", "\t"]),
).map(lambda drawn: drawn[2].join([drawn[0], *drawn[1]]))


@settings(max_examples=400, deadline=None)
@given(LINES)
def test_the_tree_says_the_same(text: str) -> None:
    found = plain.words(text)
    state = State(walk_text, walk_children, walk, run)
    try:
        state.source = Source(text)
        walk_children(state, state.source.root)
    except Unreadable:
        return
    shortcut = read(text)
    assert found is None or tuple(found) == state.commands[0].words
    assert (shortcut.commands, shortcut.effects) == (tuple(state.commands), tuple(dict.fromkeys(state.touches)))


@pytest.mark.parametrize(
    "text",
    [
        *("", "A=b ls", "ls *", "ls ~", "ls $A", "ls `a`", "ls 'a", 'ls "$A"', 'ls "`a`"', "ls a\nb", "if ls"),
        *("export A", "ls|a", "ls;a", "ls&", "ls>a", "ls {a,b}", "ls \\a", "l%s", "ls é", "ls 'é'", "'ls' a"),
        *("for i", "ls #a", "! ls"),
    ],
)
def test_what_says_more_than_its_words_is_not_plain(text: str) -> None:
    assert plain.words(text) is None


def test_only_what_stands_unquoted_is_a_home() -> None:
    assert plain.words("ls '~/a' \"~\"") == ["ls", "./~/a", "./~"]
