"""Proves on this machine that each wall holds: a real sandbox tries to get past all, another to start programs.

It gives one Check a wall, held or not, with what was seen; it starts nothing that stays. When to run it, and what to do
about a wall that fell, is the caller's.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wicketgate.errors import SandboxError
from wicketgate.policy import Limits
from wicketgate.sandbox import run_uid, selftest_verdicts
from wicketgate.sandbox.launcher import Launcher
from wicketgate.sandbox.machine import Machine
from wicketgate.sandbox.plan import HOME, HOOKS, Bind, Spec, plan

SCRIPT, QUIET, PREFIX = "/opt/selftest/inside.py", "/opt/selftest/sleep", "/opt/selftest/python"
PLANTED = "planted"
LIMITS = Limits.model_validate(
    {"minutes": 1, "memory": "256 MiB", "disk": "8 MiB", "files": 1000, "processes": 32, "open_files": 256}
)


@dataclass(frozen=True, slots=True)
class Check:
    """One wall, and whether it held."""

    name: str
    held: bool
    detail: str


async def selftest(launcher: Launcher, machine: Machine) -> tuple[Check, ...]:
    """Return every check. A sandbox that cannot be raised at all is a check that failed, not an error."""
    with (
        tempfile.TemporaryDirectory(prefix="wicketgate-selftest-") as name,
        socket.create_server(("127.0.0.1", 0)) as host,
    ):
        ground = _Ground(Path(name).resolve(), machine)
        checks = [_refused(ground)]
        try:
            found = await ground.attempts(launcher, host.getsockname()[1])
            started = await ground.start_a_program(launcher)
        except SandboxError as error:
            return (*checks, Check("sandbox", False, f"{error.message}; {ground.said()}"))
        judged = selftest_verdicts.judge(found, LIMITS, set(ground.environment), started)
        checks += [Check(name, not wrong, wrong or "held") for name, wrong in judged.items()]
        return (*checks, *ground.untouched())


def _refused(ground: _Ground) -> Check:
    spec = ground.spec(binds=(Bind(str(ground.victim), f"/workspace/{PLANTED}/x"),))
    try:
        plan(spec, ground.machine)
    except SandboxError as error:
        return Check("mount below the workspace", True, error.message)
    return Check("mount below the workspace", False, "the planner built it")


class _Ground:
    """The folders of one self-test: a snapshot with a planted link, what the link leads to, a program to guard."""

    def __init__(self, folder: Path, machine: Machine) -> None:
        self.machine = machine
        self.uid = run_uid.pick() if machine.uid == 0 else None
        self.environment = {"PATH": "/usr/bin:/bin", "HOME": HOME, "LANG": "C.UTF-8"}
        self.lower, self.victim, self.errors = folder / "lower", folder / "victim", folder / "errors"
        for made in (self.lower, self.victim):
            made.mkdir()
        (self.lower / PLANTED).symlink_to(f"/oldroot{self.victim}")
        (self.lower / "kept").write_text("kept")
        self.quiet = folder / "sleep"
        shutil.copyfile("/usr/bin/sleep", self.quiet)
        self.quiet.chmod(0o111)
        self.folder = folder

    def spec(self, binds: tuple[Bind, ...] = (), **changes: Any) -> Spec:
        """Return a run of the script."""
        scratch = Path(tempfile.mkdtemp(dir=self.folder))
        wanted: dict[str, Any] = {
            "run": "selftest",
            "argv": (*_python(), SCRIPT),
            "env": self.environment,
            "limits": LIMITS,
            "lower": str(self.lower),
            "binds": (*_prefix(), *binds),
            "binaries": (Bind(str(self.quiet), QUIET),),
            "files": {SCRIPT: (Path(__file__).parent / "selftest_inside.py").read_bytes()},
            "ports": (HOOKS,),
            "uid": self.uid,
            "scratch": str(scratch),
        }
        return Spec(**(wanted | changes))

    async def attempts(self, launcher: Launcher, port: int) -> dict[str, Any]:
        """Return what the script found; SandboxError when it could not run."""
        code, said = await self._run(launcher, self.spec(argv=(*_python(), SCRIPT, str(port), QUIET)))
        try:
            return dict(json.loads(said))
        except ValueError:
            raise SandboxError(f"the self-test ended with {code} and printed no result") from None

    async def start_a_program(self, launcher: Launcher) -> int:
        """Return the exit status of a program tried where only another may start; 127 is refused."""
        spec = self.spec(argv=("/usr/bin/true",), execute=(QUIET,))
        return (await self._run(launcher, spec))[0]

    async def _run(self, launcher: Launcher, spec: Spec) -> tuple[int, bytes]:
        reader, writer = os.pipe()
        null = os.open(os.devnull, os.O_RDWR)
        try:
            with open(self.errors, "wb") as errors:
                sandbox = await launcher.spawn(plan(spec, self.machine), null, writer, errors.fileno())
        except BaseException:
            os.close(reader)
            raise
        finally:
            os.close(writer)
            os.close(null)
        try:
            with open(reader, "rb") as output:
                said = await asyncio.to_thread(output.read, 1 << 20)
            return (await sandbox.wait()).code, said
        finally:
            sandbox.kill()
            sandbox.close()

    def said(self) -> str:
        """Return the last words on standard error."""
        return self.errors.read_text(errors="replace").strip()[-200:] if self.errors.exists() else ""

    def untouched(self) -> list[Check]:
        """Return whether the host is as it was."""
        seen: dict[str, Callable[[], bool]] = {
            "planted link": lambda: not list(self.victim.iterdir()),
            "host files": lambda: (self.lower / "kept").read_text() == "kept" and len(list(self.lower.iterdir())) == 2,
        }
        return [Check(name, ok := check(), "held" if ok else "changed from inside") for name, check in seen.items()]


def _python() -> tuple[str, ...]:
    real = Path(sys.executable).resolve()
    inside = real if not _prefix() else Path(PREFIX) / real.relative_to(Path(sys.base_prefix).resolve())
    return str(inside), "-I", "-S"


def _prefix() -> tuple[Bind, ...]:
    base = Path(sys.base_prefix).resolve()
    return () if base.is_relative_to("/usr") else (Bind(str(base), PREFIX),)
