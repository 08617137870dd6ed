"""Many patterns at once, by Hyperscan: takes patterns, gives where each one's matches end. Compiled at the first scan.

Compiling 20,000 words takes a second and 250 expressions half of one, so nothing is compiled that no text ever needs. A
scan writes into scratch memory, of which each thread has its own.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Sequence
from typing import Any

import hyperscan

from wicketgate.errors import ConfigError
from wicketgate.output.redact.engines import Hit
from wicketgate.output.sealed import Sealed
from wicketgate.secrets.automata.cache import ExpressionCache


def noted(number: int, start: int, end: int, flags: int, hits: list[Hit]) -> None:
    """Add one match to the hits of its scan."""
    hits.append((number, end))


class Some(list[Hit]):
    """The first hits of a scan, so many and no more."""

    most = 1


def some(number: int, start: int, end: int, flags: int, hits: Some) -> bool:
    """Add one match to the hits of its scan; return whether that ends it."""
    hits.append((number, end))
    return len(hits) >= hits.most


class Silent:
    """A scanner for no pattern at all."""

    def scan(self, data: bytes, most: int = 0) -> list[Hit]:
        """Return nothing."""
        return []


class Hyperscan(Sealed):
    """One database of patterns."""

    def __init__(
        self,
        patterns: Sequence[bytes],
        is_literal: bool,
        cache: ExpressionCache | None = None,
        once: Sequence[bool] = (),
    ) -> None:
        """Scan for `patterns`; of those that `once` is true for, one hit at most is told."""
        # INVARIANT: no NUL. Hyperscan cuts a literal there, and what is left matches everywhere.
        if any(not each or b"\0" in each for each in patterns):
            raise ConfigError("a pattern to scan for is empty or holds a NUL")
        self._patterns: tuple[bytes, ...] = tuple(patterns)
        self._is_literal, self._cache = is_literal, None if is_literal else cache
        flags = [hyperscan.HS_FLAG_SINGLEMATCH if single else 0 for single in once]
        self._flags = tuple(flags) or (0,) * len(self._patterns)
        self._database: Any = None
        self._lock = threading.Lock()
        self._own = threading.local()

    def redacted(self) -> str:
        """Return what it is; its patterns may be values."""
        return "[patterns]"

    def scan(self, data: bytes, most: int = 0) -> list[Hit]:
        """Return the number and the end of every match in `data`, or of the first `most` of them."""
        try:
            scratch = self._own.scratch
        except AttributeError:
            scratch = self._ready()
        # By position: by name the arguments take as long as a scan of a short text.
        if not most:
            hits: list[Hit] = []
            self._database.scan(data, noted, 0, hits, scratch)
            return hits
        first = Some()
        first.most = most
        with contextlib.suppress(hyperscan.ScanTerminated):
            self._database.scan(data, some, 0, first, scratch)
        return first

    def _ready(self) -> Any:
        """Return this thread's scratch memory; the database is there then."""
        with self._lock:
            self._database = self._database or self._compiled()
        self._own.scratch = hyperscan.Scratch(self._database)
        return self._own.scratch

    @property
    def _name(self) -> tuple[bytes, ...]:
        """Return what tells this database from others."""
        return (*self._patterns, bytes(self._flags)) if any(self._flags) else self._patterns

    def _compiled(self) -> Any:
        """Return the database; the patterns are let go."""
        held = self._cache.read(self._name) if self._cache else None
        with contextlib.suppress(hyperscan.error):
            if held:
                return hyperscan.loadb(held, hyperscan.HS_MODE_BLOCK)
        database, count = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK), len(self._patterns)
        try:
            database.compile(
                expressions=self._patterns,
                ids=range(count),
                elements=count,
                flags=self._flags,
                literal=self._is_literal,
            )
        except hyperscan.error as error:
            raise ConfigError(f"a pattern to scan for does not compile: {error}") from error
        if self._cache:
            self._cache.write(self._name, hyperscan.dumpb(database))
        self._patterns = ()
        return database
