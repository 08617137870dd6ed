"""The entries of `commands:` and what they admit. Takes words, or a command as `gate/shell` understood it.

A pattern is words. It admits a simple command with exactly these words; `*` as the last word stands for any further
words, or none. A `*` elsewhere matches nothing. A compound command is admitted when each simple command in it is, and
nothing in it is assigned, redirected or left to be known later.

In the sandbox a command is matched only when it is *plain*: words of ASCII letters, digits and `_ @ % + = : , . / -`
with blanks between them, no assignment, no reserved word. All else is unreadable there, which is no fault: it runs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from wicketgate.gate.shell.effects import Understood

LONGEST = 64 << 10
PLAIN = re.compile(r"[ \t]*[A-Za-z0-9_@+:,./-][A-Za-z0-9_@%+=:,./ \t-]*", re.ASCII)
RESERVED = frozenset(
    {"case", "coproc", "do", "done", "elif", "else", "esac", "fi", "for", "function", "if", "in", "select", "then"}
    | {"time", "until", "while"}
)


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
        if "*" in self.words:
            return False
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


def admitted(patterns: tuple[Pattern, ...], understood: Understood) -> Listed | None:
    """Return the entry that admits a whole command: every simple command in it is admitted, or None."""
    if not understood.whole or not understood.commands:
        return None
    found = [listed(patterns, one.words) if one.plain else None for one in understood.commands]
    entries = [one for one in found if one is not None]
    if len(entries) < len(found):
        return None
    return min(entries, key=lambda one: one.exact)
