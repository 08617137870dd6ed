"""Scope of tools granted by name: `db.query`, the policy's other tools, subagents, skills, commands, bookkeeping."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from wicketgate.action import Action, Facts
from wicketgate.gate import command
from wicketgate.gate.classify import named
from wicketgate.gate.files import file_scope
from wicketgate.gate.rules import Granted, Rules
from wicketgate.gate.scope import NOTHING, Scope, denied, unmatched
from wicketgate.policy.pattern import name_matches

ADDRESS = re.compile(r"[A-Za-z0-9._%+=-]{1,128}@[A-Za-z0-9.-]{1,253}|[A-Za-z0-9._+-]{1,128}", re.ASCII)
RECIPIENTS = ("to", "cc", "bcc", "recipient", "recipients")


def tool_scope(action: Action, facts: Facts, rules: Rules) -> Scope:
    """Return whether the policy's `tools:` grants the tool, within its limit and recipients."""
    name, _ = named(action.request.tool, rules)
    granted = rules.tools.get(name)
    if granted is None:
        shown = action.targets[0].value
        remedy = rules.remedy(f'"{shown}: {{}}"', "tools")
        return unmatched(f"tool {shown} is not granted", rules.where("tools"), remedy)
    return _recipients(action.request.arguments, granted) or _limited(granted, facts)


def query_scope(action: Action, facts: Facts, rules: Rules) -> Scope:
    """Return whether `db.query` is granted on the source asked; tables and columns are the engine's wall."""
    scope = tool_scope(action, facts, rules)
    if not scope.granted:
        return scope
    source = action.request.arguments["source"]
    granted = rules.tools["db.query"]
    if source != granted.grant.source or source not in rules.profile.policy.document.sources:
        remedy = f"set source: {source[:64]!r} under tasks.{rules.profile.name}.tools.db.query ({granted.rule})"
        return unmatched(f"source {source[:64]!r} is not granted", granted.rule, remedy)
    if not granted.grant.tables:
        return unmatched("db.query grants no table", granted.rule, rules.remedy("tables: [...]", "tools", "db.query"))
    return scope


def _limited(granted: Granted, facts: Facts) -> Scope:
    limit, budgets = granted.grant.limit, NOTHING
    if limit is not None:
        name = f"rate:{granted.rule}"
        if facts.used.get(name, 0) + 1 > limit.amount:
            remedy = f"wait, or raise limit ({granted.rule})"
            return denied(f"the tool's limit is used up: {limit}", granted.rule, remedy)
        budgets = {name: (1, limit.amount)}
    return Scope(True, "granted tool", granted.rule, ask=granted.grant.ask, budgets=budgets)


def _recipients(arguments: Mapping[str, Any], granted: Granted) -> Scope | None:
    """Return the denial of a recipient that `to:` does not name, or None."""
    if not granted.grant.to:
        return None
    remedy = f"add the address under to: ({granted.rule})"
    found = [value for key in RECIPIENTS if key in arguments for value in _flat(arguments[key])]
    for value in found:
        if not isinstance(value, str) or not ADDRESS.fullmatch(value):
            return denied("a recipient is not one plain address", granted.rule)
        if not any(name_matches(text.lower(), value.lower()) for text in granted.grant.to):
            return unmatched(f"recipient {value} is not in to:", granted.rule, remedy)
    return None if found else denied("no recipient is named, and the entry limits them", granted.rule)


def _flat(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else [value]


def command_scope(action: Action, facts: Facts, rules: Rules) -> Scope:
    """Return whether `commands:` admits the command; the list is advice, the sandbox is the wall."""
    where = rules.where("commands")
    if not rules.any_command and not rules.commands:
        return unmatched("the task grants no commands", where, rules.remedy(_entry(action), "commands"))
    if rules.any_command:
        return _shown(action, facts, rules, where)
    asked = command.words(action.request.arguments["command"])
    if asked is None:
        return Scope(True, "not a plain list of words, so not matched against commands", where)
    found = command.listed(rules.commands, asked)
    if found is None:
        what = f"{' '.join(asked)[:200]} is not in commands"
        return unmatched(what, where, rules.remedy(_entry(action), "commands"))
    if action.request.contained or not found.exact:
        return _shown(action, facts, rules, found.rule)
    return Scope(True, "the policy spells this command out word for word", found.rule, ask="never")


def _entry(action: Action) -> str:
    asked = command.words(action.request.arguments["command"])
    return f'"{" ".join(asked)[:200]}"' if asked else "the command"


def _shown(action: Action, facts: Facts, rules: Rules, rule: str) -> Scope:
    """Return the grant of a command; outside, one that only shows files needs each of them in scope."""
    if not action.request.contained and len(action.targets) > 1:
        files = file_scope(action, facts, rules)
        if not files.granted:
            return files
    return Scope(True, "granted command", rule)


def agent_scope(action: Action, facts: Facts, rules: Rules) -> Scope:
    """Return whether subagents may be started."""
    where = rules.where("agents")
    if rules.profile.task.agents:
        return Scope(True, "subagents may be started; their calls are judged like any other", where)
    return unmatched("the task grants no subagents", where, rules.remedy("agents: true"))


def skill_scope(action: Action, facts: Facts, rules: Rules) -> Scope:
    """Return whether the skill is granted."""
    name = action.targets[0].value
    for index, text in enumerate(rules.profile.task.skills):
        if name_matches(text, name):
            return Scope(True, "granted skill", rules.where("skills", index))
    return unmatched(f"skill {name} is not in skills", rules.where("skills"), rules.remedy(f'"{name}"', "skills"))


def process_scope(action: Action, facts: Facts, rules: Rules) -> Scope:
    """Return whether the task can have left anything running."""
    if rules.any_command or rules.commands or rules.profile.task.agents:
        return Scope(True, "the agent's own processes", rules.where("commands"))
    return unmatched("the task grants no commands", rules.where("commands"), rules.remedy("an entry", "commands"))


def book_scope(action: Action, facts: Facts, rules: Rules) -> Scope:
    """Return the grant of bookkeeping, to any task that grants anything at all."""
    if rules.grants_anything:
        return Scope(True, "bookkeeping inside the agent", rules.where())
    return unmatched("the task grants nothing", rules.where(), "grant the task something")


def refused_scope(action: Action, facts: Facts, rules: Rules) -> Scope:
    """Return the denial of a built-in tool that no key of the policy admits."""
    name = action.targets[0].value
    return unmatched(f"no key of the policy admits {name}", rules.where(), f"none: no key of the policy admits {name}")
