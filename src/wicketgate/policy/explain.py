"""What one task may do, in plain words, and what each grant means when the agent is fooled.

Takes a profile, gives text. Knows no terminal: whoever prints it makes hidden characters visible.
"""

from __future__ import annotations

from collections.abc import Iterator

from wicketgate.policy.amounts import sized
from wicketgate.policy.binding import binding
from wicketgate.policy.explain_ssh import asked_logins, ssh
from wicketgate.policy.explain_tool import asks, tools
from wicketgate.policy.grant_change import spot
from wicketgate.policy.model import Limits, Model, Secret
from wicketgate.policy.named_files import is_open
from wicketgate.policy.network import NetworkRule
from wicketgate.policy.policy import Profile

READING = ("GET", "HEAD")
FETCHES = "/git-upload-pack"
SIZES = frozenset({"memory", "disk", "output", "file_size", "transfer"})


def explain(profile: Profile) -> str:
    """Return the text of `wicketgate policy show`: sections of short lines, every one true of a fooled agent too."""
    parts = {
        "files": _files(profile),
        "commands": _commands(profile),
        "agents": _agents(profile),
        "network": _network(profile),
        "ssh": ssh(profile),
        "tools": tools(profile),
        "model": _model(profile.policy.document.model),
        "answer": _answer(profile),
        "limits of one run": _limits(profile.task.limits),
        "a person is asked before": _asks(profile),
    }
    sections = ["\n".join((title, *(f"  {line}" for line in lines))) for title, lines in parts.items()]
    return "\n\n".join((_head(profile), *sections, "Whatever is not said here is denied.")) + "\n"


def _head(profile: Profile) -> str:
    about, prompt = profile.task.about.strip(), profile.task.prompt.strip()
    said = [f"  about: {about!r}"] if about else []
    said += [f"  the operator's words: {prompt!r}"] if prompt else []
    return "\n".join((f"task {profile.name} ({profile.rule()})", *said))


def _files(profile: Profile) -> Iterator[str]:
    files = profile.task.files
    yield f"reads {_list(files.read)}; every other file does not exist for it"
    if files.write:
        yield f"may write anywhere in its own copy; only changes to {_list(files.write)} can be committed"
    else:
        yield "may write anywhere in its own copy; nothing can be committed"
    if files.hide:
        yield f"hidden whatever is read: {_list(files.hide)}, under every name the same file has"
    yield "always hidden: the policy, the data sources, the record"
    private = [pattern for pattern in files.read if pattern not in files.public]
    if files.public:
        yield f"holds nothing private: {_list(files.public)}"
    if private:
        yield f"counts as having read private data: {_list(private)}"


def _commands(profile: Profile) -> Iterator[str]:
    commands = profile.task.commands
    if commands == "any":
        yield "any program may start; it stays in the sandbox, with the files and ways out of this task"
    elif commands:
        yield f"meant to start {_list(commands)}; a list is advice, the sandbox is the wall"
    else:
        yield "no program starts"


def _agents(profile: Profile) -> Iterator[str]:
    yield "may start subagents, whose calls are judged like its own" if profile.task.agents else "no subagents"
    yield f"may use the skills {_list(profile.task.skills)}" if profile.task.skills else "no skills"


def _network(profile: Profile) -> Iterator[str]:
    if not profile.task.network:
        yield "none: no host can be reached, by name or by address"
    for rule in profile.task.network:
        yield f"{spot(rule)}: {_when(rule)} ({profile.rule('network', profile.task.network.index(rule))})"
        yield f"  can carry {sized(rule.bytes.amount)} {_each(rule.bytes.seconds)} to {rule.host}, {_requests(rule)}"
        if rule.path == "/":
            yield "  that one page alone: all of the host is `host/**`"
        if rule.address:
            yield "  a literal address: nothing else checks that it is not one of this machine or its network"
    for name, secret in _secrets(profile):
        yield f"  the secret {name} {binding(secret)}; it is added outside the sandbox"


def _requests(rule: NetworkRule) -> str:
    noun = "connections" if rule.method == "TUNNEL" else "requests"
    return f"in {rule.limit.amount} {noun} {_each(rule.limit.seconds)}"


def _when(rule: NetworkRule) -> str:
    if rule.method in READING:
        return "without asking"
    if _fetches(rule) and rule.ask != "never":
        return "a git fetch runs without asking, about anything else there a person is asked"
    return "without asking, as `ask: never` says" if rule.ask == "never" else "a person is asked each time"


def _fetches(rule: NetworkRule) -> bool:
    return rule.method == "POST" and rule.path.endswith(FETCHES)


def _model(model: Model | None) -> Iterator[str]:
    if model is None:
        yield "none: the model API cannot be reached"
        return
    yield f"{_list(model.models)} at {model.url}; the key ({model.key}) stays outside, the agent holds none"
    cost = f" and {model.cost} US dollars" if model.cost is not None else ""
    yield f"{model.tokens} tokens{cost} a run, {model.max_tokens} output tokens a request, {model.in_flight} at once"
    yield "the agent is not told the budget; once it is used up, its next request is refused with that reason"
    yield f"can carry what it reads, in those tokens, to {model.url}: you trust that host with it"


def _answer(profile: Profile) -> Iterator[str]:
    output = profile.task.output
    if output is None:
        yield "any text"
        return
    yield f"one JSON value that fits {output.schema_} ({profile.rule('output', 'schema')}), or nothing at all"
    yield "  the schema is accepted with this policy; what the agent prints besides is kept in the record"
    if is_open(profile.policy.beside.get(output.schema_, "{}")):
        yield "  some object in it may hold keys it does not name: it says no `additionalProperties: false`"


def _limits(limits: Limits) -> Iterator[str]:
    for name in Limits.model_fields:
        value = getattr(limits, name)
        shown = sized(value) if name in SIZES else f"{value:g}" if isinstance(value, float) else str(value)
        yield f"{name.replace('_', ' ')}: {shown}{'' if name in limits.model_fields_set else ' (default)'}"


def _asks(profile: Profile) -> Iterator[str]:
    asking = [rule for rule in profile.task.network if rule.method not in READING and rule.ask != "never"]
    asked = [f"{spot(rule)}{', but for a git fetch' if _fetches(rule) else ''}" for rule in asking]
    asked += [name for name, grant in profile.task.tools.items() if asks(name, grant)]
    asked += asked_logins(profile)
    if profile.task.files.write:
        asked.append("committing what something later executes (hooks, workflows, package scripts, settings)")
    yield from asked or ["nothing: it can do nothing that needs a person"]


def _secrets(profile: Profile) -> Iterator[tuple[str, Secret]]:
    hosts = {rule.host for rule in profile.task.network}
    found = profile.policy.document.secrets.items()
    return ((name, secret) for name, secret in found if secret.place is not None and secret.place[0] in hosts)


def _each(seconds: int) -> str:
    return {1: "a second", 60: "a minute", 3600: "an hour", 86_400: "a day"}[seconds]


def _list(patterns: tuple[str, ...] | list[str]) -> str:
    return ", ".join(patterns) or "nothing"
