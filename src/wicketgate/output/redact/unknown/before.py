"""What stands before a value and tells what it is: takes the text before it, gives the name it is assigned to.

Also whether what stands without quotes, after a comma or after a pipe is a value at all.
"""

from __future__ import annotations

import re
from functools import lru_cache

from wicketgate.output.redact.unknown.names import SILENT, says

MEMBER, KEY = b'": "', 64
"""What stands between a key of JSON and its string, and how far before that the key begins at most."""
CALLS = (b"(", b"[", b"{")
QUOTES = frozenset(b"\"'`")
OPENING, SIGNS, CLOSING = b" \t\r\n\"'`\\(@[|>-{", b"=:?+.|&!<,>* \t", b"\"'`])}\\ \t"
LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-" + bytes(range(128, 256))
IDENTIFIER = re.compile(rb"(?<![\w/\x80-\xff])[A-Za-z_\x80-\xff][\w.\x80-\xff-]{0,60}")
ELEMENT = re.compile(
    rb"<([\w:.-]{1,60})(?:[ \t](?i:type|id|wsu:id|encoding|encodingtype)=[\"'][^\"'<>]{0,80}[\"']){1,4}>\Z"
)
"""An element whose attributes say nothing of its name."""
PREFIX, BEFORE = frozenset(b"bBrRuUfFLN"), frozenset(b" \t=(:,")
"""A string's prefix, as in `b"…"`, and what stands before one."""
TYPES = frozenset(
    b"string str value default content text const char let var val nsstring bytes varchar option bearer basic"
    b" body data is secret-string was static final private public readonly with by identified type mut as field u8"
    b" example android".split()
)
ARN = re.compile(rb"\b(?:arn|urn|crn|ocid1)[:.][\w:./-]{3,100}\Z")
"""A name within a cloud's name for a thing: `arn:…:secret:`."""
SPOKEN = re.compile(r"(?i)public|private|credential|token|secret|password|userpass|(?-i:Key(?![a-z0-9]))|auth")


def is_bare(data: bytes, start: int, end: int) -> bool:
    """Return whether what stands without quotes is a value and no argument, call or class."""
    if (
        data[end : end + 1] in CALLS
        or data[start - 2 : start] == b">@"
        or ARN.search(data[max(0, start - 100) : start])
    ):
        return False
    sign = data[max(0, start - 24) : start].rstrip(b" \t\r\n")[-1:]
    if sign == b"|" and data[start - 1 : start] != b" ":
        return False
    return sign != b"(" and (sign != b">" or data[end : end + 1].strip() in (b"<", b""))


def is_in_query(near: bytes) -> bool:
    """Return whether a value stands in an address, and not among the `;`-parted settings of a connection."""
    _, address, rest = near.rpartition(b"://")
    return bool(address) and b";" not in rest


def is_alternative(near: bytes) -> bool:
    """Return whether a value is the next line of `a|b|` and so on: a pattern that goes on, and no table."""
    return b"\n" in near[near.rfind(b"|") :] and near.rstrip(b" \t\r\n\"'`rRbBuUfF").endswith(b"|")


def is_listed(near: bytes, value: str, quoted: bool) -> bool:
    """Return whether a value after a comma is one, as in `put("token", "…")` or `token,…`, and not the next name."""
    core = "".join(filter(str.isalnum, value))
    return (
        b"\n" not in near[near.rfind(b",") :] and sum(map(str.isdigit, core)) >= 2 - quoted and not SPOKEN.search(value)
    )


def is_idle(data: bytes, start: int) -> bool:
    """Return whether a string that begins at `start` is a member of JSON whose key says that it is no secret.

    INVARIANT: then that key is what `named` gives, and nothing else around the string can say otherwise.
    """
    if data[start - 4 : start] != MEMBER:
        return False
    _, quote, key = data[max(0, start - KEY) : start - 4].rpartition(b'"')
    return bool(quote) and says_nothing(key)


@lru_cache(4096)
def says_nothing(key: bytes) -> bool:
    """Return whether a key is a name, and one of no secret."""
    is_name = key and not key.translate(None, LETTERS) and key.lower() not in (*TYPES, b"key")
    return bool(is_name) and says(key) == SILENT


def named(near: bytes) -> bytes:
    """Return the name that a value is assigned to, from the text before the value."""
    if near.endswith((b"'>", b'">')) and (element := ELEMENT.search(near)):
        return element[1]
    if len(near) > 2 and near[-1] in QUOTES and near[-2] in PREFIX and near[-3] in BEFORE:
        near = near[:-2]
    left = near.rstrip(OPENING).rstrip(SIGNS).rstrip(CLOSING)
    name = left[len(left.rstrip(LETTERS)) :]
    if name.lower() == b"key":
        return b" ".join(left.split()[-2:])
    if name and name.lower().lstrip(b"-") not in TYPES:
        return name
    words = IDENTIFIER.findall(left)
    while words and words[-1].lower() in TYPES:
        words.pop()
    return b" ".join(words[-2:] if words[-1:] == [b"key"] else words[-1:])


def line(near: bytes, name: bytes) -> bytes:
    """Return the line before a value, and the name where that stands on an earlier one."""
    last = near.rpartition(b"\n")[2] or near
    return last if name in last else b"%s %s" % (name, last)


def receiver(near: bytes) -> bytes:
    """Return the name a value gets to through a call, as in `api_key: str = Field("…")`; nothing if there is none."""
    left = near[:-2].rstrip(LETTERS + b":").removesuffix(b"[]").rstrip(b" \t")
    if left[-1:] not in (b"=", b":"):
        return b""
    words = IDENTIFIER.findall(left)
    while words and words[-1].lower() in TYPES:
        words.pop()
    return words[-1] if words else b""
