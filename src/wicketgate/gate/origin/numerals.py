"""Numbers written as English words. Takes folded text; gives the numbers it states, and no part of one. Pure.

`two hundred and fifty` states 250, never 2 or 50. What is no plain whole number (`two and a half`,
`nineteen eighty`) states nothing. `one` is more often a pronoun and begins none.
"""

from __future__ import annotations

import re

WORDS = re.compile(r"[a-z]+|[0-9][0-9.,]*|[^\sa-z0-9]", re.ASCII)
_SMALL = """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen
"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
SMALL = {word: at for at, word in enumerate(_SMALL.split(), 1)}
TENS = {word: 10 * at for at, word in enumerate(_TENS.split(), 2)}
LARGE = {"thousand": 1_000, "million": 1_000_000}
BREAKING = frozenset({"half", "quarter", "third", "point", "dozen", "dozens", "billion", "hundreds", "thousands"})
"""Words beside a number by which it is another one."""
LONGEST = 12


def numerals(text: str) -> frozenset[str]:
    """Return the numbers that `text` writes as words, as digits."""
    found: set[str] = set()
    run: list[str] = []
    for word in [*WORDS.findall(text), "."]:
        if word in SMALL or word in TENS or word in LARGE or word in BREAKING or word == "hundred" or word[0].isdigit():
            run.append(word)
        elif not (run and word in ("and", "-", "a")):
            found |= _stated(run)
            run = []
    return frozenset(found)


def _stated(run: list[str]) -> set[str]:
    value = _value(run) if 0 < len(run) <= LONGEST else 0
    return {str(value)} if value > 1 else set()


def _value(run: list[str]) -> int:
    """Return the number a run of words is; 0 if it is none."""
    total, part, last = 0, 0, 1_000_000_000
    unit = 100
    for word in run:
        if word in LARGE:
            if not part or LARGE[word] >= last:
                return 0
            total, part, last, unit = total + part * LARGE[word], 0, LARGE[word], 100
        elif word == "hundred":
            if not 0 < part < 10:
                return 0
            part, unit = part * 100, 100
        elif word in TENS and unit >= 100:
            part, unit = part + TENS[word], 10
        elif word in SMALL and unit > 1 and not (unit == 10 and SMALL[word] > 9):
            part, unit = part + SMALL[word], 1
        else:
            return 0
    return total + part
