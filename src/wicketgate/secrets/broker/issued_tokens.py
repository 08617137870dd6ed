"""Tokens a server issues in its answers: each becomes a placeholder before the agent sees it, and is swapped back.

Takes the text of an answer from a bound host; gives it with placeholders. What comes back counts at the same host
only, and only where such a token belongs: Authorization, the cookie of its name, a token field of a body.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass

from wicketgate.errors import ConfigError
from wicketgate.output.sealed import Sealed
from wicketgate.secrets.broker.outgoing_request import Fields, Outgoing
from wicketgate.secrets.credential import SHORTEST, Credential

NAMES = (
    rb"access_token|refresh_token|id_token|session_token|client_secret|device_code"
    rb"|accessToken|refreshToken|idToken|sessionToken|clientSecret|SessionToken|SecretAccessKey"
)
PARTS = (b"oken", b"ecret", b"device_code")
"""What each name has in it, so that most answers are done with at once."""
IN_JSON = re.compile(rb'("(?:' + NAMES + rb')"\s*:\s*")([^"\\\x00-\x1f]{8,16384})(?=")')
IN_XML = re.compile(rb"(<(?:" + NAMES + rb")>)([^<\x00-\x1f]{8,16384})(?=</)")
IN_FORM = re.compile(rb"((?:^|&)(?:" + NAMES + rb")=)([^&\s]{8,16384})")
COOKIE = re.compile(rb"\s*([!#$%&'*+\-.^_`|~0-9A-Za-z]+)=(\"?)([^;\"]*)(\"?)(.*)", re.DOTALL)
MOST = 1000
PREFIX = "wgp_"
"""How every placeholder begins; letters, digits and underscores follow."""
PLACEHOLDER = re.compile(PREFIX.encode() + rb"[A-Za-z0-9_]+")


@dataclass(frozen=True, slots=True)
class _Token:
    value: Credential
    place: tuple[str, int]
    cookie: str
    by: tuple[str, ...]
    """The secrets of the request it was issued to: it counts as long as they do."""


class Issued(Sealed):
    """What servers issued to one run."""

    def __init__(self, mint: Callable[[str], str], learn: Callable[[Credential], None]) -> None:
        self._mint, self._learn = mint, learn
        self._tokens: dict[str, _Token] = {}
        self._same: dict[tuple[object, ...], str] = {}
        """The placeholder of each token by all that tells it from another: an answer may name thousands."""

    def redacted(self) -> str:
        """Return how many there are."""
        return f"[{len(self._tokens)} issued tokens]"

    def placeholders(self) -> tuple[str, ...]:
        """Return what stands for them inside."""
        return tuple(self._tokens)

    def body(self, out: Outgoing, name: str, text: bytes) -> bytes:
        """Return a JSON, XML or form body with each token in it replaced; `out` is the request it answers."""

        def _swap(match: re.Match[bytes]) -> bytes:
            return match[1] + self._kept(out, name, match[2], "")

        if not any(part in text for part in PARTS):
            return text
        text = IN_XML.sub(_swap, IN_JSON.sub(_swap, text))
        return IN_FORM.sub(_swap, text) if b"=" in text[:64] else text

    def fields(self, out: Outgoing, name: str, fields: Fields) -> Fields:
        """Return an answer's fields with the value of each cookie replaced; `out` is the request it answers."""
        return tuple((k, self._cookie(out, name, value) if k == b"set-cookie" else value) for k, value in fields)

    def by(self, asked: Outgoing) -> set[str]:
        """Return the secrets that the tokens in a request were issued for."""
        return {name for _, token in self._standing(asked) for name in token.by}

    def back(self, asked: Outgoing, value: bool) -> Outgoing:
        """Return a request with each issued placeholder that stands where it belongs replaced, or taken out."""
        for placeholder, token in self._standing(asked):
            asked = _back(asked, placeholder, token.value.reveal() if value else "", token.cookie)
        return asked

    def _standing(self, asked: Outgoing) -> list[tuple[str, _Token]]:
        """Return the tokens whose placeholders stand in a request to where they count, found in one look at it."""
        if not (self._tokens and asked.tls):
            return []
        names = dict.fromkeys(found.decode() for found in PLACEHOLDER.findall(_where(asked)))
        found = ((name, self._tokens[name]) for name in names if name in self._tokens)
        return [(name, token) for name, token in found if token.place == (asked.host, asked.port)]

    def _cookie(self, out: Outgoing, name: str, text: bytes) -> bytes:
        match = COOKIE.fullmatch(text)
        if match is None or len(match[3]) < SHORTEST:
            return text
        return match[1] + b"=" + self._kept(out, name, match[3], match[1].decode()) + match[5]

    def _kept(self, out: Outgoing, name: str, value: bytes, cookie: str) -> bytes:
        place, by = (out.host, out.port), out.by
        if known := self._same.get((value, place, cookie, by)):
            return known.encode()
        if len(self._tokens) >= MOST:
            return b"[redacted]"
        try:
            kept = Credential(f"{name}.issued", value.decode())
        except (ConfigError, UnicodeDecodeError):
            return b"[redacted]"
        self._learn(kept)
        placeholder = self._mint(f"{name}_issued")
        self._tokens[placeholder] = _Token(kept, place, cookie, by)
        self._same[value, place, cookie, by] = placeholder
        return placeholder.encode()


def _where(asked: Outgoing) -> bytes:
    fields = [_plain(value) for name, value in asked.fields if name in (b"authorization", b"cookie")]
    return b"\n".join([*fields, asked.body if asked.form else b""])


def _plain(value: bytes) -> bytes:
    """Return a field's value, the pair of Basic decoded."""
    scheme, _, coded = value.partition(b" ")
    if scheme.lower() == b"basic":
        try:
            return base64.b64decode(coded, validate=True)
        except (binascii.Error, ValueError):
            return b""
    return value


def _back(asked: Outgoing, placeholder: str, value: str, cookie: str) -> Outgoing:
    raw, mark = value.encode(), placeholder.encode()
    made = asked
    if cookie:
        pattern = re.compile(rb"(^|;\s*)(" + re.escape(cookie.encode()) + rb"=)" + re.escape(mark) + rb"(?=;|$)")
        old = made.field(b"cookie") or b""
        new = pattern.sub(lambda match: match[1] + match[2] + raw if value else b"", old)
        return made if new == old else made.with_field(b"cookie", new.strip(b"; ") or None)
    scheme, _, rest = (made.field(b"authorization") or b"").partition(b" ")
    if rest.strip() == mark and scheme.lower() in (b"bearer", b"token"):
        made = made.with_field(b"authorization", scheme + b" " + raw if value else None)
    shape = IN_JSON if made.form == "json" else IN_FORM if made.form == "form" else None
    if shape is not None:
        body = shape.sub(lambda match: match[1] + raw if match[2] == mark else match[0], made.body)
        made = made._replace(body=body)
    return made
