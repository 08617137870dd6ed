"""The parts of a call of a granted tool: the call, its recipients, its values under constraints, all it names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wicketgate.action import Action, Facts
from wicketgate.gate import fits
from wicketgate.gate.cedar.clause import safe
from wicketgate.gate.cedar.names import expressible, outside
from wicketgate.gate.cedar.parts import Record, address, place, plain_path, value
from wicketgate.gate.globs import Globs
from wicketgate.gate.granted import Granted
from wicketgate.gate.origin.leaves import leaves
from wicketgate.gate.places import ABSENT, MISFIT, TooMuch, at
from wicketgate.gate.rules import Rules
from wicketgate.gate.scoped import RECIPIENTS
from wicketgate.gate.weigh import weigh
from wicketgate.policy.argument import Argument

KEYS = ("path", "host", "recipient", "table", "amount", "enum", "text")


def arguments(action: Action, facts: Facts, rules: Rules, name: str) -> Iterator[Record]:
    """Yield the parts of one call; of a tool that the task does not grant, the call alone."""
    granted, given = rules.tools.get(name), action.request.arguments
    if granted is None:
        yield {"part": "call"}
        return
    named = [one for key in given if str(key).lower() in RECIPIENTS for one in _flat(given[key])]
    call = {"changed": bool(granted.changed), "recipients": len(named)}
    yield {"part": "call", "call": call, "weighed": _weighed(action, facts, granted, rules)}
    for one in named:
        yield {"part": "recipient", "value": address(one)}
    yield {"part": "names", "names": [safe(str(key)) for key in given]}
    for plan in dict.fromkeys(leaf.plan for leaf in leaves(given)):
        yield {"part": "leaf", "prefixes": [safe(text) for text in _prefixes(plan)]}
    for argument, wanted in granted.grant.arguments.items():
        yield from _constrained(name, argument, wanted, given)


def _weighed(action: Action, facts: Facts, granted: Granted, rules: Rules) -> Record:
    found = weigh(action, facts, granted, rules)
    return {
        "surprising": found.surprising,
        "sudden": found.sudden,
        "ordered": found.ordered,
        "untraced": bool(found.untraced),
        "unordered": found.unordered,
        "leads_out": bool(found.leads_out()),
    }


def _flat(found: object) -> list[object]:
    return list(found) if isinstance(found, list | tuple) else [found]


def _prefixes(plan: str) -> list[str]:
    """Return a path and each path it lies in."""
    return [plan[:end] for end in range(1, len(plan) + 1) if end == len(plan) or plan[end] in ".["]


def _constrained(tool: str, name: str, wanted: Argument, given: Any) -> Iterator[Record]:
    here, keys = {"part": "argument", "argument": name}, [key for key in KEYS if getattr(wanted, key) not in (None, ())]
    try:
        found = at(given, name) or [(name, ABSENT)]
    except TooMuch:
        yield here | {"key": "too much"}
        return
    for _, one in found:
        if one is ABSENT or one is None or (keys and one in ([], ())):
            yield here | {"key": "absent"}
        elif one is MISFIT:
            yield here | {"key": "misfit"}
        else:
            if wanted.schema_ is not None:
                yield here | {"key": "schema", "value": {"fits": fits.schema(wanted.schema_.text)(one) is None}}
            for item in _flat(one):
                yield from (here | _item(key, item, wanted, f"{tool} {name}") for key in keys)


def _item(key: str, item: object, wanted: Argument, where: str) -> Record:
    record: Record = {"key": key, "value": value(key, item)}
    if key == "path":
        plain = item if plain_path(item) and isinstance(item, str) else ""
        said = [text for text in wanted.path if plain and not expressible("match", text)]
        record["file"] = place(plain)
        record["outside"] = [safe(outside("match", where, text)) for text in said if Globs(((text, "x"),)).find(plain)]
    return record
