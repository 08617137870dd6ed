"""Known secret values, replaced in any text: takes name and value of each, gives text with `[redacted:NAME]` for them.

A value is found as it is and in the encodings tools commonly print: base64 (standard and URL alphabet, at any of the
three offsets), hex, percent, JSON escapes. It finds no secret it was not told, and no encoding a program invents: it is
the backstop, never the control. The same text always gives the same answer.
"""

from __future__ import annotations

import base64
import bisect
import json
import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote, quote_plus

from wicketgate.errors import ConfigError

SHORTEST = 8
ESCAPE = re.compile("%[0-9A-F]{2}")


class Redactor:
    """Replaces known secret values; holds them, so it cannot be printed or pickled."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        self._names: dict[str, str] = {}
        for name, value in secrets.items():
            if len(value) < SHORTEST:
                raise ConfigError(
                    f"{name} is shorter than {SHORTEST} characters", "a value this short cannot be found in text"
                )
            for form in sorted(forms(value)):
                self._names.setdefault(form, name)
        longest = sorted(self._names, key=lambda form: (-len(form), form))
        self._pattern = re.compile("|".join(map(re.escape, longest)) or r"(?!)")
        self.longest = len(longest[0]) if longest else 0
        self._sorted = sorted(longest)
        self._first = frozenset(form[0] for form in longest)

    def redact(self, text: str) -> str:
        """Return `text` with every known value replaced by its mark."""
        return self._pattern.sub(self._mark, text)

    def stream(self) -> Stream:
        """Return a redactor for one text that arrives in pieces."""
        return Stream(self)

    def held(self, text: str) -> int:
        """Return where the tail starts that could be the beginning of a value and must wait for more text."""
        for at in range(max(0, len(text) - self.longest + 1), len(text)):
            if text[at] in self._first and self._begins(text[at:]):
                return at
        return len(text)

    def split(self, text: str, last: bool) -> tuple[str, str]:
        """Return the part of `text` that can go out, redacted, and the part that must wait."""
        cut = len(text) if last else self.held(text)
        for match in self._pattern.finditer(text):
            if match.start() < cut < match.end():
                cut = match.end()
        return self.redact(text[:cut]), text[cut:]

    def _begins(self, tail: str) -> bool:
        """Return whether some form starts with `tail` and goes on."""
        at = bisect.bisect_right(self._sorted, tail)
        return at < len(self._sorted) and self._sorted[at].startswith(tail)

    def _mark(self, match: re.Match[str]) -> str:
        return f"[redacted:{self._names[match[0]]}]"

    def __repr__(self) -> str:
        return f"Redactor({sorted(set(self._names.values()))})"

    def __reduce_ex__(self, protocol: object) -> str:
        raise TypeError("a redactor holds secrets and does not travel")


class Stream:
    """One text in pieces. What could be the beginning of a value is held back until it is known not to be."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor
        self._tail = ""

    def feed(self, piece: str) -> str:
        """Return what can go out now."""
        out, self._tail = self._redactor.split(self._tail + piece, last=False)
        return out

    def end(self) -> str:
        """Return what was held back, at the end of the text."""
        out, self._tail = self._redactor.split(self._tail, last=True)
        return out


def forms(value: str) -> set[str]:
    """Return `value` and its common encodings."""
    raw = value.encode("utf-8", "surrogatepass")
    found = {value, raw.hex(), raw.hex().upper(), quote(value, safe=""), quote(value), quote_plus(value)}
    found |= {ESCAPE.sub(lambda match: match[0].lower(), form) for form in (quote(value, safe=""), quote(value))}
    found |= {json.dumps(text)[1:-1] for text in (value, json.dumps(value)[1:-1])}
    found.add(json.dumps(value, ensure_ascii=False)[1:-1])
    found.add(json.dumps(value)[1:-1].replace("/", "\\/"))
    found |= set(_base64(raw))
    return {form for form in found if len(form) >= SHORTEST}


def _base64(raw: bytes) -> Iterator[str]:
    """Yield the characters that depend on `raw` alone, wherever it starts within a longer base64 text."""
    for offset in range(3):
        padded = base64.b64encode(b"\0" * offset + raw).decode().rstrip("=")
        start = (0, 2, 3)[offset]
        whole = (offset + len(raw)) * 8 // 6
        body = padded[start:whole]
        yield body
        yield body.replace("+", "-").replace("/", "_")
