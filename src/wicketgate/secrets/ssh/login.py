"""What an agent is asked to bind to and to sign, read strictly: nothing but a login is read.

Takes the bytes of a `session-bind@openssh.com` request (OpenSSH, PROTOCOL.agent) and of the data of a sign request
(RFC 4252 §7, and `publickey-hostbound-v00@openssh.com` of OpenSSH's PROTOCOL); gives values, or Garbled.
"""

from __future__ import annotations

from dataclasses import dataclass

from wicketgate.secrets.ssh.public import RSA, kind_of, verified
from wicketgate.secrets.ssh.wire import Fields, Garbled

USERAUTH_REQUEST = 50
SERVICE = "ssh-connection"
PLAIN, HOSTBOUND = "publickey", "publickey-hostbound-v00@openssh.com"
SHA2 = {2: "rsa-sha2-256", 4: "rsa-sha2-512"}
"""What the flags of a sign request ask of an RSA key."""
SESSION_ID = (20, 64)
"""Bytes of a session id: a hash."""


@dataclass(frozen=True, slots=True)
class Bind:
    """A connection's claim to serve one SSH session, which the host signed."""

    host_key: bytes
    session: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Login:
    """What a login's signature covers."""

    session: bytes
    user: str
    algorithm: str
    key: bytes
    host_key: bytes | None
    """Of the host-bound method; None of the plain one."""


def read_bind(body: bytes) -> Bind:
    """Return the claim; Garbled unless the host's key signed the session id, and for a forwarded connection."""
    fields = Fields(body)
    found = Bind(fields.string(), fields.string(), fields.string())
    forwarded = fields.flag()
    fields.end()
    if forwarded:
        raise Garbled("the agent serves no forwarded connection")
    if not SESSION_ID[0] <= len(found.session) <= SESSION_ID[1]:
        raise Garbled("expected a session id")
    if not verified(found.host_key, found.signature, found.session):
        raise Garbled("the host's key did not sign this session id")
    return found


def read_login(key: bytes, data: bytes, flags: int) -> Login:
    """Return the login that `data` asks for with the public `key`; Garbled for anything else there is to sign."""
    fields = Fields(data)
    session, number = fields.string(), fields.byte()
    if number != USERAUTH_REQUEST:
        raise Garbled("this is no login")
    user, service, method, signed = fields.text(), fields.text(), fields.text(), fields.flag()
    algorithm, offered = fields.text(), fields.string()
    host_key = fields.string() if method == HOSTBOUND else None
    fields.end()
    if service != SERVICE or method not in (PLAIN, HOSTBOUND) or not signed:
        raise Garbled("this is no login with a key")
    if offered != key:
        raise Garbled("the login offers another key than the one asked to sign")
    kind = kind_of(key)
    if algorithm != (SHA2.get(flags) if kind == RSA else kind if flags == 0 else None):
        raise Garbled(f"{algorithm[:40]} is not an algorithm this key signs with here")
    return Login(session, user, algorithm, key, host_key)
