"""Secret values the vault does not keep itself: from the environment of whoever starts a run, or from another store.

Takes an entry, gives its value; keeps what it fetched for a minute, in memory only. A store that does not answer is a
refusal, never an older value.
"""

from __future__ import annotations

import asyncio
import datetime
import time
from collections.abc import Callable

from wicketgate.errors import Refused, StateError
from wicketgate.output.sealed import Sealed
from wicketgate.secrets.credential import Credential
from wicketgate.secrets.vault.entries import Key, VaultEntries
from wicketgate.secrets.vault.entry import Entry
from wicketgate.secrets.vault.interface import KINDS, Held, Reference, Store, connect

KEPT_SECONDS = 60.0
"""How long a fetched value may be used before it is fetched again."""
FETCH_SECONDS = 20.0


class ExternalValues(Sealed):
    """What was lent from an environment, and what was fetched."""

    def __init__(self, entries: VaultEntries, clock: Callable[[], float] = time.monotonic) -> None:
        self._entries, self._clock = entries, clock
        self._lent: dict[Key, Credential] = {}
        self._fetched: dict[Key, tuple[float, Held, str]] = {}
        self._stores: dict[str, tuple[Credential | None, Store]] = {}

    def redacted(self) -> str:
        """Return how many values are held."""
        return f"[{len(self._lent) + len(self._fetched)} values from outside]"

    def lend(self, key: Key, value: Credential) -> None:
        """Take what a client lends from its environment."""
        self._lent[key] = value

    def forget(self, key: Key) -> None:
        """Drop what is held for a key, so that the next use asks again; for a store's token, all that it opened."""
        self._lent.pop(key, None)
        self._fetched = {k: kept for k, kept in self._fetched.items() if k != key and (key[0] or kept[2] != key[1])}

    async def get(self, entry: Entry) -> Held:
        """Return the value; Refused when the environment had none, StateError when the store does not give it."""
        kind, _, reference = entry.store.partition(":")
        if kind == "env":
            return self._from_environment(entry)
        at, held, _ = self._fetched.get(entry.key, (0.0, None, ""))
        if held is None or self._clock() - at > KEPT_SECONDS:
            store = await self._store(kind)
            held = await self._fetch(store, KINDS[kind].title, Reference(entry.name, reference))
            self._fetched[entry.key] = (self._clock(), held, kind)
        return held

    def _from_environment(self, entry: Entry) -> Held:
        if entry.key not in self._lent:
            remedy = f"export {entry.name} where the run is started, or keep it in the vault: remove `from: env`"
            raise Refused(f"{entry.name} was not in the environment of whoever started the run", remedy)
        return Held(self._lent[entry.key])

    async def _store(self, kind: str) -> Store:
        token = self._entries.find(("", kind))
        if token is not None and (token.revoked or token.key in self._entries.revoked):
            raise Refused(f"what opens {KINDS[kind].title} was revoked", f"wicketgate secret rotate --store {kind}")
        value = token.value if token is not None else None
        known = self._stores.get(kind)
        if known is None or known[0] is not value:
            known = self._stores[kind] = (value, await asyncio.to_thread(connect, kind, value))
        return known[1]

    async def _fetch(self, store: Store, title: str, reference: Reference) -> Held:
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                return await asyncio.to_thread(store.get, reference)
        except TimeoutError:
            problem = f"{title} did not give {reference.name} within {FETCH_SECONDS:g} seconds"
            raise StateError(problem, "is it up, and sealed?") from None


def expired(moment: datetime.datetime | None, now: datetime.datetime) -> bool:
    """Return whether what ends at `moment` has ended."""
    return moment is not None and moment <= now
