"""Every format at once: takes bytes, gives where a secret of an unknown value stands, named by its format.

One scan says which formats may be there and where they end; each of those is confirmed in a window around that place,
then checked: what adjoins it, how random it is, its checksum.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wicketgate.output.redact.engines import Engines
from wicketgate.output.redact.finding import GUESS, Finding
from wicketgate.output.redact.formats import FORMATS
from wicketgate.output.redact.formats.checks import CHECKS
from wicketgate.output.redact.formats.shape import WHOLE, Format
from wicketgate.output.redact.unknown import assignment, blocks
from wicketgate.output.redact.unknown.worth import entropy, is_apart, is_placeholder

AHEAD = 4 << 10
"""How far beyond the first place where it may end a match is followed."""


class Unknown:
    """The formats, compiled when first used."""

    def __init__(self, engines: Engines, formats: Sequence[Format] = FORMATS) -> None:
        self._formats = tuple(formats)
        self._engines = engines
        self._scanner = engines.patterns((*(each.pattern for each in formats), blocks.BEGIN, assignment.SIGN))

    def find(self, data: bytes) -> list[Finding]:
        """Return where secrets stand in `data`, in bytes, overlaps and all."""
        ends: dict[int, list[int]] = {}
        for number, end in self._scanner.scan(data):
            ends.setdefault(number, []).append(end)
        found = list[Finding]()
        for number, places in ends.items():
            if number < len(self._formats):
                found += self._confirmed(self._formats[number], data, places)
            elif number == len(self._formats):
                found += private_keys(data, places)
            else:
                found += assignment.find(data, places, self._engines.confirmer(assignment.NAME))
        return found

    def _confirmed(self, form: Format, data: bytes, ends: list[int]) -> Iterator[Finding]:
        """Yield the matches of one format that end where the scan said, or further on."""
        confirmer, past = self._engines.confirmer(form.pattern), 0
        for end in ends:
            if end <= past:
                continue
            base = max(past, end - WHOLE)
            window, at = data[base : end + AHEAD], 0
            while at < end - base and (match := confirmer.search(window, at)):
                _, stop, first, last = match
                if last > first and is_worthy(form, data, base + first, base + last):
                    yield Finding(form.name, base + first, base + last, GUESS)
                    past, at = base + stop, max(stop, at + 1)
                else:
                    at = max(match[0] + 1, min(first, stop - 1))
            past = max(past, end)


def is_worthy(form: Format, data: bytes, start: int, end: int) -> bool:
    """Return whether a match of a format is a secret."""
    if form.bounded and not is_apart(data, start, end):
        return False
    secret = data[start:end].decode("latin-1")
    if is_placeholder(secret) or entropy(secret) < form.entropy:
        return False
    return not form.check or CHECKS[form.check](secret)


def private_keys(data: bytes, begins: list[int]) -> Iterator[Finding]:
    """Yield the private keys whose BEGIN lines end at `begins`, from that line on."""
    past = 0
    for begin in begins:
        end = blocks.block_end(data, begin) if begin >= past else None
        if end is not None:
            start = max(data.rfind(b"----", 0, max(0, begin - 20)), data.rfind(b"Private-Lines", 0, begin))
            while start > 0 and data[start - 1] == 0x2D:
                start -= 1
            yield Finding("private-key", max(start, 0), end, GUESS)
            past = end
