"""The one place the model route may go: takes the policy's URL and the operator's key, connects and builds headers.

TLS is verified always; plain HTTP reaches loopback addresses only. Nothing the agent sent is in the headers but the
names of known beta features.
"""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from urllib.parse import urlsplit

from wicketgate.egress import betas
from wicketgate.errors import ConfigError
from wicketgate.http.client import Streams, UpstreamError
from wicketgate.http.head import Headers
from wicketgate.http.line import connect
from wicketgate.secrets.credential import Credential
from wicketgate.version import VERSION

CONNECT_SECONDS = 20.0
API_VERSION = b"2023-06-01"


class Upstream:
    """Where model requests go, and with whose key."""

    def __init__(self, url: str, key: Credential, trust: ssl.SSLContext | None = None) -> None:
        split = urlsplit(url)
        self.host = split.hostname or ""
        self.tls = split.scheme == "https"
        self.port = split.port or (443 if self.tls else 80)
        self.prefix = split.path.rstrip("/")
        self._authority = split.netloc
        self._key = key
        self._trust = (trust or ssl.create_default_context()) if self.tls else None
        odd = split.query or split.fragment or split.username is not None or not self.host
        if odd or not (self.tls or (split.scheme == "http" and _loopback(self.host))):
            raise ConfigError(f"expected model.url to be https, or http to a loopback address (got {url!r})")

    async def connect(self) -> Streams:
        """Return a connection to the upstream; UpstreamError when it cannot be had."""
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                line = await connect(self.host, self.port, self._trust)
                return line, line
        except (OSError, ssl.SSLError, TimeoutError):
            raise UpstreamError("the model API cannot be reached", "check model.url and the network") from None

    def headers(self, length: int, beta: bytes | None) -> Headers:
        """Return the whole head of a request: built from nothing, with the operator's key."""
        names = betas.admitted(beta)
        secret = self._key.reveal()
        oauth = self._key.name == "CLAUDE_CODE_OAUTH_TOKEN" or secret.startswith("sk-ant-oat")
        if oauth:
            names.append(betas.OAUTH)
        headers = [
            (b"host", self._authority.encode("idna") if not self._authority.isascii() else self._authority.encode()),
            (b"user-agent", b"wicketgate/" + VERSION.encode()),
            (b"accept", b"application/json"),
            (b"accept-encoding", b"identity"),
            (b"content-type", b"application/json"),
            (b"content-length", b"%d" % length),
            (b"anthropic-version", API_VERSION),
            (b"authorization", b"Bearer " + secret.encode()) if oauth else (b"x-api-key", secret.encode()),
            (b"connection", b"close"),
        ]
        if names:
            headers.append((b"anthropic-beta", ",".join(names).encode()))
        return tuple(headers)


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
