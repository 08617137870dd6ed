"""The engines the scrubber matches with: Hyperscan for many patterns at once, RE2 to confirm one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from wicketgate.output.redact.engines import Confirmer, Scanner
from wicketgate.secrets.automata.cache import ExpressionCache
from wicketgate.secrets.automata.confirm import Re2
from wicketgate.secrets.automata.scan import Hyperscan, Silent


class Automata:
    """Makes both kinds; keeps the expressions it compiled, which are the program's own and no secrets."""

    def __init__(self, folder: Path | None = None) -> None:
        """Keep what expressions compile to in `folder`, if there is one: it must be this user's alone."""
        self._cache = ExpressionCache(folder) if folder else None
        self._made: dict[tuple[tuple[str, ...], tuple[bool, ...]], Scanner] = {}
        self._confirmers: dict[str, Confirmer] = {}

    def literals(self, words: Sequence[bytes]) -> Scanner:
        """Return a scanner for exact words; raises ConfigError for an empty one or one with a NUL."""
        return Hyperscan(words, is_literal=True) if words else Silent()

    def patterns(self, patterns: Sequence[str], once: Sequence[bool] = ()) -> Scanner:
        """Return a scanner for regular expressions; of those that `once` is true for, one hit at most is told."""
        key = (tuple(patterns), tuple(once))
        if key not in self._made:
            words = [each.encode() for each in patterns]
            self._made[key] = Hyperscan(words, False, self._cache, once) if words else Silent()
        return self._made[key]

    def confirmer(self, pattern: str) -> Confirmer:
        """Return what matches one expression exactly."""
        if pattern not in self._confirmers:
            self._confirmers[pattern] = Re2(pattern)
        return self._confirmers[pattern]


ENGINES = Automata()
