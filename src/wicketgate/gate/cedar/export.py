"""A task as Cedar policies. Takes a profile, gives text that says the same as the gate, clause by clause.

How it is asked is told at the top of the text: one request for each part of what was asked, the least of the answers
counts. What the text cannot say is computed outside and named there. Never looser than the gate, or `looser` says why.
"""

from __future__ import annotations

from typing import NamedTuple

from wicketgate.gate.cedar.clause import Clause, shown
from wicketgate.gate.cedar.common import kept_out
from wicketgate.gate.cedar.names import SLOTS
from wicketgate.gate.cedar.places import commands, files
from wicketgate.gate.cedar.tools import tools
from wicketgate.gate.cedar.ways import limits, logins, network, words
from wicketgate.gate.rules import compiled
from wicketgate.policy import Profile

HEAD = """\
{title}
//
// How it is asked. A call is one request for each of its parts (`context.part`): the call itself, each file as written
// and as its links lead, each recipient, each constrained value, each table and column, each simple command and effect.
// Each part is asked twice: Action::"run" (may it happen with nobody asked), Action::"propose" (may it be asked for).
// Every part may run: allow. Every part may be proposed: ask. Else deny. No part at all, or an error in a policy: deny.
//
// Computed outside, and told in the context: the reading of a tool's arguments (family, effect, reversibility,
// external, canonical paths, hosts and URLs, a statement's tables and columns, a shell command's simple commands and
// the judgement of each of its effects); where links lead; which files something runs later (`later`); budgets and
// labels; whether values are traced and the operator's words ask for the call (`weighed`); whether a definition
// changed; what an active skill leaves off its list; JSON Schemas (`fits`); patterns with `?`, sets of characters or
// more than two `**` (`outside`).
// Narrower here than in the gate: paths and URLs of more than {slots} names; bounds beyond nine decimals.
{notes}"""
KNOWN: dict[str, frozenset[str]] = {
    "Task": frozenset(
        {"about", "prompt", "files", "commands", "agents", "skills", "network", "ssh", "tools", "output", "limits"}
    ),
    "Files": frozenset({"read", "write", "hide", "public"}),
    "ToolGrant": frozenset(
        {"source", "tables", "rows", "to", "effect", "reversibility", "ask", "limit", "arguments", "closed"}
        | {"authority", "trusted", "reads", "writes", "lookup", "definition"}
    ),
    "Argument": frozenset({"path", "host", "recipient", "table", "amount", "enum", "schema_", "text", "optional"}),
    "SshGrant": frozenset({"key", "users", "host_keys", "ask", "limit", "bytes"}),
    "NetworkRule": frozenset({"method", "host", "port", "path", "bytes", "limit", "ask", "tls"}),
}
"""Keys this export knows; one that is not here may narrow a task in a way the text would leave out."""


class Export(NamedTuple):
    """A task as Cedar."""

    text: str
    looser: tuple[str, ...]
    """What the gate would refuse and the text does not know; empty where it knows all."""


def clauses(profile: Profile) -> tuple[Clause, ...]:
    """Return the clauses of a task, in the order of the policy file's parts."""
    rules = compiled(profile)
    parts = (kept_out, files, commands, words, network, logins, tools, limits)
    return tuple(clause for part in parts for clause in part(rules))


def rendered(found: tuple[Clause, ...], task: str) -> str:
    """Return clauses as Cedar text."""
    return "\n".join(clause.text(task) for clause in found)


def export(profile: Profile) -> Export:
    """Return the task as Cedar."""
    looser, policy = _looser(profile), profile.policy
    notes = [f"// NOT EXPORTED, so this text permits more than the gate: {shown(text)}" for text in looser]
    notes += [f"// Not about single calls, so not here: {text}" for text in _apart(profile)]
    title = shown(f"// Task {profile.name} of {policy.path.name}, digest {policy.digest}")
    head = HEAD.format(title=title, slots=SLOTS, notes="".join(f"{note}\n" for note in notes))
    return Export(f"{head}\n{rendered(clauses(profile), profile.name)}", looser)


def _looser(profile: Profile) -> tuple[str, ...]:
    task = profile.task
    found: list[tuple[str, object]] = [("", task), ("files", task.files)]
    found += [(f"network.{index}", entry) for index, entry in enumerate(task.network)]
    found += [(f"ssh.{place}", login) for place, login in task.ssh.items()]
    for name, grant in task.tools.items():
        found.append((f"tools.{name}", grant))
        found += [(f"tools.{name}.arguments.{key}", one) for key, one in grant.arguments.items()]
    return tuple(f"{where}.{key}".lstrip(".") for where, value in found for key in _unknown(value))


def _unknown(value: object) -> list[str]:
    """Return the keys of a part that are given and that this export does not know."""
    kind = type(value)
    fields: dict[str, object] = getattr(kind, "model_fields", None) or getattr(kind, "__dataclass_fields__", {})
    default = {key: getattr(field, "default", None) for key, field in fields.items()}
    return sorted(key for key in fields if key not in KNOWN[kind.__name__] and getattr(value, key) != default[key])


def _apart(profile: Profile) -> list[str]:
    found = ["limits of time, memory, processes, disk and transfer"]
    found += ["by which keys a host proves itself to be the one an `ssh` entry names"] if profile.task.ssh else []
    found += ["the schema of the final answer"] if profile.task.output is not None else []
    return found + (["the model API"] if profile.policy.document.model is not None else [])
