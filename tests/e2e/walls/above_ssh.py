"""How each wall of SSH out of a sandbox is taken away, as `above` does for the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from wicketgate.egress.ssh import agent, greeting, tunnel
from wicketgate.egress.ssh.sessions import Session, Sessions
from wicketgate.gate import ssh
from wicketgate.gate.scope import Scope
from wicketgate.sandbox import seccomp
from wicketgate.secrets.ssh import login, ring
from wicketgate.secrets.ssh.wire import Fields, Garbled

Patch = pytest.MonkeyPatch
SSH: dict[str, Callable[[Patch], None]] = {}
BOUND = b"s" * 32
"""The session the tests bind."""


def listed(name: str, where: object, what: str, instead: Any) -> None:
    """List a wall that is one function or value."""
    SSH[name] = lambda patch: patch.setattr(where, what, instead)


class Anything(bytes):
    """Equal to whatever it is compared with."""

    def __ne__(self, other: object) -> bool:
        return False

    __hash__ = bytes.__hash__


def by_host_alone(self: Sessions, host_key: bytes, signature: bytes) -> Session | None:
    """Return any session of the host."""
    return next((one for (known, _), one in self._open.items() if known == host_key), None)


def not_forwarded(body: bytes) -> login.Bind:
    """Return the claim, forwarded or not."""
    return login.read_bind(body[:-1] + b"\0")


def anything_signed(key: bytes, data: bytes, flags: int) -> login.Login:
    """Take whatever is to be signed for a login."""
    try:
        return login.read_login(key, data, flags)
    except Garbled:
        return login.Login(BOUND, "git", "ssh-ed25519", key, None)


def any_session(key: bytes, data: bytes, flags: int) -> login.Login:
    """Take a login of any session for one of the bound one."""
    return replace(login.read_login(key, data, flags), session=BOUND)


def any_user(arguments: Any, at: str, entry: Any, rules: Any) -> Scope:
    """Grant a login as anybody."""
    return Scope(True, "granted", entry.rule, ask="never")


async def any_key(self: ring.KeyRing, name: str) -> ring.Identity:
    """Return a key that is whichever was asked for."""
    key = await self._key(name)
    return ring.Identity(name, Anything(key.blob), key.fingerprint)


async def undecided_key(self: ring.KeyRing, action: Any, algorithm: str, data: bytes) -> bytes:
    """Sign with the key as it is now."""
    return (await self._key(action.request.arguments["key"])).sign(algorithm, data)


def any_host(self: greeting.Greeting, body: bytes) -> None:
    """Take any host for a listed one."""
    self.found = (Fields(body).string(), b"")


def kinds_of_unix(patch: Patch) -> None:
    """Let every kind of Unix socket be opened beside an ssh-agent."""
    patch.setattr(seccomp, "_only_streams", lambda rules: None)
    patch.setattr(seccomp, "program", seccomp.program.__wrapped__)


def unix_for_all(patch: Patch) -> None:
    """Let every run open Unix sockets."""
    made = seccomp.program
    patch.setattr(seccomp, "program", lambda tight, unix=False: made(tight, True))


listed("ssh: a session that passes here", Sessions, "find", by_host_alone)
listed("ssh: a session that still runs", Sessions, "closed", lambda self, session: None)
listed("ssh: the host signed the session", login, "verified", lambda *_: True)
listed("ssh: no forwarded connection", agent, "read_bind", not_forwarded)
listed("ssh: nothing but a login is signed", agent, "read_login", anything_signed)
listed("ssh: the bound session alone", agent, "read_login", any_session)
listed("ssh: listed users", ssh, "_login", any_user)
listed("ssh: the key of the host's entry", ring.KeyRing, "identity", any_key)
listed("ssh: the key that was decided on", ring.KeyRing, "sign", undecided_key)
listed("ssh: SHA-2", login, "SHA2", {**login.SHA2, 0: "ssh-rsa"})
listed("ssh: one decision a session", Session, "claimed", property(lambda self: False, lambda self, value: None))
listed("ssh: the host's key as it passes", greeting.Greeting, "_reply", any_host)
listed("ssh: little leaves before a login", tunnel, "BEFORE", 1 << 40)
listed("ssh: its way carries SSH alone", tunnel, "MARK", b"")
SSH["ssh: Unix streams alone"] = kinds_of_unix
SSH["ssh: Unix sockets beside an ssh-agent alone"] = unix_for_all
