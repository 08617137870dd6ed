"""PostgreSQL's dates, times and intervals between text (ISO, in UTC) and their binary form; ValueError for others.

Sent as days or microseconds since 2000-01-01, an interval as microseconds, days and months.
"""

from __future__ import annotations

import re
import struct
from datetime import date

START = date(2000, 1, 1).toordinal()
ROUND = 146_097
"""Days of 400 years, after which the calendar repeats."""
SECOND, DAY = 1_000_000, 86_400_000_000
DATE = r"(?P<year>[0-9]{4,7})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
CLOCK = r"(?P<hours>[0-9]+):(?P<minutes>[0-9]{2}):(?P<seconds>[0-9]{2})(?:\.(?P<part>[0-9]{1,6}))?"
ONLY_DATE = re.compile(rf"{DATE}(?P<before> BC)?")
ONLY_CLOCK = re.compile(CLOCK)
STAMP = re.compile(rf"{DATE} {CLOCK}(?P<zone>\+00)?(?P<before> BC)?")
INTERVAL = re.compile(
    r"(?:(?P<years>[+-]?[0-9]+) years? ?)?(?:(?P<months>[+-]?[0-9]+) mons? ?)?(?:(?P<days>[+-]?[0-9]+) days? ?)?"
    rf"(?:(?P<sign>[+-]?){CLOCK})?"
)


def day(text: str) -> bytes:
    """Return a `date` in binary."""
    if text in ("infinity", "-infinity"):
        return struct.pack(">i", 2**31 - 1 if text == "infinity" else -(2**31))
    return struct.pack(">i", _days(_matched(ONLY_DATE, text)))


def spelled_day(data: bytes) -> str:
    """Return a `date` from its binary form."""
    (days,) = struct.unpack(">i", data)
    if days in (2**31 - 1, -(2**31)):
        return "infinity" if days > 0 else "-infinity"
    return "{}{}".format(*_calendar(days))


def clock(text: str) -> bytes:
    """Return a `time` in binary."""
    micros = _micros(_matched(ONLY_CLOCK, text))
    if micros > DAY:
        raise ValueError("expected a time of day")
    return struct.pack(">q", micros)


def spelled_clock(data: bytes) -> str:
    """Return a `time` from its binary form."""
    (micros,) = struct.unpack(">q", data)
    if not 0 <= micros <= DAY:
        raise ValueError("expected a time of day")
    return _clock(micros)


def stamp(text: str, zone: bool = False) -> bytes:
    """Return a `timestamp` in binary; with `zone` a `timestamptz`, in UTC."""
    if text in ("infinity", "-infinity"):
        return struct.pack(">q", 2**63 - 1 if text == "infinity" else -(2**63))
    found = _matched(STAMP, text)
    if bool(found["zone"]) != zone:
        raise ValueError("expected a timestamp" + " in UTC" * zone)
    return struct.pack(">q", _days(found) * DAY + _micros(found))


def spelled_stamp(data: bytes, zone: bool = False) -> str:
    """Return a `timestamp` from its binary form."""
    (micros,) = struct.unpack(">q", data)
    if micros in (2**63 - 1, -(2**63)):
        return "infinity" if micros > 0 else "-infinity"
    days, rest = divmod(micros, DAY)
    said, before = _calendar(days)
    return f"{said} {_clock(rest)}{'+00' * zone}{before}"


def interval(text: str) -> bytes:
    """Return an `interval` in binary."""
    found = _matched(INTERVAL, text)
    micros = _micros(found) if found["hours"] else 0
    months = 12 * int(found["years"] or 0) + int(found["months"] or 0)
    return struct.pack(">qii", -micros if found["sign"] == "-" else micros, int(found["days"] or 0), months)


def spelled_interval(data: bytes) -> str:
    """Return an `interval` from its binary form."""
    micros, days, months = struct.unpack(">qii", data)
    return f"{months} mons {days} days {'-' if micros < 0 else '+'}{_clock(abs(micros))}"


def _matched(pattern: re.Pattern[str], text: str) -> re.Match[str]:
    found = pattern.fullmatch(text)
    if found is None or not text:
        raise ValueError("expected a date, a time or an interval")
    return found


def _days(found: re.Match[str]) -> int:
    year = 1 - int(found["year"]) if found["before"] else int(found["year"])
    rounds, rest = divmod(year - 2000, 400)
    return date(2000 + rest, int(found["month"]), int(found["day"])).toordinal() - START + rounds * ROUND


def _calendar(days: int) -> tuple[str, str]:
    """Return a day as it is written, and what stands at its end before our era."""
    rounds, rest = divmod(days, ROUND)
    found = date.fromordinal(START + rest)
    year = found.year + 400 * rounds
    shown, before = (year, "") if year > 0 else (1 - year, " BC")
    return f"{shown:04d}-{found.month:02d}-{found.day:02d}", before


def _micros(found: re.Match[str]) -> int:
    minutes, seconds = int(found["minutes"]), int(found["seconds"])
    if minutes > 59 or seconds > 59:
        raise ValueError("expected a time")
    whole = (int(found["hours"]) * 60 + minutes) * 60 + seconds
    return whole * SECOND + int((found["part"] or "").ljust(6, "0"))


def _clock(micros: int) -> str:
    seconds, part = divmod(micros, SECOND)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}" + (f".{part:06d}" if part else "")
