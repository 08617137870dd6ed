"""The same policy, stricter or laxer, for the curve of asks against success. Takes and gives a policy as a mapping."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

READING = ("none", "read", "query")
Policy = dict[str, Any]


def _each(change: Callable[[dict[str, Any]], None]) -> Callable[[Policy], Policy]:
    def changed(policy: Policy) -> Policy:
        found = copy.deepcopy(policy)
        for task in found["tasks"].values():
            for name, grant in task["tools"].items():
                task["tools"][name] = grant = grant or {}
                change(grant)
        return found

    return changed


def _without(*keys: str) -> Callable[[dict[str, Any]], None]:
    def change(grant: dict[str, Any]) -> None:
        for key in keys:
            grant.pop(key, None)

    return change


def _ask(word: str) -> Callable[[dict[str, Any]], None]:
    def change(grant: dict[str, Any]) -> None:
        if grant.get("effect") not in READING:
            grant["ask"] = word

    return change


def _final(grant: dict[str, Any]) -> None:
    if grant.get("reversibility") == "R3":
        grant["reversibility"] = "R5"


SETTINGS: dict[str, Callable[[Policy], Policy]] = {
    "ask: never at every tool that changes something": _each(_ask("never")),
    "as the profiles say": copy.deepcopy,
    "without lookup": _each(_without("lookup")),
    "authority derived from the schemas": _each(_without("authority")),
    "nothing is held: R5 for each R3": _each(_final),
    "ask: always at every tool that changes something": _each(_ask("always")),
}
