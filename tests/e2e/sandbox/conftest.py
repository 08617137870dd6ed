"""A launcher, this machine as it was probed, and a way to run a shell script behind the walls."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from wicketgate.policy import Limits
from wicketgate.sandbox.launcher import Exit, Launcher, Sandbox
from wicketgate.sandbox.machine import Machine
from wicketgate.sandbox.plan import HOME, Plan, Spec, plan
from wicketgate.sandbox.probe import probe
from wicketgate.sandbox.run_uid import pick

SMALL = {"minutes": 1, "memory": "64 MiB", "disk": "8 MiB", "files": 300, "processes": 24, "file_size": "4 MiB"}


@dataclass
class Seen:
    """What a script left."""

    exit: Exit
    out: str
    err: str
    upper: dict[str, bytes] = field(default_factory=dict)
    """Regular files of the upper layer."""


@pytest.fixture(scope="session")
def machine() -> Machine:
    return probe()


@pytest.fixture(scope="session")
def launcher() -> Iterator[Launcher]:
    launcher = Launcher.start()
    yield launcher
    launcher.close()


class Box:
    """Runs scripts behind the walls, one sandbox each."""

    def __init__(self, launcher: Launcher, machine: Machine, folder: Path) -> None:
        self.launcher, self.machine, self.folder = launcher, machine, folder
        self.lower = folder / "state" / "lower"
        self.lower.mkdir(parents=True)
        # As the state directory is: nobody but its owner may look in.
        (folder / "state").chmod(0o700)
        self.weaken: Callable[[Plan], Plan] = lambda whole: whole

    def spec(self, *argv: str, **changes: Any) -> Spec:
        """Return a run with small limits."""
        limits = Limits.model_validate(SMALL | changes.pop("limits", {}))
        scratch = self.folder / "state" / f"scratch-{len(os.listdir(self.folder / 'state'))}"
        scratch.mkdir()
        wanted: dict[str, Any] = {
            "run": "test",
            "argv": argv,
            "env": {"PATH": "/usr/bin:/bin", "HOME": HOME},
            "limits": limits,
            "lower": str(self.lower),
            "uid": pick() if os.getuid() == 0 else None,
            "scratch": str(scratch),
        }
        return Spec(**(wanted | changes))

    async def spawn(self, spec: Spec, *stdio: int, tty: bool = False) -> Sandbox:
        """Start a sandbox."""
        return await self.launcher.spawn(self.weaken(plan(spec, self.machine)), *stdio, tty=tty)

    def sh(self, script: str, **changes: Any) -> Seen:
        """Run a shell script and return what it left."""
        return self.run(self.spec("/bin/sh", "-c", script, **changes))

    def run(self, spec: Spec) -> Seen:
        """Run a spec and return what it left."""
        return asyncio.run(self._run(spec))

    async def _run(self, spec: Spec) -> Seen:
        out, err = self.folder / "out", self.folder / "err"
        with open(os.devnull, "rb") as null, open(out, "wb") as stdout, open(err, "wb") as stderr:
            sandbox = await self.spawn(spec, null.fileno(), stdout.fileno(), stderr.fileno())
            try:
                ended = await sandbox.wait()
                return Seen(ended, out.read_text(), err.read_text(), regular(sandbox.scratch))
            finally:
                sandbox.close()


def regular(scratch: int) -> dict[str, bytes]:
    """Return the regular files of the upper layer below a scratch root."""
    upper = Path(f"/proc/self/fd/{scratch}/upper")
    return {str(path.relative_to(upper)): path.read_bytes() for path in upper.rglob("*") if path.is_file()}


@pytest.fixture
def box(launcher: Launcher, machine: Machine, tmp_path: Path) -> Box:
    required = [missing.what for missing in machine.missing if missing.required]
    assert not required, required
    return Box(launcher, machine, tmp_path)
