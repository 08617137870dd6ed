"""The egress proxy: plain HTTP by absolute URL, TLS by CONNECT; each request the sandbox sends is decided anew.

a URL                                     read in one canonical form, its Host field must agree; carried
CONNECT to a host an entry's method names TLS ends here, with a certificate of the run's own authority; each request
                                          inside is carried like a plain one, to a connection that is verified
CONNECT to a host an `ssh` entry names     decided as that; the host key that passes must be one of the entry's
CONNECT to any other host                 decided as a tunnel; the ClientHello must ask for the host that was
                                          admitted; then bytes pass, counted and capped
"""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

from wicketgate.action import Admission
from wicketgate.egress import target
from wicketgate.egress.authority import Authority
from wicketgate.egress.carrier import Carrier
from wicketgate.egress.dial import Resolver, dial, lookup
from wicketgate.egress.link import Link
from wicketgate.egress.secure import Inside
from wicketgate.egress.splice import named_hello, splice
from wicketgate.egress.ssh.sessions import Sessions
from wicketgate.egress.ssh.tunnel import Tunnel
from wicketgate.errors import Error, RequestError
from wicketgate.flow import Door
from wicketgate.gate.rules import compiled
from wicketgate.gate.ssh import CONNECT
from wicketgate.http.client import UpstreamError
from wicketgate.http.exchange import Exchange
from wicketgate.http.head import BadRequest
from wicketgate.http.limits import Limits
from wicketgate.http.server import JSON, Log, converse, serve, silent
from wicketgate.policy.ssh import PORT
from wicketgate.secrets.broker.broker import Broker

LIMITS = Limits()


class Proxy:
    """The egress proxy of one run, served to its sandbox."""

    def __init__(
        self,
        door: Door,
        resolver: Resolver = lookup,
        log: Log = silent,
        authority: Authority | None = None,
        trust: ssl.SSLContext | None = None,
        broker: Broker | None = None,
        sessions: Sessions | None = None,
        history: Path | None = None,
    ) -> None:
        """`authority` answers in the place of TLS hosts; `trust` verifies upstreams, the machine's own without one.

        `sessions` is where the ssh-agent looks up the SSH connections that pass here; `history` is the git folder the
        run was given."""
        self._door = door
        self._resolver = resolver
        self._log = log
        self._authority = authority
        self._trust = trust
        self._carrier = Carrier(door, broker, history)
        self._rules = compiled(door.ports.profile)
        self._sessions = sessions if sessions is not None else Sessions()

    async def serve(self, listener: socket.socket) -> None:
        """Answer on `listener` until cancelled."""
        await serve(listener, self.answer, LIMITS, self._log)

    def answer(self, asked: Exchange) -> Awaitable[None]:
        """Answer one request: carry it out if it is admitted, else say why not."""
        return _said(asked, self._connected(asked) if asked.method == "CONNECT" else self._plain(asked))

    async def _plain(self, asked: Exchange) -> None:
        link = Link(self._resolver, self._trust)
        await self._carrier.carry(asked, target.plain(asked.head), link)

    async def _connected(self, asked: Exchange) -> None:
        host, port = target.tunnel(asked.head)
        # SSH's own port means SSH, unless an entry says otherwise: the refusal then says how to list it.
        usual = port == PORT and not self._rules.entries("TUNNEL", port, host)
        if usual or (host, port) in self._rules.ssh:
            await self._ssh(asked, host, port)
        elif self._authority is not None and self._rules.terminates(host, port):
            await self._terminated(asked, host, port, self._authority)
        else:
            await self._tunnel(asked, host, port)

    async def _terminated(self, asked: Exchange, host: str, port: int, authority: Authority) -> None:
        """Answer in the place of `host`. Nothing has been dialled: the first request inside decides whether it is."""
        link = Link(self._resolver, self._trust)

        async def _inner(request: Exchange) -> None:
            found = target.inner(request.head, host, port)
            await self._carrier.carry(request, found, link)

        reader, writer = await asked.hijack()
        inside = Inside(reader, writer, authority.context(host), None)
        try:
            hello = await named_hello(reader, host, opaque=False)
            await inside.handshake(hello.raw)
            await converse(inside, inside, lambda request: _said(request, _inner(request)), LIMITS, self._log)
        except (RequestError, ssl.SSLError, TimeoutError) as error:
            reason = error.message if isinstance(error, Error) else f"no TLS was agreed on ({type(error).__name__})"
            self._door.ports.audit.note("egress.refused", {"host": host, "port": port, "reason": reason})
        finally:
            link.close()
            inside.close()

    async def _tunnel(self, asked: Exchange, host: str, port: int) -> None:
        admission = await self._carrier.admit("tunnel", {"host": host, "port": port})
        count: dict[str, Any] = {"method": "CONNECT", "sent": 0, "received": 0}
        await self._carrier.settled(admission, self._connect(asked, admission, host, port, count), count)

    async def _ssh(self, asked: Exchange, host: str, port: int) -> None:
        admission = await self._carrier.admit(CONNECT, {"host": host, "port": port})
        count: dict[str, Any] = {"method": "SSH", "sent": 0, "received": 0}

        def note(reason: str) -> None:
            """Record why the connection was ended."""
            self._door.ports.audit.note("ssh.refused", {"host": host, "port": port, "reason": reason})

        tunnel = Tunnel(self._rules.ssh[host, port], self._sessions, self._carrier.meter, admission, count, note)

        async def carry() -> None:
            """Dial, then carry what both ends say."""
            streams = await dial(host, port, self._resolver)
            try:
                await tunnel.carry(await asked.hijack(), streams)
            finally:
                streams[1].close()

        await self._carrier.settled(admission, carry(), count)

    async def _connect(
        self, asked: Exchange, admission: Admission, host: str, port: int, count: dict[str, Any]
    ) -> None:
        self._carrier.meter.name(admission, host)
        streams = await dial(host, port, self._resolver)
        try:
            await splice(await asked.hijack(), streams, host, self._carrier.meter, admission, count)
        finally:
            streams[1].close()


async def _said(asked: Exchange, work: Any) -> None:
    """Do `work`; what goes wrong with it is the answer."""
    try:
        await work
    except BadRequest as error:
        await _say(asked, error.status, error)
    except RequestError as error:
        await _say(asked, 403, error)
    except UpstreamError as error:
        await _say(asked, error.status, error)


async def _say(asked: Exchange, status: int, error: Error) -> None:
    if asked.hijacked:
        return  # the tunnel is closed; what is wrong with it is on record
    if asked.started:  # INVARIANT: a cut answer must look cut, never complete
        raise ConnectionAbortedError
    said = {"error": {"message": f"wicketgate: {error.message}", "remedy": error.hint}}
    await asked.reply(status, [*JSON, (b"connection", b"close")], json.dumps(said).encode())
