"""The broker of one run: hands placeholders in, swaps each at its one position outside, and takes tokens back.

1. `examine` looks at a request before anybody decides on it. A placeholder elsewhere than at its host, port, method,
   path and position is an alarm and refused; so is a credential of the agent's own, on its way to a bound host.
2. The gate and the person see the request with its placeholders; that is what a yes is bound to.
3. `fill` gives the request that leaves, with the values of this moment; the lease it is given is cut off at their end.
4. `taken` replaces what a bound host issues in its answer by further placeholders.
It opens no connection and decides nothing about hosts.
"""

from __future__ import annotations

import datetime
import secrets
import time
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from wicketgate.action import Action
from wicketgate.errors import Refused
from wicketgate.output.redact import Redactor
from wicketgate.output.sealed import Sealed
from wicketgate.policy import Profile, Secret
from wicketgate.policy.pattern import UrlPattern, host_matches
from wicketgate.secrets.automata import ENGINES
from wicketgate.secrets.broker import position, sigv4
from wicketgate.secrets.broker.credentials import named, own
from wicketgate.secrets.broker.issued_tokens import PREFIX, Issued
from wicketgate.secrets.broker.lent_value import Lent
from wicketgate.secrets.broker.misplaced import refusal
from wicketgate.secrets.broker.outgoing_request import Fields, Outgoing
from wicketgate.secrets.broker.tokens import Fetch, Tokens
from wicketgate.secrets.broker.values import Values
from wicketgate.secrets.lease import Lease

TEXT = frozenset({"query", "path", "field"})
"""The positions that can carry any text: the others are headers."""


class Loan(NamedTuple):
    """A request that was examined: whose placeholders stand in it."""

    asked: Outgoing
    names: tuple[str, ...]


class Broker(Sealed):
    """The secrets one run may use over the network, and those its tools are lent."""

    def __init__(self, profile: Profile, values: Values, fetch: Fetch) -> None:
        self._values = values
        self._tools = {name: s for name, s in profile.policy.document.secrets.items() if s.for_ is not None}
        self._sources = {name: grant.source for name, grant in profile.task.tools.items() if grant.source is not None}
        self._bound = dict(_usable(profile))
        self._places: dict[tuple[str, int], dict[str, Secret]] = {}
        for name, secret in self._bound.items():
            self._places.setdefault(secret.place or ("", 0), {})[name] = secret
        self._names = {place: named(here.values()) for place, here in self._places.items()}
        self._marks: dict[str, str] = {}
        self._handed = {name: self._mint(name) for name in self._bound}
        self._issued = Issued(self._mint, values.learn)
        self._tokens = Tokens(fetch, values, time.monotonic)
        self._seen: tuple[int, Redactor] | None = None

    def redacted(self) -> str:
        """Return the names it lends."""
        return f"[broker of {', '.join(sorted(self._bound)) or 'nothing'}]"

    def variables(self) -> Mapping[str, str]:
        """Return the placeholders as the sandbox gets them: a variable named like each secret."""
        found = dict(self._handed)
        for name, secret in self._bound.items():
            if secret.how == "sigv4":  # what every client of AWS looks for; it signs with them, and we sign again
                found |= {"AWS_ACCESS_KEY_ID": self._handed[name], "AWS_SECRET_ACCESS_KEY": self._handed[name]}
        return found

    def bound(self, host: str, port: int) -> str:
        """Return the name of a secret that is bound to this place, or nothing."""
        return next(iter(self._places.get((host, port), ())), "")

    @property
    def redactor(self) -> Redactor | None:
        """Return what cleans an answer of every value known now."""
        return self._values.redactor

    def examine(self, asked: Outgoing) -> Loan:
        """Return whose placeholders stand in the request, each at its position; Misplaced or Refused otherwise."""
        if not self._marks:
            return Loan(asked, ())
        names: list[str] = []
        rest = asked
        here = self._places.get((asked.host, asked.port), {}) if asked.tls else {}
        for name, secret in here.items():
            if _admits(secret, asked):
                without = position.put(secret, rest, self._handed[name], None)
                if without is not None:
                    rest, names = without, [*names, name]
        rest = self._issued.back(rest, value=False)
        for found in self._scan().find_bytes(rest.spelled()):
            raise refusal(found, f"a request to {asked.host}:{asked.port}")
        if here:
            self._refuse_own(rest, here)
        return Loan(asked, tuple(names))

    def examine_message(self, out: Outgoing, data: bytes) -> None:
        """Refuse a message of a WebSocket that carries a placeholder: Misplaced."""
        if self._marks:
            for found in self._scan().find_bytes(data):
                raise refusal(found, f"a WebSocket's message to {out.host}:{out.port}")

    async def fill(self, loan: Loan, lease: Lease) -> Outgoing:
        """Return the request with the values in place; Refused when one may not be used any more."""
        made = loan.asked
        for name in loan.names:
            secret = self._bound[name]
            value = await self._values.get(name)
            lease.cover(value)
            if secret.how in ("oauth2-client", "oauth2-refresh"):
                value = await self._tokens.token(name, secret, value)
            made = _put(name, secret, made, self._handed[name], value.reveal())
        by = self._issued.by(made)
        for name in by - set(loan.names):  # what was issued to one counts as long as it does
            lease.cover(await self._values.get(name))
        made = self._issued.back(made, value=True)
        return made.with_fields(made.fields, tuple(sorted(by | set(loan.names))))

    def taken(self, out: Outgoing, fields: Fields) -> Fields:
        """Return the fields of the answer to `out` with every cookie of a bound host as a placeholder."""
        name = self.bound(out.host, out.port)
        return self._issued.fields(out, name, fields) if name else fields

    def taken_body(self, out: Outgoing, text: bytes) -> bytes:
        """Return the body of the answer to `out` with every token a bound host issued in it as a placeholder."""
        name = self.bound(out.host, out.port)
        return self._issued.body(out, name, text) if name else text

    async def lend(self, action: Action, name: str = "") -> Lent:
        """Return a value for this one action of a scoped tool; Refused where the policy binds it to something else."""
        tool = action.request.tool
        users = (tool, self._sources.get(tool))
        names = [each for each, secret in self._tools.items() if secret.for_ in users and name in ("", each)]
        if len(names) != 1:
            raise Refused(f"the policy lends {tool} {'more than one secret' if names else 'no such secret'}")
        return Lent(await self._values.get(names[0]))

    def _refuse_own(self, rest: Outgoing, here: Mapping[str, Secret]) -> None:
        found = own(rest, self._names[rest.host, rest.port])
        if found:
            remedy = f"use the placeholder in ${next(iter(here))}, or nothing"
            raise Refused(f"{found} is a credential of the agent's own, and {rest.host} has one from us", remedy)

    def _mint(self, name: str) -> str:
        clean = "".join(char if char.isascii() and char.isalnum() else "_" for char in name)
        mark = secrets.token_hex(16)
        self._marks[mark] = name
        return f"{PREFIX}{clean}_{mark}"

    def _scan(self) -> Redactor:
        """Return what finds the random part of any placeholder, in any encoding the scrubber knows, or a part of it."""
        if self._seen is None or self._seen[0] != len(self._marks):
            known = {f"{name}#{number}": mark for number, (mark, name) in enumerate(self._marks.items())}
            self._seen = (len(self._marks), Redactor(known, ENGINES))
        return self._seen[1]


def _usable(profile: Profile) -> Iterator[tuple[str, Secret]]:
    """Yield the secrets a network entry of the task can use: its host and port, and a method in common."""
    for name, secret in profile.policy.document.secrets.items():
        if secret.place is None:
            continue
        host, port = secret.place
        for rule in profile.task.network:
            method = not secret.methods or rule.method in secret.methods
            if rule.tls and method and rule.port == port and host_matches(rule.host, host):
                yield name, secret
                break


def _admits(secret: Secret, asked: Outgoing) -> bool:
    paths = not secret.paths or any(UrlPattern(text).matches(asked.path) for text in secret.paths)
    return paths and (not secret.methods or asked.method in secret.methods)


def _put(name: str, secret: Secret, asked: Outgoing, placeholder: str, value: str) -> Outgoing:
    if secret.how not in TEXT and not (value.isascii() and value.isprintable()):
        raise Refused(f"{name} cannot be sent in a header", f"wicketgate secret rotate {name}")
    made = position.put(secret, asked, placeholder, value)
    if made is None:
        raise Refused("the placeholder is no longer at its position")
    if secret.how != "sigv4":
        return made
    scope = sigv4.Scope(secret.user or "", secret.region or "", secret.service or "")
    return sigv4.signed(sigv4.coded_query(made), scope, value, datetime.datetime.now(datetime.UTC))
