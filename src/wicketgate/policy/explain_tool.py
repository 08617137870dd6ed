"""What each granted tool may do, in plain words, and what its values count for. Takes a profile, gives lines."""

from __future__ import annotations

from collections.abc import Iterator

from wicketgate.policy.binding import binding
from wicketgate.policy.policy import Profile
from wicketgate.policy.tool import ToolGrant
from wicketgate.policy.tool_naming import argument, authority, linked, tool, trusted

HARMLESS = frozenset({"none", "read", "query"})
NEVER_INSIDE = {"sqlite": "the file itself is never inside", "postgres": "its password is never inside"}
LISTENER = "a PostgreSQL server on 127.0.0.1, without a password"
OUTWARD = frozenset({"send", "network"})


def tools(profile: Profile) -> Iterator[str]:
    """Yield what the task may do with each tool."""
    if not profile.task.tools:
        yield "none"
    for name, grant in profile.task.tools.items():
        yield f"{tool(name, grant)} ({profile.rule('tools', name)})"
        if grant.source is not None:
            source = profile.source(grant.source)
            private = "holds nothing private" if source.public else "counts as having read private data"
            yield f"  reads {source} outside the sandbox; {NEVER_INSIDE[source.kind]}; {private}"
            if source.kind == "postgres":
                yield f"  programs inside reach it as {LISTENER}; each of their statements is a call of this tool"
        yield from _values(grant)
        if name != "db.query":
            yield "  a run of this version does not offer it; a program may ask about it through `Session`"
        for secret, bound in profile.policy.document.secrets.items():
            if bound.for_ in (name, grant.source):
                yield f"  the secret {secret} {binding(bound)}; the agent never holds it"


def _values(grant: ToolGrant) -> Iterator[str]:
    for path, one in grant.arguments.items():
        yield f"  the argument {path} must be {argument(one)}"
    if grant.closed:
        yield "  no other argument may be given"
    if grant.authority is not None:
        yield f"  a person looks at {authority(grant.authority)} unless traced to your words or a trusted source"
    if grant.trusted:
        store = grant.reads or grant.source
        yield f"  values {trusted(grant.trusted)} count as trusted; no tool of this policy writes {store}"
    elif grant.reads:
        yield f"  reads the store {grant.reads}"
    if grant.writes:
        yield f"  writes the store {grant.writes}"
    for path, name in grant.lookup.items():
        yield f"  what {path} denotes is asked of {name}"
    if grant.linked is not None:
        yield f"  text with a link is refused, except to {linked(grant.linked or 'none')}"
    if grant.definition:
        yield f"  only as defined by {grant.definition}; another definition is refused"


def asks(name: str, grant: ToolGrant) -> bool:
    """Return whether a person is asked before each call."""
    if grant.ask is not None:
        return grant.ask == "always"
    if name == "db.query":
        return False
    undone = grant.reversibility or ("R0" if grant.effect in HARMLESS else "R5")
    return grant.effect is None or grant.effect in OUTWARD or undone >= "R4"
