"""Public keys and signatures as SSH spells them (RFC 4253 §6.6, 5656, 8332, 8709): verified, never with SHA-1.

Takes key and signature blobs; gives yes or no, and the fingerprint a person compares. Holds no secret.
"""

from __future__ import annotations

import base64
import hashlib

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import load_ssh_public_key

from wicketgate.policy.ssh import KINDS
from wicketgate.secrets.ssh.wire import Fields, Garbled

RSA = "ssh-rsa"
SHORTEST = 2048
"""Bits of an RSA key."""
RSA_HASHES: dict[str, hashes.HashAlgorithm] = {"rsa-sha2-256": hashes.SHA256(), "rsa-sha2-512": hashes.SHA512()}
CURVES: dict[str, hashes.HashAlgorithm] = {
    "ecdsa-sha2-nistp256": hashes.SHA256(),
    "ecdsa-sha2-nistp384": hashes.SHA384(),
    "ecdsa-sha2-nistp521": hashes.SHA512(),
}


def kind_of(blob: bytes) -> str:
    """Return the kind of a key; Garbled for one that does not count."""
    kind = Fields(blob).text()
    if kind not in KINDS:
        raise Garbled(f"keys of the kind {kind[:40]} do not count")
    return kind


def fingerprint(blob: bytes) -> str:
    """Return the fingerprint as OpenSSH shows it: `SHA256:…`."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")


def algorithms(kind: str) -> frozenset[str]:
    """Return how a key of this kind may sign."""
    return frozenset(RSA_HASHES) if kind == RSA else frozenset({kind})


def verified(blob: bytes, signature: bytes, data: bytes) -> bool:
    """Return whether the key of `blob` made `signature` over `data`; what cannot be read is no signature."""
    try:
        kind = kind_of(blob)
        fields = Fields(signature)
        algorithm, made = fields.text(), fields.string()
        fields.end()
        if algorithm not in algorithms(kind):
            return False
        key = load_ssh_public_key(kind.encode() + b" " + base64.b64encode(blob))
        return _holds(key, algorithm, made, data)
    except (Garbled, InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError, NotImplementedError):
        return False  # the last for a curve's point in a form OpenSSH does not write


def _holds(key: object, algorithm: str, made: bytes, data: bytes) -> bool:
    """Return True; InvalidSignature when the key did not make it."""
    if isinstance(key, Ed25519PublicKey):
        key.verify(made, data)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        pair = Fields(made)
        first, second = pair.integer(), pair.integer()
        pair.end()
        key.verify(encode_dss_signature(first, second), data, ec.ECDSA(CURVES[algorithm]))
    elif isinstance(key, rsa.RSAPublicKey) and key.key_size >= SHORTEST:
        key.verify(made, data, padding.PKCS1v15(), RSA_HASHES[algorithm])
    else:
        return False
    return True
