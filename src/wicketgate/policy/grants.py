"""How one grant moved, kind by kind, and how a grant is named to a person. Knows no task and no document."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from wicketgate.policy.change import Change, amount, granted, narrower, neutral, rate, shown, wider
from wicketgate.policy.model import ToolGrant
from wicketgate.policy.network import NetworkRule
from wicketgate.policy.pattern import parse_table

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


def replaced(sentence: str) -> Rule:
    """Return the rule for a value that has no order: another one is wider."""

    def rule(who: str, old: object, new: object) -> Iterator[Change]:
        if old != new:
            yield wider(sentence.format(who=who, new=shown(new, "nothing"), old=shown(old, "nothing")))

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


def _spot(rule: NetworkRule) -> tuple[str, str, int, str]:
    return (rule.method, rule.host, rule.port, rule.path)


def spot(rule: NetworkRule) -> str:
    """Return where a network rule leads, as a person reads it."""
    host = f"[{rule.host}]" if ":" in rule.host else rule.host
    return (
        f"{host}:{rule.port} (opaque)"
        if rule.method == "TUNNEL"
        else f"{rule.method} http://{host}:{rule.port}{rule.path}"
    )


def reach(rule: NetworkRule) -> str:
    """Return what a network rule lets a task do, after `may`."""
    asking = " without asking" if rule.ask == "never" and rule.method not in ("GET", "HEAD") else ""
    return f"{'reach' if rule.method == 'TUNNEL' else 'request'} {spot(rule)}{asking}"


def asking(what: str, old: str | None, new: str | None) -> Iterator[Change]:
    """Yield whether a person is asked more, or less, often."""
    if old != new:
        text = f"{what}: ask is now {shown(new, 'left to the risk')} (was {shown(old, 'left to the risk')})"
        yield wider(text) if LEAST_STRICT[new] < LEAST_STRICT[old] else narrower(text)


def tool(name: str, grant: ToolGrant) -> str:
    """Return a granted tool with its constraints, as a person reads it."""
    said = [f"{key} {', '.join(value)}" for key, value in (("on", grant.tables), ("to", grant.to)) if value]
    said += [f"of {grant.source}, {grant.rows} rows a call"] if grant.source else []
    said += [f"declared {value}" for value in (grant.effect, grant.reversibility) if value]
    said += [f"{grant.limit}"] if grant.limit else []
    said += [f"ask {grant.ask}"] if grant.ask else []
    return f"{name} ({'; '.join(said)})" if said else f"{name}, without constraints"


def tables(who: str, old: tuple[str, ...], new: tuple[str, ...]) -> Iterator[Change]:
    """Yield which tables and columns may be read."""
    before, after = (dict(parse_table(text) for text in texts) for texts in (old, new))
    for name, columns in after.items():
        if name not in before:
            yield wider(f"{who} may now also read {_columns(name, columns)}")
        elif columns != before[name]:
            known = before[name]
            more = known is not None and (columns is None or not set(columns) <= set(known))
            text = f"{who} reads {_columns(name, columns)} (was {_columns(name, known)})"
            yield wider(text) if more else narrower(text)
    yield from (narrower(f"{who} may no longer read {name}") for name in before if name not in after)


def _columns(name: str, columns: tuple[str, ...] | None) -> str:
    return f"every column of {name}" if columns is None else f"{name}({', '.join(columns)})"


def recipients(who: str, old: tuple[str, ...], new: tuple[str, ...]) -> Iterator[Change]:
    """Yield who may be written to; without a list, anyone may."""
    if old and not new:
        yield wider(f"{who} may now send to anyone")
    elif new and not old:
        yield narrower(f"{who} may now send only to {', '.join(new)}")
    else:
        yield from granted(who, "send to", old, new)


def declared(what: str) -> Rule:
    """Return the rule for what the owner declares of a tool; undeclared counts as the worst."""

    def rule(who: str, old: str | None, new: str | None) -> Iterator[Change]:
        if old != new:
            text = f"{who} is declared {what} {shown(new, 'unknown')} (was {shown(old, 'unknown')})"
            yield narrower(text) if new is None else wider(text)

    return rule


def reversibility(who: str, old: str | None, new: str | None) -> Iterator[Change]:
    """Yield how a tool is declared to be undone; undeclared follows its effect, so it may be anything."""
    if old != new:
        text = f"{who} is declared {shown(new, 'nothing')} (was {shown(old, 'nothing')})"
        yield wider(text) if new is None or new < (old or "R5") else narrower(text)


def source_public(who: str, old: bool, new: bool) -> Iterator[Change]:
    """Yield whether a source counts as holding nothing private."""
    if old != new:
        yield wider(f"{who} counts as holding nothing private") if new else narrower(f"{who} counts as private again")
