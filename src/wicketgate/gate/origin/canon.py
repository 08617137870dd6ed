"""Values in canonical form, so that spelling does not decide whether two of them are the same. Takes text, gives text.

Folded are case, runs of blanks, quotes around and punctuation behind, a URL's scheme, an IBAN's blanks, a number's
trailing zeros. Nothing is guessed: two different values stay different.
"""

from __future__ import annotations

import functools
import re
import unicodedata

LONGEST = 4096
"""Characters of a value that can be traced; a longer one is text, not a value."""
SHORT, EXACT = 256, 1 << 53
AROUND = " \t\r\n\"'`“”‘’«»<>()[]{}"
FIRST_OF_NUMBER = frozenset("+-0123456789")
BEHIND = ".,;:!?…"
NUMBER = re.compile(r"[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,30})(?:\.[0-9]{1,30})?", re.ASCII)
IBAN = re.compile(r"[a-z]{2}[0-9]{2}[a-z0-9]{11,30}", re.ASCII)
SCHEME = re.compile(r"https?://", re.ASCII)


def canonical(value: object) -> str:
    """Return the canonical text of a plain value; empty for what carries none (None, nothing, text too long)."""
    if isinstance(value, str):
        return _short(value) if len(value) <= SHORT else _text(value)
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(value).lower()
    if isinstance(value, int | float):
        return (
            _counted(value) if type(value) is int and -EXACT < value < EXACT else _shortest(repr(value)) or repr(value)
        )
    return ""


def _text(value: str) -> str:
    if len(value) > LONGEST:
        return ""
    text = folded(value)
    if not (text[:1].isalnum() and text[-1:].isalnum()):
        text = text.strip(AROUND).rstrip(BEHIND).strip(AROUND)
    if text[:1] in FIRST_OF_NUMBER and (found := _shortest(text)):
        return found
    return _compact(bare_url(text) if text[:4] == "http" else text)


@functools.lru_cache(maxsize=1024)
def _counted(value: int) -> str:
    return _shortest(repr(value))


# One call's values are looked at several times: when it is read, when its facts are, and again after a person's answer.
_short = functools.lru_cache(maxsize=1024)(_text)


def folded(text: str) -> str:
    """Return `text` in one case and one Unicode composition, every run of blanks one blank."""
    plain = text.lower() if text.isascii() else _composed(text)
    return " ".join(plain.split())


def _composed(text: str) -> str:
    plain = unicodedata.normalize("NFC", text)
    return plain.lower() if plain.isascii() else plain.casefold()


def bare_url(text: str) -> str:
    """Return a folded URL without its scheme and its closing slash; other text as it is."""
    match = SCHEME.match(text)
    return text[match.end() :].rstrip("/") if match else text


def number(text: str) -> str:
    """Return the one spelling of a number (`1,200.50` is `1200.5`), or nothing if it is none."""
    return _shortest(text)


def _shortest(text: str) -> str:
    if NUMBER.fullmatch(text) is None:
        return ""
    # A leading zero is part of a name: a telephone number or an account is not the number it reads as.
    digits = text.lstrip("+-")
    if len(digits) > 1 and digits[0] == "0" and digits[1] != ".":
        return ""
    # INVARIANT: digits are kept as digits: arithmetic would round long ones, and take two accounts for one.
    whole, _, part = digits.replace(",", "").partition(".")
    part = part.rstrip("0")
    found = f"{whole}.{part}" if part else whole
    return f"-{found}" if text[0] == "-" and found != "0" else found


def _compact(text: str) -> str:
    """Return an IBAN without its blanks; other text as it is."""
    if len(text) > 48 or " " not in text:
        return text
    closed = text.replace(" ", "")
    return closed if IBAN.fullmatch(closed) else text
