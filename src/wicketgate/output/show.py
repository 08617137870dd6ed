"""Text as a person should see it: what is invisible, or reorders other text, is written out as its code point."""

from __future__ import annotations

import re
import unicodedata

# Categories: controls, format characters (bidi, zero-width, tags), surrogates, private use, unassigned, odd separators.
HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
KEPT = frozenset("\n\t")
# Shown as nothing, or as a blank, though they are letters, marks or spaces: fillers, variation selectors, odd blanks.
EMPTY = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")


def visible(text: str) -> str:
    """Return `text` with every hidden character as `⟦U+202E⟧`; line feeds and tabs stay."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_shown, text))


def _shown(char: str) -> str:
    if char in KEPT or (" " <= char <= "~"):
        return char
    category = unicodedata.category(char)
    if category in HIDDEN or category == "Zs" or EMPTY.match(char) or char in "⟦⟧":
        return f"⟦U+{ord(char):04X}⟧"
    return char
