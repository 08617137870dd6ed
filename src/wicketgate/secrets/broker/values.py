"""What the broker asks of whoever keeps the values, and the vault as that."""

from __future__ import annotations

from typing import Protocol

from wicketgate.output.redact import Redactor
from wicketgate.policy import Policy
from wicketgate.secrets.credential import Credential
from wicketgate.secrets.secrecy import Secrecy


class Values(Protocol):
    """Gives a value at each use, so that rotation and revocation take effect at once."""

    async def get(self, name: str) -> Credential:
        """Return the value bound as `name`; Refused when it may not be used now."""

    def learn(self, value: Credential) -> None:
        """Make a further value known, such as a token a server issued, so that no text carries it."""

    @property
    def redactor(self) -> Redactor | None:
        """Return what cleans text of every value known now; None when there is none."""


class Vaulted:
    """The values of one accepted policy, from the vault."""

    def __init__(self, secrecy: Secrecy, policy: Policy) -> None:
        self._secrecy, self._policy = secrecy, policy

    async def get(self, name: str) -> Credential:
        """Return the value, which looks itself up again when it is revealed; Refused as the vault refuses."""
        vault = self._secrecy.vault
        return vault.live(self._policy, name, await vault.get(self._policy, name))

    def learn(self, value: Credential) -> None:
        """Make a further value known to every exit of the warden."""
        self._secrecy.scrub.known.learn(value)

    @property
    def redactor(self) -> Redactor | None:
        """Return what cleans text of every value the warden knows."""
        return self._secrecy.scrub.redactor if self._secrecy.scrub.known.version else None
