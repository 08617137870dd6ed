"""Whether a candidate is worth a mark: takes the text around it, says no to placeholders, words and cut-out pieces."""

from __future__ import annotations

import math
import re

COUNTED = r"(?:deadbeef|cafebabe|0123456789|1234567890)"
PLACEHOLDER = re.compile(
    r"xxxxxx|\*\*\*|\.\.\.|…|______|<[^<>]*>|\$\{|\{\{|\$\(|%\(|\[redacted|example|placeholder|change[_-]?me|replace[_-]?me"
    r"|dummy|your[_-]|my[_-]?(?:token|key|secret|pass)|insert[_-]|redacted|not[_-]?a[_-]?real"
    rf"|deadbeef{COUNTED}|cafebabe{COUNTED}|0123456789{COUNTED}|1234567890{COUNTED}"
)
"""What stands in for a secret, in lower case. Each alternative begins with one letter: few places are tried."""
LENT = re.compile(r"wgp_\w{1,200}_[0-9a-f]{32}")
"""The broker's own placeholders, in lower case."""
REPEATED = re.compile(r"([^a])\1{7}")
ESCAPED = re.compile(
    rb"(?:\\[abfnrtv0]|\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|%[0-9a-fA-F]{2}|(?:\x1b|\\x1b|\\u001b|\\033|\\e)\[[0-9;]{0,12}m)\Z"
)
TIMES = (0.0, *(times * math.log2(times) for times in range(1, 1 << 10)))
"""What a letter that stands so often in a text takes from its entropy."""
WORD = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_")


def entropy(text: str) -> float:
    """Return the Shannon entropy of `text`, in bits a character."""
    size = len(text)
    if size >= len(TIMES):
        return -sum(times / size * math.log2(times / size) for times in map(text.count, dict.fromkeys(text)))
    # Rounded up a little: what is just enough stays enough.
    return math.log2(size) - sum(map(TIMES.__getitem__, map(text.count, set(text)))) / size + 1e-9 if text else 0.0


def is_placeholder(secret: str) -> bool:
    """Return whether `secret` only shows where one would stand: the broker's own placeholders are such."""
    lower = secret.lower()
    return bool(PLACEHOLDER.search(lower) or REPEATED.search(lower) or LENT.fullmatch(lower))


def is_apart(data: bytes, start: int, end: int) -> bool:
    """Return whether no letter, digit or underscore adjoins the stretch; the end of an escape before it is none."""
    if end < len(data) and data[end] in WORD and data[end - 1] in WORD:
        return False
    if not start or data[start - 1] not in WORD or data[start] not in WORD:
        return True
    return ESCAPED.search(data[max(0, start - 20) : start]) is not None
