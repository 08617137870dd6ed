"""Which eight letters of a form to look for: takes a form, gives the words by which a text shows that it is there.

A fast engine looks at everything that ends like one of its words. So a form of which any word will do is given one that
ends in letters hardly any text has; of a value as it is every twelve letters must hold one, and its other spellings are
found by the same words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from wicketgate.output.redact.known.random_part import is_random

GRAM = 8
RAREST = "QXZJqzjKxWVYUHGkvwyNMRLOPITSpghmuylirsnotEADFCBabcdfe9876543210"
ORDER = {ord(letter): number for number, letter in enumerate(RAREST)}
HEX = frozenset(b"0123456789abcdefABCDEF")


def covering(core: bytes, least: int) -> Iterator[int]:
    """Yield starts of words such that each telling piece of `least` letters holds one."""
    text, last = core.decode(), len(core) - GRAM
    telling = [at for at in range(last + 1) if is_telling(text, at)]
    reach, past = max(2, least - GRAM + 1), -1
    if not telling:
        yield last // 2
    for place, at in enumerate(telling):
        if at <= past:
            continue
        past = max(each for each in telling[place : place + reach] if each < at + reach)
        yield past


def shared(core: bytes, known: Collection[bytes]) -> list[int]:
    """Return where `known` words start in another spelling of the same value."""
    return [at for at in range(len(core) - GRAM + 1) if core[at : at + GRAM] in known]


def any_one(core: bytes) -> int:
    """Return the start of the one word a form is found by, away from its edges, which depend on what adjoins it."""
    last = len(core) - GRAM
    places = range(min(2, last), max(last, min(2, last) + 1))
    if not HEX.issuperset(core):
        return min(places, key=lambda at: (ORDER[core[at + GRAM - 1]], ORDER[core[at + GRAM - 2]]))
    # A word without letters is the same in both cases of hex: one for two forms.
    numeric = (at for at in range(2, last, 2) if core[at : at + GRAM].isdigit())
    return next(numeric, min(2, last))


def is_telling(text: str, at: int) -> bool:
    """Return whether the word at `at` can tell the value: it holds digits, or stands among letters drawn at random."""
    gram = text[at : at + GRAM]
    around = text[max(0, min(at, len(text) - GRAM - 4) - 4) :][: GRAM * 2]
    return (not gram.isdigit() and any(map(str.isdigit, gram))) or is_random(around)
