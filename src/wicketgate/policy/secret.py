"""One entry of `secrets:`: who may use a value, where it may go, in which place of a request, and until when.

{for: mail.send}                                                     a scoped tool or a source uses it
{to: api.github.com, methods: [GET], paths: [/repos/acme/**]}        as `Authorization: Bearer …`
{to: "hooks.acme.test:8443", as: query, name: key}
{to: api.acme.test, as: basic, user: ci, from: "vault:kv/ci#password", until: 2027-01-31}

The value is never here. Takes the keys of the file, gives a frozen binding; what may be combined, `check_secret` says.
"""

from __future__ import annotations

import datetime
from typing import Literal

from pydantic import Field

from wicketgate.policy.network import host_and_port, host_pattern
from wicketgate.policy.part import Part, Pattern, ToolName

How = Literal["header", "bearer", "basic", "query", "path", "field", "sigv4", "oauth2-client", "oauth2-refresh"]
Method = Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "WEBSOCKET"]
TLS_PORT = 443


class Secret(Part):
    """Who may use a secret, where it may go and how. The value lives elsewhere."""

    for_: ToolName | None = Field(default=None, alias="for")
    """A granted tool or a source; the value is lent to it for one action."""
    to: Pattern | None = None
    """One host, `host` or `host:port`; TLS unless it is a loopback address."""
    methods: tuple[Method, ...] = ()
    """Empty: whatever the task's network grants there."""
    paths: tuple[Pattern, ...] = ()
    """Globs over the canonical path; empty: whatever the task's network grants there."""
    as_: How | None = Field(default=None, alias="as")
    header: Pattern | None = None
    """`Name: text {}`, the place of the value marked."""
    name: Pattern | None = None
    """Of the query parameter or of the field."""
    user: Pattern | None = None
    """Beside the value in `basic`; the id beside the key or client secret in the signed and issued kinds."""
    region: Pattern | None = None
    service: Pattern | None = None
    token_url: Pattern | None = None
    scope: Pattern | None = None
    until: Pattern | None = None
    """ISO date; the last day (UTC) on which it may be used."""
    from_: Pattern = Field(default="age", alias="from")
    """Where the value lives: see `origin`."""

    @property
    def how(self) -> How:
        """Return the place of a request the value goes to: `as`, else `header` where one is given, else `bearer`."""
        return self.as_ or ("header" if self.header is not None else "bearer")

    @property
    def place(self) -> tuple[str, int] | None:
        """Return the host (lower case) and the port the value may go to; None for one that a tool uses."""
        return None if self.to is None else place_of(self.to)

    @property
    def ends(self) -> datetime.datetime | None:
        """Return the moment (UTC) from which it may no longer be used; None without `until`."""
        if self.until is None:
            return None
        day = datetime.date.fromisoformat(self.until) + datetime.timedelta(days=1)
        return datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.UTC)

    @property
    def origin(self) -> tuple[str, str]:
        """Return the store that holds the value and the reference in it: `("vault", "kv/ci#password")`."""
        store, _, reference = self.from_.partition(":")
        return store, reference


def place_of(text: str) -> tuple[str, int]:
    """Return the host and port of `host` or `host:port` (443 without one); ValueError for anything else."""
    shape = f"expected one host such as `api.acme.com` or `api.acme.com:8443` (got {text!r})"
    try:
        host, port = host_and_port(text, TLS_PORT)
    except ValueError:
        raise ValueError(shape) from None
    return host_pattern(host), port
