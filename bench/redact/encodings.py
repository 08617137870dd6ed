"""The ways a tool prints a value: single forms by name, each a function from text to text, and pairs."""

from __future__ import annotations

import base64
import gzip
import html
import json
import textwrap
from collections.abc import Callable
from urllib.parse import quote, quote_plus


def b64(text: str) -> str:
    """Return `text` in base64."""
    return base64.b64encode(text.encode()).decode()


def inside(text: str, before: str) -> str:
    """Return a longer text that starts with `before`, in base64."""
    return b64(before + text + "\n~")


SINGLE: dict[str, Callable[[str], str]] = {
    "raw": str,
    "base64": b64,
    "base64 at 1": lambda text: inside(text, "?"),
    "base64 at 2": lambda text: inside(text, "? "),
    "base64 at 0": lambda text: inside(text, "?: "),
    "base64url": lambda text: base64.urlsafe_b64encode(b"\xff" + text.encode() + b"\xfb\xff").decode(),
    "double base64": lambda text: b64(b64(text)),
    "base64 at 64": lambda text: "\n".join(textwrap.wrap(b64("x" * 41 + text), 64)),
    "base64 at 76": lambda text: base64.encodebytes(b"header: " * 5 + text.encode()).decode(),
    "hex": lambda text: text.encode().hex(),
    "HEX": lambda text: text.encode().hex().upper(),
    "percent": lambda text: quote(text, safe=""),
    "percent lower": lambda text: "".join(
        each if each.isalnum() and each.isascii() else "".join(f"%{byte:02x}" for byte in each.encode())
        for each in text
    ),
    "percent plus": quote_plus,
    "percent full": lambda text: "".join(f"%{byte:02X}" for byte in text.encode()),
    "\\x": lambda text: "".join(f"\\x{byte:02x}" for byte in text.encode()),
    "JSON": json.dumps,
    "JSON in JSON": lambda text: json.dumps(json.dumps(text)),
    "\\/": lambda text: json.dumps(text).replace("/", "\\/"),
    "HTML named": html.escape,
    "HTML numeric": lambda text: "".join(f"&#{ord(each)};" for each in text),
    "HTML hex": lambda text: "".join(f"&#x{ord(each):x};" for each in text),
    "repr": repr,
    "reversed": lambda text: text[::-1],
    "base32": lambda text: base64.b32encode(text.encode()).decode(),
    "UTF-16 LE": lambda text: text.encode("utf-16-le").decode("latin-1"),
    "UTF-16 BE": lambda text: text.encode("utf-16-be").decode("latin-1"),
    "gzip base64": lambda text: base64.b64encode(gzip.compress(b"log " + text.encode() + b" end", mtime=0)).decode(),
    "spaced": " ".join,
    "line in it": lambda text: text[: len(text) // 2] + "\n" + text[len(text) // 2 :],
    "quoted, joined": lambda text: '"' + '" + "'.join(textwrap.wrap(text, 6, drop_whitespace=False)) + '"',
    "first half": lambda text: text[: max(16, len(text) // 2)],
    "last half": lambda text: text[-max(16, len(text) // 2) :],
}
"""Each single form."""

SAME = {"first half", "last half", "line in it"}
"""Pieces and broken values: not composed further."""
PAIRS = [
    (outer, inner) for outer in SINGLE for inner in SINGLE if not {outer, inner} & SAME and inner != "raw" != outer
]
"""Every composition of two, (outer, inner)."""
