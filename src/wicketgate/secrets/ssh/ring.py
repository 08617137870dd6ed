"""The SSH keys of one run: what each is known by, and a signature with one, for one decided login.

Takes the profile and the vault's values. Each use asks the vault anew, so that a revoked or ended key signs nothing.
"""

from __future__ import annotations

import asyncio
from typing import NamedTuple

from wicketgate.action import Action
from wicketgate.errors import ConfigError, Refused
from wicketgate.output.sealed import Sealed
from wicketgate.policy import Profile
from wicketgate.secrets.broker.lent_value import Lent
from wicketgate.secrets.broker.values import Values
from wicketgate.secrets.ssh.private import SigningKey


class Identity(NamedTuple):
    """A key as others may know it."""

    name: str
    blob: bytes
    fingerprint: str


class KeyRing(Sealed):
    """The keys that the `ssh:` entries of one task name."""

    def __init__(self, profile: Profile, values: Values) -> None:
        self._values = values
        self.names = tuple(dict.fromkeys(grant.key for grant in profile.task.ssh.values()))

    def redacted(self) -> str:
        """Return the names it signs with."""
        return f"[ssh keys {', '.join(self.names)}]"

    async def identity(self, name: str) -> Identity:
        """Return what a key is known by; Refused when it may not be used now."""
        key = await self._key(name)
        return Identity(name, key.blob, key.fingerprint)

    async def sign(self, action: Action, algorithm: str, data: bytes) -> bytes:
        """Return the signature for one decided login, with the key it named and no other."""
        arguments = action.request.arguments
        key = await self._key(arguments["key"])
        # INVARIANT: what was decided, and shown to a person, is what signs, even if it was rotated meanwhile.
        if key.fingerprint != arguments["fingerprint"]:
            raise Refused(f"{key.name} is another key than the one that was decided on", "try again")
        return await asyncio.to_thread(key.sign, algorithm, data)

    async def _key(self, name: str) -> SigningKey:
        if name not in self.names:
            raise Refused(f"no `ssh` entry of the task names {name}")
        with Lent(await self._values.get(name)) as lent:
            try:
                return await asyncio.to_thread(SigningKey.read, name, lent.reveal())
            except ConfigError as error:
                raise Refused(error.message, error.hint) from None
