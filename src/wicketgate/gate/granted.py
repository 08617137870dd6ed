"""One entry of a task's `tools:`, compiled: its constraints, what carries authority, what its definition changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from wicketgate.action import Effect, Reversibility, Target
from wicketgate.gate import mcp
from wicketgate.gate.authority import Authority
from wicketgate.gate.constraints import Constraint, compiled
from wicketgate.gate.links import links
from wicketgate.gate.scope import visible
from wicketgate.gate.sql import Dialect
from wicketgate.gate.tools import Reading
from wicketgate.policy import Profile, ToolGrant

LONGEST_NAME = 256
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
    judged: bool
    """Something of a call is judged besides its links and its limit."""
    effect: Effect
    reading: Reading
    """What any call of it is."""
    linked: tuple[str, ...] | None = None
    """Hosts that text in its arguments may link to; None: any."""


def dialect(profile: Profile, source: str) -> Dialect:
    """Return the SQL that a source speaks; SQLite's where there is no such source."""
    known = profile.policy.document.sources.get(source)
    return DIALECTS[known.kind] if known is not None else "sqlite"


def granted(profile: Profile, name: str, grant: ToolGrant) -> Granted:
    """Return the compiled entry."""
    definition = profile.definitions.get(name)
    raised, changed = mcp.raised(grant.effect, definition), mcp.changed(grant.definition, name, profile.definitions)
    return Granted(
        name,
        grant,
        profile.rule("tools", name),
        compiled(grant.arguments),
        Authority(name, grant, definition),
        changed,
        mcp.digest_or_nothing(name, definition),
        raised,
        bool(changed or grant.to or grant.arguments or grant.closed),
        Effect(grant.effect) if grant.effect is not None else Effect.UNKNOWN,
        _reading(name, grant, raised),
        _linked(profile, grant),
    )


def called(name: str) -> tuple[Target, ...]:
    """Return the target of a call: the tool itself."""
    # A name may only look like a granted one: whoever reads it sees each letter that is not plain.
    return (Target("tool", visible(name.encode("ascii", "backslashreplace").decode()[:LONGEST_NAME]), "execute"),)


def _reading(name: str, grant: ToolGrant, raised: mcp.Raised) -> Reading:
    """Return what every call of the tool is, as the policy declares it and its server's annotations make it worse."""
    declared = grant.reversibility or ""
    if grant.effect is None:
        return called(name), Reversibility(max(declared or "R5", raised.least)), True, True
    harmless = grant.effect in ("none", "read", "query") and raised.least != "R5"
    reversibility = max(declared or ("R0" if harmless else "R5"), raised.least)
    # What is held can be recalled before anyone sees it; what is sent or changed beyond that is seen.
    seen = not harmless and reversibility in ("R4", "R5")
    return called(name), Reversibility(reversibility), seen or raised.external, True


def _linked(profile: Profile, grant: ToolGrant) -> tuple[str, ...] | None:
    """Return what the entry lists, the hosts of `network`, and those the operator's words link to."""
    if grant.linked is None:
        return None
    return (*grant.linked, *(entry.host for entry in profile.task.network), *_hosts(profile.task.prompt))


@lru_cache(64)
def _hosts(words: str) -> tuple[str, ...]:
    return tuple({link.host for link in links(words) if link.host})
