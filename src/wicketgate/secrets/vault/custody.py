"""The vault as its owner sees it: add, rotate, revoke and remove values, and accept a policy's bindings.

A value is kept for one name of one policy, with the digest of the binding the person saw. Every change is durable
before it counts, but for revocation, which counts before it is durable. Called by the warden for whoever may open its
socket; no run, no tool and no agent reaches it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import replace

from wicketgate.errors import ConfigError
from wicketgate.policy import Policy
from wicketgate.policy.binding import binding_digest, bound_names
from wicketgate.secrets.credential import accepted
from wicketgate.secrets.vault.entries import Key, VaultEntries
from wicketgate.secrets.vault.entry import Entry, stamp, utc
from wicketgate.secrets.vault.external_values import ExternalValues
from wicketgate.secrets.vault.interface import KINDS
from wicketgate.secrets.vault.vault import Clock, Vault, key_of


class Custody:
    """What may be done to the secrets of one state directory."""

    def __init__(self, entries: VaultEntries, vault: Vault, outside: ExternalValues, now: Clock = utc) -> None:
        self._entries, self._vault, self._outside, self._now = entries, vault, outside, now

    @property
    def place(self) -> str:
        """Return where what opens the vault is kept; empty as long as nothing was kept."""
        return self._entries.place

    def entries(self) -> tuple[Entry, ...]:
        """Return every entry, for the list a person sees. The vault must be open."""
        return self._entries.all()

    async def drafted(self, policy: Policy, name: str, value: str, by: str, expires: str = "") -> Entry:
        """Return what `add` would keep of a value; ConfigError when it is there already, or kept elsewhere."""
        digest, store = _bound(policy, name), store_of(policy, name)
        if store != "age":
            problem = f"{name} is kept in {store} ({policy.rule('secrets', name, 'from')})"
            raise ConfigError(problem, "set it there, or remove `from` to keep it in the vault")
        entry = Entry(name, str(policy.path), store, digest, by, self._stamp(), expires=day(expires))
        return await self._free(replace(entry, value=accepted(name, value)))

    async def drafted_token(self, kind: str, value: str, by: str) -> Entry:
        """Return what `add` would keep of a token that opens a store outside; ConfigError for one there is not."""
        if kind not in KINDS:
            raise ConfigError("there is no such store", f"there are: {', '.join(KINDS)}")
        return await self._free(Entry(kind, "", "age", "", by, self._stamp(), value=accepted(kind, value)))

    async def _free(self, entry: Entry) -> Entry:
        await self._vault.open()
        if self._entries.find(entry.key) is not None:
            remedy = f"wicketgate secret rotate {entry.name} gives it another value"
            raise ConfigError(f"{entry.name} is in the vault already", remedy)
        return entry

    async def add(self, entry: Entry) -> None:
        """Keep what was drafted."""

        def step(entries: Mapping[Key, Entry]) -> Mapping[Key, Entry]:
            """Return the entries with the new one."""
            if entry.key in entries:
                raise ConfigError(f"{entry.name} is in the vault already", "somebody else has just added it")
            return {**entries, entry.key: entry}

        self._learn(entry)
        await self._entries.change(step)
        self._changed(entry.key)

    async def rotate(self, key: Key, value: str, by: str, expires: str = "") -> None:
        """Put a new value in place of the old, which the next use gets; one kept outside is fetched anew instead."""
        fresh = entry = await self._there(key)
        if entry.store == "age":
            fresh = replace(entry, value=accepted(entry.name, value), by=by, expires=day(expires))
            self._learn(fresh)
        else:
            self._outside.forget(key)
        await self._entries.change(lambda entries: {**entries, key: replace(fresh, rotated=self._stamp(), revoked="")})
        self._entries.revoked.discard(key)
        self._changed(key)

    async def revoke(self, key: Key) -> None:
        """Let it count no more, at once. The vault forgets the value; the scrubber keeps it while the warden lives."""
        entry = await self._there(key)
        self._entries.revoked.add(key)  # INVARIANT: refused from here on, even if the disk is full
        self._outside.forget(key)
        self._changed(key)
        revoked = replace(entry, revoked=self._stamp(), value=None)
        await self._entries.change(lambda entries: {**entries, key: revoked})

    async def remove(self, key: Key) -> None:
        """Forget the entry; a value that is kept outside stays there."""
        await self._there(key)
        await self._entries.change(lambda entries: {one: entry for one, entry in entries.items() if one != key})
        self._outside.forget(key)
        self._entries.revoked.discard(key)
        self._changed(key)

    async def accept(self, policy: Policy) -> None:
        """Renew what each entry of this policy is accepted for: a person has just accepted the policy as it is now.

        An entry is made for what lives outside, as there is nothing else to give for it; one is never made for a value
        the vault keeps, nor taken over from another policy.
        """
        outside = {name for name in policy.document.secrets if store_of(policy, name) != "age"}
        if not outside and not await self._has(policy):
            return

        def step(entries: Mapping[Key, Entry]) -> Mapping[Key, Entry]:
            """Return the entries, this policy's renewed."""
            kept = {key: entry for key, entry in entries.items() if not _left(policy, entry)}
            return kept | {entry.key: entry for entry in self._renewed(policy, kept)}

        before = set(self._entries.all())
        await self._entries.change(step)
        for entry in before ^ set(self._entries.all()):  # what is bound elsewhere now is not used to its end
            self._changed(entry.key)

    def _renewed(self, policy: Policy, entries: Mapping[Key, Entry]) -> Iterator[Entry]:
        for name in bound_names(policy.document):
            key, digest, store = key_of(policy, name), _bound(policy, name), store_of(policy, name)
            known = entries.get(key)
            if known is None and store != "age":
                yield Entry(name, str(policy.path), store, digest, "policy trust", self._stamp())
            elif known is not None:
                yield replace(known, binding=digest, store=store, value=known.value if store == "age" else None)

    async def _has(self, policy: Policy) -> bool:
        await self._vault.open()
        return any(entry.policy == str(policy.path) for entry in self._entries.all())

    def lend(self, policy: Policy, name: str, value: str) -> None:
        """Take a value from a client's environment, for a name the policy says comes from there."""
        if store_of(policy, name) != "env":
            raise ConfigError(f"{name} does not come from the environment", "add `from: env` to it, or remove it")
        credential, key = accepted(name, value), key_of(policy, name)
        self._vault.known.learn(credential)
        self._outside.lend(key, credential)
        self._changed(key)

    async def close(self) -> None:
        """Write down what was only noted."""
        await self._entries.close()

    async def _there(self, key: Key) -> Entry:
        await self._vault.open()
        entry = self._entries.find(key)
        if entry is None:
            where = f" for {key[0]}" if key[0] else ""
            raise ConfigError(f"{key[1]} is not in the vault{where}", "wicketgate secret list")
        return entry

    def _learn(self, entry: Entry) -> None:
        # INVARIANT: known before anything can be lent it: what cannot be cleaned from text never goes anywhere.
        if entry.value is not None:
            self._vault.known.learn(entry.value)

    def _changed(self, key: Key) -> None:
        for tell in tuple(self._vault.on_change):
            tell(*key)

    def _stamp(self) -> str:
        return stamp(self._now())


def _left(policy: Policy, entry: Entry) -> bool:
    """Return whether an entry is of a store outside that the policy no longer names: its value has to be added."""
    ours = entry.policy == str(policy.path)
    return ours and entry.store != "age" and not entry.revoked and store_of(policy, entry.name) == "age"


def store_of(policy: Policy, name: str) -> str:
    """Return where the policy says a value lives, as its `from` reads; the model's key lives in the vault."""
    secret = policy.document.secrets.get(name)
    return secret.from_ if secret is not None else "age"


def day(text: str) -> str:
    """Return the moment (UTC, ISO 8601) a value ends that is good through the day `text`; ConfigError for no day."""
    if not text:
        return ""
    try:
        last = datetime.date.fromisoformat(text)
        return stamp(datetime.datetime.combine(last + datetime.timedelta(days=1), datetime.time(), datetime.UTC))
    except (ValueError, OverflowError):
        raise ConfigError(f"expected a day such as 2027-01-31 (got {text[:40]!r})") from None


def _bound(policy: Policy, name: str) -> str:
    digest = binding_digest(policy.document, name)
    if not digest:
        # Without the name: what stands there may be a value typed in the wrong place.
        known = ", ".join(bound_names(policy.document)) or "none"
        raise ConfigError(f"nothing binds that name in {policy.path.name}", f"the bound names are: {known}")
    return digest
