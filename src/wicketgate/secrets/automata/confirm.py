"""One pattern matched exactly, by RE2: linear in the text whatever the text is. Takes bytes, invalid UTF-8 too."""

from __future__ import annotations

import re2  # type: ignore[import-untyped]


class Re2:
    """One expression over bytes, each byte a character."""

    def __init__(self, pattern: str) -> None:
        options = re2.Options()
        options.encoding = re2.Options.Encoding.LATIN1
        options.log_errors = False
        self._pattern = re2.compile(pattern.encode("latin-1"), options)
        self._group = min(1, self._pattern.groups)

    def search(self, data: bytes, start: int) -> tuple[int, int, int, int] | None:
        """Return the leftmost match at or after `start` and its first group."""
        match = self._pattern.search(data, start)
        if match is None:
            return None
        first, end = match.span(self._group)
        return (*match.span(), *((first, end) if first >= 0 else match.span()))
