"""An approval as a person sees it, rendered from the real call and never from what the agent says about it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wicketgate.action import Action, Verdict


def render(action: Action, verdict: Verdict, told: Mapping[str, Any], digest: str) -> str:
    """Return the whole question as text that is safe on a terminal."""
    return f"{told['id']} {action!a} {verdict!a} {digest}"
