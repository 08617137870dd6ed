"""Where each argument's value came from, as far as the request can tell. Positive: what is not traced is untrusted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

OPERATOR, POLICY, UNTRUSTED = "operator", "policy", "untrusted"
MOST_ARGUMENTS = 64


def origins(arguments: Mapping[str, Any], prompt: str, literals: frozenset[str]) -> dict[str, str]:
    """Return each argument's origin: said in the operator's prompt, written in the policy, or untrusted."""
    found: dict[str, str] = {}
    for name, value in arguments.items():
        if len(found) >= MOST_ARGUMENTS or not isinstance(name, str) or len(name) > 128 or not name.isprintable():
            continue
        found[name] = _origin(value, prompt, literals)
    return found


def _origin(value: object, prompt: str, literals: frozenset[str]) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value:
        return UNTRUSTED
    if value in literals:
        return POLICY
    return OPERATOR if _stands(value, prompt) else UNTRUSTED


def _stands(value: str, prompt: str) -> bool:
    """Return whether `value` stands in `prompt` as words of its own, not as a piece of a longer one."""
    at = prompt.find(value) if len(value) <= len(prompt) else -1
    while at >= 0:
        before, after = prompt[at - 1 : at] if at else "", prompt[at + len(value) : at + len(value) + 1]
        if not _joins(before, value[0]) and not _joins(value[-1], after):
            return True
        at = prompt.find(value, at + 1)
    return False


def _joins(left: str, right: str) -> bool:
    return bool(left and right) and (left.isalnum() or left in "_-/@.") and (right.isalnum() or right in "_-/@")
