"""A private key that signs and is never printed: read from OpenSSH's format or PEM, without a passphrase.

Takes the text of one key; gives what a host knows it by, and signatures. Where it may sign, the ring says.
"""

from __future__ import annotations

import base64
import warnings

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from wicketgate.errors import ConfigError
from wicketgate.output.sealed import Sealed
from wicketgate.secrets.ssh.public import CURVES, RSA_HASHES, SHORTEST, fingerprint, kind_of
from wicketgate.secrets.ssh.wire import Garbled, integer, string

Key = Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
KINDS_SAID = "an Ed25519, ECDSA or RSA (at least 2048 bits) key"
UNLOCK = "take the passphrase off a copy: `ssh-keygen -p -N '' -f COPY`, pipe the copy in, and remove it"


class SigningKey(Sealed):
    """One private key."""

    __slots__ = ("_key", "blob", "kind", "name")

    def __init__(self, name: str, key: Key) -> None:
        self.name, self.blob = name, _public(key)
        self.kind = kind_of(self.blob)
        self._key = key

    @classmethod
    def read(cls, name: str, text: str) -> SigningKey:
        """Return the key `text` holds; ConfigError, without it, for what is none, is locked, or does not count."""
        if "PRIVATE KEY-----" not in text:
            remedy = f"pipe the file of {KINDS_SAID} in: `wicketgate secret add {name} < id_ed25519`"
            raise ConfigError(f"{name} is not a private key in OpenSSH's format or PEM", remedy)
        found = _loaded(name, text)
        short = isinstance(found, rsa.RSAPrivateKey) and found.key_size < SHORTEST
        if short or not isinstance(found, Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
            raise ConfigError(f"{name} is a key of a kind that does not count", f"expected {KINDS_SAID}")
        try:
            return cls(name, found)
        except (Garbled, ValueError):
            raise ConfigError(f"{name} is a key of a kind that does not count", f"expected {KINDS_SAID}") from None

    @property
    def fingerprint(self) -> str:
        """Return what a person compares."""
        return fingerprint(self.blob)

    def sign(self, algorithm: str, data: bytes) -> bytes:
        """Return the signature blob over `data`; ValueError for an algorithm that is not this key's."""
        key = self._key
        if isinstance(key, Ed25519PrivateKey) and algorithm == self.kind:
            made = key.sign(data)
        elif isinstance(key, ec.EllipticCurvePrivateKey) and algorithm == self.kind:
            first, second = decode_dss_signature(key.sign(data, ec.ECDSA(CURVES[algorithm])))
            made = integer(first) + integer(second)
        elif isinstance(key, rsa.RSAPrivateKey) and algorithm in RSA_HASHES:
            made = key.sign(data, padding.PKCS1v15(), RSA_HASHES[algorithm])
        else:
            raise ValueError(f"expected an algorithm of a key of kind {self.kind}")
        return string(algorithm.encode()) + string(made)

    def redacted(self) -> str:
        """Return the name in a mark."""
        return f"[ssh key {self.name}]"


def _loaded(name: str, text: str) -> object:
    """Return the key in `text`, of whatever kind; ConfigError quotes nothing of it."""
    opens = "BEGIN OPENSSH PRIVATE KEY" in text
    load = serialization.load_ssh_private_key if opens else serialization.load_pem_private_key
    # A pipe may have cut the last line end off, which the format wants.
    data = text.strip().encode() + b"\n"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return load(data, None)
        except TypeError:
            raise ConfigError(f"{name} is protected by a passphrase, which nobody could type here", UNLOCK) from None
        except (ValueError, UnsupportedAlgorithm):
            problem = f"{name} cannot be read as a private key"
            raise ConfigError(problem, f"is the file whole? expected {KINDS_SAID}") from None


def _public(key: Key) -> bytes:
    formats = serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH
    return base64.b64decode(key.public_key().public_bytes(*formats).split(b" ")[1])
