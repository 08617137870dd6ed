"""Private keys in text: takes the place of a BEGIN line, gives where the key ends, also one that was cut off."""

from __future__ import annotations

import bisect
import re

from wicketgate.output.redact.effort import Effort

BEGIN = (
    r"(?:-----BEGIN[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----"
    r"|Private-Lines: [0-9])"
)
LONGEST, HEADERS = 32 << 10, 64
"""How long a key is at most, in bytes, and how many headers stand before its lines."""
END = re.compile(
    rb"-----END[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|---- END SSH2 ENCRYPTED PRIVATE KEY ----|Private-MAC:"
)
LINE = 5.0
"""What one line costs."""
BREAK = re.compile(rb"(?:\\{1,4}[nr]|\r?\n|\s|[\"'`,;+\\])+")
LINES = (re.compile(rb"\n"), re.compile(rb"\\n"))
"""How a line ends in a text, and in a string within one: two of the same in a row are a blank line."""
STAMP = re.compile(
    rb"(?:\[?[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.,]{5,18}(?:Z|[+-][0-9]{2}:?[0-9]{2})?\]?|\[[0-9:.]{5,15}\]"
    rb"|[0-9]{1,6}:|>|[\w.-]{1,60}[ \t]{1,20}\||\|)[ \t]"
)
"""What a log, a listing or a quotation puts before each line."""
HEADER = re.compile(rb"[A-Za-z-]{3,20}:[ \t][^\r\n\\]{1,100}")
BODY = re.compile(rb"[A-Za-z0-9+/=_-]{1,4096}")


def stops(data: bytes) -> list[tuple[int, int]]:
    """Return where END lines start and end, in order."""
    is_ended = any(mark in data for mark in (b"--END", b"-- END", b"Private-MAC"))
    return [match.span() for match in END.finditer(data)] if is_ended else []


def block_end(data: bytes, start: int, stops: list[tuple[int, int]], effort: Effort) -> int | None:
    """Return where the key whose BEGIN line ends at `start` is over; None if no key follows it."""
    stop = min(len(data), start + LONGEST)
    after = bisect.bisect_left(stops, (start, 0))
    end = stops[after] if after < len(stops) and stops[after][1] <= stop else None
    if end and data.find(b"-----BEGIN", start, end[0]) >= 0:
        end = None  # that is where another key ends: this one was cut off
    at, letters, headers = start, 0, 0
    while at < (end[0] if end else stop):
        effort.spend(LINE)
        gap = BREAK.match(data, at)
        line = gap.end() if gap else at
        if gap and (stamp := STAMP.match(data, line)):
            line = stamp.end()
        header = HEADER.match(data, line)
        if header and letters < 64 and headers < HEADERS:
            at, headers = header.end(), headers + 1
            continue
        if letters and gap and any(len(each.findall(gap[0])) > 1 for each in LINES):
            break
        body = BODY.match(data, line)
        if not body or (len(body[0]) < 16 and letters < 16):
            break
        if letters and len(body[0]) < 16 and body[0].islower() and not end:
            break
        letters += len(body[0])
        at = body.end()
        if len(body[0]) < 16 and not end:
            break
    if letters < 16:
        return None
    return end[1] if end and at >= end[0] - 64 else at
