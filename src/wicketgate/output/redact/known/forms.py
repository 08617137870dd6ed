"""The forms a value takes when a tool prints it: takes the value, gives each form as bytes with how it spreads a byte.

Letters-and-digits forms are searched in loosened text; a value with too few of either has exact forms as well.
"""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterator
from urllib.parse import quote, quote_plus, unquote

from wicketgate.output.redact.known.loose import JOINTS, loosen, spaced
from wicketgate.output.redact.known.random_part import is_drawn

SHORTEST = 8
LOOSE, WORDS = 10, 16
"""The least letters and digits for a loose form; for a value of common words."""
WORDY = re.compile(r"[A-Za-z]+(?:[-_ ./:@]+[A-Za-z]+)*[-_ ]?[0-9]*[!.?]?")
"""What prose may say with blanks in it: words and a number."""
ADDRESS = re.compile(r"://[^\s:/@]*:([^\s/@]+)@")
SIGNS = r"[!#-&(-/:-@\[\]^_{-~]"
SIGNS_FIRST, SIGNS_LAST = re.compile(rf"{SIGNS}+(?=[A-Za-z0-9])"), re.compile(rf"(?<=[A-Za-z0-9]){SIGNS}+\Z")


def printed(value: str) -> Iterator[str]:
    """Yield `value` as it is and as programs escape it."""
    yield value
    yield from (json.dumps(value, ensure_ascii=False)[1:-1], repr(value)[1:-1])
    yield from (json.dumps(value)[1:-1], json.dumps(json.dumps(value)[1:-1])[1:-1])
    yield json.dumps(value)[1:-1].replace("/", "\\/")
    yield value.replace("\\", "\\\\").replace("'", "\\'")
    for text in (quote(value, safe=""), quote(value), quote(value, safe="!*'()~"), quote_plus(value)):
        yield text
        yield lowered(text)
    named = html.escape(value)
    yield from (named, named.replace("&#x27;", "&#39;"), named.replace("&#x27;", "&apos;"), html.escape(value, False))


def lowered(text: str) -> str:
    """Return percent-encoded `text` with its hex digits in lower case."""
    head, *rest = text.split("%")
    return "%".join([head, *(part[:2].lower() + part[2:] for part in rest)])


def encoded(raw: bytes) -> Iterator[tuple[bytes, int]]:
    """Yield letters-and-digits encodings of `raw`, each with how many of its characters hold 12 bytes of it."""
    for offset in range(3):
        yield core64(raw, offset), 16
        yield core64(base64.b64encode(raw), offset), 22
    for offset in range(5):
        yield core32(raw, offset), 20
    once = base64.b64encode(raw).rstrip(b"=")
    backwards = raw.decode("utf-8", "surrogatepass")[::-1].encode("utf-8", "surrogatepass")
    yield from ((once[::-1], 16), (once.hex().encode(), 32), (core64(backwards, 0), 16))
    yield from ((raw.hex().encode(), 24), (raw.hex().upper().encode(), 24), (raw[::-1], 15))
    for digits in ("02x", "02X"):
        yield "".join(f"\\x{byte:{digits}}" for byte in raw).encode(), 36
    if not raw.isascii():
        yield raw.decode("utf-8", "surrogatepass").encode("utf-16-le", "surrogatepass"), 15


def core64(raw: bytes, offset: int) -> bytes:
    """Return the base64 characters that depend on `raw` alone when it starts `offset` bytes into a group of three."""
    whole = base64.b64encode(b"\0" * offset + raw)
    return whole[(0, 2, 3)[offset] : (offset + len(raw)) * 8 // 6]


def core32(raw: bytes, offset: int) -> bytes:
    """Return the base32 characters that depend on `raw` alone when it starts `offset` bytes into a group of five."""
    whole = base64.b32encode(b"\0" * offset + raw)
    return whole[-(-offset * 8 // 5) : (offset + len(raw)) * 8 // 5]


def loose_forms(value: str) -> dict[bytes, int]:
    """Return the loosened forms and the least length of a piece that counts as a leak (0: only the whole)."""
    raw, found = value.encode("utf-8", "surrogatepass"), dict[bytes, int]()
    random = is_drawn("".join(filter(str.isalnum, value)))
    # Twelve characters of a value with symbols in it hold fewer letters and digits than twelve.
    share = sum(char.isascii() and char.isalnum() for char in value) / len(value)
    piece = 12 if share == 1 else max(8, int(12 * share) - 1)
    for text in printed(value):
        said = text.encode("utf-8", "surrogatepass")
        # A backslash and an n of the value itself read like a line end.
        for core in (loosen(said), loosen(spaced(said))):
            if len(core) >= (LOOSE if random else WORDS):
                found.setdefault(core, piece if random else 0)
    for form, least in (*encoded(raw), (spaced(raw[::-1]), 15)):
        core = loosen(form)
        if len(core) >= LOOSE and len(set(core)) > 3:
            found.setdefault(core, least if random else 0)
    return found


def exact_forms(value: str) -> set[bytes]:
    """Return the forms of a value whose letters and digits alone are too few, or too common, to tell it by."""
    raw = value.encode("utf-8", "surrogatepass")
    # A backslash and an n of the value itself read like a line end: what is left then must be enough as well.
    if len(loosen(spaced(raw))) >= (LOOSE if is_drawn("".join(filter(str.isalnum, value))) else WORDS):
        return set()
    forms = {text.encode("utf-8", "surrogatepass") for text in (*printed(value), value[::-1])}
    forms |= {value.encode(wide, "surrogatepass") for wide in ("utf-16-le", "utf-16-be")}
    return {form for form in forms if len(form) >= SHORTEST}


def tight_form(value: str) -> bytes:
    """Return what is left of a value that has exact forms when what may stand between its pieces is taken out."""
    tight = value.encode("utf-8", "surrogatepass").translate(None, JOINTS)
    return tight if len(tight) >= SHORTEST and len(set(tight)) >= 5 else b""


def is_wordy(value: str) -> bool:
    """Return whether prose may say a value with blanks in it."""
    return WORDY.fullmatch(value) is not None and not is_drawn("".join(filter(str.isalnum, value)))


def edges(value: str) -> tuple[bytes, bytes]:
    """Return the signs before the first letter of a value and after its last, up to a quote: that may end a string."""
    head, tail = SIGNS_FIRST.match(value), SIGNS_LAST.search(value)
    return (head[0] if head else "").encode(), (tail[0] if tail else "").encode()


def within(value: str) -> Iterator[str]:
    """Yield the password in an address, which tools print alone, as it is there and unescaped."""
    address = ADDRESS.search(value)
    if address:
        for each in dict.fromkeys((address[1], unquote(address[1]))):
            if len(each) >= SHORTEST and not is_wordy(each):
                yield each
