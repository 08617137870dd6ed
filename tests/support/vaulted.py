"""A TLS host on loopback behind the proxy, whose credential is in a real vault."""

from __future__ import annotations

from pathlib import Path

from tests.support.ports import Bench
from tests.support.upstream import Answer, TlsWorld, plainly
from wicketgate.egress.fetch import Poster
from wicketgate.egress.proxy import Proxy
from wicketgate.output.redact import Redactor
from wicketgate.policy import Policy
from wicketgate.secrets.automata import ENGINES
from wicketgate.secrets.broker.broker import Broker
from wicketgate.secrets.broker.values import Vaulted
from wicketgate.secrets.secrecy import Secrecy


class VaultWorld(TlsWorld):
    """The host; `made` is the bench of its one run."""

    def __init__(self, folder: Path, answer: Answer = plainly) -> None:
        super().__init__(folder, answer)
        state = folder / "state"
        state.mkdir(mode=0o700)
        self.secrecy = Secrecy.of(state, Redactor({}, ENGINES).with_known)
        self.made: Bench

    @property
    def policy(self) -> Policy:
        """Return the policy of the run."""
        return self.made.door.ports.profile.policy

    def proxy(self, made: Bench) -> Proxy:
        """Return a proxy whose broker asks the vault."""
        profile, self.made = made.door.ports.profile, made
        values = Vaulted(self.secrecy, profile.policy, made.audit.note)
        self.given = Broker(profile, values, Poster(self.resolver, self.trust))
        return super().proxy(made)
