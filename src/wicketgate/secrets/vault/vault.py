"""The vault as whoever uses a value sees it: a value for one name of one accepted policy, or a refusal.

`get` checks in this order: something binds the name; there is an entry; it is not revoked; its binding is the one it
was accepted for; neither the binding nor the value has ended. Then the value, from where it lives. Knows no request and
no destination: whoever lends it decides where it goes, and ends what is lent when `on_change` says so.
"""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import Callable, Mapping
from dataclasses import replace

from wicketgate.errors import Refused
from wicketgate.output.sealed import Sealed
from wicketgate.policy import Document, Policy
from wicketgate.policy.binding import binding_digest
from wicketgate.secrets.credential import SHORTEST, Changed, Credential
from wicketgate.secrets.vault.entries import Key, VaultEntries
from wicketgate.secrets.vault.entry import Entry, stamp, utc
from wicketgate.secrets.vault.external_values import ExternalValues, expired
from wicketgate.secrets.vault.interface import Held
from wicketgate.secrets.vault.known_values import KnownValues
from wicketgate.secrets.vault.watches import Watches

Change = Callable[[str, str], None]
"""Called on the warden's loop with the policy's path and the name that was added, rotated, revoked or removed."""
Clock = Callable[[], datetime.datetime]


class Vault(Sealed):
    """Gives values. What keeps and changes them is `Custody`."""

    def __init__(self, entries: VaultEntries, known: KnownValues, outside: ExternalValues, now: Clock = utc) -> None:
        self._entries, self._outside, self._now = entries, outside, now
        self._turns: dict[Key, asyncio.Lock] = {}
        self._digests: dict[Key, tuple[Document, str]] = {}
        self.known = known
        """The values known so far, for whoever removes them from text."""
        self.watches = Watches(now)
        """The uses that are under way."""
        self.on_change: list[Change] = [self.watches.tell]
        """What to do, at once, when a secret changed: a use that is under way ends here."""

    def redacted(self) -> str:
        """Return what may be shown of the entries."""
        return self._entries.redacted()

    async def open(self) -> None:
        """Load what the vault keeps itself, so that all of it is known; StateError when it cannot be opened."""
        await self._entries.open()
        for entry in self._entries.all():
            if entry.value is not None:
                self.known.learn(entry.value)

    def holds(self, policy: Policy, name: str) -> bool:
        """Return whether there is an entry of that name, usable or not. The vault must be open."""
        return self._entries.find(key_of(policy, name)) is not None

    def lacking(self, policy: Policy, name: str) -> Refused | None:
        """Return why `get` would refuse before it asks any store, with the remedy; None where it would not."""
        try:
            self._usable(policy, name)
        except Refused as why:
            return why
        return None

    async def get(self, policy: Policy, name: str) -> Held:
        """Return the value `policy` (an accepted one) binds as `name`; Refused, with the remedy, when it may not."""
        await self.open()
        entry = self._usable(policy, name)
        held = Held(entry.value, entry.ends()) if entry.value is not None else await self._outside.get(entry)
        self._check_value(policy, entry, held)
        # The person may have changed their mind, or the policy, while a store outside was asked.
        entry = self._usable(policy, name)
        self.known.learn(held.value)
        self._entries.touch(replace(entry, used=stamp(self._now())))
        return held

    def live(self, policy: Policy, name: str, held: Held) -> Credential:
        """Return the value as one that is looked up again each time it is revealed, and refused once it may not be."""
        return _Live(name, self, policy, held)

    def current(self, policy: Policy, name: str, held: Held) -> str:
        """Return the value as it is now, without asking outside; Refused as for `get`."""
        entry = self._usable(policy, name)
        now = Held(entry.value, entry.ends()) if entry.value is not None else held
        self._check_value(policy, entry, now)
        return now.value.reveal()

    def ends(self, policy: Policy, name: str, held: Held) -> datetime.datetime | None:
        """Return until when (UTC) the value may be used, None for no end; Refused as for `get`."""
        self.current(policy, name, held)
        entry, secret = self._entries.find(key_of(policy, name)), policy.document.secrets.get(name)
        own = entry.ends() if entry is not None and entry.value is not None else held.expires
        return min((each for each in (own, secret.ends if secret else None) if each is not None), default=None)

    def turn(self, policy: Policy, name: str) -> asyncio.Lock:
        """Return what whoever has the value replaced elsewhere holds meanwhile: two at a time would void it."""
        return self._turns.setdefault(key_of(policy, name), asyncio.Lock())

    async def renewed(self, policy: Policy, name: str, before: str, newest: Credential) -> str:
        """Keep what a server gave in the place of `before`; why it was not kept, or nothing. StateError: not written.

        Only where `before` is still the value, for the binding it was used for: a person's change comes first.
        """
        self.known.learn(newest)
        entry = self._usable(policy, name)
        if entry.value is None:
            return f"it lives in {entry.store.partition(':')[0]}, which is only read"

        def step(entries: Mapping[Key, Entry]) -> Mapping[Key, Entry]:
            """Return the entries with the newer value in the place of the one that was used."""
            now = entries.get(entry.key)
            same = now is not None and now.value is not None and now.value.reveal() == before
            if now is None or not same or now.binding != entry.binding or now.key in self._entries.revoked:
                return entries
            return {**entries, now.key: replace(now, value=newest, rotated=stamp(self._now()))}

        await self._entries.change(step)
        found = self._entries.find(entry.key)
        if found is None or found.value is not newest:
            return "it was changed meanwhile"
        self.watches.tell(*entry.key)
        return ""

    def _usable(self, policy: Policy, name: str) -> Entry:
        digest = self._digest(policy, name)
        if not digest:
            raise Refused(
                f"nothing binds {name} in {policy.path.name}", f"add it there under `secrets` ({policy.path})"
            )
        key = key_of(policy, name)
        entry = self._entries.find(key)
        secret = policy.document.secrets.get(name)
        if entry is None:
            raise Refused(f"{name} is not in the vault for {policy.path}", _remedy(policy, name))
        if entry.revoked or key in self._entries.revoked:
            raise Refused(f"{name} was revoked", f"wicketgate secret rotate {name} --policy {policy.path}")
        store = secret.from_ if secret is not None else "age"
        # INVARIANT: a value goes only where the person who gave it, or accepted the change, said it may.
        if entry.binding != digest or entry.store != store:
            remedy = f"wicketgate policy trust --policy {policy.path}"
            raise Refused(f"the binding of {name} changed since it was accepted", remedy)
        if secret is not None and expired(secret.ends, self._now()):
            where = policy.rule("secrets", name, "until")
            raise Refused(f"{name} may be used until {secret.until} only ({where})", f"change `until` there ({where})")
        return entry

    def _digest(self, policy: Policy, name: str) -> str:
        """Return the digest of a binding; made once for a document, as it is asked for several times a request."""
        key, document = key_of(policy, name), policy.document
        known = self._digests.get(key)
        if known is None or known[0] is not document:
            known = self._digests[key] = (document, binding_digest(document, name))
        return known[1]

    def _check_value(self, policy: Policy, entry: Entry, held: Held) -> None:
        if expired(held.expires, self._now()):
            remedy = f"wicketgate secret rotate {entry.name} --policy {policy.path}"
            raise Refused(f"the value of {entry.name} has expired", remedy)
        if len(held.value.reveal()) < SHORTEST:
            # What cannot be cleaned from text is not lent.
            raise Refused(f"{entry.name} is shorter than {SHORTEST} characters", "give it a longer value")


class _Live(Credential):
    """A value that is looked up again each time it is sent."""

    __slots__ = ("_held", "_policy", "_vault")

    def __init__(self, name: str, vault: Vault, policy: Policy, held: Held) -> None:
        super().__init__(name, f"[{name}]")
        self._vault, self._policy, self._held = vault, policy, held

    def reveal(self) -> str:
        """Return the secret as it is now; Refused once it was revoked, ended, or bound elsewhere."""
        return self._vault.current(self._policy, self.name, self._held)

    async def renew(self) -> None:
        """Ask for it again: one that lives outside may be another one by now."""
        self._held = await self._vault.get(self._policy, self.name)

    def watch(self, changed: Changed) -> Callable[[], None]:
        """Have `changed` called once it was revoked, ended, is bound elsewhere, or is another one."""
        key = key_of(self._policy, self.name)
        return self._vault.watches.add(key, lambda: self._vault.ends(self._policy, self.name, self._held), changed)


def key_of(policy: Policy, name: str) -> Key:
    """Return what an entry is found by: the policy's path and the name, so that no other policy gets the value."""
    return str(policy.path), name


def _remedy(policy: Policy, name: str) -> str:
    secret = policy.document.secrets.get(name)
    if secret is not None and secret.from_ != "age":
        return f"wicketgate policy trust --policy {policy.path}"
    return f"wicketgate secret add {name} --policy {policy.path}"
