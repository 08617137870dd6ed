"""What single arguments of a granted tool may be. Takes the constraints and a call's arguments; gives what fails.

Every constraint given must hold, each for every item of a list; a JSON Schema judges the value as a whole. An argument
that is missing, null or an empty list fails unless it is optional: the tool would put its own default there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from wicketgate.gate import fits, kinds
from wicketgate.gate.kinds import Check, Failure
from wicketgate.gate.places import ABSENT, MISFIT, at
from wicketgate.policy.argument import Argument

MOST_FAULTS = 16
SINGLE: dict[str, Callable[[Any], Check]] = {
    "path": kinds.path,
    "host": kinds.host,
    "recipient": kinds.recipient,
    "table": kinds.table,
    "amount": kinds.amount,
    "enum": kinds.enum,
    "text": kinds.text,
}
MISSING = Failure("a value", "set optional: true")


class Fault(NamedTuple):
    """One constraint that does not hold."""

    argument: str
    """Its path in the policy."""
    key: str
    """The key of the constraint: `path`, `amount`, …; empty where the argument itself is missing."""
    reason: str
    change: str
    """`add VALUE` or `set KEY: VALUE`, what would admit this value; empty where nothing does."""


@dataclass(frozen=True, slots=True)
class Constraint:
    """One argument's constraints, compiled."""

    name: str
    optional: bool
    whole: Check | None
    """The check of the value as it is."""
    single: tuple[tuple[str, Check], ...]
    """The checks of each item, by the key they stand under."""
    simple: bool
    """It is the value of one argument, not of a field within, and no schema judges it."""


def compiled(arguments: Mapping[str, Argument]) -> tuple[Constraint, ...]:
    """Return the constraints of one tool, patterns and schemas compiled."""
    return tuple(_compile(name, argument) for name, argument in arguments.items())


def _compile(name: str, argument: Argument) -> Constraint:
    given = ((key, getattr(argument, key), make) for key, make in SINGLE.items())
    single = tuple((key, make(wanted)) for key, wanted, make in given if wanted not in (None, ()))
    whole = fits.schema(argument.schema_.text) if argument.schema_ is not None else None
    simple = whole is None and "." not in name and "[]" not in name
    return Constraint(name, argument.optional, whole, single, simple)


def faults(constraints: tuple[Constraint, ...], arguments: Mapping[str, Any]) -> list[Fault]:
    """Return the constraints that do not hold, at most MOST_FAULTS; empty when all hold."""
    found: list[Fault] = []
    for constraint in constraints:
        if constraint.simple and _holds(constraint, arguments.get(constraint.name)):
            continue
        for fault in _faults(constraint, arguments):
            if fault not in found:
                found.append(fault)
            if len(found) == MOST_FAULTS:
                return found
    return found


def _holds(constraint: Constraint, value: Any) -> bool:
    """Return whether one plain value holds; no answer for anything else. Most calls need no more than this."""
    if value is None or isinstance(value, list | tuple | Mapping):
        return False
    return all(check(value) is None for _, check in constraint.single)


def _faults(constraint: Constraint, arguments: Mapping[str, Any]) -> Iterator[Fault]:
    name = constraint.name
    # No item at all is as missing as no list.
    for place, value in at(arguments, name) or [(name, ABSENT)]:
        if value is ABSENT or value is None or (constraint.single and value in ([], ())):
            if not constraint.optional:
                yield _fault(name, "", place, None, MISSING)
            continue
        if value is MISFIT:
            yield _fault(name, "", place, None, Failure("a mapping around it"))
            continue
        if constraint.whole and (failure := constraint.whole(value)):
            yield _fault(name, "schema", place, value, failure)
        for item in value if isinstance(value, list | tuple) else (value,):
            for key, check in constraint.single:
                if failure := check(item):
                    yield _fault(name, key, place, item, failure)


def _fault(name: str, key: str, place: str, value: Any, failure: Failure) -> Fault:
    reason = f"argument {place}: expected {failure.expected} (got {kinds.shown(value)})"
    return Fault(name, key, reason, failure.change)
