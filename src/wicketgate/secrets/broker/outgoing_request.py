"""One request about to leave, as the broker sees it: canonical, whole, and built anew wherever a value is put in.

Takes nothing and gives values only. `fields` hold neither Host nor any framing: whoever sends adds them.
"""

from __future__ import annotations

import functools
from typing import NamedTuple
from urllib.parse import parse_qsl

Fields = tuple[tuple[bytes, bytes], ...]


class Outgoing(NamedTuple):
    """A request over TLS (`tls`) or in the clear; the path is canonical, the query as it was written."""

    tls: bool
    method: str
    host: str
    port: int
    path: str
    query: str
    fields: Fields
    body: bytes
    by: tuple[str, ...] = ()
    """The secrets it was filled with, or whose issued tokens it holds; none before it is filled."""

    def field(self, name: bytes) -> bytes | None:
        """Return the value of the one field called `name` (lower case); None when there is none, or more than one."""
        found = [value for key, value in self.fields if key == name]
        return found[0] if len(found) == 1 else None

    def with_field(self, name: bytes, value: bytes | None) -> Outgoing:
        """Return the request with that field set, or taken out."""
        rest = [field for field in self.fields if field[0] != name]
        return self.with_fields(tuple(rest if value is None else [*rest, (name, value)]), self.by)

    def with_fields(self, fields: Fields, by: tuple[str, ...]) -> Outgoing:
        """Return the request with those fields, filled with those secrets."""
        return Outgoing(self.tls, self.method, self.host, self.port, self.path, self.query, fields, self.body, by)

    @property
    def form(self) -> str:
        """Return what the body is: `json`, `form`, or empty."""
        kind = (self.field(b"content-type") or b"").split(b";")[0].strip().lower()
        if kind == b"application/json" or kind.endswith(b"+json"):
            return "json"
        return "form" if kind == b"application/x-www-form-urlencoded" else ""

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """Return the query's names and values, decoded."""
        return list(_parsed(self.query))

    def spelled(self) -> bytes:
        """Return all of it as one text, to be searched."""
        lines = [self.path.encode(), self.query.encode(), *(name + b": " + value for name, value in self.fields)]
        return b"\n".join([*lines, self.body])


# One request's query is looked at several times on its way.
@functools.lru_cache(maxsize=64)
def _parsed(query: str) -> tuple[tuple[str, str], ...]:
    return tuple(parse_qsl(query, keep_blank_values=True, errors="surrogateescape", max_num_fields=1000))
