"""Bytes and names a run lets out through the proxy: takes counts as they pass, raises Refused at a cap."""

from __future__ import annotations

from dataclasses import replace

from wicketgate.action import Admission
from wicketgate.errors import Refused
from wicketgate.flow import Door
from wicketgate.policy import NetworkRule
from wicketgate.policy.amounts import Rate

NAMES, STAR = 64, 48


class Meter:
    """The caps of one run: `limits.transfer` both ways, each entry's `bytes` outward, names below each wildcard."""

    def __init__(self, door: Door) -> None:
        self._door = door
        profile = door.ports.profile
        self._most = int(profile.task.limits.transfer)
        self._rule = profile.rule("limits", "transfer")
        self._entries = {profile.rule("network", i): entry for i, entry in enumerate(profile.task.network)}
        self._names: dict[str, set[str]] = {}
        self.moved = 0

    def entry(self, admission: Admission) -> NetworkRule | None:
        """Return the policy's entry that admitted, or None where none is named."""
        return self._entries.get(admission.verdict.rule)

    def name(self, admission: Admission, host: str) -> None:
        """Count a name about to be resolved; Refused when a wildcard is used to carry data in names.

        A query for a name reaches whoever runs its zone, so each name below a wildcard is a message to them.
        """
        entry = self.entry(admission)
        if entry is None or not entry.host.startswith("*."):
            return
        star = host.removesuffix(entry.host[1:])
        known = self._names.setdefault(admission.verdict.rule, set())
        if len(star) > STAR or (star not in known and len(known) >= NAMES):
            hint = f"name the hosts one by one instead of {entry.host} ({admission.verdict.rule})"
            raise Refused(f"names below {entry.host} are limited to {NAMES} a run, of {STAR} characters", hint)
        known.add(star)

    def move(self, count: int) -> None:
        """Count bytes either way against the run's transfer; Refused once it is used up."""
        self.moved += count
        if self.moved > self._most:
            raise Refused(f"the run has moved {self._most} bytes", f"raise limits.transfer ({self._rule})")

    def leave(self, admission: Admission, count: int, cap: Rate | None = None) -> None:
        """Count bytes that leave through a tunnel, against its entry's cap and the run; Refused before they leave."""
        self.move(count)
        entry = self.entry(admission)
        most = cap if cap is not None else entry.bytes if entry is not None else None
        if most is None:
            raise Refused("no entry of the policy admits these bytes")
        state, name = self._door.ports.state, f"bytes:{admission.verdict.rule}"
        if state.facts(admission.action).used.get(name, 0) + count > most.amount:
            raise Refused(f"the entry's cap is used up: {most} bytes", f"raise bytes ({admission.verdict.rule})")
        state.spend(replace(admission.verdict, spends={name: count}))
