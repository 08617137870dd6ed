"""One host a task may log in to by SSH: as whom, with which key, and by which keys the host proves itself.

ssh:
  git.acme.com:        {key: DEPLOY_KEY, users: [git], host_keys: ["ssh-ed25519 AAAA…"]}
  "build.acme.com:2222": {key: DEPLOY_KEY, users: [ci], host_keys: ["ssh-ed25519 AAAA…"], ask: never}

The key is the name of a secret that is `for: ssh`; its value is never here. Takes the keys of the file, gives values.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Annotated, Literal

from pydantic import Field

from wicketgate.policy.amounts import Rate
from wicketgate.policy.network import host_and_port, host_pattern
from wicketgate.policy.part import Name, Part, Pattern

PORT = 22
FOR = "ssh"
"""What a secret is `for` that signs logins."""
USER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,31}", re.ASCII)
KINDS = (
    "ssh-ed25519",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "ssh-rsa",
)
"""Kinds of keys that count, of hosts and of users; RSA signs with SHA-2 only."""
LARGEST = 4096
BEFORE = 8 << 10
"""Bytes a connection may carry out before a login was signed: its key exchange and offers take about four thousand."""


class SshGrant(Part):
    """What a task may do at one host by SSH."""

    key: Name
    """A secret that is `for: ssh`: the private key, which stays outside."""
    users: Annotated[tuple[Pattern, ...], Field(min_length=1)]
    """The names it may log in as."""
    host_keys: Annotated[tuple[Pattern, ...], Field(min_length=1)]
    """`TYPE BASE64`, as in a known_hosts file: what the host must prove to be."""
    ask: Literal["never"] | None = None
    limit: Rate = Rate(60, 3600)
    """Connections, each of which logs in once at most."""
    bytes: Rate = Rate(1 << 20, 3600)
    """What may leave through them, in a window."""


def ssh_place(text: str) -> tuple[str, int]:
    """Return the host (lower case) and port of `host` or `host:port` (22 without one); ValueError for anything else."""
    shape = f"expected one host such as `git.acme.com` or `git.acme.com:2222` (got {text!r})"
    if not text.isascii():
        raise ValueError(shape)
    try:
        host, port = host_and_port(text, PORT)
    except ValueError:
        raise ValueError(shape) from None
    return host_pattern(host), port


def host_key(text: str) -> bytes:
    """Return the key blob that `TYPE BASE64` spells; ValueError says what it should have been."""
    kind, _, coded = text.partition(" ")
    shape = "expected `TYPE BASE64`, as `ssh-keyscan HOST` prints it behind the host"
    if kind not in KINDS:
        raise ValueError(f"{shape}, the type one of {', '.join(KINDS)} (got {text[:40]!r})")
    try:
        blob = base64.b64decode(coded, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError(f"{shape} (got {text[:40]!r})") from None
    named = len(kind).to_bytes(4, "big") + kind.encode()
    if not blob.startswith(named) or not len(named) < len(blob) <= LARGEST:
        raise ValueError(f"{shape}: its text holds no key of type {kind}")
    return blob


def user(text: str) -> None:
    """Raise ValueError for what is no plain user name."""
    if not USER.fullmatch(text):
        raise ValueError(f"expected one plain user name such as `git` (got {text!r})")
