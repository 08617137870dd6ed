"""What a change to one grant allows more or less, for each kind of grant, in words for a person. Knows no task."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from wicketgate.policy.change import Change, amount, granted, narrower, neutral, rate, shown, wider
from wicketgate.policy.network import NetworkRule

Rule = Callable[[str, Any, Any], Iterator[Change]]
LEAST_STRICT = {"never": 0, None: 1, "always": 2}


def unchanged(who: str, old: object, new: object) -> Iterator[Change]:
    """Yield nothing: the field has one value only."""
    return iter(())


def words(what: str) -> Rule:
    """Return the rule for text that grants nothing."""

    def rule(who: str, old: str, new: str) -> Iterator[Change]:
        if old and old != new:
            yield neutral(f"{what} of {who} reads differently")

    return rule


def prompt(who: str, old: str, new: str) -> Iterator[Change]:
    """Yield whether the words that count as the operator's changed."""
    if old != new:
        # Values in the prompt count as said by the operator: another prompt endorses other values.
        yield wider(f"{who} has the operator's words {new!r}") if new else narrower(f"{who} has no prompt any more")


def replaced(sentence: str, absent: str = "nothing") -> Rule:
    """Return the rule for a value that has no order: another one is wider; `absent` is what none of it means."""

    def rule(who: str, old: object, new: object) -> Iterator[Change]:
        if old != new:
            yield wider(sentence.format(who=who, new=shown(new, absent), old=shown(old, absent)))

    return rule


def patterns(verb: str, paths: bool = False) -> Rule:
    """Return the rule for a list of patterns that let a task `verb` what they match."""
    return lambda who, old, new: granted(who, verb, old, new, paths)


def number(what: str) -> Rule:
    """Return the rule for a number that bounds something."""
    return lambda who, old, new: amount(f"{who + ', ' if who else ''}{what}", old, new)


def hidden(who: str, old: tuple[str, ...], new: tuple[str, ...]) -> Iterator[Change]:
    """Yield which hidden patterns came or went; fewer of them let more be seen."""
    yield from (wider(f"{who} no longer hides {pattern}") for pattern in old if pattern not in new)
    yield from (narrower(f"{who} now hides {pattern}") for pattern in new if pattern not in old)


def public(who: str, old: tuple[str, ...], new: tuple[str, ...]) -> Iterator[Change]:
    """Yield which files count as holding nothing private."""
    yield from (wider(f"{who} counts {pattern} as holding nothing private") for pattern in new if pattern not in old)
    yield from (narrower(f"{who} counts {pattern} as private again") for pattern in old if pattern not in new)


def commands(who: str, old: str | tuple[str, ...], new: str | tuple[str, ...]) -> Iterator[Change]:
    """Yield which programs may start."""
    if old == new:
        return
    if new == "any":
        yield wider(f"{who} may now start any program in its sandbox")
    elif old == "any":
        yield narrower(f"{who} may now start only {', '.join(new) or 'nothing'}")
    else:
        yield from granted(who, "start", tuple(old), tuple(new))


def agents(who: str, old: bool, new: bool) -> Iterator[Change]:
    """Yield whether subagents may start."""
    if old != new:
        yield wider(f"{who} may now start subagents") if new else narrower(f"{who} may no longer start subagents")


def network(who: str, old: tuple[NetworkRule, ...], new: tuple[NetworkRule, ...]) -> Iterator[Change]:
    """Yield where a task may newly connect, and which caps moved."""
    before = {_spot(rule): rule for rule in old}
    for rule in new:
        known = before.get(_spot(rule))
        if known is None:
            yield wider(f"{who} may {reach(rule)}")
        elif known != rule:
            yield from _caps(f"{who}, {spot(rule)}", known, rule)
    after = {_spot(rule) for rule in new}
    yield from (narrower(f"{who} may no longer {reach(rule)}") for rule in old if _spot(rule) not in after)


def _caps(what: str, old: NetworkRule, new: NetworkRule) -> Iterator[Change]:
    yield from rate(f"{what}, bytes out", old.bytes, new.bytes)
    yield from rate(f"{what}, requests", old.limit, new.limit)
    yield from asking(what, old.ask, new.ask)


def _spot(rule: NetworkRule) -> tuple[str, bool, str, int, str]:
    return (rule.method, rule.tls, rule.host, rule.port, rule.path)


def spot(rule: NetworkRule) -> str:
    """Return where a network rule leads, as a person reads it."""
    host = f"[{rule.host}]" if ":" in rule.host else rule.host
    if rule.method == "TUNNEL":
        return f"{host}:{rule.port} (opaque)"
    return f"{rule.method} {'https' if rule.tls else 'http'}://{host}:{rule.port}{rule.path}"


def reach(rule: NetworkRule) -> str:
    """Return what a network rule lets a task do, after `may`."""
    asking = " without asking" if rule.ask == "never" and rule.method not in ("GET", "HEAD") else ""
    return f"{'reach' if rule.method == 'TUNNEL' else 'request'} {spot(rule)}{asking}"


def asking(what: str, old: str | None, new: str | None) -> Iterator[Change]:
    """Yield whether a person is asked more, or less, often."""
    if old != new:
        text = f"{what}: ask is now {shown(new, 'left to the risk')} (was {shown(old, 'left to the risk')})"
        yield wider(text) if LEAST_STRICT[new] < LEAST_STRICT[old] else narrower(text)


def source_public(who: str, old: bool, new: bool) -> Iterator[Change]:
    """Yield whether a source counts as holding nothing private."""
    if old != new:
        yield wider(f"{who} counts as holding nothing private") if new else narrower(f"{who} counts as private again")
