"""The SSH sessions that run through this run's own proxy at this moment, by what the host said in the clear.

The proxy opens and closes them; the agent finds the one it is asked to sign for. A session that runs elsewhere is in
none of them, whatever a program inside says about it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Session:
    """One connection to a listed host, from the host's key exchange on."""

    place: str
    """The host as the policy spells it."""
    host: str
    port: int
    claimed: bool = False
    """Whether a login was decided on: there is one decision a session, whatever it was."""
    signed: bool = False
    open: bool = True


class Sessions:
    """Those of one run."""

    def __init__(self) -> None:
        self._open: dict[tuple[bytes, bytes], Session] = {}

    def opened(self, host_key: bytes, signature: bytes, session: Session) -> None:
        """Take in a session whose host showed `host_key` and signed the key exchange."""
        self._open[host_key, signature] = session

    def closed(self, session: Session) -> None:
        """Forget a session that ended: nothing is signed for it any more."""
        session.open = False
        self._open = {known: one for known, one in self._open.items() if one is not session}

    def find(self, host_key: bytes, signature: bytes) -> Session | None:
        """Return the session in which this host made this very signature, if it runs now."""
        return self._open.get((host_key, signature))
