"""Access tokens fetched outside for a bound client: takes a binding and its value, gives a token, kept until it ends.

The agent sees neither the client's secret nor the token. One fetch at a time for each secret, in whatever run, carried
to its end even if nobody waits any more: a refresh token its server replaces is kept in the place of the old one, or
lost. A refusal by the token server is a refusal here, without a word of its answer.

https://www.rfc-editor.org/rfc/rfc6749 (sections 4.4, 6 and 10.4)
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from urllib.parse import quote_plus, urlencode

from wicketgate.errors import Error, Refused
from wicketgate.output.sealed import Sealed
from wicketgate.policy.secret import Secret
from wicketgate.secrets.broker.outgoing_request import Fields
from wicketgate.secrets.broker.values import Values
from wicketgate.secrets.credential import Credential, accepted

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

    def __init__(self, fetch: Fetch, values: Values, clock: Clock) -> None:
        self._fetch, self._values, self._clock = fetch, values, clock
        self._kept: dict[str, _Kept] = {}
        self._refresh: dict[str, tuple[str, str]] = {}
        self._working: set[asyncio.Task[Credential]] = set()

    def redacted(self) -> str:
        """Return how many are kept."""
        return f"[{len(self._kept)} access tokens]"

    async def token(self, name: str, secret: Secret, value: Credential) -> Credential:
        """Return a token that is good now; Refused when the token server gives none."""
        kept = self._good(name, value.reveal())
        if kept is not None:
            return kept.token
        task = asyncio.create_task(self._asked(name, secret, value))
        self._working.add(task)
        task.add_done_callback(self._done)
        return await asyncio.shield(task)

    async def _asked(self, name: str, secret: Secret, value: Credential) -> Credential:
        async with self._values.turn(name):
            text = value.reveal()  # another run may have had it replaced meanwhile
            kept = self._good(name, text)
            if kept is None:
                kept = self._kept[name] = await self._fetched(name, secret, text)
            return kept.token

    def _good(self, name: str, text: str) -> _Kept | None:
        """Return the token that is kept, unless it has ended, or was fetched with another secret."""
        kept = self._kept.get(name)
        # A rotated secret is another client's word: what was fetched with the old one is not used again.
        return kept if kept is not None and kept.by == _digest(text) and kept.until > self._clock() else None

    def _done(self, task: asyncio.Task[Credential]) -> None:
        self._working.discard(task)
        if not task.cancelled():
            task.exception()  # whoever waited was told; nobody may have

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
        kept, fresh = self._read(name, status, body)
        used = asked.get("refresh_token")
        if used is not None and fresh is not None and fresh.reveal() != used:
            if await self._values.renewed(name, text, fresh):
                return replace(kept, by=_digest(fresh.reveal()))
            self._refresh[name] = (text, fresh.reveal())  # for this run only
        return replace(kept, by=_digest(text))

    def _read(self, name: str, status: int, body: bytes) -> tuple[_Kept, Credential | None]:
        none = Refused(f"no token for {name}: its server answered {status}", "check token_url and the secret")
        try:
            found = json.loads(body)
            token, lasts = Credential.for_header(name, found["access_token"]), float(found.get("expires_in", USUAL))
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError, Error):
            raise none from None
        if status != 200:
            raise none
        self._values.learn(token)
        newest = found.get("refresh_token")
        until = self._clock() + min(max(lasts, 0.0), LONGEST) - EARLY
        return _Kept(token, b"", until), self._newest(name, newest)

    def _newest(self, name: str, text: object) -> Credential | None:
        """Return a refresh token an answer brings, known from here on; None where it is none that can be kept."""
        if not isinstance(text, str) or not text:
            return None
        try:
            made = accepted(name, text)
        except Error:
            return None
        self._values.learn(made)
        return made


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
