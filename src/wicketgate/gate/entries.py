"""The entries of `network:` and `ssh:`, compiled: found by where they lead; each knows its line and its budgets."""

from __future__ import annotations

import re
from dataclasses import dataclass

from wicketgate.policy import NetworkRule, Profile
from wicketgate.policy.glob import url_expression
from wicketgate.policy.ssh import SshGrant

Spot = tuple[str, int, str]
"""Method, port and host of network entries, the host as the policy spells it (`*.` for any below)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of `network:`."""

    allow: NetworkRule
    path: re.Pattern[str] | None
    """None for a tunnel."""
    rule: str
    rate: str
    """The name of the budget of its requests."""
    size: str
    """The name of the budget of its bytes."""

    def admits_path(self, path: str) -> bool:
        """Return whether the entry's pattern matches this canonical path."""
        return self.path is not None and self.path.fullmatch(path) is not None


@dataclass(frozen=True, slots=True)
class Login:
    """One entry of `ssh:`."""

    place: str
    """Its host as the policy spells it."""
    grant: SshGrant
    rule: str


def network(profile: Profile) -> dict[Spot, tuple[Entry, ...]]:
    """Return the entries of a task by where they lead."""
    found: dict[Spot, tuple[Entry, ...]] = {}
    for index, entry in enumerate(profile.task.network):
        path, rule = url_expression(entry.path) if entry.path else None, profile.rule("network", index)
        spot = (entry.method, entry.port, entry.host)
        found[spot] = (*found.get(spot, ()), Entry(entry, path, rule, f"rate:{rule}", f"bytes:{rule}"))
    return found
