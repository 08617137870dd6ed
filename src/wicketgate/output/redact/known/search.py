"""Known values in one text: takes bytes, gives where each stands.

The text itself is looked at loosened and for exact forms, whatever its length. Where cheap signs say that something may
be encoded twice, all readings with one layer of encoding less are looked at together, then theirs, three layers deep.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from wicketgate.output.redact.effort import Effort
from wicketgate.output.redact.engines import Engines
from wicketgate.output.redact.finding import GUESS, PIECE, WHOLE, Finding, moved, settle
from wicketgate.output.redact.known.dense import Doubt, Plain, apart, blanked, plainly
from wicketgate.output.redact.known.layer import SEAM, Layer, together
from wicketgate.output.redact.known.layers import layers
from wicketgate.output.redact.known.loose import JOINTS, Loose
from wicketgate.output.redact.known.runs import spoken
from wicketgate.output.redact.known.sheet import Sheet
from wicketgate.output.redact.known.signs import EVERY, Signs
from wicketgate.output.redact.known.stretch import stretched
from wicketgate.output.redact.known.watch import Watch
from wicketgate.output.redact.several import holding

DEPTH = 3
SMALL = 16 << 10
"""Texts up to this many bytes are searched for signs of any encoding; in larger ones only the rare signs are sought."""
MOST = {3: 1 << 20, 2: 256 << 10, 1: 128 << 10}
"""The most bytes of readings of one text or stretch, by how many layers may still be taken off."""
MANY = 64
ROUNDS = 3
NO_SIGNS: tuple[Signs, bool] = {}, False
"""How often small texts with signs are set aside before each is looked at alone."""
UNREAD = "unread-compressed-data"
Look = Callable[[bytes, bool, bool, Effort], Plain]
"""Looks at one reading of a text; true for a small one, and true for the text itself."""


class Search:
    """Finds the values of one sheet."""

    def __init__(self, sheet: Sheet, engines: Engines) -> None:
        self._sheet, self._watch = sheet, Watch(engines)

    def find(self, data: bytes, effort: Effort) -> list[Finding]:
        """Return where values stand in `data`, in bytes, overlaps and all."""
        if len(data) <= SMALL:
            return self._thorough(data, effort)
        plain = self._plain(data, False, True, effort)
        signs, found = self._watch.rare(data), self._sheet.edged(data, plain.found)
        if not signs and not plain.doubtful:
            return found
        data = blanked(data, plain.settled)
        for start, end in stretched(sorted({*signs, *plain.doubtful}), len(data)):
            part = data[start:end]
            low, high = bisect.bisect_left(plain.doubtful, start), bisect.bisect_right(plain.doubtful, end)
            near = [place - start for place in plain.doubtful[low:high]]
            readings = layers(part, self._signs(part, near)[0], effort)
            found += moved(self._under(readings, DEPTH, self._plain, effort), start)
        return found

    def suspects(self, texts: Sequence[bytes]) -> set[int]:
        """Return the numbers of those small texts that may hold a value: no sign of anything stands in the others.

        A text with a sign is set aside, until what is left bears none.
        """
        left = list(range(len(texts)))
        for _ in range(ROUNDS):
            data = [texts[number] for number in left]
            signs, is_turned = self._watch.ahead(SEAM.join(data))
            if is_turned:
                break
            if not signs:
                if self._sheet.may_stand_in(data):
                    break
                return set(range(len(texts))).difference(left)
            aside = holding(data, len(SEAM), itertools.chain.from_iterable(signs.values()))
            left = [number for place, number in enumerate(left) if place not in aside]
        return set(range(len(texts)))

    def _thorough(self, data: bytes, effort: Effort) -> list[Finding]:
        """Return where values stand in a small text.

        All its readings are made first and looked at together: hardly any text holds a value, then that is all.
        """
        readings, found, (signs, is_turned) = [data], list[Finding](), self._watch.ahead(data)
        if not is_turned and signs.keys() == {"base64"}:
            # The commonest: ids that are some words in base64, which bear no further sign.
            said = spoken(data, signs["base64"])
            if said is not None and self._watch.ahead(said) == NO_SIGNS:
                return self._walked(data, self._plain, effort) if self._sheet.may_stand_in((data, said)) else found

        def unlooked(reading: bytes, *_: object) -> Plain:
            readings.append(reading)
            return Plain([], [], [])

        if signs or is_turned:
            found = self._further(data, signs, is_turned, unlooked, effort)
        if not self._sheet.may_stand_in(readings):
            return found
        effort.room = Effort(len(data)).room
        return self._walked(data, self._plain, effort)

    def _walked(self, data: bytes, look: Look, effort: Effort) -> list[Finding]:
        """Return where values stand in a small text, by what `look` sees in each of its readings."""
        plain = look(data, True, True, effort)
        data, found = blanked(data, plain.settled), self._sheet.edged(data, plain.found)
        return found + self._further(data, *self._signs(data, plain.doubtful), look, effort)

    def _further(self, data: bytes, signs: Signs, is_turned: bool, look: Look, effort: Effort) -> list[Finding]:
        """Return what stands in a small text under its signs."""
        readings = list(layers(data, signs, effort))
        found = self._under(readings, DEPTH, look, effort)
        return found + self._backwards(without(data, readings), DEPTH, look, effort) if is_turned else found

    def _backwards(self, data: bytes, depth: int, look: Look, effort: Effort) -> list[Finding]:
        """Return what stands in `data` under a layer of encoding when it is read backwards."""
        signs, size = self._watch.behind(data[::-1]), len(data)
        under = self._under(layers(data[::-1], signs, effort), depth, look, effort) if signs else []
        return [replace(each, start=size - each.end, end=size - each.start) for each in under]

    def _signs(self, data: bytes, doubtful: list[int]) -> tuple[Signs, bool]:
        """Return the signs in `data`, and whether it may bear some when it is read backwards.

        Where a piece of a value is seen, everything is tried.
        """
        signs, is_turned = self._watch.ahead(data)
        if doubtful:
            for kind in EVERY:
                signs.setdefault(kind, []).extend(doubtful)
        return signs, is_turned

    def _plain(self, data: bytes, is_small: bool, is_text: bool, effort: Effort) -> Plain:
        """Return what stands in `data` as it is, and where a piece makes the stretch around it worth decoding."""
        loose, found, doubts = Loose(data, is_small), list[Finding](), list[Doubt]()
        for each in apart(self._sheet.loosely(loose.data, effort)):
            start, end = loose.span(each.start, each.end)
            if each.whole or each.end - each.start >= each.form.least:
                found.append(Finding(each.name, start, end, WHOLE if each.whole else PIECE))
            if not each.whole:
                doubts.append(Doubt(id(each.form), start, end, each.at))
        if is_small:
            size = len(loose.data)
            for each in self._sheet.loosely(loose.data[::-1], effort):
                if each.whole:
                    found.append(Finding(each.name, *loose.span(size - each.end, size - each.start)))
        found += [Finding(name, start, end) for name, start, end in self._sheet.exactly(data)]
        if self._sheet.tight:
            tight = Loose(data, False, JOINTS)
            found += [Finding(name, *tight.span(start, end)) for name, start, end in self._sheet.tightly(tight.data)]
        return plainly(found, doubts, is_text)

    def _under(self, layered: Iterable[Layer], depth: int, look: Look, effort: Effort) -> list[Finding]:
        """Return what stands in the readings of a text, or under further layers of encoding."""
        found, readings, left = list[Finding](), list[Layer](), MOST[depth]
        for layer in layered:
            left -= 0 if layer.is_packed else len(layer.data)
            if layer.too_large:
                found.append(Finding(UNREAD, *layer.back(0, len(layer.data)), rank=GUESS))
            elif left < 0:
                break
            elif layer.data:
                readings.append(layer)
        return [*found, *self._in(together(readings), depth, look, effort)] if readings else found

    def _in(self, layer: Layer, depth: int, look: Look, effort: Effort) -> Iterator[Finding]:
        """Yield what one layer holds, as places of the text around it."""
        plain = look(layer.data, True, False, effort)
        data, found = blanked(layer.data, plain.settled), plain.found
        if depth > 1:
            signs, is_turned = self._signs(data, plain.doubtful)
            readings = list(layers(data, signs, effort))
            found += self._under(readings, depth - 1, look, effort)
        if depth == DEPTH and is_turned:
            found += self._backwards(without(data, readings), depth - 1, look, effort)
        # Each layer finds the same places again: told apart at the end only, they would grow with each.
        for each in settle(found) if len(found) > MANY else found:
            yield Finding(each.rule, *layer.back(each.start, each.end), rank=each.rank)


def without(data: bytes, readings: Iterable[Layer]) -> bytes:
    """Return `data` with seams in the place of what was read clearly."""
    clear = [each.clear for each in readings if each.clear]
    if not clear:
        return data
    left = bytearray(data)
    for start, end in clear:
        left[start:end] = SEAM * (end - start)
    return bytes(left)
