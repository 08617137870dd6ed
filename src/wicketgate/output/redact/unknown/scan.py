"""Every format at once: takes bytes, gives where a secret of an unknown value stands, named by its format.

One scan says which formats may be there and where they end, and where a name that may say secret is given a value.
Each format is confirmed in a window around that place, then checked: what adjoins it, how random it is, its checksum.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wicketgate.output.redact.effort import HIT, Effort, Exhausted
from wicketgate.output.redact.engines import Confirmer, Engines
from wicketgate.output.redact.finding import GUESS, Finding, settle, withheld
from wicketgate.output.redact.formats import FORMATS
from wicketgate.output.redact.formats.checks import CHECKS
from wicketgate.output.redact.formats.shape import WHOLE, Format
from wicketgate.output.redact.several import holding
from wicketgate.output.redact.unknown import assignment, blocks, columns
from wicketgate.output.redact.unknown.assignment import Assignments
from wicketgate.output.redact.unknown.vendor import Vendor, vendors
from wicketgate.output.redact.unknown.worth import entropy, is_apart, is_placeholder

AHEAD = 4 << 10
"""How far beyond the first place where it may end a match is followed."""
SEARCH, BYTE, WORTH, LETTER, CHECK = 6.0, 0.002, 12.0, 0.3, 25.0
"""What it costs to search for a format, in a byte, and to judge what was found, each letter of it, and by a check."""
ASSIGNED = 1 << 20
"""The number of what is no format: a value given to a name."""
HEAD = 100
"""More than the line has that a private key begins with."""
EDGE = r"(?:\b|_)"
BETWEEN = b"\x01\n"
"""What stands between texts that are looked at together: a text that begins after it is as at the beginning."""
TOGETHER = 20
"""How many vendors' names are scanned for in one pattern: more are too large for the engine."""


class Unknown:
    """The formats, compiled when first used."""

    def __init__(self, engines: Engines, formats: Sequence[Format] = FORMATS) -> None:
        plain = [(form, form.sign or form.pattern) for form in formats if isinstance(form.pattern, str)]
        known = list(vendors(formats))
        self._formats = tuple(form for form, _ in plain)
        self._engines = engines
        self._scanner = engines.patterns(
            (
                *(pattern for _, pattern in plain),
                blocks.BEGIN,
                columns.HEAD,
                assignment.PLAIN,
                assignment.DISTANT,
                assignment.SPACED,
                assignment.VALUED,
                *signs(known),
            )
        )
        self._assignments = Assignments(known, engines.patterns([bounded(each.names) for each in known]))
        self._confirmers: dict[int, Confirmer] = {}

    def find(self, data: bytes, effort: Effort | None = None) -> list[Finding]:
        """Return where secrets stand in `data`, in bytes, overlaps and all."""
        effort = effort or Effort(len(data))
        most = effort.hits
        hits = self._scanner.scan(data, most)
        if not hits:
            return []
        effort.affords(len(hits) * HIT)
        # Of the last place seen not every format need have been told.
        unseen = hits[-1][1] if len(hits) >= most else None
        ends, assigned, last = dict[int, list[int]](), list[int](), len(self._formats)
        for number, end in hits:
            if number > last + 1:
                assigned.append(end)
            else:
                ends.setdefault(number, []).append(end)
        found = [] if unseen is None else [withheld(max(0, unseen - WHOLE), len(data))]
        left = [*ends.items(), (ASSIGNED, assigned)]
        while left:
            try:
                found += self._judged(*left[0], data, effort)
            except Exhausted:
                return found + unjudged(data, left, last)
            del left[0]
        return found

    def _judged(self, number: int, places: list[int], data: bytes, effort: Effort) -> Iterator[Finding]:
        """Return the findings of one format that may end at `places`; raises Exhausted when the effort is used up."""
        if number == ASSIGNED:
            return self._assignments.find(data, places, effort)
        if number > len(self._formats):
            return columns.find(data, places, effort)
        if number == len(self._formats):
            return private_keys(data, places, effort)
        return self._confirmed(number, data, places, effort)

    def suspects(self, texts: Sequence[bytes]) -> set[int]:
        """Return the numbers of those texts that may hold a secret: no format ends in others, no value begins."""
        return holding(texts, len(BETWEEN), (end for _, end in self._scanner.scan(BETWEEN.join(texts))))

    def _confirmed(self, number: int, data: bytes, ends: list[int], effort: Effort) -> Iterator[Finding]:
        """Yield the matches of one format that end where the scan said, or further on."""
        form, past, clear = self._formats[number], 0, 0
        confirmer = self._engines.confirmer(str(form.pattern))
        for end in ends:
            if end <= past or end < clear:
                continue
            base = max(past, end - WHOLE)
            window, at = data[base : end + AHEAD], 0
            while at < end - base:
                effort.spend(SEARCH + (len(window) - at) * BYTE)
                match = confirmer.search(window, at)
                if not match or match[0] >= end - base:
                    # No match begins before that place: what the scan saw up to there needs no other look.
                    clear = base + (match[0] + 1 if match else len(window))
                    break
                _, stop, first, last = match
                effort.spend(WORTH + (last - first) * LETTER + (CHECK if form.check else 0))
                if last > first and is_worthy(form, data, base + first, base + last):
                    yield Finding(form.name, base + first, base + last, GUESS)
                    past, at = base + stop, max(stop, at + 1)
                else:
                    at = max(match[0] + 1, min(first, stop - 1))
            past = max(past, end)


def signs(known: Sequence[Vendor]) -> Iterator[str]:
    """Yield patterns for a value given to a name that holds a vendor's."""
    names = [each.names for each in known if each.alone]
    for at in range(0, len(names), TOGETHER):
        yield rf"(?i)(?:{'|'.join(names[at : at + TOGETHER])}){assignment.REST}{assignment.SHORT}"


def bounded(names: str) -> str:
    """Return a pattern for names between words that underscores part."""
    return rf"(?i:_(?:{names.replace(EDGE, '')})(?:_|[0-9]|api|key|token|secret|client|access|auth|app|cloud|com))"


def is_worthy(form: Format, data: bytes, start: int, end: int) -> bool:
    """Return whether a match of a format is a secret."""
    if form.bounded and not is_apart(data, start, end):
        return False
    secret = data[start:end].decode("latin-1")
    if is_placeholder(secret) or entropy(secret) < form.entropy:
        return False
    return not form.check or CHECKS[form.check](secret)


def unjudged(data: bytes, left: list[tuple[int, list[int]]], keys: int) -> list[Finding]:
    """Return what withholds the places that formats may end at, those of private keys under the number `keys`."""
    return settle(
        withheld(max(0, end - WHOLE), min(len(data), end + (blocks.LONGEST if number == keys else AHEAD)))
        for number, ends in left
        for end in ends
    )


def private_keys(data: bytes, begins: list[int], effort: Effort) -> Iterator[Finding]:
    """Yield the private keys whose BEGIN lines end at `begins`, from that line on."""
    past, stops = 0, blocks.stops(data)
    for begin in begins:
        end = blocks.block_end(data, begin, stops, effort) if begin >= past else None
        if end is not None:
            near = max(0, begin - HEAD)
            start = max(data.rfind(b"----", near, max(0, begin - 20)), data.rfind(b"Private-Lines", near, begin))
            while start > 0 and data[start - 1] == 0x2D:
                start -= 1
            yield Finding("private-key", max(start, 0), end, GUESS)
            past = end
