"""Text laid out on a terminal: on one line, in so many columns. Pure, standard library only."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from wicketgate.output.show import visible

BREAKS = str.maketrans({"\n": "⟦U+000A⟧", "\t": "⟦U+0009⟧"})


def flat(text: str) -> str:
    """Return `text` on one line, with everything in it visible."""
    return visible(text).translate(BREAKS)


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
