"""One entry of a task's `tools:`, compiled: its constraints, what carries authority, what its definition changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from wicketgate.gate import mcp
from wicketgate.gate.authority import Authority
from wicketgate.gate.constraints import Constraint, compiled
from wicketgate.gate.links import links
from wicketgate.gate.sql import Dialect
from wicketgate.policy import Profile, ToolGrant

DIALECTS: Mapping[str, Dialect] = {"sqlite": "sqlite", "postgres": "postgres"}


@dataclass(frozen=True, slots=True)
class Granted:
    """One entry of `tools:`."""

    name: str
    grant: ToolGrant
    rule: str
    constraints: tuple[Constraint, ...]
    authority: Authority
    changed: str
    """Why its definition is not the accepted one; empty where it is."""
    digest: str
    """Digest of its definition as it is now; empty where none was given."""
    raised: mcp.Raised
    """What its server's annotations make worse."""
    linked: tuple[str, ...] | None = None
    """Hosts that text in its arguments may link to; None: any."""


def dialect(profile: Profile, source: str) -> Dialect:
    """Return the SQL that a source speaks; SQLite's where there is no such source."""
    known = profile.policy.document.sources.get(source)
    return DIALECTS[known.kind] if known is not None else "sqlite"


def granted(profile: Profile, name: str, grant: ToolGrant) -> Granted:
    """Return the compiled entry."""
    definition = profile.definitions.get(name)
    return Granted(
        name,
        grant,
        profile.rule("tools", name),
        compiled(grant.arguments),
        Authority(name, grant, definition),
        mcp.changed(grant.definition, name, profile.definitions),
        mcp.digest_or_nothing(name, definition),
        mcp.raised(grant.effect, definition),
        _linked(profile, grant),
    )


def _linked(profile: Profile, grant: ToolGrant) -> tuple[str, ...] | None:
    """Return what the entry lists, the hosts of `network`, and those the operator's words link to."""
    if grant.linked is None:
        return None
    return (*grant.linked, *(entry.host for entry in profile.task.network), *_hosts(profile.task.prompt))


@lru_cache(64)
def _hosts(words: str) -> tuple[str, ...]:
    return tuple({link.host for link in links(words) if link.host})
