"""Where a list of numbers, or a hex dump, starts that the end of a text may still go on with. Takes text, gives places.

Each walks backwards over what it is given, once, without any pattern: a text made of nothing else costs no more.
"""

from __future__ import annotations

HEX = frozenset("0123456789abcdefABCDEF")
WIDEST = 256
"""How many characters at the end of a line can be a row of a dump."""
SPELLED = "0123456789abcdefABCDEFxX\\ \t\r\n\f\v,;:+-"
"""What numbers are written with, and what stands between them."""


def numbers(text: str) -> int:
    """Return where the numbers start that `text` ends in, in decimal or hex; its length if it ends in none."""
    start, size = len(text.rstrip(SPELLED)), len(text)
    # Every byte of ASCII has a digit, however its number is written.
    if not any(map(str.isdigit, text[start:])):
        return size
    return next(at for at in range(start, size) if text[at] in HEX)


def dump(text: str) -> int:
    """Return where the rows of a hex dump start that `text` ends in; its length if it ends in none."""
    start = end = len(text)
    for number, row in enumerate(reversed(text.replace("\\n", " \n").replace("\t", " ").split("\n"))):
        last = row[-WIDEST:]
        at = row_in(last, is_last=not number)
        if at is None:
            break
        at += len(row) - len(last)
        start = end - len(row) + at
        if row[:at].strip():
            break
        end -= len(row) + 1
    return start


def row_in(row: str, is_last: bool) -> int | None:
    """Return where the number of a dump's row stands in `row`: bytes in hex follow it, or may do so in the last."""
    at, numbered = 0, None
    for word in row.split(" "):
        if word and numbered is not None and len(word) <= 8 and HEX.issuperset(word):
            return numbered
        if word:
            numbered = at if 4 <= len(word.rstrip(":")) <= 8 and HEX.issuperset(word.rstrip(":")) else None
        at += len(word) + 1
    if not is_last or numbered is not None:
        return numbered if is_last else None
    return len(row.rstrip("0123456789abcdefABCDEF:"))
