"""A text with its findings replaced by marks. Takes both, gives the text; one that was JSON stays JSON.

A value can be spread over several JSON strings, `["gh", "p_", …]`: then the first piece becomes the mark and the others
are emptied, and what stands between them stays. Where a number stood, the mark bears quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from wicketgate.output.redact.finding import Finding

JOINT = re.compile(r"""\\*["'`](?:\s|\\n)*(?:[,:+.]|\][\s,]*\[)(?:\s|\\n)*\\*["'`]""")
NUMBERS = re.compile(r"[0-9][0-9,.\s]*")
BEFORE, AFTER = re.compile(r"[:,\[]\s*\Z"), re.compile(r"\s*[,}\]]")


def marked(text: str, findings: Iterable[Finding]) -> str:
    """Return `text` with each finding replaced; they are in order and do not overlap."""
    out, at = list[str](), 0
    for each in findings:
        out += (text[at : each.start], _replaced(text, each))
        at = each.end
    return "".join((*out, text[at:]))


def _replaced(text: str, each: Finding) -> str:
    """Return what one stretch becomes."""
    stretch, mark = text[each.start : each.end], each.mark
    if NUMBERS.fullmatch(stretch) and BEFORE.search(text[max(0, each.start - 8) : each.start]):
        return f'"{mark}"' if AFTER.match(text, each.end) else mark
    return mark + "".join(gap[0] for gap in JOINT.finditer(stretch))
