"""Access tokens fetched outside for a bound client: takes a binding and its value, gives a token, kept until it ends.

The agent sees neither the client's secret nor the token. One fetch at a time for each binding; a refusal by the token
server is a refusal here, without a word of its answer. https://www.rfc-editor.org/rfc/rfc6749 (sections 4.4 and 6)
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import quote_plus, urlencode

from wicketgate.errors import Error, Refused
from wicketgate.output.sealed import Sealed
from wicketgate.policy.secret import Secret
from wicketgate.secrets.broker.outgoing import Fields
from wicketgate.secrets.credential import Credential

Fetch = Callable[[str, Fields, bytes], Awaitable[tuple[int, bytes]]]
"""POST these fields and this body to a URL; gives status and body."""
Clock = Callable[[], float]
EARLY, USUAL, LONGEST = 30.0, 300.0, 86_400.0
"""Seconds: how long before its end a token is no longer used; what one without an end lasts; the most any lasts."""


@dataclass(slots=True)
class _Kept:
    token: Credential
    by: bytes
    """Digest of the secret it was fetched with."""
    until: float


class Tokens(Sealed):
    """The tokens of one run."""

    def __init__(self, fetch: Fetch, learn: Callable[[Credential], None], clock: Clock) -> None:
        self._fetch, self._learn, self._clock = fetch, learn, clock
        self._kept: dict[str, _Kept] = {}
        self._refresh: dict[str, tuple[str, str]] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    def redacted(self) -> str:
        """Return how many are kept."""
        return f"[{len(self._kept)} access tokens]"

    async def token(self, name: str, secret: Secret, value: Credential) -> Credential:
        """Return a token that is good now; Refused when the token server gives none."""
        async with self._locks.setdefault(name, asyncio.Lock()):
            text, kept = value.reveal(), self._kept.get(name)
            # A rotated secret is another client's word: what was fetched with the old one is not used again.
            if kept is None or kept.by != _digest(text) or kept.until <= self._clock():
                kept = self._kept[name] = await self._fetched(name, secret, text)
            return kept.token

    async def _fetched(self, name: str, secret: Secret, text: str) -> _Kept:
        fields: Fields = ((b"content-type", b"application/x-www-form-urlencoded"), (b"accept", b"application/json"))
        asked = {"grant_type": "client_credentials"}
        if secret.how == "oauth2-refresh":
            given, newest = self._refresh.get(name, (text, text))
            asked = {"grant_type": "refresh_token", "refresh_token": newest if given == text else text}
            asked |= {"client_id": secret.user} if secret.user else {}
        else:
            pair = f"{quote_plus(secret.user or '')}:{quote_plus(text)}".encode()
            fields += ((b"authorization", b"Basic " + base64.b64encode(pair)),)
        asked |= {"scope": secret.scope} if secret.scope else {}
        status, body = await self._fetch(secret.token_url or "", fields, urlencode(asked).encode())
        return self._read(name, text, status, body)

    def _read(self, name: str, text: str, status: int, body: bytes) -> _Kept:
        none = Refused(f"no token for {name}: its server answered {status}", "check token_url and the secret")
        try:
            found = json.loads(body)
            token, lasts = Credential.for_header(name, found["access_token"]), float(found.get("expires_in", USUAL))
        except (ValueError, KeyError, TypeError, RecursionError, Error):
            raise none from None
        if status != 200:
            raise none
        self._learn(token)
        newest = found.get("refresh_token")
        if isinstance(newest, str) and newest:
            self._learn(Credential(name, newest))
            self._refresh[name] = (text, newest)
        return _Kept(token, _digest(text), self._clock() + min(max(lasts, 0.0), LONGEST) - EARLY)


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
