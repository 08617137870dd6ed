"""What a changed policy newly allows, and what it no longer does, in sentences.

Takes two documents, gives the differences. RULES has one entry for each field of the model: a field without one raises
KeyError, so that no future key can widen in silence. What cannot be ordered counts as wider.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from wicketgate.policy import binding, grant_change
from wicketgate.policy.change import Change, Direction, narrower, rate, wider
from wicketgate.policy.model import Document, Files, Limits, Model, Output, Part, Secret, Source, SshGrant, Task
from wicketgate.policy.tool import ToolGrant
from wicketgate.policy.tool_change import TOOL_RULES, admitted
from wicketgate.policy.tool_naming import tool

Rule = Callable[[str, Any, Any], Iterator[Change]]
NEW_TASK = Task()


def widened(old: Document | None, new: Document) -> tuple[Change, ...]:
    """Return every difference, what widens first; without `old`, all that `new` grants is new."""
    changes = tuple(_part("", old or Document.model_construct(version=1, tasks={}, sources={}, secrets={}), new))
    order = list(Direction)
    return tuple(sorted(changes, key=lambda change: order.index(change.direction)))


def _part(who: str, old: Part, new: Part) -> Iterator[Change]:
    for field in type(new).model_fields:
        yield from RULES[type(new), field](who, getattr(old, field), getattr(new, field))


def _tools(who: str, old: Mapping[str, ToolGrant], new: Mapping[str, ToolGrant]) -> Iterator[Change]:
    for name, grant in new.items():
        if name in old:
            yield from _part(f"{who}, {name}", old[name], grant)
            yield from admitted(f"{who}, {name}", old[name], grant)
        else:
            yield wider(f"{who} may now use {tool(name, grant)}")
    yield from (narrower(f"{who} may no longer use {name}") for name in old if name not in new)


def _ssh(who: str, old: Mapping[str, SshGrant], new: Mapping[str, SshGrant]) -> Iterator[Change]:
    if new and not old:
        yield wider(f"{who} may now open Unix sockets in its sandbox, for the ssh-agent")
    for place, grant in new.items():
        if place in old:
            yield from _part(f"{who}, ssh {place}", old[place], grant)
        else:
            asking = " without asking" if grant.ask == "never" else ""
            yield wider(f"{who} may log in to {place} by ssh as {', '.join(grant.users)} with {grant.key}{asking}")
    yield from (narrower(f"{who} may no longer log in to {place} by ssh") for place in old if place not in new)


def _output(who: str, old: Output | None, new: Output | None) -> Iterator[Change]:
    if old is not None and new is not None:
        yield from _part(who, old, new)
    elif old != new:
        yield narrower(f"{who} must now answer by a schema") if new else wider(f"{who} may now answer without a schema")


def _model(who: str, old: Model | None, new: Model | None) -> Iterator[Change]:
    if old is not None and new is not None:
        yield from _part("the model", old, new)
    elif old is None and new is not None:
        names = ", ".join(new.models)
        yield wider(f"runs may use {names} at {new.url} with the key {new.key}, {new.tokens} tokens each")
    elif old is not None:
        yield narrower("runs may no longer use a model")


def _tasks(who: str, old: Mapping[str, Task], new: Mapping[str, Task]) -> Iterator[Change]:
    for name, task in new.items():
        if name in old:
            yield from _part(name, old[name], task)
        else:
            yield wider(f"{name} is a new task")
            # Nothing of a new task was there to be narrowed.
            yield from (found for found in _part(name, NEW_TASK, task) if found.direction is Direction.WIDER)
    yield from (narrower(f"{name} is no task any more") for name in old if name not in new)


def _named(what: str, shape: Callable[[Any], str]) -> Rule:
    """Return the rule for a mapping of names to parts that only other grants can use."""

    def rule(who: str, old: Mapping[str, Part], new: Mapping[str, Part]) -> Iterator[Change]:
        for name, part in new.items():
            if name not in old:
                yield wider(f"{what} {name} is new: {shape(part)}")
            else:
                yield from _part(f"{what} {name}", old[name], part)
        yield from (narrower(f"{what} {name} is gone") for name in old if name not in new)

    return rule


RULES: dict[tuple[type[Part], str], Rule] = {
    (Document, "version"): grant_change.unchanged,
    (Document, "model"): _model,
    (Document, "tasks"): _tasks,
    (Document, "sources"): _named("source", lambda source: f"{source.kind} at {source}"),
    (Document, "secrets"): _named("secret", lambda secret: f"it {binding.binding(secret)}"),
    (Model, "kind"): grant_change.replaced("{who} is of kind {new} (was {old})"),
    (Model, "key"): grant_change.replaced("{who} is used with the key {new} (was {old})"),
    (Model, "url"): grant_change.replaced("{who}, and its key with it, is at {new} (was {old})"),
    (Model, "models"): grant_change.patterns("be"),
    (Model, "tokens"): grant_change.number("tokens a run"),
    (Model, "cost"): grant_change.number("US dollars a run"),
    (Model, "max_tokens"): grant_change.number("output tokens a request"),
    (Model, "in_flight"): grant_change.number("requests at once"),
    (Task, "about"): grant_change.words("the description"),
    (Task, "prompt"): grant_change.prompt,
    (Task, "files"): _part,
    (Task, "commands"): grant_change.commands,
    (Task, "agents"): grant_change.agents,
    (Task, "skills"): grant_change.patterns("use the skill"),
    (Task, "network"): grant_change.network,
    (Task, "ssh"): _ssh,
    (Task, "tools"): _tools,
    (Task, "output"): _output,
    (Task, "limits"): _part,
    (Files, "read"): grant_change.patterns("read", paths=True),
    (Files, "write"): grant_change.patterns("commit changes to", paths=True),
    (Files, "hide"): grant_change.hidden,
    (Files, "public"): grant_change.public,
    (Output, "schema_"): grant_change.replaced("{who} answers by the schema {new} (was {old})"),
    (SshGrant, "key"): grant_change.replaced("{who} signs with the key {new} (was {old})"),
    (SshGrant, "users"): grant_change.patterns("log in as"),
    (SshGrant, "host_keys"): grant_change.patterns("believe the host key"),
    (SshGrant, "ask"): grant_change.asking,
    (SshGrant, "limit"): lambda who, old, new: rate(f"{who}, connections", old, new),
    (SshGrant, "bytes"): lambda who, old, new: rate(f"{who}, bytes out", old, new),
    (Source, "kind"): grant_change.replaced("{who} is of kind {new} (was {old})"),
    (Source, "path"): grant_change.replaced("{who} is the file {new} (was {old})"),
    (Source, "host"): grant_change.replaced("{who}, and its password with it, is at {new} (was {old})"),
    (Source, "port"): grant_change.replaced("{who}, and its password with it, is at port {new} (was {old})"),
    (Source, "database"): grant_change.replaced("{who} is the database {new} (was {old})"),
    (Source, "user"): grant_change.replaced("{who} is read as the role {new} (was {old})"),
    (Source, "password"): grant_change.replaced("{who} is opened with the secret {new} (was {old})"),
    (Source, "ca"): grant_change.replaced("{who} is verified by {new} (was {old})", "the machine's authorities"),
    (Source, "public"): grant_change.source_public,
    (Secret, "for_"): grant_change.replaced("{who} is used by {new} (was {old})"),
    (Secret, "to"): grant_change.replaced("{who} is sent to {new} (was {old})"),
    (Secret, "methods"): binding.only("method"),
    (Secret, "paths"): binding.only("path"),
    (Secret, "as_"): grant_change.replaced("{who} is sent as {new} (was {old})"),
    (Secret, "header"): grant_change.replaced("{who} is sent as {new} (was {old})"),
    (Secret, "name"): grant_change.replaced("{who} is sent in the place {new} (was {old})"),
    (Secret, "user"): grant_change.replaced("{who} is sent with the user {new} (was {old})"),
    (Secret, "region"): grant_change.replaced("{who} signs for the region {new} (was {old})"),
    (Secret, "service"): grant_change.replaced("{who} signs for the service {new} (was {old})"),
    (Secret, "token_url"): grant_change.replaced("{who} fetches tokens at {new} (was {old})"),
    (Secret, "scope"): grant_change.replaced("{who} fetches tokens for {new} (was {old})"),
    (Secret, "until"): binding.until,
    (Secret, "from_"): grant_change.replaced("{who} is kept in {new} (was {old})"),
    **TOOL_RULES,
    **{(Limits, field): grant_change.number(field.replace("_", " ")) for field in Limits.model_fields},
}
