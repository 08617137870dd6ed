"""One POST of our own to a token server: through the same address check as the agent's, verified, answer bounded."""

from __future__ import annotations

import ssl

from wicketgate.egress import carried
from wicketgate.egress.dial import Resolver, lookup
from wicketgate.egress.link import Link
from wicketgate.errors import Refused
from wicketgate.gate import url
from wicketgate.http.client import UpstreamError, exchange
from wicketgate.secrets.broker.outgoing_request import Fields, Outgoing

IDLE, LARGEST = 20.0, 64 << 10


class Poster:
    """Posts to the token servers the policy names."""

    def __init__(self, resolver: Resolver = lookup, trust: ssl.SSLContext | None = None) -> None:
        self._resolver, self._trust = resolver, trust

    async def __call__(self, address: str, fields: Fields, body: bytes) -> tuple[int, bytes]:
        """Return status and body of the answer; Refused where none is to be had."""
        try:
            found = url.canonical(address)
            link = Link(self._resolver, self._trust)
            streams, _ = await link.open(found, again=False)
            try:
                tls = found.scheme == "https"
                out = Outgoing(tls, "POST", found.host, found.port, found.path, found.query, fields, body)
                reply = await exchange(streams, carried.call(out), body, IDLE)
                return reply.status, await reply.read(LARGEST)
            finally:
                streams[1].close()
        except (url.UrlRefused, UpstreamError) as error:
            raise Refused(f"the token server cannot be asked: {error}", "check token_url") from None
