"""Which arguments of a call carry authority: who, where, which object, how much. Pure; knows no origin.

1. Where the policy names them, those, and whatever is nested in them; `none` means none.
2. Else from the tool's schema and the names of its arguments (`gate.sense`). Prose, switches, modes and counts do not
   carry authority, nor do times, unless the tool moves money or access. What nothing is known of does.
3. A value that does not look like its name (a mode with an `@` in it) carries authority whatever the name says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from wicketgate.gate.origin.leaves import BEYOND, Leaf, leaves
from wicketgate.gate.sense import Sense, by_name, by_schema, plain_keys, searches, weighty
from wicketgate.policy import ToolGrant

CHANGES = frozenset({"write", "delete", "execute", "send", "network"})
SHAPES = {
    Sense.TIME: re.compile(r"[\w ,:.+-]{1,40}"),
    Sense.MOMENT: re.compile(
        r"\d{4}-\d{2}(?:-\d{2})?(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
        r"|\d{2}:\d{2}(?::\d{2})?",
        re.ASCII,
    ),
    Sense.MODE: re.compile(r"[\w .+-]{1,40}"),
    Sense.COUNT: re.compile(r"\d{1,15}", re.ASCII),
}
"""What text must look like to say no more than its name does."""
MOST_KEPT = 4096


class Authority:
    """One tool's arguments, judged: what each path says is found out once."""

    __slots__ = ("_changes", "_inside", "_named", "_schema", "_senses", "_weighty")

    def __init__(self, tool: str, grant: ToolGrant | None, definition: Mapping[str, Any] | None) -> None:
        named = grant.authority if grant is not None else None
        self._named: tuple[str, ...] | None = () if named == "none" else named
        self._inside = tuple(f"{path}{mark}" for path in self._named or () for mark in (".", "[]"))
        found = (definition or {}).get("input_schema") or (definition or {}).get("inputSchema")
        self._schema: Mapping[str, Any] = found if isinstance(found, Mapping) else {}
        self._changes = grant is None or grant.effect is None or grant.effect in CHANGES
        self._weighty = weighty(tool)
        self._senses: dict[str, Sense] = {}

    def paths(self, arguments: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the paths of the values that carry authority, as a policy names them (`to`, `participants[]`).

        More values than are looked at, or deeper ones, are the path `…`, which always carries authority.
        """
        return tuple(dict.fromkeys(leaf.plan for leaf in leaves(arguments) if self.carries(leaf)))

    def carries(self, leaf: Leaf) -> bool:
        """Return whether one value carries authority."""
        if leaf.plan == BEYOND:
            return True
        if self._named is not None:
            return leaf.plan in self._named or leaf.plan.startswith(self._inside)
        value, sense = leaf.value, self._senses.get(leaf.plan) or self._sense(leaf.plan)
        # A switch, or nothing at all, names nobody; a number under a word for prose or a mode neither.
        if sense is Sense.PROSE or value is None or value == "" or isinstance(value, bool):
            return False
        if sense is Sense.AUTHORITY:
            return True
        return isinstance(value, str) and SHAPES[sense].fullmatch(value) is None

    def _sense(self, plan: str) -> Sense:
        found = self._found(plan)
        if len(self._senses) < MOST_KEPT:
            self._senses[plan] = found
        return found

    def _found(self, plan: str) -> Sense:
        if not plain_keys(plan):
            return Sense.AUTHORITY
        sense = by_schema(plan, self._schema) or by_name(plan)
        if sense is None:
            return Sense.PROSE if not self._changes and searches(plan) else Sense.AUTHORITY
        return Sense.AUTHORITY if self._weighty and sense in (Sense.TIME, Sense.MOMENT) else sense


def authority(
    tool: str, grant: ToolGrant | None, definition: Mapping[str, Any] | None, arguments: Mapping[str, Any]
) -> tuple[str, ...]:
    """Return the paths of one call's values that carry authority; `Authority` is the same, compiled for many calls."""
    return Authority(tool, grant, definition).paths(arguments)


def values(arguments: Mapping[str, Any], paths: tuple[str, ...]) -> tuple[tuple[str, Any], ...]:
    """Return the plain values at `paths`, each with where it stands (`participants[1]`).

    Where the caller chose the key as well (`{"evil@x.test": "to"}`), the key is a value of its own.
    """
    wanted = frozenset(paths)
    found: list[tuple[str, Any]] = []
    for leaf in leaves(arguments):
        if leaf.plan in wanted:
            if not plain_keys(leaf.plan):
                found.append((leaf.path, leaf.plan))
            found.append((leaf.path, leaf.value))
    return tuple(found)
