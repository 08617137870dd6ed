"""What the broker asks of whoever keeps the values, and the vault as that."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from wicketgate.errors import Error
from wicketgate.output.redact import Redactor
from wicketgate.policy import Policy
from wicketgate.secrets.credential import Credential
from wicketgate.secrets.secrecy import Secrecy

Note = Callable[[str, Mapping[str, Any]], object]
"""Puts something on the record of a run."""


class Values(Protocol):
    """Gives a value at each use, so that rotation and revocation take effect at once."""

    async def get(self, name: str) -> Credential:
        """Return the value bound as `name`; Refused when it may not be used now."""

    def learn(self, value: Credential) -> None:
        """Make a further value known, such as a token a server issued, so that no text carries it."""

    def turn(self, name: str) -> asyncio.Lock:
        """Return what is held while a server may replace the value: nobody else uses it then."""

    async def renewed(self, name: str, before: str, newest: Credential) -> bool:
        """Keep what a server gave in the place of `before`, and say so on record; return whether it is kept."""

    @property
    def redactor(self) -> Redactor | None:
        """Return what cleans text of every value known now; None when there is none."""


class Vaulted:
    """The values of one accepted policy, from the vault."""

    def __init__(self, secrecy: Secrecy, policy: Policy, note: Note | None = None) -> None:
        """`note` records what becomes of a value here."""
        self._secrecy, self._policy, self._note = secrecy, policy, note

    async def get(self, name: str) -> Credential:
        """Return the value, which looks itself up again when it is revealed; Refused as the vault refuses."""
        vault = self._secrecy.vault
        return vault.live(self._policy, name, await vault.get(self._policy, name))

    def learn(self, value: Credential) -> None:
        """Make a further value known to every exit of the warden."""
        self._secrecy.scrub.known.learn(value)

    def turn(self, name: str) -> asyncio.Lock:
        """Return the lock of the value, one for all runs."""
        return self._secrecy.vault.turn(self._policy, name)

    async def renewed(self, name: str, before: str, newest: Credential) -> bool:
        """Keep it in the vault, where the value lives there."""
        try:
            reason = await self._secrecy.vault.renewed(self._policy, name, before, newest)
        except Error as error:  # the server has replaced it all the same: this run goes on with it
            reason = error.message
        if self._note is not None:
            said = {"name": name, "policy": str(self._policy.path), "kept": not reason}
            self._note("secret.renewed", said | ({"reason": reason} if reason else {}))
        return not reason

    @property
    def redactor(self) -> Redactor | None:
        """Return what cleans text of every value the warden knows."""
        return self._secrecy.scrub.redactor if self._secrecy.scrub.known.version else None
