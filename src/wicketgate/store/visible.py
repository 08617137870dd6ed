"""Text made safe to show: what a terminal would obey, what reorders or hides, is written out instead. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
ALSO = frozenset("\u00a0\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5")  # drawn as nothing or as a plain space
VARIANTS = (
    range(0xFE00, 0xFE10),
    range(0xE0100, 0xE01F0),
    range(0x180B, 0x1810),
)  # can carry hidden bytes after a letter
SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\x1b": "\\e", "\x00": "\\0"}


def visible(text: str) -> str:
    """Return `text` on one line with every control, bidirectional, zero-width and unassigned character written out."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(letter if _plain(letter) else _named(letter) for letter in text)


def columns(text: str, width: int) -> Iterator[str]:
    """Yield `text` in parts that each fill at most `width` columns of a terminal; at least one part."""
    if text.isascii():
        yield from (text[start : start + width] for start in range(0, max(1, len(text)), width))
        return
    part, used = "", 0
    for letter in text:
        wide = 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        if used + wide > width:
            yield part
            part, used = "", 0
        part, used = part + letter, used + wide
    yield part


def _plain(letter: str) -> bool:
    if letter.isascii():
        return letter.isprintable()
    if letter in ALSO or unicodedata.category(letter) in HIDDEN:
        return False
    if unicodedata.category(letter) == "Zs":
        return False
    return not any(ord(letter) in variants for variants in VARIANTS)


def _named(letter: str) -> str:
    return SHORT.get(letter) or f"<U+{ord(letter):04X}>"
