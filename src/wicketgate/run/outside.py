"""What stays outside for the network of one run: takes its profile, gives the authority its proxy answers by.

And what of it is shown inside: the authority's certificate, beside the machine's own, in a file nobody inside can
change, and the variables by which programs find it. No key and no secret is among them.
"""

from __future__ import annotations

import contextlib
import ssl
from dataclasses import dataclass
from pathlib import Path

from wicketgate.egress.authority import Authority
from wicketgate.policy import Profile

ROOTS, OWN = "/etc/wicketgate/roots.pem", "/etc/wicketgate/authority.pem"
WHOLE = (
    "SSL_CERT_FILE",
    "CURL_CA_BUNDLE",
    "REQUESTS_CA_BUNDLE",
    "GIT_SSL_CAINFO",
    "PIP_CERT",
    "AWS_CA_BUNDLE",
    "CARGO_HTTP_CAINFO",
    "DENO_CERT",
    "HTTPLIB2_CA_CERTS",
    "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH",
    "NIX_SSL_CERT_FILE",
    "BUNDLE_SSL_CA_CERT",
)
"""Variables that name every authority a program believes."""
BESIDE = ("NODE_EXTRA_CA_CERTS",)
"""Variables that name authorities beside a program's own."""
LARGEST = 4 << 20


@dataclass(frozen=True, slots=True)
class Outside:
    """The network of one run, as far as it is decided before the sandbox starts."""

    authority: Authority | None

    @classmethod
    def of(cls, profile: Profile) -> Outside:
        """Return what the task's network needs; a task without a TLS entry has no authority at all."""
        hosts = [rule.host for rule in profile.task.network if rule.tls]
        return cls(Authority(hosts, profile.task.limits.minutes * 60) if hosts else None)

    def files(self) -> dict[str, bytes]:
        """Return the read-only files inside."""
        if self.authority is None:
            return {}
        own = self.authority.pem
        return {ROOTS: system_roots() + b"\n" + own, OWN: own}

    def variables(self) -> dict[str, str]:
        """Return the variables inside."""
        if self.authority is None:
            return {}
        return dict.fromkeys(WHOLE, ROOTS) | dict.fromkeys(BESIDE, OWN)


def system_roots() -> bytes:
    """Return the machine's own authorities, for what is still reached by a tunnel; empty where there is no one file."""
    paths = ssl.get_default_verify_paths()
    for name in (paths.cafile, paths.openssl_cafile, "/etc/ssl/certs/ca-certificates.crt"):
        with contextlib.suppress(OSError, TypeError):
            content = Path(str(name)).read_bytes()
            if len(content) <= LARGEST:
                return content
    return b""
