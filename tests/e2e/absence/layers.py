"""Looks for secrets in bytes the hard way: as they are, and in whatever three layers of decoding give.

Knows nothing of the scrubber and shares no code with it.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote_to_bytes

import hyperscan

DEPTH, PIECE = 3, 14
"""Layers; and the bytes of a secret that count as a leak of it."""
CODED = re.compile(rb"[A-Za-z0-9+/_-]{16,}")
HEX = re.compile(rb"(?:[0-9A-Fa-f]{2}[\s:]?){12,}")
ESCAPED = re.compile(rb"\\(?:u00|x)([0-9A-Fa-f]{2})")
LONG, PERCENT = re.compile(rb"[^\x00-\x20]{14,}"), re.compile(rb"%[0-9A-Fa-f]{2}")
WRAPPED = re.compile(rb"(?:[A-Za-z0-9+/]{40,}\r?\n){2,}")
BOMB = 32 << 20


def needles(value: str) -> set[bytes]:
    """Return the pieces of a secret of which none may be seen: both ends and the middle of each line."""
    found = set[bytes]()
    for line in value.splitlines():
        raw = line.encode()
        if len(raw) >= PIECE and not line.startswith("-----"):
            middle = (len(raw) - PIECE) // 2
            found |= {raw[:PIECE], raw[middle : middle + PIECE], raw[-PIECE:]}
    return found


def leaked(texts: Iterable[bytes], secrets: Mapping[str, str]) -> dict[str, str]:
    """Return the names of the secrets that are in any of the texts, with the way each was found."""
    pieces = [(piece, name) for name, value in secrets.items() for piece in needles(value)]
    database = hyperscan.Database()
    database.compile(
        expressions=[re.escape(piece) for piece, _ in pieces],
        ids=list(range(len(pieces))),
        flags=[hyperscan.HS_FLAG_SINGLEMATCH] * len(pieces),
    )
    found: dict[str, str] = {}
    level, done = {b"\n".join(set(texts)): "as it is"}, set[int]()
    for _ in range(DEPTH + 1):
        for text, way in level.items():

            def seen(number: int, start: int, end: int, flags: int, context: object, text=text, way=way) -> None:  # type: ignore[no-untyped-def]
                found.setdefault(pieces[number][1], f"{way}: {text[max(0, end - 80) : end + 60]!r}")

            database.scan(text, match_event_handler=seen)
        done |= {hash(text) for text in level}
        made = ((text, f"{way} > {how}") for before, way in level.items() for how, text in decoded(before))
        level = {text: way for text, way in made if text and hash(text) not in done}
    return found


def decoded(text: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield what each decoding makes of all it can read in a text."""
    yield "reversed", text[::-1]
    if b"%" in text:
        words = {word for word in LONG.findall(text) if PERCENT.search(word)}
        yield "percent", b"\n".join(unquote_to_bytes(word) for word in words)
    if b"\\" in text:
        lines = {line for line in LONG.findall(text) if ESCAPED.search(line)}
        yield "escapes", b"\n".join(ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), line) for line in lines)
    words = set(CODED.findall(text))
    words |= {re.sub(rb"\s", b"", found) for found in WRAPPED.findall(text)}
    yield "base64", b"\n".join(_base64(words))
    yield "hex", b"\n".join(binascii.unhexlify(re.sub(rb"[\s:]", b"", each)) for each in set(HEX.findall(text)))
    yield "gzip", b"\n".join(_unzipped(text))


def _base64(words: Iterable[bytes]) -> Iterator[bytes]:
    for word in words:
        plain = word.translate(bytes.maketrans(b"-_", b"+/"))
        for offset in range(4):
            part = plain[offset:]
            part = part[: len(part) // 4 * 4] if len(part) % 4 == 1 else part + b"=" * (-len(part) % 4)
            made = binascii.a2b_base64(part)
            if len(made) >= 12 and _telling(made):
                yield made


def _telling(made: bytes) -> bool:
    """Return whether bytes could hold a secret: a run of printable ones, or something packed."""
    return made[:2] == b"\x1f\x8b" or re.search(rb"[\x20-\x7e\n]{12,}", made) is not None


def _unzipped(text: bytes) -> Iterator[bytes]:
    at = text.find(b"\x1f\x8b\x08")
    while at >= 0:
        with contextlib.suppress(zlib.error):
            yield zlib.decompressobj(31).decompress(text[at:], BOMB)
        at = text.find(b"\x1f\x8b\x08", at + 1)


def packed(value: str) -> bytes:
    """Return a value below three layers, to try the search itself with."""
    return base64.b64encode(binascii.hexlify(zlib.compress(value.encode(), wbits=31)))
