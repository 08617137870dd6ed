"""A text with its findings replaced by marks. Takes both, gives the text; one that was JSON stays JSON.

A value can be spread over several JSON strings, `["gh", "p_", …]`: then the first piece becomes the mark and the others
are emptied, and what stands between them stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from wicketgate.output.redact.finding import Finding

STRUCTURE = re.compile(
    r"""\\*["'`][\s\\+.&]*[,:\]}){(\[][^A-Za-z0-9]*|[,\[\]{}][^A-Za-z0-9]*|\\*["'`][\s]*\+[\s]*\\*["'`]"""
)


def marked(text: str, findings: Iterable[Finding]) -> str:
    """Return `text` with each finding replaced; they are in order and do not overlap."""
    out, at = list[str](), 0
    for each in findings:
        out += (text[at : each.start], _replaced(text[each.start : each.end], each.mark))
        at = each.end
    return "".join((*out, text[at:]))


def _replaced(stretch: str, mark: str) -> str:
    """Return what one stretch becomes: the mark, and after it any structure the stretch runs across."""
    if not STRUCTURE.search(stretch):
        return mark
    out, at = mark, 0
    for gap in STRUCTURE.finditer(stretch):
        out += "" if at == 0 else _emptied(stretch[at : gap.start()])
        out += gap[0]
        at = gap.end()
    return out + _emptied(stretch[at:])


def _emptied(piece: str) -> str:
    """Return what is left of a later piece: nothing, or a zero where only a number could stand."""
    return "0" if piece.isdigit() else ""
