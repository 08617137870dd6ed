"""One SSH connection through the proxy: bytes both ways, counted; the host's key seen and compared as it passes.

Takes two connections and the entry that admitted them. Until the agent has signed a login for this very session, only
what a login needs may leave.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wicketgate.action import Admission
from wicketgate.egress.meter import Meter
from wicketgate.egress.splice import both
from wicketgate.egress.ssh.greeting import MARK, Greeting
from wicketgate.egress.ssh.sessions import Session, Sessions
from wicketgate.errors import Refused
from wicketgate.gate.rules import Login
from wicketgate.http.client import Streams
from wicketgate.policy.ssh import BEFORE, host_key, ssh_place


class Tunnel:
    """One connection."""

    def __init__(
        self,
        entry: Login,
        sessions: Sessions,
        meter: Meter,
        admission: Admission,
        count: dict[str, Any],
        note: Callable[[str], None],
    ) -> None:
        """`note` is told why a connection was ended."""
        self._note = note
        self._sessions, self._meter, self._admission, self._count = sessions, meter, admission, count
        self._session = Session(entry.place, *ssh_place(entry.place))
        self._greeting = Greeting(frozenset(map(host_key, entry.grant.host_keys)))
        self._cap = entry.grant.bytes
        self._said = b""

    async def carry(self, inside: Streams, outside: Streams) -> None:
        """Carry bytes until both ends are done; Refused at a cap, or when the host is another one."""
        try:
            await both(inside, outside, self._leaving, self._arriving)
        except Refused as refused:
            # Before the connection ends: with it may end the run, and what was under way is then recorded as unknown.
            self._note(refused.message)
            raise
        finally:
            self._sessions.closed(self._session)
            self._count["login"] = self._session.signed
            inside[1].close()

    def _leaving(self, piece: bytes) -> None:
        if len(self._said) < len(MARK):
            self._said += piece[: len(MARK) - len(self._said)]
            if not MARK.startswith(self._said):
                raise Refused("this way is for SSH, and these bytes are none")
        if not self._session.signed and self._count["sent"] + len(piece) > BEFORE:
            hint = "log in with the key of the ssh-agent; wicketgate audit tail says why one was refused"
            raise Refused(f"more than {BEFORE} bytes before a login that was signed here", hint)
        self._meter.leave(self._admission, len(piece), self._cap)
        self._count["sent"] += len(piece)

    def _arriving(self, piece: bytes) -> None:
        known = self._greeting.found
        self._greeting.feed(piece)
        # INVARIANT: known before the client is: it asks for a signature only once it has read this.
        if known is None and self._greeting.found is not None:
            self._sessions.opened(*self._greeting.found, self._session)
        self._meter.move(len(piece))
        self._count["received"] += len(piece)
