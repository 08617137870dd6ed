"""The one position of a request a secret may stand at. Takes a binding and a request; puts a value in, or takes it out.

INVARIANT: a placeholder counts only where it is the whole of what stands at its position: `x<placeholder>` in a header,
or a second field of the same name, is not its position.
"""

from __future__ import annotations

import base64
import binascii
import functools
import json
from collections.abc import Callable
from urllib.parse import parse_qsl, quote, unquote

from wicketgate.policy.secret import Secret
from wicketgate.secrets.broker.json_body import read, strict
from wicketgate.secrets.broker.outgoing_request import Outgoing

Put = Callable[[Secret, Outgoing, str, str | None], Outgoing | None]
AUTHORIZATION = b"authorization"
BEARER = "Authorization: Bearer {}"


def put(secret: Secret, asked: Outgoing, placeholder: str, value: str | None) -> Outgoing | None:
    """Return the request with `value` in the placeholder's place (None: without it), or None: it is not there."""
    return PLACES[secret.how](secret, asked, placeholder, value)


def _header(secret: Secret, asked: Outgoing, placeholder: str, value: str | None) -> Outgoing | None:
    key, before, after = _shape((secret.header if secret.how == "header" else None) or BEARER)
    found = (asked.field(key) or b"").decode("latin-1")
    # A scheme's name is not case-sensitive: `bearer x` is `Bearer x`.
    if found[: len(before)].lower() != before.lower() or found[len(before) :] != placeholder + after:
        return None
    return asked.with_field(key, None if value is None else f"{before}{value}{after}".encode())


@functools.lru_cache(maxsize=256)
def _shape(header: str) -> tuple[bytes, str, str]:
    """Return the name of a field, and what stands before and after the value in it."""
    name, _, text = header.partition(":")
    before, _, after = text.strip().partition("{}")
    return name.lower().encode(), before, after


def _basic(secret: Secret, asked: Outgoing, placeholder: str, value: str | None) -> Outgoing | None:
    scheme, _, coded = (asked.field(AUTHORIZATION) or b"").partition(b" ")
    try:
        found = base64.b64decode(coded.strip(), validate=True)
    except (binascii.Error, ValueError):
        return None
    if scheme.lower() != b"basic" or found != f"{secret.user}:{placeholder}".encode():
        return None
    made = None if value is None else b"Basic " + base64.b64encode(f"{secret.user}:{value}".encode())
    return asked.with_field(AUTHORIZATION, made)


def _query(secret: Secret, asked: Outgoing, placeholder: str, value: str | None) -> Outgoing | None:
    parts = _parts(asked.query, secret.name or "", placeholder, value)
    return None if parts is None else asked._replace(query=parts)


def _path(secret: Secret, asked: Outgoing, placeholder: str, value: str | None) -> Outgoing | None:
    segments = asked.path.split("/")
    if segments.count(placeholder) != 1:
        return None
    at = segments.index(placeholder)
    segments[at] = quote(value or "", safe="")
    return asked._replace(path="/".join(segments))


def _field(secret: Secret, asked: Outgoing, placeholder: str, value: str | None) -> Outgoing | None:
    name = secret.name or ""
    if asked.form == "form":
        parts = _parts(asked.body.decode("latin-1"), name, placeholder, value)
        return None if parts is None else asked._replace(body=parts.encode("latin-1"))
    # One occurrence in the whole text, and the reading finds it in that field: so it is the one that is replaced.
    found = strict(asked.body) if asked.form == "json" and asked.body.count(placeholder.encode()) == 1 else None
    if found is None or read(found, name) != placeholder:
        return None
    return asked._replace(body=asked.body.replace(placeholder.encode(), json.dumps(value or "")[1:-1].encode()))


def _parts(text: str, name: str, placeholder: str, value: str | None) -> str | None:
    """Return `a=b&c=d` with the one parameter `name`, which must be the placeholder, replaced or taken out."""
    parts = text.split("&")
    named = [part for part in parts if unquote(part.partition("=")[0].replace("+", " ")) == name]
    if len(named) != 1 or [found for _, found in parse_qsl(named[0], keep_blank_values=True)] != [placeholder]:
        return None
    made = [] if value is None else [f"{named[0].partition('=')[0]}={quote(value, safe='')}"]
    return "&".join(each for part in parts for each in (made if part is named[0] else [part]))


def _signed(secret: Secret, asked: Outgoing, placeholder: str, value: str | None) -> Outgoing | None:
    """Return the request without the signature made with a placeholder; the real one is made when it is sent."""
    found = (asked.field(AUTHORIZATION) or b"").decode("latin-1")
    if not found.startswith(f"AWS4-HMAC-SHA256 Credential={placeholder}/"):
        return None
    return asked.with_field(AUTHORIZATION, None).with_field(b"x-amz-security-token", None)


PLACES: dict[str, Put] = {
    "header": _header,
    "bearer": _header,
    "oauth2-client": _header,
    "oauth2-refresh": _header,
    "basic": _basic,
    "query": _query,
    "path": _path,
    "field": _field,
    "sigv4": _signed,
}
