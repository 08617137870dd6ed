"""AWS Signature Version 4, from its public description: takes a request, a key and a time, gives it signed. Pure.

https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, unquote

from wicketgate.secrets.broker.outgoing_request import Outgoing

ALGORITHM = "AWS4-HMAC-SHA256"
SAFE = "-_.~"
NOT_HASHED = frozenset({"UNSIGNED-PAYLOAD", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"})
UNSIGNED = frozenset({b"user-agent", b"accept-encoding", b"expect", b"authorization", b"x-amzn-trace-id"})


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a signature is good."""

    key_id: str
    region: str
    service: str


def signed(asked: Outgoing, scope: Scope, secret: str, at: datetime) -> Outgoing:
    """Return the request with the fields that sign it; `secret` is the key, or `key:session token`."""
    key, _, token = secret.partition(":")
    stamp = at.strftime("%Y%m%dT%H%M%SZ")
    said = (asked.field(b"x-amz-content-sha256") or b"").decode("latin-1")
    digest = said if said in NOT_HASHED else hashlib.sha256(asked.body).hexdigest()
    made = asked.with_field(b"x-amz-date", stamp.encode())
    if token:
        made = made.with_field(b"x-amz-security-token", token.encode())
    if scope.service == "s3" or asked.field(b"x-amz-content-sha256") is not None:
        made = made.with_field(b"x-amz-content-sha256", digest.encode())
    names, canonical = _canonical(made, scope, digest)
    day = "/".join((stamp[:8], scope.region, scope.service, "aws4_request"))
    text = "\n".join((ALGORITHM, stamp, day, hashlib.sha256(canonical.encode("latin-1")).hexdigest()))
    signature = hmac.new(_key(key, scope, stamp[:8]), text.encode(), hashlib.sha256).hexdigest()
    value = f"{ALGORITHM} Credential={scope.key_id}/{day}, SignedHeaders={names}, Signature={signature}"
    return made.with_field(b"authorization", value.encode())


def _canonical(asked: Outgoing, scope: Scope, digest: str) -> tuple[str, str]:
    host = asked.host if asked.port == 443 else f"{asked.host}:{asked.port}"
    fields: dict[str, list[str]] = {"host": [host]}
    for name, value in asked.fields:
        if name not in UNSIGNED:
            fields.setdefault(name.decode(), []).append(" ".join(value.decode("latin-1").split()))
    names = ";".join(sorted(fields))
    lines = "".join(f"{name}:{','.join(fields[name])}\n" for name in sorted(fields))
    path = quote(unquote(asked.path), safe=SAFE + "/")
    path = path if scope.service == "s3" else quote(path, safe=SAFE + "/")
    pairs = [part.partition("=") for part in asked.query.split("&") if part]
    coded = sorted((_coded(name), _coded(value)) for name, _, value in pairs)
    query = "&".join(f"{name}={value}" for name, value in coded)
    return names, "\n".join((asked.method, path, query, lines, names, digest))


def _coded(text: str) -> str:
    return quote(unquote(text.replace("+", " ")), safe=SAFE)


def _key(secret: str, scope: Scope, day: str) -> bytes:
    key = b"AWS4" + secret.encode()
    for text in (day, scope.region, scope.service, "aws4_request"):
        key = hmac.new(key, text.encode(), hashlib.sha256).digest()
    return key


def coded_query(asked: Outgoing) -> Outgoing:
    """Return the request with its query spelled as it is signed, so that no server reads it otherwise."""
    pairs = [part.partition("=") for part in asked.query.split("&") if part]
    return asked._replace(query="&".join(f"{_coded(name)}={_coded(value)}" for name, _, value in pairs))
