"""One entry of `sources:`: a store of data that scoped tools read. Its file, or its login, never enters the sandbox.

{kind: sqlite, path: crm.db}
{kind: postgres, host: db.acme.com, database: crm, user: agent, password: CRM_PASSWORD}

Takes the keys of the file, gives a frozen source; what may be combined, `check_source` says. No password is ever here.
"""

from __future__ import annotations

import posixpath
from typing import Annotated, Literal

from pydantic import Field

from wicketgate.policy.network import is_loopback
from wicketgate.policy.part import Name, Part, Pattern

LOCAL = "localhost"
PORT = 5432


class Source(Part):
    """A data source that scoped tools read."""

    kind: Literal["sqlite", "postgres"]
    path: Pattern | None = None
    """Of a SQLite file, relative to the policy's folder."""
    host: Pattern | None = None
    """Of a PostgreSQL server; reached over verified TLS unless it is a loopback address or `localhost`."""
    port: Annotated[int, Field(gt=0, lt=65536)] = PORT
    database: Pattern | None = None
    user: Pattern | None = None
    """The role: it should be granted SELECT on what is meant to be read, and nothing else."""
    password: Name | None = None
    """The name of the secret that is `for` this source."""
    ca: Pattern | None = None
    """A file in the policy's folder, accepted with it: the authorities the server is verified by, and no others."""
    public: bool = False

    @property
    def store(self) -> tuple[str, ...]:
        """Return what two sources have in common if they read the same data."""
        if self.kind == "sqlite":
            return (self.kind, posixpath.normpath(self.path or ""))
        return (self.kind, (self.host or "").lower(), str(self.port), self.database or "")

    @property
    def tls(self) -> bool:
        """Return whether the server is reached in TLS alone: it is not on this machine, or has authorities named."""
        return self.ca is not None or not is_local(self.host or "")

    def __str__(self) -> str:
        if self.kind == "sqlite":
            return str(self.path)
        proven = f", verified by {self.ca} alone" if self.ca is not None else ""
        return f"{self.database} at {self.host}:{self.port} as {self.user}, with the secret {self.password}{proven}"


def is_local(host: str) -> bool:
    """Return whether `host` is a loopback address as written, or `localhost`."""
    return is_loopback(host) or host == LOCAL
