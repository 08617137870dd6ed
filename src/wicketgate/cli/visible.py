"""Text from a policy as a terminal may print it: what would be hidden, reordered or obeyed is spelled out."""

from __future__ import annotations

import re

# Printable by the tables, yet drawn as nothing: fillers, joiners, variation selectors and tags.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]"
)


def visible(text: str) -> str:
    """Return `text` with each control, bidirectional or invisible character as `<U+202E>`; line ends stay."""
    return "".join(character if _plain(character) else f"<U+{ord(character):04X}>" for character in text)


def _plain(character: str) -> bool:
    return character == "\n" or (character.isprintable() and not INVISIBLE.match(character))
