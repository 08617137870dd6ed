"""Known values in one text: takes bytes, gives where each stands.

The text itself is looked at loosened and for exact forms, whatever its length. Where cheap signs say that something may
be encoded twice, all readings with one layer of encoding less are looked at together, then theirs, three layers deep.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from wicketgate.output.redact.engines import Engines
from wicketgate.output.redact.finding import GUESS, PIECE, WHOLE, Finding, moved, settle
from wicketgate.output.redact.known.layer import SEAM, Layer, together
from wicketgate.output.redact.known.layers import layers
from wicketgate.output.redact.known.loose import JOINTS, Loose
from wicketgate.output.redact.known.sheet import Sheet, apart
from wicketgate.output.redact.known.signs import EVERY, Signs
from wicketgate.output.redact.known.watch import Watch

DEPTH = 3
SMALL = 16 << 10
"""Texts up to this many bytes are searched for signs of any encoding; in larger ones only the rare signs are sought."""
REACH, STRETCH = 4 << 10, 64 << 10
AROUND = 512 << 10
"""The most bytes that are read around rare signs in a long text."""
MOST = {3: 1 << 20, 2: 256 << 10, 1: 128 << 10}
"""The most bytes of readings of one text or stretch, by how many layers may still be taken off."""
MANY = 64
UNREAD = "unread-compressed-data"
Sight = tuple[list[Finding], list[int]]
"""What stands in a text as it is, and where a piece makes the stretch around it worth decoding."""
Look = Callable[[bytes, bool], Sight]
"""Looks at one reading of a text; true for a small one."""


class Search:
    """Finds the values of one sheet."""

    def __init__(self, sheet: Sheet, engines: Engines) -> None:
        self._sheet, self._watch = sheet, Watch(engines)

    def find(self, data: bytes) -> list[Finding]:
        """Return where values stand in `data`, in bytes, overlaps and all."""
        if len(data) <= SMALL:
            return self._thorough(data)
        found, doubtful = self._plain(data, False)
        found = self._sheet.edged(data, found)
        left, signs = AROUND, sorted(self._watch.rare(data))
        if not signs and not doubtful:
            return found
        for start, end in stretched(sorted({*signs, *doubtful}), len(data)):
            left -= end - start
            if left < 0:
                break
            part = data[start:end]
            near = [place - start for place in doubtful if start <= place <= end]
            found += moved(self._under(layers(part, self._signs(part, near)[0]), DEPTH, self._plain), start)
        return found

    def _thorough(self, data: bytes) -> list[Finding]:
        """Return where values stand in a small text.

        All its readings are made first and looked at together: hardly any text holds a value, then that is all.
        """
        readings = list[bytes]()

        def unlooked(reading: bytes, _: bool) -> Sight:
            readings.append(reading)
            return [], []

        found = self._walked(data, unlooked)
        return self._walked(data, self._plain) if self._sheet.may_stand_in(readings) else found

    def _walked(self, data: bytes, look: Look) -> list[Finding]:
        """Return where values stand in a small text, by what `look` sees in each of its readings."""
        found, doubtful = look(data, True)
        found = self._sheet.edged(data, found)
        signs, is_turned = self._signs(data, doubtful)
        readings = list(layers(data, signs))
        found += self._under(readings, DEPTH, look)
        return found + self._backwards(without(data, readings), DEPTH, look) if is_turned else found

    def _backwards(self, data: bytes, depth: int, look: Look) -> list[Finding]:
        """Return what stands in `data` under a layer of encoding when it is read backwards."""
        signs, size = self._watch.behind(data[::-1]), len(data)
        under = self._under(layers(data[::-1], signs), depth, look) if signs else []
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

    def _plain(self, data: bytes, is_small: bool) -> Sight:
        """Return what stands in `data` as it is, and where a piece makes the stretch around it worth decoding."""
        loose, found, doubtful = Loose(data, is_small), list[Finding](), list[int]()
        for seen in apart(list(self._sheet.loosely(loose.data))):
            start, end = loose.span(seen.start, seen.end)
            if seen.whole or seen.end - seen.start >= seen.form.least:
                found.append(Finding(seen.name, start, end, WHOLE if seen.whole else PIECE))
            if not seen.whole:
                doubtful.append(end)
        if is_small:
            size = len(loose.data)
            for seen in self._sheet.loosely(loose.data[::-1]):
                if seen.whole:
                    found.append(Finding(seen.name, *loose.span(size - seen.end, size - seen.start)))
        found += [Finding(name, start, end) for name, start, end in self._sheet.exactly(data)]
        if self._sheet.tight:
            tight = Loose(data, False, JOINTS)
            found += [Finding(name, *tight.span(start, end)) for name, start, end in self._sheet.tightly(tight.data)]
        return found, doubtful

    def _under(self, layered: Iterable[Layer], depth: int, look: Look) -> list[Finding]:
        """Return what stands in the readings of a text, or under further layers of encoding."""
        found, readings, left = list[Finding](), list[Layer](), MOST[depth]
        for layer in layered:
            left -= len(layer.data)
            if layer.too_large:
                found.append(Finding(UNREAD, *layer.back(0, len(layer.data)), rank=GUESS))
            elif left < 0:
                break
            elif layer.data:
                readings.append(layer)
        return [*found, *self._in(together(readings), depth, look)] if readings else found

    def _in(self, layer: Layer, depth: int, look: Look) -> Iterator[Finding]:
        """Yield what one layer holds, as places of the text around it."""
        found, doubtful = look(layer.data, True)
        if depth > 1:
            signs, is_turned = self._signs(layer.data, doubtful)
            readings = list(layers(layer.data, signs))
            found += self._under(readings, depth - 1, look)
        if depth == DEPTH and is_turned:
            found += self._backwards(without(layer.data, readings), depth - 1, look)
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


def stretched(places: list[int], size: int) -> Iterator[tuple[int, int]]:
    """Yield stretches around `places`, joined where they overlap and cut, with overlap, where they are long."""
    joined: list[tuple[int, int]] = []
    for place in places:
        start, end = max(0, place - REACH), min(size, place + REACH)
        if joined and start <= joined[-1][1]:
            start = joined.pop()[0]
        joined.append((start, end))
    for start, end in joined:
        at = start
        while at < end:
            yield at, min(end, at + STRETCH)
            at += STRETCH - REACH
