"""Runs of base32 that say something: takes bytes, gives readings. All are decoded at once, at each way to cut them."""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Iterator

from wicketgate.output.redact.effort import Effort
from wicketgate.output.redact.known.layer import Layer, spelled
from wicketgate.output.redact.known.packed import MAGIC
from wicketgate.output.redact.known.runs import read

RUN = re.compile(rb"[A-Z2-7]{13,}|[a-z2-7]{13,}")
DIGIT = re.compile(rb"[2-7]")
"""What tells base32 from a word."""
LETTERS = bytes.maketrans(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz234567",
    b"0123456789ABCDEFGHIJKLMNOP" * 2 + b"QRSTUV",
)
"""Each letter as a digit to the base 32."""
APART, GROUP, WHOLE = b"V", 8, 5
"""What stands between two runs: bits that are all set; so many letters say so many bytes."""
GLANCE = 40
"""How many bytes of a run are read to see whether it says anything when cut elsewhere than at its start."""
CLASSES = bytes(0x61 if 0x20 <= code < 0x7F or code in b"\t\n\r" else 0x30 if not code else 0x78 for code in range(256))
"""Readable bytes, NUL, and others."""
SPEECH = (b"a" * 8, b"a0" * 6, b"0a" * 6)
COST, BYTE, TOLD = 1.5, 0.04, 6.0
"""What a run costs, each of its letters, and each reading of it."""


def thirty_two(data: bytes, effort: Effort) -> Iterator[Layer]:
    """Yield the readable bytes of base32 runs, at each way they may be cut."""
    effort.spend(len(data) * 0.01)
    spans = [each.span() for each in RUN.finditer(data) if not each[0].islower() or DIGIT.search(each[0])]
    sizes = [end - start for start, end in spans]
    effort.spend(len(spans) * COST + sum(sizes) * BYTE)
    for number, shift in told(data, spans) if spans else ():
        effort.spend(TOLD + sizes[number] * 0.02)
        start, end = spans[number]
        run = int(data[start + shift : end].translate(LETTERS), 32)
        yield from read(said(run, end - start - shift), spelled(range(start + shift, end), GROUP / WHOLE), effort)


def told(data: bytes, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return which runs say something, and from which of their letters on, in order."""
    sizes = [end - start for start, end in spans]
    padded = [(size + 2 * GROUP - 1) // GROUP * GROUP for size in sizes]
    runs = (data[slice(*span)].translate(LETTERS).ljust(size, APART) for span, size in zip(spans, padded, strict=True))
    number, letters = int(b"".join(runs), 32), sum(padded)
    starts = list(itertools.accumulate((size // GROUP * WHOLE for size in padded), initial=0))
    found = {(run, 0) for run, (at, _) in enumerate(spans) if data[at] in b"Pp"}  # as the first byte of zlib does
    for shift in range(GROUP):
        part = said(number, letters - shift)
        ends = [(size - shift) * WHOLE // GROUP for size in sizes]
        if shift:
            ends = [min(end, GLANCE) for end in ends]
        else:
            found |= {(bisect.bisect_right(starts, each.start()) - 1, 0) for each in MAGIC.finditer(part)}
        found |= {(run, shift) for run in speaking(part.translate(CLASSES), starts, ends)}
    return sorted(found)


def speaking(part: bytes, starts: list[int], ends: list[int]) -> Iterator[int]:
    """Yield the numbers of the runs in which something can be read, as it is or in UTF-16."""
    for speech in SPEECH:
        at = part.find(speech)
        while at >= 0:
            run = bisect.bisect_right(starts, at) - 1
            if at + len(speech) <= starts[run] + ends[run]:
                yield run
            # From the next run on: what stands before its start is that of its letters which are left out.
            at = part.find(speech, starts[run + 1])


def said(number: int, letters: int) -> bytes:
    """Return what the last `letters` digits of a number in base 32 say; bits that say no whole byte are left out."""
    bits = letters * 5
    return ((number & ((1 << bits) - 1)) >> bits % 8).to_bytes(bits // 8, "big")
