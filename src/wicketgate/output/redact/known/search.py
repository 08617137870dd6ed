"""Known values in one text: takes bytes, gives where each stands.

Three looks, the cheap ones on everything: the loosened text for every form's grams; the text itself for exact forms;
and, where a cheap sign says that something may be encoded twice, a stretch of it decoded up to three layers deep.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator
from dataclasses import replace

from wicketgate.output.redact.engines import Engines, Scanner
from wicketgate.output.redact.finding import PIECE, WHOLE, Finding, moved
from wicketgate.output.redact.known.layer import Budget, Layer
from wicketgate.output.redact.known.layers import layers
from wicketgate.output.redact.known.loose import Loose
from wicketgate.output.redact.known.sheet import Sheet

DEPTH = 3
SMALL = 16 << 10
"""Texts up to this many bytes are searched for signs of any encoding; in larger ones only the rare signs are sought."""
REACH, STRETCH, MOST = 4 << 10, 16 << 10, 128
UNREAD = "unread-compressed-data"
SIGNS: tuple[tuple[str, str], ...] = (
    ("escape hex", r"(?:\\x[2-7][0-9a-fA-F]){6}"),
    ("escape", r"(?:\\{1,4}u00[2-7][0-9a-fA-F]){6}"),
    ("escape", r"(?:%[2-7][0-9a-fA-F]){6}"),
    ("escape", r"(?:&#x?[0-9a-fA-F]{2,6};){6}"),
    ("base64", r"H4sI[A-Za-z0-9+/_-]{12}"),
    ("hex", r"1[fF]8[bB]08[0-9a-fA-F]{20}"),
    ("base64", r"(?:[A-Za-f][AQgw][AB][A-Za-z0-9+/_-]A[A-H][A-Za-z0-9+/_-]A){3}"),
    # Those above are rare in ordinary text of any length; those below are sought in small texts only.
    ("base64", r"(?:[I-Za-f][A-HQ-Xg-nw-z0-3][ABEFIJMNQRUVYZcdghklopstwx014589][A-Za-z0-9+/_-]){4}"),
    ("hex", r"(?:[2-7][0-9a-fA-F](?:[ :,-]|00)?){8}"),
    ("hex", r"(?:0x[2-7][0-9a-fA-F][ ,]{1,2}){6}"),
    ("decimal", r"(?:[0-9]{2,3}[ ,;]{1,2}){8}"),
    ("base32", r"[A-Z2-7]{16}"),
    ("spread", r"(?:[!-~][ \t\r\n\"'+,]{1,6}){12}"),
    ("spread", r"(?:[\"'][ \t\r\n\\]*[+.,]?[ \t\r\n\\]*[\"'][^\"']{1,12}){4}"),
    ("spread", r"[A-Za-z0-9+/]{40}(?:\\{1,4}[nr]|[ \t\r\n\"'\\]){1,12}[A-Za-z0-9+/]{8}"),
    ("escape", r"%[0-9a-fA-F]{2}"),
    ("wide", r"\x00"),
    ("escape", r"[A-Za-z0-9+/]{2}\\/[A-Za-z0-9+/]{2}"),
    ("escape", r"&(?:#|quot;|amp;|lt;|gt;|apos;)"),
    ("escape", r"\\[xu0-3]"),
    ("base64", r"eJ[wxyz0-3][A-Za-z0-9+/_-]{12}"),
)
"""Signs that something may be encoded twice, each with the layers that could be taken off there."""
RARE, BACKWARDS = 7, 16
EVERY = frozenset({"escape", "wide", "hex", "decimal", "base32", "base64", "spread"})


class Search:
    """Finds the values of one sheet."""

    def __init__(self, sheet: Sheet, engines: Engines) -> None:
        patterns = [pattern for _, pattern in SIGNS]
        self._sheet = sheet
        self._rare, self._any = engines.patterns(patterns[:RARE]), engines.patterns(patterns)
        self._back = engines.patterns(patterns[:BACKWARDS])

    def find(self, data: bytes) -> list[Finding]:
        """Return where values stand in `data`, in bytes, overlaps and all."""
        if len(data) <= SMALL:
            return self._thorough(data)
        found, doubtful = self._plain(data, False)
        budget = Budget()
        places = thinned(sorted((*doubtful, *(end for _, end in self._rare.scan(data)))))
        for start, end in itertools.islice(stretched(places, len(data)), MOST):
            part = data[start:end]
            found += moved(self._under(part, EVERY if doubtful else self._kinds(part), 1, budget), start)
        return found

    def _thorough(self, data: bytes) -> list[Finding]:
        """Return where values stand in a small text, read backwards too."""
        found, doubtful = self._plain(data, True)
        budget = Budget()
        kinds = EVERY if doubtful else self._kinds(data)
        if kinds:
            found += self._under(data, kinds, 1, budget)
        back = data[::-1]
        kinds = kinds_of(self._back, back)
        if kinds:
            size = len(data)
            under = self._under(back, kinds, 1, budget)
            found += [replace(each, start=size - each.end, end=size - each.start) for each in under]
        return found

    def _kinds(self, data: bytes) -> frozenset[str]:
        return kinds_of(self._any, data)

    def _plain(self, data: bytes, is_small: bool) -> tuple[list[Finding], list[int]]:
        """Return what stands in `data` as it is, and where a piece makes the stretch around it worth decoding."""
        loose, found, doubtful = Loose(data, is_small), list[Finding](), list[int]()
        for seen in self._sheet.loosely(loose.data):
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
        return found, doubtful

    def _under(self, data: bytes, kinds: Collection[str], depth: int, budget: Budget) -> list[Finding]:
        """Return what stands in `data` under one layer of encoding or more."""
        found, readings = list[Finding](), list[Layer]()
        for layer in layers(data, kinds):
            if layer.too_large:
                found.append(Finding(UNREAD, *layer.back(0, len(layer.data))))
            elif layer.data and budget.take(len(layer.data)):
                readings.append(layer)
        if readings and self._speaks(b"\n".join(layer.data for layer in readings)):
            for layer in readings:
                found += self._in(layer, depth, budget)
        return found

    def _speaks(self, data: bytes) -> bool:
        """Return whether anything in `data` is worth a look at each reading alone."""
        found, doubtful = self._plain(data, True)
        return bool(found or doubtful or self._any.scan(data))

    def _in(self, layer: Layer, depth: int, budget: Budget) -> Iterator[Finding]:
        """Yield what one layer holds, as places of the text around it."""
        found, doubtful = self._plain(layer.data, True)
        if depth < DEPTH and len(layer.data) <= STRETCH * 4:
            kinds = EVERY if doubtful else self._kinds(layer.data)
            found += self._under(layer.data, kinds, depth + 1, budget) if kinds else []
        for each in found:
            yield Finding(each.rule, *layer.back(each.start, each.end), rank=each.rank)


def kinds_of(scanner: Scanner, data: bytes) -> frozenset[str]:
    """Return the layers that signs in `data` point to."""
    numbers = {number for number, _ in scanner.scan(data)}
    return frozenset(kind for number in numbers for kind in SIGNS[number][0].split())


def thinned(places: list[int]) -> list[int]:
    """Return the places without those close behind another."""
    kept = list[int]()
    for place in places:
        if not kept or place - kept[-1] > REACH // 4:
            kept.append(place)
    return kept


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
