"""The tools the gate knows by name: what shape their arguments have, and which part of a policy can admit them.

Data. A tool that is not here is known only if the policy's `tools:` grants it. A built-in tool that no key admits is
listed too, so that the refusal can say so.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wicketgate.action import Effect, Reversibility, Target
from wicketgate.policy.builtin_tools import NO_KEY


class Family(enum.Enum):
    """How a tool is read and scoped."""

    FILE = "file"  # one file
    SEARCH = "search"  # everything below a folder
    COMMAND = "command"
    FETCH = "fetch"  # a URL, by way of the proxy's tunnel
    HTTP = "http"
    TUNNEL = "tunnel"
    SSH = "ssh"
    QUERY = "query"
    COMMIT = "commit"
    AGENT = "agent"
    SKILL = "skill"
    PROCESS = "process"  # what a command or subagent left running
    BOOK = "book"  # bookkeeping inside the agent
    REFUSED = "refused"
    GENERIC = "generic"


@dataclass(frozen=True, slots=True)
class Tool:
    """One known tool."""

    family: Family
    effect: Effect
    key: str = ""
    """The argument that carries what is acted on."""
    shape: Mapping[str, type | tuple[type, ...]] = field(default_factory=dict)
    """Arguments that must be there, and their types."""
    maybe: Mapping[str, type | tuple[type, ...]] = field(default_factory=dict)
    """Arguments that may be there, and their types; others are the tool's own business."""


def _book() -> Tool:
    return Tool(Family.BOOK, Effect.NONE)


def _process() -> Tool:
    return Tool(Family.PROCESS, Effect.NONE)


def _agent() -> Tool:
    return Tool(Family.AGENT, Effect.DELEGATE, "prompt", {"prompt": str})


READ, WRITE = Effect.READ, Effect.WRITE
KNOWN: dict[str, Tool] = {
    "Read": Tool(Family.FILE, READ, "file_path", {"file_path": str}),
    "NotebookRead": Tool(Family.FILE, READ, "notebook_path", {"notebook_path": str}),
    "Write": Tool(Family.FILE, WRITE, "file_path", {"file_path": str, "content": str}),
    "Edit": Tool(Family.FILE, WRITE, "file_path", {"file_path": str, "old_string": str, "new_string": str}),
    "MultiEdit": Tool(Family.FILE, WRITE, "file_path", {"file_path": str, "edits": list}),
    "NotebookEdit": Tool(Family.FILE, WRITE, "notebook_path", {"notebook_path": str}, {"new_source": str}),
    "Glob": Tool(Family.SEARCH, READ, "path", {"pattern": str}, {"path": str}),
    "Grep": Tool(Family.SEARCH, READ, "path", {"pattern": str}, {"path": str, "glob": str}),
    "LS": Tool(Family.SEARCH, READ, "path", {"path": str}),
    "Bash": Tool(Family.COMMAND, Effect.EXECUTE, "command", {"command": str}),
    "WebFetch": Tool(Family.FETCH, Effect.NETWORK, "url", {"url": str}),
    "Agent": _agent(),
    "Task": _agent(),
    "Skill": Tool(Family.SKILL, Effect.DELEGATE, "skill", {"skill": str}),
    "BashOutput": _process(),
    "KillShell": _process(),
    "TaskOutput": _process(),
    "TaskStop": _process(),
    "TodoWrite": _book(),
    "ToolSearch": _book(),
    "ReportFindings": _book(),
    "ListAgents": Tool(Family.AGENT, Effect.NONE),
    **{name: Tool(Family.REFUSED, Effect.UNKNOWN) for name in NO_KEY},
    "http": Tool(
        Family.HTTP,
        Effect.NETWORK,
        "url",
        {"method": str, "url": str},
        {"headers_bytes": int, "body_bytes": int, "headers": dict}
        | {"content_type": str, "body_sha256": str, "body_shown": str, "body": str, "means": list},
    ),
    "tunnel": Tool(Family.TUNNEL, Effect.NETWORK, "host", {"host": str, "port": int}),
    "ssh.connect": Tool(Family.SSH, Effect.NETWORK, "host", {"host": str, "port": int}),
    "ssh.login": Tool(
        Family.SSH,
        Effect.NETWORK,
        "host",
        {"host": str, "port": int, "user": str, "key": str, "fingerprint": str},
    ),
    "db.query": Tool(Family.QUERY, Effect.QUERY, "source", {"source": str, "sql": str}),
    "workspace.commit": Tool(Family.COMMIT, WRITE, "paths", {"paths": (list, tuple)}),
}
GENERIC = Tool(Family.GENERIC, Effect.UNKNOWN)
OURS = "mcp__wicketgate__"


Reading = tuple[tuple[Target, ...], Reversibility, bool, bool]
"""Targets, reversibility, external, readable."""


WORDS: dict[type, str] = {
    str: "text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    list: "a list",
    tuple: "a list",
    dict: "an object",
    type(None): "nothing",
}
"""What whoever wrote a request calls a value: requests come as JSON."""


class Malformed(ValueError):
    """The arguments of a known tool do not have its shape; the message says what was expected."""


def check(name: str, tool: Tool, arguments: Any) -> Mapping[str, Any]:
    """Return the arguments if they have the tool's shape; Malformed otherwise."""
    if type(arguments) is not dict and not isinstance(arguments, Mapping):
        raise Malformed(f"expected {name}'s arguments as an object (got {_kind(arguments)})")
    for key, kind in tool.shape.items():
        value = arguments.get(key)
        if type(value) is not kind:
            _typed(name, key, value, kind)
    maybe = tool.maybe
    for key in maybe if len(maybe) < len(arguments) else arguments:
        value = arguments.get(key)
        if value is not None and key in maybe and type(value) is not maybe[key]:
            _typed(name, key, value, maybe[key])
    return arguments


def _typed(name: str, key: str, value: object, kind: type | tuple[type, ...]) -> None:
    if not isinstance(value, kind) or isinstance(value, bool):
        wanted = WORDS.get(kind, "text") if isinstance(kind, type) else "a list"
        raise Malformed(f"expected {name}'s `{key}` as {wanted} (got {_kind(value)})")


def _kind(value: object) -> str:
    return WORDS.get(type(value), "something else")
