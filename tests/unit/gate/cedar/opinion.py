"""Cedar's opinion of a call: asks the engine for each of its parts, and takes the least answer."""

from __future__ import annotations

from typing import Any

import cedarpy
from drawn import Drawn

from wicketgate.action import Decision
from wicketgate.gate.cedar import Clause, rendered, requests
from wicketgate.policy import Profile

NOBODY = cedarpy.Entities.from_json_str("[]")


def loaded(clauses: tuple[Clause, ...], task: str) -> Any:
    """Return a policy set, parsed once."""
    return cedarpy.PolicySet.from_str(rendered(clauses, task))


def parts(one: Drawn, profile: Profile) -> list[dict[str, Any]]:
    """Return the requests that stand for a call."""
    return requests(one.action, one.facts, profile)


def opinion(asked: list[dict[str, Any]], policies: Any, fired: set[str] | None = None) -> Decision:
    """Return what Cedar says of a call, asked for each of its parts; `fired` gets the ids of what forbade it."""
    if not asked:
        return Decision.DENY
    answer = Decision.ALLOW
    for part in asked:
        if _permits(part, "run", policies):
            continue
        if not _permits(part, "propose", policies, fired):
            return Decision.DENY
        answer = Decision.ASK
    return answer


def _permits(part: dict[str, Any], action: str, policies: Any, fired: set[str] | None = None) -> bool:
    found = cedarpy.is_authorized({**part, "action": {"type": "Action", "id": action}}, policies, NOBODY)
    assert not found.diagnostics.errors, (found.diagnostics.errors, part)
    permitted = bool(found.decision is cedarpy.Decision.Allow)
    if fired is not None and not permitted:
        fired.update(found.diagnostics.reasons)
    return permitted
