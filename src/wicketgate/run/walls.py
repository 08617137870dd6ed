"""The walls of this machine: probed and proven once per warden, before anything runs behind them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from wicketgate.errors import SandboxError
from wicketgate.sandbox.launcher import Launcher
from wicketgate.sandbox.plan import Machine
from wicketgate.sandbox.probe import probe
from wicketgate.sandbox.selftest import Check, selftest


@dataclass(frozen=True, slots=True)
class Proven:
    """A machine whose walls were tried and held."""

    machine: Machine
    checks: tuple[Check, ...]

    @property
    def tier(self) -> str:
        """Return which walls stand, as the record names them."""
        return self.machine.tier


class Walls:
    """Probes and tests the machine when first asked."""

    def __init__(self, launcher: Launcher) -> None:
        self._launcher = launcher
        self._proven: Proven | None = None
        self._once = asyncio.Lock()

    async def ready(self) -> Proven:
        """Return the machine once its walls are proven; SandboxError names the one that is missing or fell."""
        async with self._once:
            if self._proven is None:
                machine = await asyncio.to_thread(probe)
                checks = tuple(await selftest(self._launcher, machine))
                fallen = [check for check in checks if not check.held]
                if fallen:
                    raise SandboxError(
                        f"a wall fell in its self-test: {fallen[0].name}: {fallen[0].detail}".rstrip("; "),
                        "wicketgate doctor",
                    )
                self._proven = Proven(machine, checks)
            return self._proven
