"""The operator's words as something to look values up in. Takes the words; says whether a value stands in them.

A value stands there as words of its own, never as a piece of a longer one: `a.com` is not in `aa.com.evil`, `1` not in
`2021`. Days, hours, numbers and accounts are compared by what they are, not by how they are spelled.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from wicketgate.gate.origin.canon import FIRST_OF_NUMBER, IBAN, bare_url, canonical, folded, number
from wicketgate.gate.origin.moments import MOMENT, Moments, moments
from wicketgate.gate.origin.names import GRAMMAR, PLAIN, parts, proper, telling
from wicketgate.gate.origin.numerals import numerals

LONGEST_WORDS = 256 << 10
"""Characters of the operator's words that are looked at."""
LONGER = 64
"""Characters by which a value's own spelling may be longer than all the words that state it: a day written out."""
LONG_ID = 5
"""Digits from which on a number said is an id by itself."""
JOINERS = frozenset("._-/@:+#&=?~\\")
STATE = re.compile(r"[a-z]{4,18}ed", re.ASCII)
NUMBERS = re.compile(r"[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,30})(?:\.[0-9]{1,30})?", re.ASCII)
QUOTES = (("'", "'"), ('"', '"'), ("`", "`"), ("“", "”"), ("‘", "’"), ("«", "»"))
IBANS = re.compile(r"(?<!\w)[a-z]{2}[0-9]{2}(?: ?[a-z0-9]{2,4}){3,8}(?!\w)", re.ASCII)


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """The operator's words, indexed; the same words are the same object."""

    text: str
    numbers: frozenset[str]
    accounts: frozenset[str]
    moments: Moments
    proper: frozenset[frozenset[str]] = frozenset()
    """What is written as names are, each as its folded words."""

    def names(self, value: object) -> bool:
        """Return whether the operator stated `value` itself."""
        return self.states(canonical(value))

    def states(self, text: str) -> bool:
        """Return whether the operator stated the value that has this canonical text."""
        if not text or len(text) > len(self.text) + LONGER or text in GRAMMAR:
            return False
        if text[0] in FIRST_OF_NUMBER and number(text):
            return text in self.numbers
        if (text in self.text and self.stands(text)) or text in self.accounts or self.brings_about(text):
            return True
        return text[0].isdigit() and MOMENT.fullmatch(text) is not None and self.moments.say(text)

    def brings_about(self, text: str) -> bool:
        """Return whether a state is what the words say to bring about: `unlocked` where they say to unlock."""
        if not STATE.fullmatch(text):
            return False
        bare = text[:-2]
        bases = (bare, text[:-1], bare[:-1] if bare[-1] == bare[-2] else bare)
        return any(base not in GRAMMAR and base in self.text and self.stands(base) for base in bases)

    def numbers_it(self, value: object) -> bool:
        """Return whether the words name `value` as an id: a short number only behind `#`, `id`, `no` or `number`."""
        text = canonical(value)
        if text in PLAIN:
            return False
        if not text.isdigit() or len(text) >= LONG_ID:
            return True
        return re.search(rf"(?:#|\b(?:id|no|nr|number|with id)\b[ .:#]*){text}(?!\w|\.\d)", self.text) is not None

    def titles(self, label: str) -> bool:
        """Return whether the words name something by this canonical label: one that not any order could hold, and a
        single word of letters only if it is written as a name or in quotes."""
        if not telling(label) or not self.states(label):
            return False
        single = len(parts(label)) == 1 and label.isalpha()
        return (
            not single or self.calls(label, frozenset({label})) or any(f"{a}{label}{b}" in self.text for a, b in QUOTES)
        )

    def calls(self, name: str, whole: frozenset[str]) -> bool:
        """Return whether the operator called somebody by this folded word, and by no other word than those of their
        `whole` name."""
        return any(name in called and called <= whole for called in self.proper)

    def possesses(self, name: str) -> bool:
        """Return whether the words speak of what belongs to this folded name ("Ina's brother"), and only so."""
        owned = sum(self.text.count(f"{name}{mark}s") for mark in "'’")
        return 0 < owned >= self.text.count(name)

    def stands(self, text: str) -> bool:
        """Return whether a canonical text stands in the words, as words of its own."""
        whole, size = self.text, len(text)
        at = whole.find(text)
        while at >= 0:
            if not _joined_left(whole, at, text[0]) and not _joined_right(whole, at + size, text[-1]):
                return True
            at = whole.find(text, at + 1)
        return False


@functools.lru_cache(maxsize=64)
def said(words: str) -> Said:
    """Return the index over the operator's words."""
    text = folded(words[:LONGEST_WORDS])
    numbers = frozenset(number(each) for each in _whole_numbers(text)) - {""} | numerals(text)
    accounts = frozenset(match[0].replace(" ", "") for match in IBANS.finditer(text))
    accounts = frozenset(each for each in accounts if IBAN.fullmatch(each))
    return Said(text, numbers, accounts, moments(text), proper(words[:LONGEST_WORDS]))


def _whole_numbers(text: str) -> list[str]:
    """Return the numbers that are no part of a date, an hour, a name or a longer number."""
    found = []
    for match in NUMBERS.finditer(text):
        begin, end = match.span()
        if text[begin] in "+-" and begin and not text[begin - 1].isspace():
            begin += 1
        if not _joined_left(text, begin, "0") and not _joined_right(text, end, "0"):
            found.append(text[begin:end])
    return found


def _joined_left(text: str, at: int, first: str) -> bool:
    """Return whether what stands before position `at` belongs to the same word."""
    if not at or not _wordy(first):
        return False
    before = text[at - 1]
    return _wordy(before) or (before in JOINERS and at > 1 and _wordy(text[at - 2]))


def _joined_right(text: str, at: int, last: str) -> bool:
    """Return whether what stands from position `at` on belongs to the same word."""
    if at >= len(text) or not _wordy(last):
        return False
    after = text[at]
    return _wordy(after) or (after in JOINERS and at + 1 < len(text) and _wordy(text[at + 1]))


def _wordy(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


__all__ = ["GRAMMAR", "Said", "bare_url", "said"]
