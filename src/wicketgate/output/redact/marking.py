"""A text with its findings replaced by marks. Takes both, gives the text; one that was JSON stays JSON.

A value can be spread over several JSON strings, `["gh", "p_", …]`: then the first piece becomes the mark and the others
are emptied, and what stands between them stays. Where a number stood, the mark bears quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from wicketgate.output.redact.finding import Finding

JOINT = re.compile(r"""\\{0,8}["'`](?:\s|\\n){0,32}(?:[,:+.]|\][\s,]{0,32}\[)(?:\s|\\n){0,32}\\{0,8}["'`]""")
NUMBERS = re.compile(r"[0-9][0-9,.\s]*")
BEFORE, AFTER = re.compile(r"[:,\[]\s*\Z"), re.compile(r"\s*[,}\]]")


STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
NUMBER = re.compile(r"-?[0-9][0-9.eE+-]*")


def marked(text: str, findings: Iterable[Finding]) -> str:
    """Return `text` with each finding replaced; they are in order and do not overlap."""
    out, at = list[str](), 0
    is_json = text.lstrip()[:1] in ("{", "[")
    for each in findings:
        out += (text[at : each.start], _replaced(text, each, is_json))
        at = each.end
    return "".join((*out, text[at:]))


def _replaced(text: str, each: Finding, is_json: bool) -> str:
    """Return what one stretch becomes."""
    stretch, mark = text[each.start : each.end], each.mark
    if NUMBERS.fullmatch(stretch) and BEFORE.search(text[max(0, each.start - 8) : each.start]):
        return f'"{mark}"' if AFTER.match(text, each.end) else mark
    if is_json and '"' in stretch:
        return _across(text, each)
    return mark + "".join(gap[0] for gap in JOINT.finditer(stretch))


def _across(text: str, each: Finding) -> str:
    """Return what a stretch of JSON becomes: what it covers of each string, and of numbers between them, goes."""
    out, at, mark = list[str](), each.start, each.mark
    for string in STRING.finditer(text):
        start, end = max(string.start() + 1, at), min(string.end() - 1, each.end)
        if string.start() >= each.end:
            break
        if end > start:
            out += (NUMBER.sub("0", text[at:start]), mark)
            at, mark = end, ""
    return "".join((*out, NUMBER.sub("0", text[at : each.end]))) if at > each.start else each.mark
