"""The schema library's complaints, in the policy's own words.

Takes the errors of one validation and the tree they speak of, gives the refusal of the first one in the file.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic_core import ErrorDetails

from wicketgate.errors import ConfigError
from wicketgate.policy.known_keys import keys, part_at
from wicketgate.policy.yaml_tree import Tree, Where, quote

EXPECTED: dict[str, Callable[[dict[str, Any]], str]] = {
    "string_type": lambda context: "text (a number or `true` counts as text only in quotes)",
    "string_too_short": lambda context: "some text",
    "string_too_long": lambda context: f"at most {context['max_length']} characters",
    "string_pattern_mismatch": lambda context: "a name: a letter, then letters, digits, `_`, `-`, `.`",
    "int_type": lambda context: "a whole number",
    "float_type": lambda context: "a number",
    "bool_type": lambda context: "`true` or `false`",
    "tuple_type": lambda context: "a list such as `[a, b]`",
    "dict_type": lambda context: "a mapping",
    "greater_than": lambda context: f"more than {context['gt']:g}",
    "less_than_equal": lambda context: f"at most {context['le']:g}",
    "literal_error": lambda context: str(context["expected"]).replace("'", "`"),
}
NAMES = {("tasks",): "at least one task"}
SPELLED: dict[Where, str] = {("definition",): "`sha256:` and 64 hexadecimal digits"}
CHOICES: dict[Where, str] = {
    ("commands",): "`any` or a list of commands",
    ("authority",): "`none` or a list of arguments",
    ("trusted",): "`true` or a list of fields",
}


def refusal(errors: Sequence[ErrorDetails], tree: Tree) -> ConfigError:
    """Return the refusal of what stands first in the file."""
    found = [(tree.line(where), where, error) for error in errors if (where := _place(error, tree)) is not None]
    # A misspelt key is both unknown and missing: the first says more, wherever it stands.
    respelt = {(*where[:-1], _near(where)) for _, where, error in found if error["type"] == "extra_forbidden"}
    told = [item for item in found if item[2]["type"] != "missing" or item[1] not in respelt]
    _, where, error = min(told, key=lambda item: (item[0], item[2]["type"] == "missing"))
    problem, hint = _sentence(error, where)
    return tree.wrong(where, problem, hint)


def _place(error: ErrorDetails, tree: Tree) -> Where | None:
    """Return the path an error speaks of; None for the branch of a choice that was not taken.

    The library adds steps of its own (`[key]`, the name of a branch); only those that lead somewhere in the file count.
    """
    where: Where = ()
    value = tree.data
    for step in error["loc"]:
        items = dict(enumerate(value)) if isinstance(value, tuple) else value
        if isinstance(items, dict) and step in items:
            value = items[step]
            where = (*where, step)
        elif isinstance(step, str) and step.startswith("literal[") and isinstance(value, tuple):
            return None
        elif error["type"] == "missing":
            where = (*where, step)
    return where


def _sentence(error: ErrorDetails, where: Where) -> tuple[str, str]:
    """Return what was expected, and the remedy if there is one."""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "missing":
        return "expected this key (it is missing)", ""
    if kind == "extra_forbidden":
        return _unknown_key(where)
    if kind == "value_error":
        return str(context["error"]), ""
    if kind == "string_pattern_mismatch" and where[-1:] in SPELLED:
        return f"expected {SPELLED[where[-1:]]} (got {quote(error['input'])})", ""
    if where[-1:] in CHOICES:
        return f"expected {CHOICES[where[-1:]]} (got {quote(error['input'])})", ""
    part = part_at(where)
    if kind in ("model_type", "dict_type") and where[:1] == ("secrets",) and len(where) == 2:
        # INVARIANT: what stands there is not repeated: it may be the value itself.
        problem = "expected where it may go, such as `{to: api.acme.com}`, and never the value"
        return (
            problem,
            f"a value that stood here is known now: replace it at its source, then: wicketgate secret add {where[1]}",
        )
    if kind in ("model_type", "dict_type") and part is not None:
        return f"expected a mapping of {', '.join(keys(part))} (got {quote(error['input'])})", ""
    if kind == "too_short" and where in NAMES:
        return f"expected {NAMES[where]}", ""
    expected = EXPECTED[kind](context) if kind in EXPECTED else f"something else: {error['msg'].lower()}"
    return f"expected {expected} (got {quote(error['input'])})", ""


def _unknown_key(where: Where) -> tuple[str, str]:
    near = _near(where)
    expected = f"expected {'`' + near + '`' if near else 'a known key'} (got {quote(where[-1])})"
    return expected, f"the keys here are: {', '.join(_known(where))}"


def _near(where: Where) -> str:
    """Return the key that was most likely meant at `where`; empty when none is near."""
    return next(iter(get_close_matches(str(where[-1]), _known(where), 1, 0.5)), "")


def _known(where: Where) -> list[str]:
    part = part_at(where[:-1])
    return list(keys(part)) if part else []
