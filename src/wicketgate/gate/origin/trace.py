"""Each argument's origin by the operator's words and the policy; a session adds what it knows of the rest."""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping
from typing import Any

from wicketgate.gate.origin.canon import canonical
from wicketgate.gate.origin.leaves import BEYOND, PLAIN, leaves, named, within
from wicketgate.gate.origin.said import LONGER, Said

OPERATOR, POLICY, TRUSTED, ENDORSED, UNTRUSTED = "operator", "policy", "trusted", "endorsed", "untrusted"
ANOTHER = f"{UNTRUSTED}, where the operator named"
"""How the origin of an id begins that is not the one of what the operator named."""
OWNED = f"{OPERATOR}, who named the owner"
"""How the origin of an id begins whose object was not named, but whose owner was, and has no other."""
MOST_ORIGINS, SHORT = 64, 128


def traced(origin: str) -> bool:
    """Return whether an origin, with or without its detail, is one that counts."""
    return origin != UNTRUSTED and origin.partition(",")[0] in (OPERATOR, POLICY, TRUSTED, ENDORSED)


def outer(arguments: Mapping[str, Any], words: Said, literals: frozenset[str]) -> dict[str, str]:
    """Return the origin of each plain argument by its name, as `origins` has it; nothing traces what holds others.

    For tools whose calls are not decided by where a value inside an argument came from."""
    found: dict[str, str] = {}
    for name, value in arguments.items():
        if len(found) >= MOST_ORIGINS:
            break
        kind = type(value)
        of = _of if kind is str and len(value) > SHORT else _short
        path = named(name)
        worst = kind not in PLAIN or found.get(path) == UNTRUSTED
        found[path] = UNTRUSTED if worst else of(value, words, literals)
    return found


def origins(
    arguments: Mapping[str, Any], words: Said, literals: frozenset[str], lookup: Collection[str] = ()
) -> dict[str, str]:
    """Return the origin of each plain value by its path, and of each argument by its name: the worst below it."""
    found: dict[str, str] = {}
    for path, plan, value in leaves(arguments):
        if path == BEYOND or len(found) >= MOST_ORIGINS:
            continue
        # A short text's origin is kept, because the next call often has it too.
        of = _short if type(value) is str and len(value) <= SHORT else _of
        origin = of(value, words, literals)
        if lookup and origin == OPERATOR and any(within(plan, place) for place in lookup):
            # That some number was said does not name the object that has it as its id.
            origin = OPERATOR if words.numbers_it(value) else UNTRUSTED
        # INVARIANT: two values spelled at one path (`a.b` as a key, and `b` in `a`) count as the worse of them.
        found[path] = origin if found.get(path) != UNTRUSTED else UNTRUSTED
        if path.isidentifier():
            continue
        name = path.partition(".")[0].partition("[")[0]
        if name != path and found.get(name) != UNTRUSTED:
            found[name] = origin if found.get(name, POLICY) in (OPERATOR, POLICY) else UNTRUSTED
    return found


def _of(value: object, words: Said, literals: frozenset[str]) -> str:
    """Return where one value came from: the policy's text, the operator's words, or nowhere that is known."""
    if isinstance(value, str):
        if value in literals:
            return POLICY
        if len(value) > 2 * len(words.text) + LONGER:
            return UNTRUSTED  # prose: with so much more text than was said, it is nothing that was said
    text = canonical(value)
    if words.states(text):
        return OPERATOR
    return POLICY if text in literals and not isinstance(value, bool) else UNTRUSTED


_short = functools.lru_cache(maxsize=1024, typed=True)(_of)  # true is not one
