"""Scope of the tools a task grants by name: its definition, recipients, arguments and limit, each with its line."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from wicketgate.action import Action, Facts
from wicketgate.gate.classify import named
from wicketgate.gate.constraints import Fault, faults
from wicketgate.gate.files import kept_out
from wicketgate.gate.granted import Granted
from wicketgate.gate.kinds import ADDRESS, shown
from wicketgate.gate.links import Link, plain, unlisted
from wicketgate.gate.origin.leaves import BEYOND, leaves
from wicketgate.gate.places import TooMuch, at
from wicketgate.gate.rules import Rules
from wicketgate.gate.scope import NOTHING, Scope, denied, unmatched
from wicketgate.policy.pattern import name_matches

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.:-]{0,127}", re.ASCII)
RECIPIENTS = frozenset({"to", "cc", "bcc", "recipient", "recipients"})
NEVER = "none: no policy admits this value, the call has to change"


def tool_scope(action: Action, facts: Facts, rules: Rules) -> Scope:
    """Return whether the policy's `tools:` grants the tool, as defined, with these arguments, within its limit."""
    name, _ = named(action.request.tool, rules)
    granted, arguments = rules.tools.get(name), action.request.arguments
    if granted is None:
        what = f"tool {action.targets[0].value} is not granted"
        remedy = rules.remedy(f'"{name}: {{}}"', "tools") if NAME.fullmatch(name) else "none: no policy can name it"
        return unmatched(what, rules.where("tools"), remedy)
    found = _judged(arguments, granted, rules) if granted.judged else None
    if found is None and granted.linked is not None:
        found = _linked(arguments, granted, granted.linked, rules)
    return found or limited(granted, facts)


def _judged(arguments: Mapping[str, Any], granted: Granted, rules: Rules) -> Scope | None:
    found = _changed(granted, rules) or _recipients(arguments, granted, rules)
    found = found or _constrained(arguments, granted, rules) or _hidden(arguments, granted, rules)
    return found or _others(arguments, granted, rules)


def _changed(granted: Granted, rules: Rules) -> Scope | None:
    """Return the denial of a tool that is no longer defined as it was accepted, or None."""
    if not granted.changed:
        return None
    where = rules.where("tools", granted.name, "definition")
    change = f"set definition: {granted.digest}" if granted.digest else "remove definition"
    return denied(granted.changed, where, f"read it, then {_under(rules, change, granted.name)} and trust the policy")


def _recipients(arguments: Mapping[str, Any], granted: Granted, rules: Rules) -> Scope | None:
    """Return the denial of a recipient that `to:` does not name, or None."""
    if not granted.grant.to:
        return None
    where = rules.where("tools", granted.name, "to")
    found = [value for key in arguments if str(key).lower() in RECIPIENTS for value in _flat(arguments[key])]
    for value in found:
        if not isinstance(value, str) or not ADDRESS.fullmatch(value):
            return denied(f"a recipient is not one plain address (got {shown(value)})", where, NEVER)
        if not any(name_matches(text.lower(), value.lower()) for text in granted.grant.to):
            remedy = rules.remedy(json.dumps(value.lower()), "tools", granted.name, "to")
            return unmatched(f"recipient {value} is not in to:", where, remedy)
    return None if found else denied("no recipient is named, and the entry limits them", where, NEVER)


def _flat(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _constrained(arguments: Mapping[str, Any], granted: Granted, rules: Rules) -> Scope | None:
    """Return the denial of arguments that are not as constrained, naming what would admit every one, or None."""
    try:
        found = faults(granted.constraints, arguments) if granted.constraints else []
    except TooMuch as error:
        return denied(str(error), rules.where("tools", granted.name, "arguments"), NEVER)
    if not found:
        return None
    first = found[0]
    where = rules.where("tools", granted.name, "arguments", first.argument, *((first.key,) if first.key else ()))
    more = f" and {len(found) - 1} more" if len(found) > 1 else ""
    remedies = [_admitting(fault, granted.name, rules) for fault in found]
    remedy = NEVER if NEVER in remedies else "; ".join(dict.fromkeys(remedies))
    return denied(first.reason + more, where, remedy)


def _hidden(arguments: Mapping[str, Any], granted: Granted, rules: Rules) -> Scope | None:
    """Return the denial of a path that no pattern can admit: hidden, the policy, or a data source; or None."""
    for name in (name for name, argument in granted.grant.arguments.items() if argument.path):
        for _, value in at(arguments, name):
            for path in value if isinstance(value, list | tuple) else (value,):
                out = kept_out(path, rules) if isinstance(path, str) else None
                if out is not None:
                    return out
    return None


def _admitting(fault: Fault, name: str, rules: Rules) -> str:
    if not fault.change:
        return NEVER
    part = ("tools", name, "arguments", fault.argument, *((fault.key,) if fault.key else ()))
    verb, _, what = fault.change.partition(" ")
    return rules.remedy(what, *part) if verb == "add" else _under(rules, fault.change, *part[1:])


def _others(arguments: Mapping[str, Any], granted: Granted, rules: Rules) -> Scope | None:
    """Return the denial of an argument that a closed tool does not name, or None."""
    if not granted.grant.closed:
        return None
    known = tuple(granted.grant.arguments)
    first = {path.partition(".")[0].removesuffix("[]") for path in known}
    other = next((str(key) for key in arguments if key not in first), None)
    # Inside a named argument too: only what some constraint speaks of.
    other = other or next((leaf.plan for leaf in leaves(arguments) if not _covered(leaf.plan, known)), None)
    if other is None:
        return None
    where = rules.where("tools", granted.name, "closed")
    remedy = _under(rules, "set closed: false", granted.name)
    return denied(f"argument {shown(other)} is not among those of a closed tool", where, remedy)


def _covered(plan: str, known: tuple[str, ...]) -> bool:
    return any(plan == path or plan.startswith((f"{path}.", f"{path}[")) for path in known)


def _linked(arguments: Mapping[str, Any], granted: Granted, listed: tuple[str, ...], rules: Rules) -> Scope | None:
    """Return the denial of text that links to a host nobody named: what a person reads there, they may follow."""
    constrained = granted.grant.arguments
    for leaf in leaves(arguments):
        path, plan, value = leaf
        if plan == BEYOND:
            where = rules.where("tools", granted.name, "links")
            return denied("there are more values than are looked through for links", where, NEVER)
        known = constrained.get(plan)
        if known is not None and known.host:
            continue
        for text in (value, plan):
            link = unlisted(text, listed) if isinstance(text, str) and not plain(text) else None
            # A value that says where it goes is judged by where it came from, as a whole.
            if link is not None and not (_whole(link, text) and granted.authority.carries(leaf)):
                return _follows(link, path, granted, rules, rules.where("tools", granted.name, "links"))
    return None


def _whole(link: Link, text: str) -> bool:
    return not text[: link.start].strip() and not text[link.end :].strip()


def _follows(link: Link, path: str, granted: Granted, rules: Rules, where: str) -> Scope:
    listed = granted.grant.links if isinstance(granted.grant.links, tuple) else ()
    change = f"set links: {json.dumps([*listed, link.host])}"
    plain = re.fullmatch(r"[a-z0-9.-]{1,253}", link.host, re.ASCII)
    remedy = _under(rules, change, granted.name) if plain else NEVER
    leads = f"to {shown(link.host)}" if link.host else "that leads to no host"
    return denied(f"argument {path}: a link {leads}, which neither the operator nor links: names", where, remedy)


def _under(rules: Rules, change: str, *part: str) -> str:
    path = ".".join(("tasks", rules.profile.name, "tools", *part))
    return f"{change} under {path} ({rules.where('tools', *part)})"


def limited(granted: Granted, facts: Facts) -> Scope:
    """Return the grant of a tool, unless its limit is used up."""
    limit, budgets = granted.grant.limit, NOTHING
    if limit is not None:
        name = f"rate:{granted.rule}"
        if facts.used.get(name, 0) + 1 > limit.amount:
            remedy = f"wait, or raise limit ({granted.rule})"
            return denied(f"the tool's limit is used up: {limit}", granted.rule, remedy)
        budgets = {name: (1, limit.amount)}
    return Scope(True, "granted tool", granted.rule, ask=granted.grant.ask, budgets=budgets)
