"""Whether a value looks drawn at random by a machine: takes its letters and digits, says yes or no."""

from __future__ import annotations

import itertools
import re

from wicketgate.output.redact.known.random_part import COMMON, LETTERS, is_random, kind

HEX = re.compile(r"[0-9a-f]+|[0-9A-F]+")
BYTES = frozenset({16, 20, 24, 32, 40, 48, 56, 64, 80, 96, 128})
"""How long keys in hex are: a cut one is not. (As documented by vendors: whole words of 4 bytes and their sums.)"""
CUT = re.compile(r"(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{48}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})[0-9a-z]{1,4}")
"""Hex with a few letters too many: what is drawn of letters and digits does not begin so."""
LETTERED = 16
"""A token without a digit is at least this long: a shorter one is more likely to be a name."""


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
        return is_odd(core, 4) and (is_random(core) or digits * 3 <= len(core))
    return is_random(core)


def is_unspoken(core: str) -> bool:
    """Return whether letters alone are drawn: their case changes as no name's does, or no language pairs them so."""
    changes = sum(kind(a) != kind(b) for a, b in itertools.pairwise(core))
    return (changes * 3 >= len(core) and is_odd(core)) or (changes < 2 and is_random(core))


def is_odd(core: str, share: int = 2) -> bool:
    """Return whether at least a half, or a third and so on, of the pairs of letters are uncommon."""
    pairs = [word[at : at + 2] for word in LETTERS.findall(core.lower()) for at in range(len(word) - 1)]
    return sum(pair not in COMMON for pair in pairs) * share >= len(pairs)


def is_patterned(core: str) -> bool:
    """Return whether `core` counts up or down, or repeats itself, over most of its length."""
    size = len(core)
    steps = [ord(b) - ord(a) for a, b in itertools.pairwise(core)]
    even = sum(step == later and -1 <= step <= 1 for step, later in itertools.pairwise(steps))
    if even * 2 > size:
        return True
    return any(core[period:] == core[:-period] for period in range(1, size // 2 + 1))
