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

LONGEST_WORDS = 256 << 10
"""Characters of the operator's words that are looked at."""
LONGER = 64
"""Characters by which a value's own spelling may be longer than all the words that state it: a day written out."""
LONG_ID = 5
"""Digits from which on a number said is an id by itself."""
JOINERS = frozenset("._-/@:+#&=?~\\")
NUMBERS = re.compile(r"[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,30})(?:\.[0-9]{1,30})?", re.ASCII)
IBANS = re.compile(r"(?<!\w)[a-z]{2}[0-9]{2}(?: ?[a-z0-9]{2,4}){3,8}(?!\w)", re.ASCII)
WORDS = re.compile(r"[a-z]+(?:-[a-z]+)?", re.ASCII)
NAMED = re.compile(r"(?<=[\w,;:)(.\"'] )([A-ZÀ-Þ][^\W\d_]+(?:-[^\W\d_]+)*)")
SUBJECT = re.compile(r"(?:^|[.!?\n]\s*)([A-ZÀ-Þ][^\W\d_]+)(?= (?:asked|has|is|needs|said|wants|was|wrote)\b|['’]s\b)")
OWNER = re.compile(r"(?<![\w'])([^\W\d_]{3,})['’]s\b")
_ONES = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_TEENS = ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
NUMBERED = {
    **{word: at for at, word in enumerate([*_ONES, *_TEENS], 2)},
    **{word: 10 * at for at, word in enumerate(_TENS, 2)},
    **{
        f"{ten}-{one}": 10 * at + by for at, ten in enumerate(_TENS, 2) for by, one in enumerate(["one", *_ONES[:8]], 1)
    },
}
"""Numbers written as words; `one` is more often a pronoun."""
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
    proper: frozenset[str] = frozenset()
    """Words written as names are, folded."""

    def names(self, value: object) -> bool:
        """Return whether the operator stated `value` itself."""
        return self.states(canonical(value))

    def states(self, text: str) -> bool:
        """Return whether the operator stated the value that has this canonical text."""
        if not text or len(text) > len(self.text) + LONGER or text in GRAMMAR:
            return False
        if text[0] in FIRST_OF_NUMBER and number(text):
            return text in self.numbers
        if (text in self.text and self.stands(text)) or text in self.accounts:
            return True
        return text[0].isdigit() and MOMENT.fullmatch(text) is not None and self.moments.say(text)

    def numbers_it(self, value: object) -> bool:
        """Return whether the words name `value` as an id: a short number only behind `#`, `id`, `no` or `number`."""
        text = canonical(value)
        if not text.isdigit() or len(text) >= LONG_ID:
            return True
        return re.search(rf"(?:#|\b(?:id|no|nr|number|with id)\b[ .:#]*){text}(?!\w|\.\d)", self.text) is not None

    def calls(self, name: str) -> bool:
        """Return whether the operator called somebody by this folded word of their name."""
        return name in self.proper

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
    numbers = frozenset(number(each) for each in _whole_numbers(text)) - {""}
    accounts = frozenset(match[0].replace(" ", "") for match in IBANS.finditer(text))
    numbers |= {str(NUMBERED[word]) for word in WORDS.findall(text) if word in NUMBERED}
    accounts = frozenset(each for each in accounts if IBAN.fullmatch(each))
    return Said(text, numbers, accounts, moments(text), _proper(words[:LONGEST_WORDS]))


def _proper(words: str) -> frozenset[str]:
    """Return the words written as names are: with a capital where no sentence begins, or, by who never writes one,
    with somebody's thing behind it (`hannah's`)."""
    found = {folded(match[1]) for match in NAMED.finditer(words)}
    found |= {folded(match[1]) for match in SUBJECT.finditer(words)}
    if words == words.lower():
        found |= {match[1] for match in OWNER.finditer(words)}
    return frozenset(found - GRAMMAR)


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
