"""What speaks against an action that is in scope: that it cannot be undone, is seen outside, comes out of the blue.

Takes an action, what grants it and what ordered it; gives a reason to ask or to deny, or none. Pure.
"""

from __future__ import annotations

from wicketgate.action import Action, Effect, Facts, Reversibility
from wicketgate.gate.rules import Rules
from wicketgate.gate.scope import Scope, denied, visible
from wicketgate.gate.weigh import Weighed

R5 = Reversibility.R5
# Tuples: a member is found by identity, a set would hash it in Python first.
RISKY = (R5, Reversibility.R4)
CONSEQUENTIAL = (*RISKY, Reversibility.R3)
OUTWARD = (Effect.SEND, Effect.NETWORK)
BOTH = frozenset({"untrusted", "private"})


def unasked(action: Action, scope: Scope, rules: Rules, weighed: Weighed | None) -> Scope | None:
    """Return the denial of a consequential call out of the blue, or None."""
    if weighed is None or scope.ask == "never" or not _consequential(action):
        return None
    if not weighed.surprising:
        return None
    where = rules.where("prompt")
    against = f"nothing in the operator's words asks to {action.effect.value} by this tool"
    against = "the operator named another address for this" if weighed.contradicts else against
    reason = f"{against}, and {weighed.blame()}"
    return denied(reason, where, f"say so in the prompt ({where}), or set ask: never for the tool ({scope.rule})")


def _consequential(action: Action) -> bool:
    return action.external or action.reversibility in CONSEQUENTIAL or action.effect in OUTWARD


def ordered(action: Action, scope: Scope, weighed: Weighed | None) -> str:
    """Return why what would have asked runs, where the operator's words are the reason."""
    if weighed is None or scope.ask or not weighed.ordered or not _consequential(action):
        return ""
    return "ordered: the operator's words ask for it, and every value that matters is traced"


def wary(action: Action, facts: Facts, scope: Scope, weighed: Weighed | None) -> str:
    """Return why a person has to see the action first, or nothing."""
    if scope.ask == "always":
        return _because("the entry says ask: always", weighed)
    if scope.ask == "never" or scope.capped:
        return ""
    if scope.wary:
        return scope.wary
    if weighed is None:
        return _risk(action) or _met(action, facts)
    if _consequential(action):
        if weighed.ordered:
            return ""
        risk = _risk(action) or _met(action, facts) or (_held(action) if weighed.untraced or weighed.unordered else "")
        return _because(risk, weighed) if risk else ""
    if weighed.sudden and action.reversibility is Reversibility.R2:
        return _because(f"undone only while nobody changed it since: {action.effect.value}", weighed)
    out = weighed.leads_out()
    return _because(f"a read that sends {out} outside", weighed) if out else ""


def _risk(action: Action) -> str:
    if action.reversibility in RISKY:
        undo = "irreversible" if action.reversibility is R5 else "only to be compensated"
        return f"{undo}: {action.effect.value}"
    return f"visible outside: {action.effect.value}" if action.external else ""


def _held(action: Action) -> str:
    return f"held until it is recalled: {action.effect.value}" if action.reversibility is Reversibility.R3 else ""


def _met(action: Action, facts: Facts) -> str:
    met = action.effect in OUTWARD and facts.labels >= BOTH
    return "it leaves after untrusted text and private data have met" if met else ""


def _because(risk: str, weighed: Weighed | None) -> str:
    """Return the risk with the values that no word of the operator's covers, as a reason on one line."""
    if weighed is None:
        return risk
    if weighed.untraced:
        return visible(f"{risk}; {weighed.blame()}")
    return f"{risk}; nothing in the operator's words asks for it" if weighed.unordered else risk
