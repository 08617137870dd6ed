"""Scope of `db.query`: the source asked, and what one statement would read of it, within the grant."""

from __future__ import annotations

from wicketgate.action import Action, Facts
from wicketgate.gate.rules import Rules
from wicketgate.gate.scope import Scope, unmatched
from wicketgate.gate.scoped import tool_scope


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
