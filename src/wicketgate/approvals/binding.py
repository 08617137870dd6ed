"""What an approval is bound to: SHA-256 over canonical JSON of the exact action and of the question's terms. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from wicketgate.action import Action
from wicketgate.errors import Refused


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one question."""

    policy: str
    rule: str
    nonce: str
    expires: int
    """Unix seconds; from then on the answer is no."""


def content(action: Action) -> str:
    """Return a digest of what would be done, Refused if JSON cannot say it: the same call in a run has the same one."""
    return _digest(_content(action))


def bind(action: Action, terms: Terms) -> str:
    """Return the digest a person approves: this action of this run, under this policy and rule, once, until then."""
    return _digest(_content(action) | asdict(terms))


def endorsing(endorses: Mapping[str, tuple[str, ...]]) -> str:
    """Return what a nonce carries for the values a yes endorses beside the action; nothing where there are none."""
    return f".{_digest({key: list(values) for key, values in endorses.items()})}" if endorses else ""


def _content(action: Action) -> dict[str, Any]:
    request = action.request
    return {
        "tool": request.tool,
        "arguments": dict(request.arguments),
        "task": request.task,
        "run": request.run,
        "way": request.way.value,
        "cwd": request.cwd,
        "effect": action.effect.value,
        "reversibility": action.reversibility.value,
        "external": action.external,
        "targets": [[target.kind, target.value, target.access] for target in action.targets],
    }


def _digest(value: dict[str, Any]) -> str:
    try:
        text = json.dumps(value, ensure_ascii=True, allow_nan=False, sort_keys=True, separators=(",", ":"))
    except (TypeError, ValueError, RecursionError) as error:
        raise Refused(f"these arguments cannot be bound to an approval ({type(error).__name__})") from None
    return hashlib.sha256(b"wicketgate approval 1\0" + text.encode("ascii")).hexdigest()
