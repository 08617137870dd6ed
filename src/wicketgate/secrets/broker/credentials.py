"""Credentials the agent brings itself, on their way to a bound host: an attacker's account there is a way out.

Takes a request from which every placeholder at its position was taken out; gives what in it is a credential.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from urllib.parse import parse_qsl

from wicketgate.policy.secret import Secret
from wicketgate.secrets.broker.json_body import read, strict
from wicketgate.secrets.broker.outgoing_request import Outgoing

FIELD = re.compile(
    rb"(proxy-)?authorization|cookie2?|authentication|(x-)?([a-z0-9]+-)*(api-?key|apikey|app-?key|auth|token|secret|"
    rb"password|passwd|credentials?|access-?key|session(-?id)?|signature|security-token|jwt)"
)
HARMLESS = frozenset({b"x-csrf-token", b"x-xsrf-token", b"sec-websocket-key", b"idempotency-key"})
PARAMETER = re.compile(
    r"(access|auth|oauth|private|personal|job|id|refresh|security|x-amz-security|session)[_-]?token|token|api[_-]?key|"
    r"(client|app)[_-]?secret|secret|password|passwd|access[_-]?key([_-]?id)?|x-(amz|goog)-(signature|credential)|"
    r"awsaccesskeyid|signature|sig|authorization|jwt",
    re.IGNORECASE,
)


def named(secrets: Iterable[Secret]) -> frozenset[str]:
    """Return the fields and parameters that secrets are bound to, in lower case."""
    names = (secret.name or (secret.header or "").partition(":")[0] for secret in secrets)
    return frozenset(name.lower() for name in names if name)


def own(asked: Outgoing, bound: frozenset[str]) -> str:
    """Return which field or parameter is a credential of the agent's own; `bound` are those bound there (`named`)."""
    for field, _ in asked.fields:
        if field.decode() in bound or _names_one(field):
            return f"the field {field.decode()}"
    for name, _ in asked.parameters if _may_name_one(asked.query, bound) else ():
        if name.lower() in bound or PARAMETER.fullmatch(name):
            return f"the parameter {name[:64]}"
    return _in_body(asked, bound)


@functools.lru_cache(maxsize=256)  # the same clients send the same fields
def _names_one(field: bytes) -> bool:
    return FIELD.fullmatch(field) is not None and field not in HARMLESS


def _may_name_one(query: str, bound: frozenset[str]) -> bool:
    """Return whether a parameter could be called like a credential: its name stands in the query, or is encoded."""
    if not query or "%" in query or "+" in query:
        return bool(query)
    folded = query.lower()
    return PARAMETER.search(query) is not None or any(name in folded for name in bound)


def _in_body(asked: Outgoing, bound: frozenset[str]) -> str:
    if bound and asked.body and asked.field(b"content-encoding") not in (None, b"identity"):
        return "a body nobody can look into"
    if asked.form == "form":
        for name, value in parse_qsl(asked.body.decode("latin-1"), keep_blank_values=True, max_num_fields=10_000):
            if name.lower() in bound and value:
                return f"the form field {name[:64]}"
    if asked.form == "json" and bound:
        found = strict(asked.body)
        for name in bound:
            if found is None or read(found, name) not in (None, ""):
                return "a field of its body"
    return ""
