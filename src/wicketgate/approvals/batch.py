"""Questions a person answers together: calls that are identical, or differ only in values the operator's words name.

Takes waiting questions; gives the batch each belongs to and the digest that stands for all of them. Every call keeps a
question, a digest and a grant of its own: a batch is a way to show and to answer them, and a yes names each. Pure.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wicketgate.action import Action, Verdict
from wicketgate.approvals.pending import Pending
from wicketgate.gate.origin import OPERATOR, leaves
from wicketgate.gate.origin.leaves import BEYOND, Leaf

MOST = 16
"""Calls one yes is for at most: as many as a person still reads."""


def kind(action: Action, verdict: Verdict, content: str) -> str:
    """Return what all calls of a batch share; `content` is the digest of the whole call.

    Two calls share it if they differ at most in plain values that the operator's words name, each at its own place, and
    a yes to either is worth the same besides.
    """
    found = leaves(action.request.arguments)
    origins = verdict.origins or action.origins
    whole = any(leaf.path == BEYOND for leaf in found) or not any(_named(origins.get(leaf.path, "")) for leaf in found)
    shared = [
        content if whole else _apart_from_named(action, found, origins),
        [action.request.agent, action.readable],
        sorted([key, list(values)] for key, values in verdict.endorses.items()),
    ]
    return hashlib.sha256(json.dumps(shared, ensure_ascii=True).encode("ascii")).hexdigest()


def _apart_from_named(action: Action, found: Sequence[Leaf], origins: Mapping[str, str]) -> list[Any]:
    """Return a call without the values that the operator's words name."""
    request = action.request
    return [
        [request.tool, request.task, request.run, request.way.value, request.cwd],
        sorted(map(str, request.arguments)),
        [action.effect.value, action.reversibility.value, action.external],
        [[target.kind, target.access] for target in action.targets],
        [[leaf.path, None if _named(origins.get(leaf.path, "")) else [repr(leaf.value)]] for leaf in found],
    ]


def beside(pending: Pending, waiting: Iterable[Pending]) -> list[Pending]:
    """Return the questions that are answered together with `pending`, itself among them, in their order."""
    return [one for one in waiting if one is pending or one.batch == pending.batch]


def listed(waiting: Iterable[Pending], now: float) -> list[dict[str, Any]]:
    """Return one entry for each batch: its first question, and how many `calls` wait for the answer."""
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for pending in waiting:
        told = found.setdefault(pending.batch, pending.to_json(now) | {"calls": 0})
        told["calls"] += 1
    return list(found.values())


def room(waiting: Sequence[tuple[str, ...]], batch: tuple[str, ...], cap: int) -> bool:
    """Return whether one more question of `batch` may wait beside those of one run: at most `cap` batches of them."""
    alike = waiting.count(batch)
    return alike < MOST and (alike > 0 or len(set(waiting)) < cap)


def digest(members: Sequence[Pending]) -> str:
    """Return the digest of a yes to all of `members`: of one, its own."""
    if len(members) == 1:
        return members[0].digest
    text = "\n".join(sorted(member.digest for member in members))
    return hashlib.sha256(b"wicketgate approvals 1\0" + text.encode("ascii")).hexdigest()


def _named(origin: str) -> bool:
    return origin.partition(",")[0] == OPERATOR
