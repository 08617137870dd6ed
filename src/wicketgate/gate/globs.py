"""The file patterns of one list, each with its line, found by a path's first name so that a long list costs no more.

The pattern language is `policy.pattern`'s; here it is indexed. Takes canonical relative paths, `.` for the workspace.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import chain

from wicketgate.policy.glob import path_expression
from wicketgate.policy.pattern import PathPattern

Line = tuple[re.Pattern[str], str]
NONE: list[Line] = []
SPECIAL = frozenset("*?[]{}\\")


def fold(path: str) -> str:
    """Return `path` as a file system that ignores case and Unicode form would see it."""
    return path.lower() if path.isascii() else unicodedata.normalize("NFKC", path).casefold()


def _folded(text: str) -> str:
    try:
        return PathPattern(fold(text)).text
    except ValueError:  # folding can turn a wide bracket into a real one
        return text


class Globs:
    """Several patterns, each with the policy line that holds it."""

    __slots__ = ("_anywhere", "_by_name", "_literal", "_patterns")

    def __init__(self, patterns: Iterable[tuple[str, str]], *, folded: bool = False) -> None:
        pairs = [(PathPattern(_folded(text) if folded else text), rule) for text, rule in patterns]
        self._patterns = tuple(pairs)
        self._literal: dict[str, str] = {}
        self._by_name: dict[str, list[Line]] = {}
        self._anywhere: list[Line] = []
        for pattern, rule in reversed(pairs):
            self._index(pattern.text, rule)

    def _index(self, text: str, rule: str) -> None:
        first = text.partition("/")[0]
        if not SPECIAL & set(text):
            self._literal[text] = rule
        elif not SPECIAL & set(first):
            self._by_name.setdefault(first, []).append((path_expression(text), rule))
        else:
            self._anywhere.append((path_expression(text), rule))

    def __bool__(self) -> bool:
        return bool(self._patterns)

    def find(self, path: str) -> str | None:
        """Return the line of a pattern that matches `path`, or None."""
        literal = self._literal.get(path)
        if literal is not None:
            return literal
        named = self._by_name.get(path.partition("/")[0], NONE) if self._by_name else NONE
        if not named and not self._anywhere:
            return None
        for expression, rule in chain(named, self._anywhere):
            if expression.fullmatch(path):
                return rule
        return None

    def find_above(self, path: str) -> str | None:
        """Return the line of a pattern that matches `path` or a folder it lies in, or None."""
        end = len(path)
        while end > 0:
            rule = self.find(path[:end])
            if rule is not None:
                return rule
            end = path.rfind("/", 0, end)
        return None

    def find_covering(self, folder: str) -> str | None:
        """Return the line of a pattern that matches everything below `folder` (`.` is the workspace), or None."""
        # The last `**` stands for one name or more, so a pattern that takes any one name below takes all of them.
        below = "anything" if folder == "." else folder + "/anything"
        for pattern, rule in self._patterns:
            if (pattern.text == "**" or pattern.text.endswith("/**")) and pattern.matches(below):
                return rule
        return None

    def find_touching(self, folder: str) -> str | None:
        """Return the line of a pattern that could match below `folder` (`.` is the workspace), or match it, or None."""
        if folder == ".":
            return next((rule for _, rule in self._patterns), None)
        for pattern, rule in self._patterns:
            if pattern.may_match_below(folder):
                return rule
        return self.find(folder)
