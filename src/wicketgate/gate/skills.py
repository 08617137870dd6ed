"""What the active skills of a run leave of it. Pure: takes a skill's file or a call, gives a list or a denial.

A skill narrows and never widens: a call must be on the list of every active skill that has one. What leaves by a way
out is on a list that names a tool which could have asked for it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from wicketgate.action import Action
from wicketgate.gate import command
from wicketgate.gate.rules import Rules
from wicketgate.gate.scope import Scope, denied
from wicketgate.gate.tools import OURS, Family
from wicketgate.policy.pattern import host_matches

FREE = frozenset({Family.BOOK, Family.SKILL, Family.PROCESS, Family.REFUSED})
"""Families that do nothing by themselves: bookkeeping, another skill (which narrows further), what already runs."""
WRITERS = frozenset({"Write", "Edit", "MultiEdit", "NotebookEdit", "Bash"})
KEY = re.compile(r"[\"']?allowed[-_]tools[\"']?[ \t]*:[ \t]*(.*)", re.IGNORECASE)
HINTED = re.compile(r"allowed[-_]tools|^\s*(?:[?{&!*]|<<|\"[^\":]*\\)", re.IGNORECASE)
"""What speaks of the list, or could as YAML that is not read here: a complex, anchored, merged or escaped key."""
ITEM = re.compile(r"[ \t]*-[ \t]+(.+)")
ENTRY = re.compile(r"([A-Za-z_*][\w:*.-]{0,255})(?:\((.*)\))?", re.DOTALL)


class UnreadableSkill(ValueError):
    """A skill whose list of tools cannot be read: nothing is on it."""


def allowed_tools(text: str) -> tuple[str, ...] | None:
    """Return the tools a SKILL.md leaves; None if it names none, so that it narrows nothing."""
    lines = text.lstrip("\ufeff").splitlines()
    if not lines or lines[0].rstrip() != "---":
        return None
    end = next((at for at, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "...")), None)
    if end is None:
        raise UnreadableSkill("its front matter has no end")
    head = lines[1:end]
    found = [(at, match[1].strip()) for at, line in enumerate(head) if (match := KEY.fullmatch(line))]
    if len(found) != sum(HINTED.search(line) is not None for line in head):
        # A key that is spelled so that we do not see it, and the agent's program does.
        raise UnreadableSkill("something else in its front matter speaks of allowed tools")
    if not found:
        return None
    if len(found) > 1:
        raise UnreadableSkill("its front matter names allowed-tools twice")
    at, value = found[0]
    return _listed(value) if value else _items(head[at + 1 :])


def _items(lines: list[str]) -> tuple[str, ...]:
    found: list[str] = []
    for line in lines:
        match = ITEM.fullmatch(line)
        if match is None:
            break
        found.append(match[1])
    return tuple(entry for text in found for entry in _listed(text))


def _listed(value: str) -> tuple[str, ...]:
    """Return the entries between commas and blanks, parentheses kept whole; quotes and brackets around them gone."""
    entries, depth, now = [], 0, ""
    for char in value.strip("[] \t"):
        depth += (char == "(") - (char == ")")
        if depth == 0 and char in ", \t":
            entries.append(now)
            now = ""
        else:
            now += char
    cleaned = tuple(entry.strip("\"'") for entry in (*entries, now) if entry.strip("\"'"))
    if any(ENTRY.fullmatch(entry) is None for entry in cleaned):
        raise UnreadableSkill("an entry of allowed-tools is no tool")
    return cleaned


def outside(action: Action, family: Family, narrowed: Mapping[str, tuple[str, ...]], rules: Rules) -> Scope | None:
    """Return the denial of a call that an active skill leaves off its list, or None."""
    if family in FREE:
        return None
    for skill, entries in narrowed.items():
        if not any(_admits(entry, action, family) for entry in entries):
            shown = ", ".join(entries) or "nothing"
            reason = f"the skill {skill} is active and leaves only {shown}, not {action.request.tool}"
            return denied(reason, rules.where("skills"), "finish, and start another run for what the skill leaves out")
    return None


def _admits(entry: str, action: Action, family: Family) -> bool:
    match = ENTRY.fullmatch(entry)
    if match is None:
        return False
    name, inner = match[1], match[2]
    if family in (Family.HTTP, Family.TUNNEL):
        return name == "Bash" or (name == "WebFetch" and _domain(inner, action))
    if family is Family.COMMIT:
        return name in WRITERS
    if family in (Family.QUERY, Family.GENERIC):
        return name == action.request.tool or _served(name, action.request.tool)
    if name != action.request.tool:
        return False
    if family is Family.COMMAND:
        return _command(inner, action.request.arguments["command"])
    return _domain(inner, action) if family is Family.FETCH else inner is None or inner == "*" or family is Family.FILE


def _served(entry: str, tool: str) -> bool:
    """Return whether an entry names the tool of a server, the gateway's by the name it has inside, or all of that."""
    inside = tool if tool.startswith("mcp__") else OURS + tool.replace(".", "_")
    server = "__".join(inside.split("__")[:2])
    return entry in (inside, server, f"{server}__*") and "__" in entry


def _domain(inner: str | None, action: Action) -> bool:
    if inner is None or inner == "*":
        return True
    wanted = inner.removeprefix("domain:")
    return any(
        host_matches(wanted, target.value.partition(":")[0]) for target in action.targets if target.kind == "host"
    )


def _command(inner: str | None, text: str) -> bool:
    """Return whether `git:*`, `git *`, `git status` or nothing admits a command."""
    if inner is None or inner in ("*", ":*"):
        return True
    asked = command.words(text)
    if asked is None:
        return False
    prefix = inner.removesuffix(":*").removesuffix(" *")
    wanted = prefix.split()
    return list(asked[: len(wanted)]) == wanted if prefix != inner else list(asked) == wanted
