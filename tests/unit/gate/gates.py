"""What the gate's tests share: a policy from text, a request from plain values, a decision with every path resolved."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wicketgate.action import Action, Facts, Grant, Request, Verdict, Way
from wicketgate.gate import classify, decide
from wicketgate.policy import Policy, Profile

VECTORS = Path(__file__).parents[2] / "vectors" / "gate"
ROOT = Path("/srv/desk")


def policy(text: str) -> Policy:
    """Return the policy `text` would be at /srv/desk/wicketgate.yaml."""
    return Policy.of(text, ROOT / "wicketgate.yaml")


def desk() -> Policy:
    """Return the policy of the vectors."""
    return policy((VECTORS / "wicketgate.yaml").read_text())


def request(task: str, tool: Any, arguments: Any, **more: Any) -> Request:
    """Return a dry-run request in the workspace."""
    way = Way(more.pop("way", "dry-run"))
    return Request(task, tool, arguments, way, cwd=more.pop("cwd", ""), **more)


def facts(action: Action, given: Mapping[str, Any] | None = None) -> Facts:
    """Return facts in which every path leads where it says, unless `given` says otherwise."""
    given = given or {}
    straight = {target.value: target.value for target in action.targets if target.kind == "file"}
    grant = Grant("1", "digest", given["grant"]) if "grant" in given else None
    return Facts(given.get("paths", straight), given.get("used", {}), frozenset(given.get("labels", ())), grant)


def ask(profile: Profile, tool: Any, arguments: Any, given: Mapping[str, Any] | None = None, **more: Any) -> Verdict:
    """Return the verdict on one request."""
    action = classify(request(profile.name, tool, arguments, **more), profile)
    return decide(action, facts(action, given), profile)
