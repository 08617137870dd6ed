"""What a change to one tool's grant allows more or less, key by key. Knows no task."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from wicketgate.policy import grant_change
from wicketgate.policy.argument import Amount, Argument
from wicketgate.policy.change import Change, amount, granted, narrower, rate, shown, wider
from wicketgate.policy.part import Part
from wicketgate.policy.pattern import parse_table
from wicketgate.policy.tool import ToolGrant
from wicketgate.policy.tool_naming import LISTS, argument, authority, linked, spelled, trusted

Rule = Callable[[str, Any, Any], Iterator[Change]]


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


def arguments(who: str, old: Mapping[str, Argument], new: Mapping[str, Argument]) -> Iterator[Change]:
    """Yield what arguments may newly, or no longer, be."""
    for path, one in new.items():
        if path in old:
            for field in Argument.model_fields:
                yield from TOOL_RULES[Argument, field](f"{who}, {path}", getattr(old[path], field), getattr(one, field))
        else:
            yield narrower(f"{who}, {path}: now only {argument(one)}")
    yield from (wider(f"{who}, {path}: now anything (was {argument(old[path])})") for path in old if path not in new)


def admitted(who: str, old: ToolGrant, new: ToolGrant) -> Iterator[Change]:
    """Yield what a closed tool newly takes: there, an argument that is named is one more that may be given."""
    if old.closed and new.closed:
        yield from (wider(f"{who} may now also be given {path}") for path in new.arguments if path not in old.arguments)


def _listed(key: str) -> Rule:
    def rule(who: str, old: tuple[object, ...], new: tuple[object, ...]) -> Iterator[Change]:
        before, after = tuple(map(spelled, old)), tuple(map(spelled, new))
        if old and not new:
            yield wider(f"{who}: {LISTS[key]} are no longer limited")
        elif new and not old:
            yield narrower(f"{who}: {LISTS[key]} are now only {', '.join(after)}")
        elif before == after and old != new:
            yield wider(f"{who}: {LISTS[key]} are spelled alike and are other values")
        else:
            yield from granted(who, "be", before, after)

    return rule


def _amount(who: str, old: Amount | None, new: Amount | None) -> Iterator[Change]:
    before, after = old or Amount(), new or Amount()
    yield from amount(f"{who}, most", _number(before.most), _number(after.most))
    if before.least != after.least:
        text = f"{who}, least: now {shown(after.least, 'without one')} (was {shown(before.least, 'without one')})"
        less = after.least is None or (before.least is not None and after.least < before.least)
        yield wider(text) if less else narrower(text)


def _number(bound: Decimal | None) -> float | None:
    return None if bound is None else float(bound)


def _gone_is_wider(sentence: str) -> Rule:
    """Return the rule for a value without an order that limits: only where there was none is a new one narrower."""

    def rule(who: str, old: object, new: object) -> Iterator[Change]:
        if old != new:
            text = sentence.format(who=who, new=shown(new, "none"), old=shown(old, "none"))
            yield narrower(text) if old is None else wider(text)

    return rule


def _switch(on: Change, off: Change) -> Rule:
    def rule(who: str, old: bool, new: bool) -> Iterator[Change]:
        if old != new:
            found = on if new else off
            yield Change(found.direction, f"{who} {found.text}")

    return rule


def _authority(who: str, old: Any, new: Any) -> Iterator[Change]:
    if old == new:
        return
    less = not isinstance(old, tuple) or not isinstance(new, tuple) or not set(old) <= set(new)
    text = f"{who}: the arguments that carry authority are {authority(new)} (were {authority(old)})"
    yield wider(text) if less and old != "none" else narrower(text)


def _trust(who: str, old: bool | tuple[str, ...], new: bool | tuple[str, ...]) -> Iterator[Change]:
    if old != new:
        within = old is True or new is False or (isinstance(old, tuple) and set(_fields(new)) <= set(old))
        text = f"{who}: values {trusted(new)} count as trusted (were: {trusted(old)})"
        yield narrower(text) if within else wider(text)


def _fields(value: bool | tuple[str, ...]) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ("",)


def _links(who: str, old: Any, new: Any) -> Iterator[Change]:
    if old == new:
        return
    within = isinstance(new, tuple) and isinstance(old, tuple) and set(new) <= set(old)
    text = f"{who}: its text may link to {linked(new)} (was {linked(old)})"
    yield narrower(text) if new == "none" or old == "any" or within else wider(text)


def _lookup(who: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    for path, name in new.items():
        if old.get(path) != name:
            yield wider(f"{who}: what {path} denotes is asked of {name}")
    yield from (narrower(f"{who}: nobody says any more what {path} denotes") for path in old if path not in new)


TOOL_RULES: dict[tuple[type[Part], str], Rule] = {
    (ToolGrant, "source"): grant_change.replaced("{who} reads the source {new} (was {old})"),
    (ToolGrant, "tables"): tables,
    (ToolGrant, "rows"): grant_change.number("rows a call"),
    (ToolGrant, "to"): recipients,
    (ToolGrant, "effect"): declared("to have the effect"),
    (ToolGrant, "reversibility"): reversibility,
    (ToolGrant, "ask"): grant_change.asking,
    (ToolGrant, "limit"): lambda who, old, new: rate(f"{who}, calls", old, new),
    (ToolGrant, "arguments"): arguments,
    (ToolGrant, "closed"): _switch(narrower("takes no other argument now"), wider("takes any other argument now")),
    (ToolGrant, "authority"): _authority,
    (ToolGrant, "trusted"): _trust,
    (ToolGrant, "reads"): grant_change.replaced("{who} is declared to read the store {new} (was {old})"),
    (ToolGrant, "writes"): grant_change.replaced("{who} is declared to write the store {new} (was {old})"),
    (ToolGrant, "lookup"): _lookup,
    (ToolGrant, "links"): _links,
    (ToolGrant, "definition"): _gone_is_wider("{who} is used as defined by {new} (was {old})"),
    **{(Argument, key): _listed(key) for key in LISTS},
    (Argument, "amount"): _amount,
    (Argument, "schema_"): _gone_is_wider("{who} fits another JSON Schema"),
    (Argument, "optional"): _switch(wider("may now be left out"), narrower("may no longer be left out")),
}
