"""Where a list of numbers, or a hex dump, starts that the end of a text may still go on with. Takes text, gives places.

Each walks backwards over what it is given, once, without any pattern: a text made of nothing else costs no more.
"""

from __future__ import annotations

HEX = frozenset("0123456789abcdefABCDEF")
SPELLED = "0123456789abcdefABCDEFxX\\ \t\r\n\f\v,;:+-"
"""What numbers are written with, and what stands between them."""
ROW = 160
"""The most characters of one row of a dump."""


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
        at = row_in(row, is_last=not number)
        if at is None:
            break
        start = end - len(row) + at
        if row[:at].strip():
            break
        end -= len(row) + 1
    return start


def row_in(row: str, is_last: bool) -> int | None:
    """Return where the number of a dump's row stands in `row`: bytes in hex follow it, or may do so in the last."""
    at, words = 0, row[:ROW].split(" ")
    for number, word in enumerate(words):
        digits = word.rstrip(":")
        if HEX.issuperset(digits) and (4 <= len(digits) <= 8 or (is_last and number == len(words) - 1)):
            after = next((each for each in words[number + 1 :] if each), "")
            if (is_last and not after) or (after and len(after) <= 8 and HEX.issuperset(after)):
                return at
        at += len(word) + 1
    return None
