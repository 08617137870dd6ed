"""The way in for a policy file: read it safely, parse it, check it."""

from __future__ import annotations

from pathlib import Path

from wicketgate.policy.policy import Policy


def load(path: Path) -> Policy:
    """Return the policy at `path`; ConfigError names file, line and what was expected."""
    return Policy.load(path)
