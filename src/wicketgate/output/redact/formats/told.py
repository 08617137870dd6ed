"""Whether what stands in a sentence is a password, or words are a wallet's. Takes the candidate, says yes or no."""

from __future__ import annotations

import re

from wicketgate.output.redact.formats.prefixes import PREFIXES
from wicketgate.output.redact.unknown import drawn
from wicketgate.output.redact.unknown.value import UUID, classes, is_password, is_phrase, is_token

HEX = re.compile(r"[0-9a-fA-F]{24,}")
UNTOLD = re.compile(r"&(?:quot|lt|gt|amp|nbsp|#\d)|^[a-z]:[a-z_]|^[a-z.]+@[a-z.-]+$|\w\[\w+\]|[a-z]\(")
"""Escapes of HTML, variables with a scope, an address, an element, a call."""
JOINING = frozenset(
    {"the", "and", "for", "are", "from", "has", "was", "were", "not", "but", "his", "her", "its", "our", "their"}
    | {"which", "who", "been", "does", "per", "could", "would", "should"}
)
"""Words of sentences that no wallet's list holds (https://github.com/bitcoin/bips/blob/master/bip-0039/english.txt)."""


def is_told(secret: str) -> bool:
    """Return whether `secret` is a password or a key, and no word of a sentence."""
    value = secret.rstrip(".:")
    return (classes(value) > 1 or is_phrase(value)) and (
        is_password(value, quoted=True) or is_token(value, quoted=True)
    )


def is_said(secret: str) -> bool:
    """Return whether `secret` is a password told in a sentence: no word of it, no hash and no id."""
    value = secret.rstrip(".:!?*)")
    if HEX.fullmatch(value) or UUID.fullmatch(value) or PREFIXES.match(value) or UNTOLD.search(value):
        return False
    return is_told(value)


def is_initial(secret: str) -> bool:
    """Return whether `secret` is a password a program made up: in hex, or as people choose them."""
    return is_told(secret) or (HEX.fullmatch(secret) is not None and drawn.is_drawn(secret))


def is_mnemonic(secret: str) -> bool:
    """Return whether words are those of a wallet: all different but a few, and none that sentences are joined by."""
    words = secret.split()
    return JOINING.isdisjoint(words) and len(set(words)) * 4 >= len(words) * 3
