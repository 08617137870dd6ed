"""The operator's words as something to look values up in. Takes the words; says whether a value stands in them.

A value stands there as words of its own, never as a piece of a longer one: `a.com` is not in `aa.com.evil`, `1` not in
`2021`. Days, hours, numbers and accounts are compared by what they are, not by how they are spelled.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from wicketgate.gate.origin.canon import IBAN, bare_url, canonical, folded, number
from wicketgate.gate.origin.moments import MOMENT, Moments, moments

LONGEST_WORDS = 256 << 10
"""Characters of the operator's words that are looked at."""
LONGER = 64
"""Characters by which a value's own spelling may be longer than all the words that state it: a day written out."""
LONG_ID = 5
"""Digits from which on a number said is an id by itself."""
JOINERS = frozenset("._-/@:+#&=?~\\")
NUMBERS = re.compile(r"[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,30})(?:\.[0-9]{1,30})?", re.ASCII)
IBANS = re.compile(r"(?<!\w)[a-z]{2}[0-9]{2}(?: ?[a-z0-9]{2,4}){3,8}(?!\w)", re.ASCII)
# Words of grammar name nothing: that the operator said `to` does not make `to` a recipient they named.
_GRAMMAR = """
    a about after all also am an and any are as at be because been before but by can could did do does each every
    everyone
    for from had has have he her here him his how i if in into is it its just let like make may me more most my no not
    now
    of off on one only or other our out over please she should so some such than that the their them then there these
    they
    this those through to too under up us very was we were what when where which who will with would yes you your
"""
GRAMMAR = frozenset(_GRAMMAR.split())


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """The operator's words, indexed; the same words are the same object."""

    text: str
    numbers: frozenset[str]
    accounts: frozenset[str]
    moments: Moments

    def names(self, value: object) -> bool:
        """Return whether the operator stated `value` itself."""
        return self.states(canonical(value))

    def states(self, text: str) -> bool:
        """Return whether the operator stated the value that has this canonical text."""
        if not text or len(text) > len(self.text) + LONGER or text in GRAMMAR:
            return False
        if number(text):
            return text in self.numbers
        if self.stands(text) or text in self.accounts:
            return True
        return text[0].isdigit() and MOMENT.fullmatch(text) is not None and self.moments.say(text)

    def numbers_it(self, value: object) -> bool:
        """Return whether the words name `value` as an id: a short number only behind `#`, `id`, `no` or `number`."""
        text = canonical(value)
        if not text.isdigit() or len(text) >= LONG_ID:
            return True
        return re.search(rf"(?:#|\b(?:id|no|nr|number|with id)\b[ .:#]*){text}(?!\w|\.\d)", self.text) is not None

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
    numbers = frozenset(number(each) for each in _whole_numbers(text)) - {""}
    accounts = frozenset(match[0].replace(" ", "") for match in IBANS.finditer(text))
    return Said(text, numbers, frozenset(a for a in accounts if IBAN.fullmatch(a)), moments(text))


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
