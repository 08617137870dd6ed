"""Whether a value looks drawn at random by a machine: takes its letters and digits, says yes or no."""

from __future__ import annotations

import itertools
import operator
import re

from wicketgate.output.redact.known.random_part import is_random, kinds, pairs

HEX = re.compile(r"[0-9a-f]+|[0-9A-F]+")
BYTES = frozenset({16, 20, 24, 32, 40, 48, 56, 64, 80, 96, 128})
"""How long keys in hex are: a cut one is not. (As documented by vendors: whole words of 4 bytes and their sums.)"""
CUT = re.compile(r"(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{48}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})[0-9a-z]{1,4}")
"""Hex with a few letters too many: what is drawn of letters and digits does not begin so."""
LETTERED = 16
"""A token without a digit is at least this long: a shorter one is more likely to be a name."""
EVEN = frozenset({(step, step) for step in (-1, 0, 1)})
"""Two steps in a row that count up, count down or stay."""


def is_drawn(core: str) -> bool:
    """Return whether `core` looks drawn at random: hex of a usual length, or of mixed classes."""
    if is_patterned(core) or CUT.fullmatch(core):
        return False
    if HEX.fullmatch(core):
        return len(core) in BYTES and len(set(core)) >= 7 and not core.isdigit()
    digits = sum(map(str.isdigit, core))
    if not digits:
        return len(core) >= LETTERED and is_unspoken(core)
    if len(core) >= LETTERED:
        return (is_odd(core, 4) or is_mingled(core)) and (is_random(core) or digits * 3 <= len(core))
    return is_random(core)


def is_mingled(core: str) -> bool:
    """Return whether the class of characters changes at every other one: in names, words stay together."""
    classes = kinds(core)
    changes: int = sum(map(operator.ne, classes, classes[1:]))
    return changes * 2 >= len(core)


def is_unspoken(core: str) -> bool:
    """Return whether letters alone are drawn: their case changes as no name's does, or no language pairs them so."""
    classes = kinds(core)
    changes = sum(map(operator.ne, classes, classes[1:]))
    return (changes * 3 >= len(core) and is_odd(core, 3 if len(core) >= 20 else 2)) or (changes < 2 and is_random(core))


def is_odd(core: str, share: int = 2) -> bool:
    """Return whether at least a half, or a third and so on, of the pairs of letters are uncommon."""
    total, odd = pairs(core)
    return odd * share >= total


def is_patterned(core: str) -> bool:
    """Return whether `core` counts up or down, or repeats itself, over most of its length."""
    size, codes = len(core), list(map(ord, core))
    steps = list(map(operator.sub, codes[1:], codes))
    if sum(map(EVEN.__contains__, itertools.pairwise(steps))) * 2 > size:
        return True
    # What repeats itself holds its first half again where the second period starts.
    half = core[: size - size // 2]
    period = core.find(half, 1)
    while period > 0:
        if core.startswith(core[:-period], period):
            return True
        period = core.find(half, period + 1)
    return False
