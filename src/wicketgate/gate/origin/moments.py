"""Days and hours as people say them, so that `2024-05-15 10:00` is traced to "at 10 am on May 15th". Pure.

A moment counts as said when its day was said and its hour was said, each by itself; an hour also when it is a said
hour plus a said length ("at 10:00 for an hour": 11:00). A day without a year stands for that day of any year said, or
of any year where none is said. What is relative ("tomorrow") is not resolved.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "eight": 8}
_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = r"([0-3]?[0-9])(?:st|nd|rd|th)?"
_TO = r"\s*(?:-|–|—|to|until|till|through|and|,)\s*(?:the\s+)?"
MOMENT = re.compile(
    r"(?:(\d{4})-(\d{2})-(\d{2}))?(?:(?:(?<=\d)[t ])?(\d{2}):(\d{2})(?::(\d{2})(?:\.0+)?)?)?", re.ASCII | re.IGNORECASE
)
ISO = re.compile(r"(?<![\w-])(\d{4})-(\d{1,2})-(\d{1,2})(?=[t\s]|\b)(?!-?\d)", re.ASCII)
SLASHED = re.compile(r"(?<![\w/.])(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?![\w/])", re.ASCII)
DAY_MONTH = re.compile(rf"(?<!\w)(?:{_DAY}{_TO})?{_DAY}(?:\s+of)?[\s-]+{_MONTH}\b", re.ASCII)
MONTH_DAY = re.compile(rf"\b{_MONTH}\.?\s+(?:the\s+)?{_DAY}(?:{_TO}(?:{_MONTH}\s+)?{_DAY})?(?!\w|:)", re.ASCII)
YEAR = re.compile(r"(?<![\w.:/$€£-])((?:19|20)\d{2})(?![\w:/%]|\.\d)", re.ASCII)
CLOCK = re.compile(r"(?<![\w:.])([0-2]?\d)(?:[:.]([0-5]\d))?(?::[0-5]\d)?\s*([ap])\.?m\b", re.ASCII)
HOUR = re.compile(
    r"(?<![\w:.])(?:\d{4}-\d{2}-\d{2}[t ])?([0-2]?\d):([0-5]\d)(?::00)?(?![\w:])(?!\s*[ap]\.?m\b)", re.ASCII
)
SPAN = re.compile(
    r"(?<![\w.:])(\d{1,3}|an?|one|two|three|four|five|six|eight|half an)[\s-]*(hours?|hrs?|h|minutes?|mins?)\b",
    re.ASCII,
)
_NAMES = (
    "januar janvier enero gennaio janeiro januari",
    "februar fevrier février febrero febbraio fevereiro februari",
    "märz mars marzo março maart",
    "avril abril aprile",
    "mai mayo maggio maio mei",
    "juni juin junio giugno junho",
    "juli juillet julio luglio julho",
    "août agosto augustus",
    "septembre septiembre settembre setembro",
    "oktober octobre octubre ottobre outubro",
    "novembre noviembre novembro",
    "dezember décembre diciembre dicembre dezembro",
)
_FOREIGN = {name: at for at, listed in enumerate(_NAMES) for name in listed.split()}
FOREIGN = re.compile(rf"(?<=\d)\.?\s+(?:de\s+)?({'|'.join(sorted(_FOREIGN, key=len, reverse=True))})\b")
"""A month in another language behind a day: `13 mars`, `13. März`, `13 de marzo`."""
CLOCKED = re.compile(r"(?<![\w:.])([0-2]?\d) ?(?:h|uhr) ?([0-5]\d)(?!\w)")
DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Moments:
    """The days, hours (as minutes of the day) and years a text states."""

    days: frozenset[tuple[int, int, int]]
    """Year (0 where none was said with it), month, day."""
    hours: frozenset[int]
    years: frozenset[int]

    def say(self, text: str) -> bool:
        """Return whether `text`, a canonical moment such as `2024-05-15 10:00`, is made of what was stated."""
        match = MOMENT.fullmatch(text)
        if match is None or not text:
            return False
        year, month, day, hour, minute, second = match.groups()
        if second not in (None, "00"):
            return False
        if year is not None and not self._day(int(year), int(month), int(day)):
            return False
        if hour is None:
            return year is not None
        at = int(hour) * 60 + int(minute)
        # A day without an hour begins at midnight: that states nothing the day did not.
        return at in self.hours or (at == 0 and year is not None)

    def _day(self, year: int, month: int, day: int) -> bool:
        if (year, month, day) in self.days:
            return True
        return (0, month, day) in self.days and (not self.years or year in self.years)


def moments(text: str) -> Moments:
    """Return what days and hours the folded `text` states."""
    text = FOREIGN.sub(lambda match: f" of {MONTHS[_FOREIGN[match[1]]]} ", CLOCKED.sub(r"\1:\2", text))
    hours = _hours(text)
    spans = _spans(text)
    reached = {(at + span) % DAY_MINUTES for at in hours for span in spans}
    years = frozenset(int(match[1]) for match in YEAR.finditer(text))
    return Moments(frozenset(_days(text)), frozenset(hours | reached), years)


def _days(text: str) -> set[tuple[int, int, int]]:
    found = {(int(match[1]), int(match[2]), int(match[3])) for match in ISO.finditer(text)}
    for match in SLASHED.finditer(text):
        first, second, year = int(match[1]), int(match[2]), int(match[3])
        found |= {(year, first, second), (year, second, first)}
    for match in DAY_MONTH.finditer(text):
        found |= {(0, _month(match[3]), int(day)) for day in (match[1], match[2]) if day}
    for match in MONTH_DAY.finditer(text):
        found.add((0, _month(match[1]), int(match[2])))
        if match[4]:
            found.add((0, _month(match[3] or match[1]), int(match[4])))
    return found


def _month(name: str) -> int:
    return MONTHS.index(name[:3]) + 1


def _hours(text: str) -> set[int]:
    found = {int(match[1]) * 60 + int(match[2]) for match in HOUR.finditer(text)}
    for match in CLOCK.finditer(text):
        hour = int(match[1]) % 12 + (12 if match[3] == "p" else 0)
        found.add(hour * 60 + int(match[2] or 0))
    if "noon" in text.split():
        found.add(12 * 60)
    return {at for at in found if at < DAY_MINUTES}


def _spans(text: str) -> set[int]:
    found: set[int] = set()
    for match in SPAN.finditer(text):
        if match[1] == "half an":
            found.add(30)
            continue
        many = NUMBERS.get(match[1]) or (int(match[1]) if match[1].isdigit() else 0)
        found.add(many * (60 if match[2].startswith("h") else 1))
    return found - {0}
