"""Secret values in memory for tests: what the vault is to the broker."""

from __future__ import annotations

import asyncio

from wicketgate.errors import Refused
from wicketgate.output.redact import Redactor
from wicketgate.secrets.automata import ENGINES
from wicketgate.secrets.credential import Credential


class Memory:
    """Gives values by name; what is taken out of `values` is refused."""

    def __init__(self, **values: str) -> None:
        self.values = dict(values)
        self.known = {name: value for name, value in values.items() if len(value) >= 8}
        self.asked: list[str] = []
        self.scrubs = True
        self._made: tuple[int, Redactor] | None = None

    async def get(self, name: str) -> Credential:
        """Return the value now."""
        self.asked.append(name)
        if name not in self.values:
            raise Refused(f"{name} was revoked")
        return Credential(name, self.values[name])

    def learn(self, value: Credential) -> None:
        """Make a further value known."""
        self.known[f"{value.name}~{len(self.known)}"] = value.reveal()

    def turn(self, name: str) -> asyncio.Lock:
        """Return a lock nobody else has."""
        return asyncio.Lock()

    async def renewed(self, name: str, before: str, newest: Credential) -> bool:
        """Keep nothing."""
        return False

    @property
    def redactor(self) -> Redactor | None:
        """Return what cleans text of every value known now."""
        if not self.scrubs:
            return None
        if self._made is None or self._made[0] != len(self.known):
            self._made = (len(self.known), Redactor(self.known, ENGINES))
        return self._made[1]
