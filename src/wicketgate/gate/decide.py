"""May this action happen: scope, then budgets, then risk. Pure and total; every verdict names its line and its reason.

1. What could not be read in its tool's own shape is denied.
2. Scope: an entry of the policy must grant it, reads too; no match denies.
3. Budgets: an entry or run that is used up denies, whoever has approved.
4. Intent: a consequential call of a granted tool that nothing in the operator's words asks for, with a value that
   nothing traces, is denied: no person should be asked about what comes out of the blue.
5. Risk: what is in scope and R0-R2 runs, R3 too where every value that carries authority is traced; an R2 of a granted
   tool that nothing in the operator's words asks for, asks. R4, R5 and what is visible outside asks, unless the entry
   says `ask: never` or the operator ordered it: their words ask for such an effect, and every value that carries
   authority is traced to them, the policy or a source it trusts.
6. The Rule of Two: once untrusted text and private data have met, nothing beyond granted, capped reads and what the
   operator ordered leaves unasked.
7. A person's grant, bound to exactly this action, turns an ask into an allow and nothing else.

Deny beats ask beats allow. An error is a deny.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from wicketgate.action import Action, Decision, Facts, Verdict, Way
from wicketgate.gate import files, grants, network, risk, skills
from wicketgate.gate.classify import named, why_unreadable
from wicketgate.gate.rules import Rules, compiled
from wicketgate.gate.scope import Scope, denied
from wicketgate.gate.ssh import ssh_scope
from wicketgate.gate.tools import KNOWN, OURS, Family
from wicketgate.gate.weigh import Weighed, weigh
from wicketgate.policy import Profile

SCOPES: dict[Family, Callable[[Action, Facts, Rules], Scope]] = {
    Family.FILE: files.file_scope,
    Family.SEARCH: files.search_scope,
    Family.COMMAND: grants.command_scope,
    Family.FETCH: network.fetch_scope,
    Family.HTTP: network.http_scope,
    Family.TUNNEL: network.tunnel_scope,
    Family.SSH: ssh_scope,
    Family.QUERY: grants.query_scope,
    Family.COMMIT: files.commit_scope,
    Family.AGENT: grants.agent_scope,
    Family.SKILL: grants.skill_scope,
    Family.PROCESS: grants.process_scope,
    Family.BOOK: grants.book_scope,
    Family.REFUSED: grants.refused_scope,
    Family.GENERIC: grants.tool_scope,
}
SCOPE_OF = {name: SCOPES[tool.family] for name, tool in KNOWN.items()}
GENERIC = Family.GENERIC
ALLOW, ASK, DENY = Decision.ALLOW, Decision.ASK, Decision.DENY
HOOK, COMMIT = Way.HOOK, Way.COMMIT
# Where the thing itself follows the decision, outside. A hook in a sandbox only announces: what it says must not cost
# anything. Without a sandbox the hook is where it is decided.
SPENDING = (Way.EGRESS, Way.GATEWAY, Way.PYTHON)


def decide(action: Action, facts: Facts, profile: Profile) -> Verdict:
    """Return whether `action` may happen given `facts`; never raises."""
    try:
        return _decide(action, facts, compiled(profile))
    except Exception as error:
        return _verdict(action, DENY, denied(f"could not decide ({type(error).__name__})", "builtin"))


def _decide(action: Action, facts: Facts, rules: Rules) -> Verdict:
    name, tool = named(action.request.tool, rules)
    family = tool.family
    scope = _scope(action, facts, rules, name, family)
    if not scope.granted:
        return _verdict(action, DENY, scope)
    over = _over(action, facts, rules)
    if over is not None:
        return _verdict(action, DENY, over)
    # What ordered a call of a granted tool; the values of everything else are in scope or not.
    weighed = weigh(action, facts, rules.tools[name], rules) if family is GENERIC else None
    unasked = risk.unasked(action, scope, rules, weighed) if weighed is not None else None
    if unasked is not None:
        return _verdict(action, DENY, unasked, weighed=weighed)
    wary = risk.wary(action, facts, scope, weighed)
    if not wary:
        ordered = risk.ordered(action, scope, weighed) if weighed is not None else ""
        return _verdict(action, ALLOW, scope, ordered, _spends(action, scope, weighed), weighed)
    if facts.grant is not None:
        reason = f"approved by {facts.grant.by}: {wary}"
        verdict = _verdict(action, ALLOW, scope, reason, _spends(action, scope, weighed), weighed)
        return replace(verdict, endorses=facts.grant.endorsed)
    if _announced(action, family):
        return _verdict(action, ALLOW, scope, f"decided where it leaves the sandbox: {wary}", None, weighed)
    verdict = _verdict(action, ASK, scope, wary, None, weighed)
    return replace(verdict, endorses=facts.offers) if facts.offers else verdict


def _scope(action: Action, facts: Facts, rules: Rules, name: str, family: Family) -> Scope:
    if action.request.task != rules.profile.name:
        return denied("the request is of another task than the profile", "builtin")
    if not action.targets:
        return denied(why_unreadable(action.request, rules.profile), "builtin")
    left_out = skills.outside(action, family, facts.narrowed, rules) if facts.narrowed else None
    return left_out or SCOPE_OF.get(name, grants.tool_scope)(action, facts, rules)


def _over(action: Action, facts: Facts, rules: Rules) -> Scope | None:
    """Return the denial of a run that has used up its calls; a commit happens after the run and is none."""
    most = rules.profile.task.limits.calls
    if facts.used.get("calls", 0) < most or action.request.way is COMMIT:
        return None
    where = rules.where("limits", "calls")
    return denied(f"the run has used up its calls: {most}", where, f"raise limits.calls ({where})")


def _announced(action: Action, family: Family) -> bool:
    """Return whether a hook in the sandbox announces what a way out will decide, so that it must not wait."""
    request = action.request
    if request.way is not HOOK or not request.contained:
        return False
    return family in (Family.FETCH, Family.QUERY) or request.tool.startswith(OURS)


def _spends(action: Action, scope: Scope, weighed: Weighed | None) -> Mapping[str, int]:
    request = action.request
    if request.way not in SPENDING and (request.way is not HOOK or request.contained):
        return {}
    spends = {"calls": 1}
    for name, (amount, _) in scope.budgets.items() if scope.budgets else ():
        spends[name] = amount
    # What a person endorsed beside another call is good for one call of its own.
    endorsed = weighed.endorsed() if weighed is not None else ()
    return spends | dict.fromkeys(endorsed, 1) if endorsed else spends


def _verdict(
    action: Action,
    decision: Decision,
    scope: Scope,
    reason: str = "",
    spends: Mapping[str, int] | None = None,
    weighed: Weighed | None = None,
) -> Verdict:
    if decision is ASK:
        remedy = "a person approves it: wicketgate approvals list"
    else:
        remedy = "" if decision is ALLOW else scope.remedy
    return Verdict(
        decision,
        reason or scope.reason,
        scope.rule,
        action.effect,
        action.reversibility,
        action.targets,
        weighed.origins if weighed is not None else action.origins,
        remedy,
        spends or {},
    )
