"""What the value of an argument says, by its name and by its tool's schema. Knows no value."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from wicketgate.gate import wordlists as words

PIECE = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}", re.ASCII)
SMALL_ENUM = 12
DESCRIPTION = 200
DEEPEST_REFERENCE = 8


class Sense(enum.Enum):
    """What a value says."""

    AUTHORITY = "authority"
    PROSE = "prose"
    MODE = "mode"
    COUNT = "count"
    TIME = "time"
    MOMENT = "moment"  # a time by its format, under a name that could mean somebody


SENSES: tuple[tuple[Sense, frozenset[str]], ...] = (
    (Sense.AUTHORITY, words.AUTHORITY),
    (Sense.PROSE, words.PROSE),
    (Sense.TIME, words.TIME),
    (Sense.MODE, words.MODE),
    (Sense.COUNT, words.COUNT),
)


@lru_cache(4096)
def plain_keys(plan: str) -> bool:
    """Return whether every step of a path is spelled like an argument's name, and not like a value."""
    return all(KEY.fullmatch(step.replace("[]", "") or "_") for step in plan.split("."))


@lru_cache(4096)
def searches(plan: str) -> bool:
    """Return whether a value of this name says what to look for."""
    return any(piece in words.SEARCH for piece in _pieces(_last(plan)))


@lru_cache(1024)
def weighty(tool: str) -> bool:
    """Return whether a tool's name says that it moves money or access."""
    return any(piece in words.WEIGHTY for piece in _pieces(tool))


@lru_cache(4096)
def by_name(plan: str) -> Sense | None:
    """Return what the name alone says of a value; None where it says nothing."""
    name = _last(plan)
    if name.lower() in words.WHOLE_COUNT:
        return Sense.COUNT
    # The last word is what the thing is (`email_body` is a body), the others what it belongs to.
    return next((sense for piece in reversed(_pieces(name)) if (sense := _of(piece)) is not None), None)


def by_schema(plan: str, schema: Mapping[str, Any]) -> Sense | None:
    """Return what a tool's schema says of the value at a path; None where it says nothing."""
    node = _node(plan, schema)
    if not node:
        return None
    named, form = by_name(plan), node.get("format")
    if form in words.TIME_FORMATS:
        return Sense.MOMENT if named is Sense.AUTHORITY else Sense.TIME
    if named is Sense.AUTHORITY or form in words.WHO_OR_WHERE_FORMATS:
        return Sense.AUTHORITY
    options = node.get("enum")
    if "const" in node or (isinstance(options, list | tuple) and 0 < len(options) <= SMALL_ENUM):
        return Sense.MODE
    return named or _described(node.get("description"))


def _described(text: object) -> Sense | None:
    """Return what a description says: one word for a person or a place in it outweighs any for prose."""
    if not isinstance(text, str):
        return None
    found = {_of(piece) for piece in _pieces(text[:DESCRIPTION])}
    if Sense.AUTHORITY in found:
        return Sense.AUTHORITY
    return next((sense for sense in (Sense.PROSE, Sense.TIME) if sense in found), None)


def _node(plan: str, schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the part of a schema that speaks of a path; empty where none does."""
    node: Any = schema
    for step in plan.replace("[]", ".[]").split("."):
        node = _resolved(node, schema, 0)
        node = node.get("items") if step == "[]" else _mapping(node.get("properties")).get(step)
    return _resolved(node, schema, 0)


def _resolved(given: Any, schema: Mapping[str, Any], depth: int) -> Mapping[str, Any]:
    """Return a node behind its reference, or its only choice besides null."""
    node = _mapping(given)
    if depth > DEEPEST_REFERENCE:
        return {}
    reference = node.get("$ref")
    if isinstance(reference, str) and reference.startswith("#/"):
        target: Any = schema
        for step in reference[2:].split("/"):
            target = _mapping(target).get(step)
        return _resolved(target, schema, depth + 1)
    for key in ("anyOf", "oneOf"):
        choices = node.get(key)
        if isinstance(choices, list | tuple):
            real = [one for one in choices if _mapping(one).get("type") != "null"]
            return {**_resolved(real[0], schema, depth + 1), **_outer(node)} if len(real) == 1 else {}
    return node


def _outer(node: Mapping[str, Any]) -> dict[str, Any]:
    return {key: node[key] for key in ("description", "format") if key in node}


def _mapping(value: Any) -> Mapping[str, Any]:
    found: Mapping[str, Any] = value if isinstance(value, Mapping) else {}
    return found


def _last(plan: str) -> str:
    """Return the name a value goes by: the last step of its path that is one."""
    return next((name for step in reversed(plan.split(".")) if (name := step.replace("[]", ""))), "")


def _pieces(text: str) -> list[str]:
    return [piece.lower() for piece in PIECE.findall(text) if not piece.isdigit()]


def _of(piece: str) -> Sense | None:
    return next((sense for sense, listed in SENSES if piece in listed), None)
