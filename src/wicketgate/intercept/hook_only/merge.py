"""Two trees of settings made into one, and taken apart again: ours added to theirs, nothing of theirs lost. Pure.

Hooks are appended, denials united, objects merged key by key; where both say something else, ours holds. `removed`
undoes exactly that and leaves what somebody changed meanwhile.
"""

from __future__ import annotations

import copy
import json
from typing import Any

from wicketgate import strict_json
from wicketgate.errors import ConfigError
from wicketgate.intercept.hook_only.settings import Tree, is_ours

UNITED = ("permissions", "deny")


def parse(raw: bytes, where: str) -> Tree:
    """Return the settings in `raw`; ConfigError unless it is one JSON object, every key once, its hooks as they are."""
    try:
        tree = strict_json.loads(raw)
    except ValueError as error:
        raise ConfigError(f"{where} is not JSON with every key once ({error})", "mend it first") from None
    if not isinstance(tree, dict):
        raise ConfigError(f"{where}: expected one JSON object", "mend it first")
    hooks = tree.get("hooks", {})
    if not isinstance(hooks, dict) or not all(isinstance(listed, list) for listed in hooks.values()):
        raise ConfigError(f"{where}: expected `hooks` to hold a list for each event", "mend it first")
    permissions = tree.get("permissions", {})
    if not isinstance(permissions, dict) or not isinstance(permissions.get("deny", []), list):
        raise ConfigError(f"{where}: expected `permissions` with a list of `deny`", "mend it first")
    return tree


def text(tree: Tree) -> bytes:
    """Return settings as they are written down."""
    return json.dumps(tree, indent=2, ensure_ascii=False).encode() + b"\n"


def merged(theirs: Tree, ours: Tree) -> Tree:
    """Return both in one, theirs first; neither is changed."""
    return _merged(theirs, copy.deepcopy(ours), ())


def removed(current: Tree, ours: Tree, before: Tree) -> Tree:
    """Return `current` without ours, with what ours had replaced in `before` put back where nobody changed it since."""
    return _removed(current, ours, before, ())


def stripped(tree: Tree) -> Tree:
    """Return settings without any hook that starts our program, from an installation nobody remembers."""
    if "hooks" not in tree:
        return tree
    kept = {event: [entry for entry in listed if not is_ours(entry)] for event, listed in tree["hooks"].items()}
    kept = {event: listed for event, listed in kept.items() if listed or not tree["hooks"][event]}
    return {**tree, "hooks": kept} if kept else {key: value for key, value in tree.items() if key != "hooks"}


def _listed(place: tuple[str, ...]) -> bool:
    return place == UNITED or (len(place) == 2 and place[0] == "hooks")


def _merged(theirs: Tree, ours: Tree, above: tuple[str, ...]) -> Tree:
    made = dict(theirs)
    for key, value in ours.items():
        place, present = (*above, key), theirs.get(key)
        if _listed(place):
            listed = list(present or ())
            made[key] = listed + [entry for entry in value if entry not in listed]
        elif isinstance(value, dict) and isinstance(present, dict):
            made[key] = _merged(present, value, place)
        else:
            made[key] = value
    return made


def _removed(current: Tree, ours: Tree, before: Tree, above: tuple[str, ...]) -> Tree:
    made = dict(current)
    for key, value in ours.items():
        if key not in current:
            continue
        place, present, was = (*above, key), current[key], before.get(key)
        gone = key not in before
        if _listed(place) and isinstance(present, list):
            kept = was if isinstance(was, list) else []
            left: Any = [entry for entry in present if entry not in value or entry in kept]
            gone = gone and not left
        elif isinstance(value, dict) and isinstance(present, dict):
            left = _removed(present, value, was if isinstance(was, dict) else {}, place)
            gone = gone and not left
            left = left if left or isinstance(was, dict) else was  # something of another kind may have stood here
        else:
            left, gone = (was, gone) if present == value else (present, False)
        if gone:
            del made[key]
        else:
            made[key] = left
    return made
