"""Known values in one text: takes bytes, gives where each stands.

The text itself is looked at loosened and for exact forms, whatever its length. Where cheap signs say that something may
be encoded twice, all readings with one layer of encoding less are looked at together, then theirs, three layers deep.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from wicketgate.output.redact.effort import HIDDEN, READ, Effort, Exhausted
from wicketgate.output.redact.engines import Engines
from wicketgate.output.redact.finding import GUESS, PACKED, PIECE, WHOLE, Finding, moved, settle, withheld
from wicketgate.output.redact.known.dense import Doubt, Plain, apart, blanked, plainly
from wicketgate.output.redact.known.layer import SEAM, Layer, shifted, together
from wicketgate.output.redact.known.layers import layers
from wicketgate.output.redact.known.loose import JOINTS, Loose
from wicketgate.output.redact.known.runs import spoken
from wicketgate.output.redact.known.sheet import Sheet
from wicketgate.output.redact.known.signs import EVERY, Signs
from wicketgate.output.redact.known.stretch import stretched, within_one, without
from wicketgate.output.redact.known.watch import Watch
from wicketgate.output.redact.several import holding

DEPTH = 3
EACH, DOUBT, HOLD = 3.0, 3.0, 8.0  # what a reading costs, a place where everything is tried, what stands in a reading
SMALL = 16 << 10
"""Texts up to this many bytes are searched for signs of any encoding; in larger ones only the rare signs are sought."""
MOST = {3: 1 << 20, 2: 256 << 10, 1: 128 << 10}
"""The most bytes of readings of one text or stretch, by how many layers may still be taken off."""
NOTHING = Plain([], [], [])
MANY, ROUNDS = 64, 3  # the second: how often small texts with signs are set aside before each is looked at alone
Hidden = Callable[[bytes, Effort], list[Finding]]
Look = Callable[[bytes, bool, bool, Effort], Plain]
"""Looks at one reading of a text; true for a small one, and true for the text itself."""


class Search:
    """Finds the values of one sheet."""

    def __init__(self, sheet: Sheet, engines: Engines) -> None:
        self._sheet, self._watch = sheet, Watch(engines)

    def find(self, data: bytes, effort: Effort) -> list[Finding]:
        """Return where values stand in `data`, in bytes, overlaps and all."""
        if len(data) <= SMALL:
            return self._within(data, self._thorough, effort.part(HIDDEN), effort)
        return self._within(data, self._long, effort, effort)

    def _within(self, data: bytes, look: Hidden, part: Effort, whole: Effort) -> list[Finding]:
        """Return what `look` finds in `data` at the cost of a part of the effort; all of it if that is not enough."""
        try:
            return look(data, part)
        except Exhausted:
            return [withheld(0, len(data))]
        finally:
            whole.spent += part.spent if part is not whole else 0

    def _long(self, data: bytes, effort: Effort) -> list[Finding]:
        """Return where values stand in a text of any length."""
        plain = self._plain(data, False, True, effort)
        signs, found = self._watch.rare(data), self._sheet.edged(data, plain.found)
        if not signs and not plain.doubtful:
            return found
        data = blanked(data, plain.settled)
        for start, end in stretched(sorted({*signs, *plain.doubtful}), len(data)):
            part, look = data[start:end], partial(self._stretch, plain.within(start, end))
            found += moved(self._within(part, look, effort.part(HIDDEN, len(part)), effort), start)
        return found

    def _stretch(self, plain: Plain, data: bytes, effort: Effort) -> list[Finding]:
        """Return what stands encoded in a stretch of a long text, in which `plain` says what is doubtful."""
        readings = self._readings(data, self._watch.ahead(data, effort)[0], plain, effort)
        return self._under(readings, DEPTH, self._plain, effort)

    def suspects(self, texts: Sequence[bytes], effort: Effort) -> set[int]:
        """Return the numbers of those small texts that may hold a value: no sign of anything stands in the others.

        A text with a sign is set aside, until what is left bears none.
        """
        left = list(range(len(texts)))
        with contextlib.suppress(Exhausted):
            for _ in range(ROUNDS):
                data = [texts[number] for number in left]
                signs, is_turned = self._watch.ahead(SEAM.join(data), effort)
                if is_turned or (not signs and self._sheet.may_stand_in(data, effort)):
                    break
                if not signs:
                    return set(range(len(texts))).difference(left)
                aside = holding(data, len(SEAM), itertools.chain.from_iterable(signs.values()))
                left = [number for place, number in enumerate(left) if place not in aside]
        return set(range(len(texts)))

    def _thorough(self, data: bytes, effort: Effort) -> list[Finding]:
        """Return where values stand in a small text.

        All its readings are made first and looked at together: hardly any text holds a value, then that is all.
        """
        readings, found, (signs, is_turned) = [data], list[Finding](), self._watch.ahead(data, effort)
        if not is_turned and signs.keys() == {"base64"}:
            # The commonest: ids that are some words in base64, which bear no further sign.
            said = spoken(data, signs["base64"], effort)
            if said is not None and self._watch.ahead(said, effort) == ({}, False):
                held = self._sheet.may_stand_in((data, said), effort)
                return self._walked(data, self._plain, effort) if held else found

        def unlooked(reading: bytes, *_: object) -> Plain:
            readings.append(reading)
            return Plain([], [], [])

        if signs or is_turned:
            found = self._further(data, signs, is_turned, unlooked, effort)
        if not self._sheet.may_stand_in(readings, effort):
            return found
        effort.refill()
        return self._walked(data, self._plain, effort)

    def _walked(self, data: bytes, look: Look, effort: Effort) -> list[Finding]:
        """Return where values stand in a small text, by what `look` sees in each of its readings."""
        plain = look(data, True, True, effort)
        data, found = blanked(data, plain.settled), self._sheet.edged(data, plain.found)
        return found + self._further(data, *self._watch.ahead(data, effort), look, effort, plain)

    def _further(
        self, data: bytes, signs: Signs, is_turned: bool, look: Look, effort: Effort, plain: Plain = NOTHING
    ) -> list[Finding]:
        """Return what stands in a small text under its signs."""
        readings = list(self._readings(data, signs, plain, effort))
        found = self._under(readings, DEPTH, look, effort)
        return found + self._backwards(without(data, readings), DEPTH, look, effort) if is_turned else found

    def _backwards(self, data: bytes, depth: int, look: Look, effort: Effort) -> list[Finding]:
        """Return what stands in `data` under a layer of encoding when it is read backwards."""
        signs, size = self._watch.behind(data[::-1], effort), len(data)
        under = self._under(layers(data[::-1], signs, effort), depth, look, effort) if signs else []
        return [replace(each, start=size - each.end, end=size - each.start) for each in under]

    def _readings(self, data: bytes, signs: Signs, plain: Plain, effort: Effort) -> Iterator[Layer]:
        """Yield the readings of `data` by its signs, and every reading of what is around the pieces of values in it."""
        yield from layers(data, signs, effort)
        for start, end in stretched(plain.doubtful, len(data), plain.reach):
            places = plain.within(start, end).doubtful
            effort.spend(len(places) * DOUBT)
            for each in layers(data[start:end], dict.fromkeys(EVERY, places), effort):
                yield shifted(each, start)

    def _plain(self, data: bytes, is_small: bool, is_text: bool, effort: Effort) -> Plain:
        """Return what stands in `data` as it is, and where a piece makes the stretch around it worth decoding."""
        loose, found, doubts = Loose(data, is_small), list[Finding](), list[Doubt]()
        for each in apart(self._sheet.loosely(loose.data, effort)):
            start, end = loose.span(each.start, each.end)
            if each.whole:
                found.append(Finding(each.name, start, end, WHOLE))
                continue
            if each.end - each.start >= each.form.least:
                found += within_one(data, Finding(each.name, start, end, PIECE), each.form.least, is_text)
            doubts.append(Doubt(id(each.form), start, end, each.at, len(each.form.core)))
        if is_small:
            size = len(loose.data)
            turned = [each for each in self._sheet.loosely(loose.data[::-1], effort) if each.whole]
            found += [Finding(each.name, *loose.span(size - each.end, size - each.start)) for each in turned]
        found += [Finding(name, start, end) for name, start, end in self._sheet.exactly(data)]
        effort.spend(len(found) * HOLD)
        if self._sheet.tight:
            tight = Loose(data, False, JOINTS)
            found += [Finding(name, *tight.span(start, end)) for name, start, end in self._sheet.tightly(tight.data)]
        return plainly(found, doubts, is_text)

    def _under(self, layered: Iterable[Layer], depth: int, look: Look, effort: Effort) -> list[Finding]:
        """Return what stands in the readings of a text, or under further layers of encoding."""
        found, readings, left = list[Finding](), list[Layer](), MOST[depth]
        for layer in layered:
            effort.spend(EACH + len(layer.data) * READ)
            left -= 0 if layer.is_packed else len(layer.data)
            if layer.too_large:
                found.append(Finding(PACKED, *layer.back(0, len(layer.data)), rank=GUESS))
            elif left < 0:
                raise Exhausted
            elif layer.data:
                readings.append(layer)
        return [*found, *self._in(together(readings), depth, look, effort)] if readings else found

    def _in(self, layer: Layer, depth: int, look: Look, effort: Effort) -> Iterator[Finding]:
        """Yield what one layer holds, as places of the text around it."""
        plain = look(layer.data, True, False, effort)
        data, found = blanked(layer.data, plain.settled), plain.found
        if depth > 1:
            signs, is_turned = self._watch.ahead(data, effort)
            readings = list(self._readings(data, signs, plain, effort))
            found += self._under(readings, depth - 1, look, effort)
        if depth == DEPTH and is_turned:
            found += self._backwards(without(data, readings), depth - 1, look, effort)
        # Each layer finds the same places again: told apart at the end only, they would grow with each.
        effort.spend(len(found) * HOLD)
        for each in settle(found) if len(found) > MANY else found:
            yield Finding(each.rule, *layer.back(each.start, each.end), rank=each.rank)
