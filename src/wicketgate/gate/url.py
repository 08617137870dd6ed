"""URLs in one canonical form, or refused. Takes text; knows no network and no rule.

What two parsers could read differently is refused, not repaired: user names, dot segments, encoded slashes,
backslashes, percent signs or controls, `;` parameters, empty segments, a trailing dot or unusual spelling of the host.
"""

from __future__ import annotations

import functools
import ipaddress
import re
from typing import NamedTuple

LONGEST = 16 << 10
SHAPE = re.compile(r"(https?)://([^/?#]*)([^?#]*)(?:\?([^#]*))?", re.ASCII | re.IGNORECASE)
LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?", re.ASCII)
PATH = re.compile(r"(?:/(?:[A-Za-z0-9._~!$&'(),*+=:@-]++|%[0-9A-Fa-f]{2})*)*", re.ASCII)
ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
NEVER = frozenset("/\\%;\x7f") | frozenset(map(chr, range(0x20)))
UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
PORTS = {"http": 80, "https": 443}


class UrlRefused(ValueError):
    """The text cannot be taken as one URL; the message says why."""


class Url(NamedTuple):
    """A canonical URL: lower-case host (no brackets), a port, a path that starts with `/`."""

    scheme: str
    host: str
    port: int
    path: str
    query: str
    authority: str
    """`host:port`, an IPv6 address in brackets."""
    text: str
    """All of it as one text."""

    def __str__(self) -> str:
        return self.text


@functools.lru_cache(maxsize=256)
def authority(host: str, port: int) -> str:
    """Return `host:port`, an IPv6 address in brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


@functools.lru_cache(maxsize=256)
def canonical_host(text: str) -> str:
    """Return a host name in lower case, or an address in its one spelling; UrlRefused otherwise."""
    host = text.lower()
    if host.startswith("[") and host.endswith("]"):
        return _address(host[1:-1], 6)
    if not host.isascii():
        raise UrlRefused("expected an ASCII host: write an international name in its `xn--` form")
    labels = host.split(".")
    if len(host) > 253 or not all(LABEL.fullmatch(label) for label in labels):
        raise UrlRefused(f"expected a host name without a trailing dot (got {text[:80]!r})")
    # A last label that is a number makes resolvers read the whole as an address, in octal, hex or with parts missing.
    if labels[-1].isdigit() or labels[-1].startswith("0x"):
        return _address(host, 4)
    return host


def _address(text: str, version: int) -> str:
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        raise UrlRefused(f"expected an address in its usual spelling (got {text[:80]!r})") from None
    if found.version != version or getattr(found, "scope_id", None):
        raise UrlRefused(f"expected an address in its usual spelling, no zone (got {text[:80]!r})")
    return str(found)


def canonical_port(text: str) -> int:
    """Return a port number from its decimal text; UrlRefused otherwise."""
    if not text.isascii() or not text.isdigit() or text[0] == "0" or len(text) > 5 or int(text) > 65535:
        raise UrlRefused(f"expected a port from 1 to 65535 (got {text[:20]!r})")
    return int(text)


def canonical_path(text: str) -> str:
    """Return a path with upper-case escapes, unreserved characters unescaped; UrlRefused where readings differ."""
    if PATH.fullmatch(text) is None:
        raise UrlRefused("expected a path of plain or percent-encoded characters, without `;` or backslash")
    path = ESCAPE.sub(_unescape, text) if "%" in text else text
    if "/." in path and not {".", ".."}.isdisjoint(path.split("/")):
        raise UrlRefused("expected a path without dot segments")
    if "//" in path:
        raise UrlRefused("expected a path without empty segments")
    return path or "/"


def _unescape(match: re.Match[str]) -> str:
    char = chr(int(match[1], 16))
    if char in NEVER:
        raise UrlRefused(f"expected no encoded slash, backslash, percent sign, semicolon or control (got {match[0]})")
    return char if char in UNRESERVED else match[0].upper()


# One request's URL is read twice: where it arrives, and by the gate, which takes nobody's word for it.
@functools.lru_cache(maxsize=64)
def canonical(text: str) -> Url:
    """Return the canonical form of an absolute http or https URL; UrlRefused otherwise."""
    if len(text) > LONGEST:
        raise UrlRefused(f"expected a URL of at most {LONGEST} characters (got {len(text)})")
    match = SHAPE.fullmatch(text)
    if match is None:
        raise UrlRefused("expected `http://host[:port]/path[?query]`, no fragment")
    scheme, where, path, query = match.groups("")
    scheme = scheme.lower()
    if not text.isprintable() or " " in text or not (text.isascii() or (path + query).isascii()):
        raise UrlRefused("expected a URL without blanks, control or non-ASCII characters")
    host, port = _split(where)
    number = canonical_port(port) if port else PORTS[scheme]
    host, path = canonical_host(host), canonical_path(path)
    place = authority(host, number)
    whole = f"{scheme}://{place}{path}?{query}" if query else f"{scheme}://{place}{path}"
    return Url(scheme, host, number, path, query, place, whole)


def _split(where: str) -> tuple[str, str]:
    if "@" in where or "\\" in where or "%" in where:
        raise UrlRefused("expected a plain host: no user name, backslash or percent sign")
    cut = where.rfind(":", where.rfind("]") + 1)
    if cut < 0:
        return where, ""
    if cut == len(where) - 1:
        raise UrlRefused("expected a port after the colon")
    return where[:cut], where[cut + 1 :]
