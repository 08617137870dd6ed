"""The certificate authority of one run: takes the hosts its task may name and how long it lasts, gives leaves for them.

Its key lives in this process alone and is never written down. Whoever trusts it trusts it for those hosts only: every
other name and address is outside its name constraints. It decides nothing and opens no connection.
"""

from __future__ import annotations

import datetime
import ipaddress
import os
import ssl
from collections.abc import Iterable

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

SKEW = datetime.timedelta(minutes=5)
LEAVES = 256
"""Contexts kept: below a wildcard the agent chooses the names."""
NO_HOST, NO_ADDRESS = "nothing.invalid", ("0.0.0.0/32", "::/128")
ALPN = ["http/1.1"]
SIGNS = dict.fromkeys(
    ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"),
    False,
)


class Authority:
    """The authority of one run."""

    def __init__(self, hosts: Iterable[str], seconds: float) -> None:
        self._key, self._leaf = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
        self._from = datetime.datetime.now(datetime.UTC) - SKEW
        self._until = self._from + 2 * SKEW + datetime.timedelta(seconds=seconds)
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "wicketgate, this run only")])
        self._certificate = self._issued(tuple(hosts))
        self._contexts: dict[str, ssl.SSLContext] = {}

    @property
    def pem(self) -> bytes:
        """Return the authority's certificate, which is no secret."""
        return self._certificate.public_bytes(Encoding.PEM)

    def context(self, host: str) -> ssl.SSLContext:
        """Return what a server needs to answer as `host`: TLS 1.2 or later, http/1.1, no resumption."""
        found = self._contexts.get(host)
        if found is None:
            while len(self._contexts) >= LEAVES:
                self._contexts.pop(next(iter(self._contexts)))
            found = self._contexts[host] = self._context(host)
        return found

    def _context(self, host: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.options |= ssl.OP_NO_TICKET | ssl.OP_NO_RENEGOTIATION | ssl.OP_NO_COMPRESSION
        context.num_tickets = 0
        context.set_alpn_protocols(ALPN)
        pem = self._minted(host).public_bytes(Encoding.PEM)
        # OpenSSL takes a key from a file only: this one is memory, and nobody else may open our descriptors.
        handle = os.memfd_create("leaf", os.MFD_CLOEXEC)
        try:
            os.write(handle, pem + self._leaf.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
            context.load_cert_chain(f"/proc/self/fd/{handle}")
        finally:
            os.close(handle)
        return context

    def _issued(self, hosts: tuple[str, ...]) -> x509.Certificate:
        public = self._key.public_key()
        return (
            self._begun(self._name, public)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(x509.KeyUsage(False, key_cert_sign=True, crl_sign=False, **SIGNS), critical=True)
            .add_extension(x509.NameConstraints(_permitted(hosts), None), critical=True)
            .sign(self._key, hashes.SHA256())
        )

    def _minted(self, host: str) -> x509.Certificate:
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "wicketgate, in the place of a host")])
        usage = x509.KeyUsage(True, key_cert_sign=False, crl_sign=False, **SIGNS)
        return (
            self._begun(name, self._leaf.public_key())
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.SubjectAlternativeName([_general(host)]), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
            .sign(self._key, hashes.SHA256())
        )

    def _begun(self, name: x509.Name, public: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self._name)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(self._from)
            .not_valid_after(self._until)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        )

    def __repr__(self) -> str:
        return "Authority(key not shown)"

    def __reduce_ex__(self, protocol: object) -> str:
        raise TypeError("an authority holds a key and does not travel")


def _general(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _permitted(hosts: tuple[str, ...]) -> list[x509.GeneralName]:
    """Return the subtrees: a kind that is not named at all would be free, so each kind has at least one."""
    names, addresses = [NO_HOST], list(NO_ADDRESS)
    for host in hosts:
        try:
            addresses.append(str(ipaddress.ip_network(host)))
        except ValueError:
            names.append(host.removeprefix("*."))
    nets = [x509.IPAddress(ipaddress.ip_network(each)) for each in dict.fromkeys(addresses)]
    return [*(x509.DNSName(each) for each in dict.fromkeys(names)), *nets]
