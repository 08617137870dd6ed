"""The plain values inside a call's arguments, each with its path. Takes JSON values; knows no rule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

MOST = 256
"""Values of one call that are looked at one by one; what lies beyond is one value that nothing traces."""
DEEPEST = 12
BEYOND = "…"
LONGEST_NAME = 128
PLAIN = frozenset({str, int, float, bool, type(None)})


class Leaf(NamedTuple):
    """One plain value."""

    path: str
    """Where it stands: `to`, `to[1]`, `event.start`."""
    plan: str
    """The same without positions, as a policy names it: `to[]`, `event.start`."""
    value: Any


_leaf = tuple.__new__  # what `Leaf` itself calls, without reading its fields' names first


def leaves(arguments: Mapping[str, Any]) -> list[Leaf]:
    """Return the plain values of `arguments` in order; what is too deep or too much is one leaf named `…`."""
    found: list[Leaf] = []
    for name, value in arguments.items():
        text = named(name)
        if type(value) in PLAIN:
            found.append(_leaf(Leaf, (text, text, value)))
        else:
            _walk(found, value, text, text, 1)
        if len(found) > MOST:
            return [*found[:MOST], Leaf(BEYOND, BEYOND, None)]
    return found


def within(plan: str, path: str) -> bool:
    """Return whether the value at `plan` is the one a policy names `path`, or lies inside it."""
    return plan == path or plan.startswith((f"{path}.", f"{path}[]"))


def _walk(found: list[Leaf], value: Any, path: str, plan: str, depth: int) -> None:
    """Add what is inside `value` to `found`, until there is too much."""
    if type(value) in PLAIN or not isinstance(value, Mapping | list | tuple):
        found.append(Leaf(path, plan, value))
    elif depth >= DEEPEST:
        found.append(Leaf(BEYOND, BEYOND, None))
    elif isinstance(value, Mapping):
        for name, below in value.items():
            text = named(name)
            _walk(found, below, f"{path}.{text}", f"{plan}.{text}", depth + 1)
            if len(found) > MOST:
                return
    else:
        for index, below in enumerate(value):
            if type(below) in PLAIN:
                found.append(_leaf(Leaf, (f"{path}[{index}]", f"{plan}[]", below)))
            else:
                _walk(found, below, f"{path}[{index}]", f"{plan}[]", depth + 1)
            if len(found) > MOST:
                return


def named(name: object) -> str:
    """Return an argument's name, or a stand-in for one that a record or a screen could not show."""
    return name if isinstance(name, str) and 0 < len(name) <= LONGEST_NAME and name.isprintable() else "?"
