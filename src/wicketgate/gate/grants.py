"""Scope of tools granted by name: `db.query`, the policy's other tools, subagents, skills, commands, bookkeeping."""

from __future__ import annotations

from wicketgate.action import Action, Facts
from wicketgate.gate import command, reach, shell
from wicketgate.gate.query import query_scope as query_scope
from wicketgate.gate.rules import Rules
from wicketgate.gate.scope import Scope, unmatched
from wicketgate.gate.scoped import tool_scope as tool_scope
from wicketgate.policy.pattern import name_matches


def command_scope(action: Action, facts: Facts, rules: Rules) -> Scope:
    """Return whether `commands:` admits the command; the list is advice, the sandbox is the wall."""
    where = rules.where("commands")
    if not rules.any_command and not rules.commands:
        return unmatched("the task grants no commands", where, rules.remedy(_entry(action), "commands"))
    if rules.any_command:
        return _judged(action, facts, rules, where)
    text = action.request.arguments["command"]
    asked = command.words(text)
    if action.request.contained:
        found = command.listed(rules.commands, asked) if asked is not None else None
    else:
        found = command.admitted(rules.commands, shell.read(text))
    if found is None and asked is not None:
        what = f"{' '.join(asked)[:200]} is not in commands"
        return unmatched(what, where, rules.remedy(_entry(action), "commands"))
    if found is None:
        return Scope(True, "not a plain list of words, so not matched against commands", where)
    if action.request.contained or not found.exact:
        return _judged(action, facts, rules, found.rule)
    return Scope(True, "the policy spells this command out word for word", found.rule, ask="never")


def _entry(action: Action) -> str:
    asked = command.words(action.request.arguments["command"])
    return f'"{" ".join(asked)[:200]}"' if asked else "the command"


def _judged(action: Action, facts: Facts, rules: Rules, rule: str) -> Scope:
    """Return the grant of a command; outside, with what each of its effects means to the policy."""
    if action.request.contained:
        return Scope(True, "granted command", rule)
    return reach.reached(action, facts, rules, rule)


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
    # A star in the asked name would be one in the entry: a remedy never admits more than what was asked.
    remedy = "none: no entry admits a name with a star alone" if "*" in name else rules.remedy(f'"{name}"', "skills")
    return unmatched(f"skill {name} is not in skills", rules.where("skills"), remedy)


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
