"""Commands as far as the spine reads them: a plain list of words, or unreadable. Knows no shell grammar.

A command is *readable* when it is words of ASCII letters, digits and `_ @ % + = : , . / -` with blanks between them: no
quote, expansion, redirection, glob, comment, separator or newline, no assignment before the program, no reserved word.
Then the words are what the shell would run. All else is unreadable, which is no fault: inside the sandbox it runs.

A pattern of `commands:` is words too. It matches a readable command with exactly these words; `*` as the last word
stands for any further words, or none. A `*` elsewhere matches nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST = 64 << 10
PLAIN = re.compile(r"[ \t]*[A-Za-z0-9_@+:,./-][A-Za-z0-9_@%+=:,./ \t-]*", re.ASCII)
RESERVED = frozenset(
    {"case", "coproc", "do", "done", "elif", "else", "esac", "fi", "for", "function", "if", "in", "select", "then"}
    | {"time", "until", "while"}
)
# Programs that only show the files their words name, with the option letters that leave it at that.
SHOWERS = {"cat": "AbEensTtuv", "head": "qv0123456789", "tail": "qv0123456789", "wc": "cLlmw", "nl": "", "cmp": "bls"}
# The same, but the first word is what to look for.
FINDERS = {"grep": "EFGHceihlnovwx", "egrep": "Hceihlnovwx", "fgrep": "Hceihlnovwx"}


def words(text: str) -> tuple[str, ...] | None:
    """Return the words of a readable command, or None."""
    if len(text) > LONGEST or PLAIN.fullmatch(text) is None:
        return None
    found = tuple(text.split())
    return None if found[0] in RESERVED or "=" in found[0] else found


@dataclass(frozen=True, slots=True)
class Pattern:
    """One entry of `commands:`."""

    words: tuple[str, ...]
    more: bool
    """Any further words may follow."""
    rule: str

    @classmethod
    def of(cls, text: str, rule: str) -> Pattern:
        """Return the compiled form of one entry."""
        found = tuple(text.split())
        rest = bool(found) and found[-1] == "*"
        return cls(found[:-1] if rest else found, rest, rule)

    def match(self, asked: tuple[str, ...]) -> bool:
        """Return whether the entry admits a command of these words."""
        if self.more:
            return asked[: len(self.words)] == self.words
        return asked == self.words


@dataclass(frozen=True, slots=True)
class Listed:
    """The entry that admits a command."""

    rule: str
    exact: bool
    """The entry spells the command out word for word."""


def listed(patterns: tuple[Pattern, ...], asked: tuple[str, ...]) -> Listed | None:
    """Return the entry that admits the words, an exact one first, or None."""
    found = [pattern for pattern in patterns if pattern.match(asked)]
    if not found:
        return None
    best = min(found, key=lambda pattern: (pattern.more, -len(pattern.words)))
    return Listed(best.rule, not best.more)


def shown_files(asked: tuple[str, ...]) -> tuple[str, ...]:
    """Return the files a command shows, if showing them is all it can do; else, or where it names none, nothing."""
    program, *rest = asked
    letters = SHOWERS.get(program, FINDERS.get(program))
    options = [word for word in rest if word.startswith("-")]
    if letters is None or any(not set(word[1:]) <= set(letters) or word == "-" for word in options):
        return ()
    named = [word for word in rest if not word.startswith("-")]
    return tuple(named[1:] if program in FINDERS else named)
