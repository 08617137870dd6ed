"""SCRAM-SHA-256 (RFC 5802, RFC 7677) as the client: proves the password without sending it, and has the server prove
that it knows it too. Without channel binding. Takes a password and the server's two messages, gives ours. No I/O.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import stringprep
import unicodedata

from wicketgate.errors import Refused
from wicketgate.output.sealed import Sealed

MECHANISM = "SCRAM-SHA-256"
HEADER = "n,,"
"""GS2: no channel binding, no other identity; the server takes the user from the startup message."""
LEAST, MOST = 4096, 1_000_000
"""Iterations (RFC 7677, 4: at least 4096); fewer would make what is sent easier to guess from, more would stall us."""
PROHIBITED = (
    stringprep.in_table_c12,
    stringprep.in_table_c21_c22,
    stringprep.in_table_c3,
    stringprep.in_table_c4,
    stringprep.in_table_c5,
    stringprep.in_table_c6,
    stringprep.in_table_c7,
    stringprep.in_table_c8,
    stringprep.in_table_c9,
    stringprep.in_table_a1,
)


class Unproven(Refused):
    """The other end did not prove that it knows the password, or did not follow the protocol."""


class Scram(Sealed):
    """One exchange: `first`, then `final` with the server's answer, then `verify` with its last word."""

    __slots__ = ("_bare", "_nonce", "_signature")

    def __init__(self, nonce: str) -> None:
        """`nonce`: printable, without a comma, fresh and random."""
        self._nonce = nonce
        self._bare = f"n=,r={nonce}"
        self._signature = b""

    def redacted(self) -> str:
        """Return what it is."""
        return "[scram exchange]"

    def first(self) -> bytes:
        """Return the client's first message."""
        return (HEADER + self._bare).encode()

    def final(self, server_first: bytes, password: str) -> bytes:
        """Return the client's last message, with its proof (slow, by design); Unproven for a malformed answer."""
        said = _attributes(server_first, "r", "s", "i")
        nonce, salt, rounds = said["r"], _decoded(said["s"]), said["i"]
        # Another nonce would let an old exchange be played again.
        if not nonce.startswith(self._nonce) or len(nonce) <= len(self._nonce) or not salt:
            raise Unproven("the server answered another exchange")
        if not rounds.isascii() or not rounds.isdigit() or len(rounds) > 8 or not LEAST <= int(rounds) <= MOST:
            raise Unproven(f"the server asks for other than {LEAST} to {MOST} iterations")
        salted = hashlib.pbkdf2_hmac("sha256", prepared(password).encode(), salt, int(rounds))
        without_proof = f"c={base64.b64encode(HEADER.encode()).decode()},r={nonce}"
        signed = ",".join((self._bare, server_first.decode("ascii"), without_proof)).encode()
        client = _hmac(salted, b"Client Key")
        signature = _hmac(hashlib.sha256(client).digest(), signed)
        proof = bytes(a ^ b for a, b in zip(client, signature, strict=True))
        self._signature = _hmac(_hmac(salted, b"Server Key"), signed)
        return f"{without_proof},p={base64.b64encode(proof).decode()}".encode()

    def verify(self, server_final: bytes) -> None:
        """Check the server's signature; Unproven unless it knows the password."""
        shown = _decoded(_attributes(server_final, "v")["v"])
        if not self._signature or not hmac.compare_digest(shown, self._signature):
            raise Unproven("the server did not prove that it knows the password")


def prepared(password: str) -> str:
    """Return the password by SASLprep (RFC 4013); as it is where that refuses it, as PostgreSQL does."""
    if password.isascii():
        return password
    spaced = "".join(" " if stringprep.in_table_c12(char) else char for char in password)
    mapped = "".join(char for char in spaced if not stringprep.in_table_b1(char))
    found = unicodedata.normalize("NFKC", mapped)
    if not found or any(check(char) for char in found for check in PROHIBITED):
        return password
    if any(map(stringprep.in_table_d1, found)):
        ends = stringprep.in_table_d1(found[0]) and stringprep.in_table_d1(found[-1])
        if not ends or any(map(stringprep.in_table_d2, found)):
            return password
    return found


def _attributes(message: bytes, *names: str) -> dict[str, str]:
    try:
        pairs = [part.partition("=") for part in message.decode("ascii").split(",")]
    except UnicodeDecodeError:
        pairs = []
    # Exactly these, in this order: what is not understood (`m=`, an error `e=`) must end the exchange.
    if [name for name, _, _ in pairs] != list(names):
        raise Unproven("the server's answer is not one of SCRAM")
    return {name: value for name, _, value in pairs}


def _decoded(value: str) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise Unproven("the server's answer is not one of SCRAM") from None


def _hmac(key: bytes, data: bytes) -> bytes:
    return hmac.digest(key, data, "sha256")
