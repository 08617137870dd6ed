"""The way to the upstream of one connection from inside: takes a URL that was decided, gives streams to its host.

Each connection is dialled anew through the address check; a TLS one is verified, always. One that is over cleanly may
serve the next bodiless request of the same connection from inside, to the same host. It decides nothing.
"""

from __future__ import annotations

import asyncio
import functools
import ssl
from collections.abc import Callable, Mapping

from wicketgate.egress.authority import ALPN
from wicketgate.egress.dial import Resolver, dial
from wicketgate.egress.secure import Inside
from wicketgate.errors import Refused
from wicketgate.gate.url import Url
from wicketgate.http.client import Reply, Streams, UpstreamError
from wicketgate.http.patience import Patience
from wicketgate.secrets.lease import Watched

KEPT_SECONDS = 5.0


@functools.cache
def system_trust() -> ssl.SSLContext:
    """Return the context by which upstreams are verified: the machine's own authorities, http/1.1."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(ALPN)
    return context


class Link:
    """Connections to upstreams, one at a time, for one connection from inside."""

    def __init__(self, resolver: Resolver, trust: ssl.SSLContext | None) -> None:
        self._resolver, self._trust = resolver, trust
        self._kept: tuple[str, Streams, float] | None = None
        self.patience = Patience()
        """What bounds the waits for the other end."""
        self._carried: dict[str, Callable[[], None]] = {}
        """What ends the watch on each value that the connection in use, or kept, has carried."""
        self._spent = False

    async def open(self, found: Url, *, again: bool) -> tuple[Streams, bool]:
        """Return a connection to the URL's host, and whether it is one that was kept; `again` allows that."""
        kept, self._kept = self._kept, None
        if kept is not None:
            place, streams, until = kept
            if again and place == found.authority and _quiet(streams) and asyncio.get_running_loop().time() < until:
                return streams, True
            streams[1].close()
        self._forget()
        streams = await dial(found.host, found.port, self._resolver)
        return (await self._secured(streams, found) if found.scheme == "https" else streams), False

    def carries(self, values: Mapping[str, Watched]) -> None:
        """Note whose the connection in use is from now on: it is not kept once one of the values has changed."""
        for name in values:
            if name not in self._carried:
                self._carried[name] = values[name].watch(self._changed)

    def done(self, found: Url, streams: Streams, reply: Reply | None) -> None:
        """Keep a connection whose exchange is over, or close it."""
        good = reply is not None and reply.reusable and not self._spent
        if found.scheme == "https" and good and self._kept is None:
            self._kept = (found.authority, streams, asyncio.get_running_loop().time() + KEPT_SECONDS)
        else:
            streams[1].close()

    def close(self) -> None:
        """Close what is kept."""
        self._forget()
        if self._kept is not None:
            self._kept[1][1].close()
            self._kept = None

    def _changed(self, _: Refused | None) -> None:
        """Drop the connection, at once if nothing is under way on it: it is one of a value that counts no more."""
        self.close()
        self._spent = True

    def _forget(self) -> None:
        self._spent = False
        while self._carried:
            self._carried.popitem()[1]()

    async def _secured(self, streams: Streams, found: Url) -> Streams:
        inside, agreed = Inside(*streams, self._trust or system_trust(), found.host), False
        try:
            await inside.handshake()
            agreed = True
        except ssl.SSLCertVerificationError as error:
            raise UpstreamError(f"the certificate of {found.host} is not trusted ({error.verify_message})") from None
        except (OSError, TimeoutError):
            raise UpstreamError(f"{found.host}:{found.port} does not speak TLS with us") from None
        finally:
            if not agreed:  # also where the run ends meanwhile: nobody else knows of this connection
                streams[1].close()
        return inside, inside


def _quiet(streams: Streams) -> bool:
    """Return whether nothing came that was not asked for: it would be taken for the next answer."""
    return isinstance(streams[0], Inside) and streams[0].stays_quiet()
