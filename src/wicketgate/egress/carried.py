"""What a plain request carries out, fixed before anybody is asked: its whole body, and its fields as they will be sent.

Takes a request from inside and where it goes. Gives the call that will be made, and the arguments that show it: what a
person approves and the record keeps. It knows no rule and sends nothing.

INVARIANT: every byte that is sent follows from the arguments (but a WebSocket's key): line and fields are spelled out,
the body is named by its digest. Without this, a yes to one body could be used for another one of the same length.
"""

from __future__ import annotations

import functools
import hashlib
import re
from operator import itemgetter
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from wicketgate.action import Arguments
from wicketgate.egress import meaning, target
from wicketgate.egress.git.seen import SHOWN, Seen
from wicketgate.egress.websocket.handshake import named
from wicketgate.gate.url import Url, authority
from wicketgate.http.client import Call
from wicketgate.http.exchange import Exchange
from wicketgate.http.head import BadRequest, Headers
from wicketgate.secrets.broker.outgoing_request import Outgoing

LARGEST, UNSIZED = 8 << 20, 1 << 20
"""Bytes of one body; of one that does not say its length."""
TEXT = SHOWN
"""Characters of a text body that are shown; of a longer one the beginning and the end."""
HEX = 256
"""First bytes of a body that is not text that are shown."""
PART = re.compile(rb"""name=["']?_method\b""", re.IGNORECASE)
PARTS = frozenset({b"range", b"if-range"})
IDENTITY, CLOSE = (b"accept-encoding", b"identity"), (b"connection", b"close")
NAME = itemgetter(0)
FRAMED = frozenset({"POST", "PUT", "PATCH"})


class Carried(NamedTuple):
    """One request, read whole: what will be sent, and the arguments that say so."""

    asked: Outgoing
    call: Call
    arguments: Arguments


def call(out: Outgoing) -> Call:
    """Return the line and fields that are sent, those of one name in their order, the names sorted."""
    return Call(out.method, f"{out.path}?{out.query}" if out.query else out.path, _sent(out))


def most(asked: Exchange, transfer: int) -> int:
    """Return how many bytes the request's body may have, from its head; BadRequest 413 where that is too many."""
    first = asked.head.first
    length = first.get(b"content-length")
    if length is None:
        return min(UNSIZED, transfer) if b"transfer-encoding" in first else 0
    if int(length) > min(LARGEST, transfer):
        raise _too_large(min(LARGEST, transfer))
    return int(length)


async def read(asked: Exchange, found: Url, limit: int, seen: Seen, *, whole: bool = False) -> Carried:
    """Return the request with its whole body, of `limit` bytes at most; BadRequest 413 if it is longer.

    A push is drawn against what was `seen` of the repository; `whole` asks for the whole answer: of one in parts no
    part could be told to hold a piece of a secret.
    """
    try:
        body = await asked.body(limit) if limit else b""
    except BadRequest as error:
        if error.status != 413:
            raise
        raise _too_large(limit) from None
    tls = found.scheme == "https"
    fields, size = _kept(asked.headers, tls, PARTS if whole else frozenset())
    method, kept = named(asked.head, fields)
    out = Outgoing(tls, method, found.host, found.port, found.path, found.query, kept, body)
    if overrides(out):
        raise BadRequest("_method would ask for another method than the request's")
    called = call(out)
    arguments: dict[str, Any] = {
        "method": method,
        "url": found.text,
        "headers": {name: list(values) for name, values in _named(called.headers)},
        "headers_bytes": size,
        "body_bytes": len(body),
    }
    meant = meaning.of(out)
    if body:
        form, text = drawn(body)
        if push := await seen.drawn(out):
            form, text = f"a push, drawn from its {len(body)} bytes", cut(push.text, body)
            meant += map(meaning.git, push.notes)
        arguments["content_type"] = _text(dict(kept).get(b"content-type", b""))
        arguments |= {"body_sha256": hashlib.sha256(body).hexdigest(), "body_shown": form, "body": text}
    if meant:
        arguments["means"] = meant
    return Carried(out, called, arguments)


def overrides(out: Outgoing) -> bool:
    """Return whether a parameter, or a field of a form, would have a server take another method than was decided."""
    looked = "%" in out.query or "_method" in out.query
    if not out.body and not looked:
        return False
    names = [name for name, _ in out.parameters] if looked else []
    if out.form == "form":
        names += [name for name, _ in parse_qsl(out.body.decode("latin-1"), keep_blank_values=True)]
    parts = (out.field(b"content-type") or b"").lower().startswith(b"multipart/")
    return "_method" in names or (parts and PART.search(out.body) is not None)


def drawn(body: bytes) -> tuple[str, str]:
    """Return in which form a body is shown, which it cannot imitate, and the body in that form."""
    try:
        text = body.decode() if b"\0" not in body else None
    except UnicodeDecodeError:
        text = None
    if text is None:
        return f"not text: hexadecimal, first {min(HEX, len(body))} of {len(body)} bytes", body[:HEX].hex(" ", 1)
    left = len(text) - TEXT // 2 * 2
    form = f"text, {left} of {len(text)} characters in its middle left out" if len(text) > TEXT else "text, whole"
    return form, cut(text, body)


def cut(text: str, body: bytes) -> str:
    """Return a text that shows a body, without its middle where it is long."""
    if len(text) <= TEXT:
        return text
    half, left = TEXT // 2, len(text) - TEXT // 2 * 2
    mark = f"\n[{left} characters are not shown; sha256 of the whole body: {hashlib.sha256(body).hexdigest()}]\n"
    return text[:half] + mark + text[-half:]


def _sent(out: Outgoing) -> Headers:
    """Return the fields that are sent, those of one name in their order, the names sorted: the order says nothing."""
    framing = [(b"content-length", b"%d" % len(out.body))] if out.body or out.method in FRAMED else []
    ordered = sorted(out.fields, key=NAME)
    return (_host(out.host, out.port, out.tls), *ordered, *framing, *(() if out.tls else (CLOSE,)))


@functools.lru_cache(maxsize=64)
def _host(host: str, port: int, tls: bool) -> tuple[bytes, bytes]:
    return b"host", authority(host, port).removesuffix(":443" if tls else ":80").encode()


@functools.lru_cache(maxsize=64)  # a connection mostly sends the same fields again
def _kept(headers: Headers, tls: bool, left_out: frozenset[bytes]) -> tuple[Headers, int]:
    """Return the fields that go on, and how many bytes they are."""
    asked = target.end_to_end(headers)
    kept = [field for field in asked if field[0] != IDENTITY[0] and not (tls and field[0] in left_out)]
    if tls or len(kept) < len(asked):
        kept.append(IDENTITY)  # what we cannot look into (br, zstd) is asked for by nobody, and refused if it comes
    return tuple(kept), sum(len(name) + len(value) + 4 for name, value in kept)


@functools.lru_cache(maxsize=64)
def _named(headers: Headers) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the names in their order, each with its values."""
    named: dict[str, list[str]] = {}
    for name, value in headers:
        named.setdefault(_text(name), []).append(_text(value))
    return tuple((name, tuple(values)) for name, values in named.items())


def _text(value: bytes) -> str:
    """Return a field's value as text: no two values give the same one."""
    return value.decode("utf-8", "surrogateescape")


def _too_large(limit: int) -> BadRequest:
    hint = "send it in smaller parts: a body is read whole before it is decided on, a chunked one up to 1 MiB"
    return BadRequest(f"body too large (at most {limit} bytes)", hint, 413)
