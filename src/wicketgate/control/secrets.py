"""Methods on secrets: add, list, rotate, revoke, remove. A value comes in over the socket and never goes out again."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from wicketgate.control.call import Call
from wicketgate.control.profiles import named_policy
from wicketgate.control.services import Services
from wicketgate.errors import ConfigError, Error, RequestError
from wicketgate.policy import Policy
from wicketgate.policy.binding import binding, binding_digest, bound_names, signs
from wicketgate.policy.ssh import FOR
from wicketgate.secrets.credential import accepted
from wicketgate.secrets.ssh.private import SigningKey
from wicketgate.secrets.vault.custody import day, store_of
from wicketgate.secrets.vault.entries import Key
from wicketgate.secrets.vault.entry import Entry
from wicketgate.secrets.vault.interface import KINDS
from wicketgate.secrets.vault.vault import key_of


async def prepare(services: Services, call: Call) -> dict[str, Any]:
    """Say what a value of that name is for, before anybody types one; ConfigError if it could not be kept."""
    if kind := call.text("store", ""):
        title = KINDS[kind].title if kind in KINDS else "no store there is"
        return {"binding": f"opens {title} for the warden", "digest": ""}
    policy, name = await named_policy(services, call), call.text("name")
    if not binding_digest(policy.document, name):
        # Without the name: what stands there may be a value typed in the wrong place.
        known = ", ".join(bound_names(policy.document)) or "none"
        raise ConfigError(f"nothing binds that name in {policy.path.name}", f"the bound names are: {known}")
    return {"binding": said(policy, name), "digest": policy.digest}


async def add(services: Services, call: Call) -> dict[str, Any]:
    """Keep a value for the binding the person was shown."""
    custody, value = services.secrecy.custody, _value(call)
    if kind := call.text("store", ""):
        entry = await custody.drafted_token(kind, value, services.person)
    else:
        policy, expires = await _seen(services, call), call.text("expires", "")
        _check_key(policy, call.text("name"), value)
        entry = await custody.drafted(policy, call.text("name"), value, services.person, expires)
    await _noted(services, "secret.added", *entry.key, entry.store)
    await services.through(custody.add(entry))
    return {}


async def rotate(services: Services, call: Call) -> dict[str, Any]:
    """Put a new value in place of the old; the next use gets it, in a running session too."""
    value, (key, entry) = _value(call), await _entry(services, call)
    expires = call.text("expires", "")
    accepted(key[1], value)
    _check_key(await _current(services, key[0]), key[1], value)
    day(expires)
    await _noted(services, "secret.rotated", *key, entry.store)
    await services.through(services.secrecy.custody.rotate(key, value, services.person, expires))
    return {}


async def revoke(services: Services, call: Call) -> dict[str, Any]:
    """Let a secret count no more, at once."""
    key, entry = await _entry(services, call)
    try:
        await services.through(services.secrecy.custody.revoke(key))
    finally:  # it counts no more already, whether or not that could be written down
        await _noted(services, "secret.revoked", *key, entry.store)
    return {}


async def remove(services: Services, call: Call) -> dict[str, Any]:
    """Forget a secret."""
    key, entry = await _entry(services, call)
    await _noted(services, "secret.removed", *key, entry.store)
    await services.through(services.secrecy.custody.remove(key))
    return {}


async def listing(services: Services, call: Call) -> dict[str, Any]:
    """List what is kept, and what the named policy binds that is not; no value, no length, no part of one."""
    await services.secrecy.vault.open()
    entries = services.secrecy.custody.entries()
    policies = {path: await _current(services, path) for path in {entry.policy for entry in entries if entry.policy}}
    rows = [_row(entry, policies.get(entry.policy)) for entry in entries]
    named = await _current(services, call.text("policy", ""))
    if named is not None:
        kept = {entry.key for entry in entries}
        rows += [_missing(named, name) for name in named.document.secrets if key_of(named, name) not in kept]
    return {
        "secrets": sorted(rows, key=lambda row: (row["policy"], row["name"])),
        "place": services.secrecy.custody.place,
    }


def said(policy: Policy, name: str) -> str:
    """Return the binding of a name in words; the model's key is bound by `model`."""
    secret, model = policy.document.secrets.get(name), policy.document.model
    words = [binding(secret)] if secret is not None else []
    if places := signs(policy.document, name):
        words[0] += f": {places}"
    if model is not None and model.key == name:
        words.append(f"is the key of the model at {model.url}")
    return "; it also ".join(words) or "is bound by nothing"


def _value(call: Call) -> str:
    value = call.params.pop("value", None)
    if not isinstance(value, str):
        raise RequestError("expected a value")
    return value


def _check_key(policy: Policy | None, name: str, value: str) -> None:
    """Refuse what is to sign SSH logins and is no key, or one that nobody could unlock; ConfigError quotes no value."""
    secret = policy.document.secrets.get(name) if policy is not None else None
    if secret is not None and secret.for_ == FOR:
        SigningKey.read(name, value)


async def _seen(services: Services, call: Call) -> Policy:
    """Return the policy the person was shown; ConfigError if it changed since."""
    policy = await named_policy(services, call)
    if policy.digest != call.text("digest"):
        raise ConfigError(f"{policy.path.name} changed while the value was typed", "try again")
    return policy


async def _entry(services: Services, call: Call) -> tuple[Key, Entry]:
    """Return the entry a client names: by the policy's path, which need not be readable any more."""
    await services.secrecy.vault.open()
    kind = call.text("store", "")
    path = Path(call.text("policy", "/"))
    key = ("", kind) if kind else (str(path.parent.resolve() / path.name), call.text("name"))
    for entry in services.secrecy.custody.entries():
        if entry.key == key:
            return key, entry
    raise ConfigError("that name is not in the vault for that policy", "wicketgate secret list")


async def _noted(services: Services, kind: str, policy: str, name: str, store: str) -> None:
    body = {"name": name, "policy": policy, "store": store, "by": services.person}
    await services.journal.submit(kind, body).durable()


async def _current(services: Services, path: str) -> Policy | None:
    try:
        return await services.policies.load(Path(path)) if path else None
    except Error:
        return None


def _row(entry: Entry, policy: Policy | None) -> dict[str, Any]:
    words = said(policy, entry.name) if policy is not None else "its policy cannot be read"
    if not entry.policy:
        words = f"opens {KINDS[entry.name].title} for the warden" if entry.name in KINDS else "opens no store there is"
    return {
        "name": entry.name,
        "policy": entry.policy,
        "store": entry.store,
        "binding": words,
        "state": _state(entry, policy),
        "expires": entry.expires,
        "used": entry.used,
        "rotated": entry.rotated,
        "revoked": entry.revoked,
        "added": entry.added,
        "by": entry.by,
    }


def _state(entry: Entry, policy: Policy | None) -> str:
    ends = entry.ends()
    if entry.revoked:
        return "revoked"
    if ends is not None and ends <= datetime.datetime.now(datetime.UTC):
        return "expired"
    if not entry.policy:
        return "ready"
    digest = binding_digest(policy.document, entry.name) if policy is not None else ""
    return "ready" if digest and digest == entry.binding else "unusable: its binding changed" if digest else "unbound"


def _missing(policy: Policy, name: str) -> dict[str, Any]:
    kept = {"name": name, "policy": str(policy.path), "store": store_of(policy, name), "binding": said(policy, name)}
    blank = dict.fromkeys(("expires", "used", "rotated", "revoked", "added", "by"), "")
    return {**kept, "state": "missing", **blank}


METHODS = {
    "secret.prepare": prepare,
    "secret.add": add,
    "secret.rotate": rotate,
    "secret.revoke": revoke,
    "secret.rm": remove,
    "secret.list": listing,
}
