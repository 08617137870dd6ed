"""Text as the programs that show it read it: takes a text, gives it in lower case, with where each character stood.

Entities are what they stand for, compatibility forms their plain letters, and what has no width is gone.
"""

from __future__ import annotations

import re
import unicodedata

NAMES = (
    'colon : sol / bsol \\ period . commat @ num # quest ? lt < gt > quot " lpar ( rpar ) lsqb [ rsqb ] equals = amp &'
)
NAMED = dict(zip(NAMES.split()[::2], NAMES.split()[1::2], strict=True)) | {"tab": "\t", "newline": "\n"}
ENTITY = re.compile(r"&(?:#x([0-9a-f]{1,6});?|#(\d{1,7});?|([a-z]{2,7});)", re.IGNORECASE)
DOTS = str.maketrans("。．｡", "...")


def rendered(text: str) -> tuple[str, range | list[int]]:
    """Return the text as programs read it, in lower case, and where each of its characters stood."""
    if text.isascii() and "&" not in text:
        return text.lower(), range(len(text))
    out: list[str] = []
    places: list[int] = []
    at = 0
    while at < len(text):
        entity = ENTITY.match(text, at) if text[at] == "&" else None
        char = _char(entity) if entity else text[at]
        for one in (
            "" if unicodedata.category(char) == "Cf" else unicodedata.normalize("NFKC", char.translate(DOTS)).lower()
        ):
            out.append(one)
            places.append(at)
        at = entity.end() if entity else at + 1
    return "".join(out), places


def _char(entity: re.Match[str]) -> str:
    number = int(entity[1], 16) if entity[1] else int(entity[2]) if entity[2] else 0
    if number:
        return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"
    return NAMED.get((entity[3] or "").lower(), "&")
