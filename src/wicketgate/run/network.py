"""The network of one run, as far as it is set up before the sandbox starts: takes its profile and the vault.

Outside stay the certificate authority the proxy answers by, and the broker. Inside are shown: the authority's
certificate, beside the machine's own, in a file nobody inside can change; the variables by which programs find it; a
placeholder for each secret. No key and no secret is among them.
"""

from __future__ import annotations

import contextlib
import ssl
from dataclasses import dataclass, field, replace
from pathlib import Path

from wicketgate.egress.authority import Authority
from wicketgate.egress.fetch import Poster
from wicketgate.egress.ssh.sessions import Sessions
from wicketgate.policy import Profile
from wicketgate.secrets.broker.broker import Broker
from wicketgate.secrets.broker.values import Note, Values, Vaulted
from wicketgate.secrets.secrecy import Secrecy
from wicketgate.secrets.ssh.ring import KeyRing

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
POSTER = Poster()


@dataclass(frozen=True, slots=True)
class RunNetwork:
    """The network of one run, as far as it is decided before the sandbox starts."""

    authority: Authority | None
    broker: Broker | None = None
    ring: KeyRing | None = None
    """The SSH keys of the task; None without an `ssh` entry."""
    sessions: Sessions = field(default_factory=Sessions)
    """The SSH connections that pass: the proxy tells, the ssh-agent asks."""
    history: Path | None = None
    """The git folder of the frozen view: a push is drawn against it."""

    @classmethod
    def of(cls, profile: Profile, values: Values | None = None, poster: Poster = POSTER) -> RunNetwork:
        """Return what the task's network needs; a task without a TLS entry has no authority at all."""
        hosts = [rule.host for rule in profile.task.network if rule.tls]
        broker = Broker(profile, values, poster) if values is not None else None
        ring = KeyRing(profile, values) if values is not None and profile.task.ssh else None
        return cls(Authority(hosts, profile.task.limits.minutes * 60) if hosts else None, broker, ring)

    @classmethod
    def vaulted(
        cls, profile: Profile, secrecy: Secrecy | None, note: Note | None = None, history: Path | None = None
    ) -> RunNetwork:
        """Return the same with the values of the warden's vault, and the git folder the run was given."""
        values = Vaulted(secrecy, profile.policy, note) if secrecy is not None else None
        return replace(cls.of(profile, values), history=history)

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
        placeholders = self.broker.variables() if self.broker is not None else {}
        return dict.fromkeys(WHOLE, ROOTS) | dict.fromkeys(BESIDE, OWN) | dict(placeholders)


def system_roots() -> bytes:
    """Return the machine's own authorities, for what is still reached by a tunnel; empty where there is no one file."""
    paths = ssl.get_default_verify_paths()
    for name in (paths.cafile, paths.openssl_cafile, "/etc/ssl/certs/ca-certificates.crt"):
        with contextlib.suppress(OSError, TypeError):
            content = Path(str(name)).read_bytes()
            if len(content) <= LARGEST:
                return content
    return b""
