"""One attack on one sandbox with some walls taken away, and what there is on the host for it to reach."""

from __future__ import annotations

import _ctypes
import asyncio
import contextlib
import os
import pty
import secrets
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.sandbox.conftest import Box, Seen
from tests.e2e.walls.removal import REMOVALS
from wicketgate.sandbox import launcher as starting
from wicketgate.sandbox import seccomp
from wicketgate.sandbox.launcher import Launcher
from wicketgate.sandbox.machine import Cgroup, Machine
from wicketgate.sandbox.plan import Bind, Plan, Spec
from wicketgate.sandbox.run_uid import pick

SCRIPT, PREFIX = "/opt/walls/inside.py", "/opt/walls/python"
BARE = starting.BARE.replace(
    "from wicketgate.sandbox.launcher_process import main",
    "import os\nfrom wicketgate.sandbox import child, landlock, launcher_process, stage, syscalls\n{lines}\n"
    "main = launcher_process.main",
)
"""The launcher's program, with a place for what undoes a wall."""


class Ground:
    """The host as one attack finds it: a canary, a public folder, a workspace, and the walls that are left."""

    def __init__(
        self, machine: Machine, folder: Path, removed: Collection[str], launchers: dict[str, Launcher]
    ) -> None:
        self.removed = tuple(removed)
        self.machine = machine
        self.canary = secrets.token_hex(12)
        self.uid = pick() if os.getuid() == 0 else None
        self.folder = folder
        lines = "\n".join(REMOVALS[wall].launcher for wall in self.removed)
        self.bare = BARE.format(lines=lines)
        if lines not in launchers:
            launchers[lines] = self._start()
        self._take(launchers[lines])

    @contextlib.contextmanager
    def public(self) -> Iterator[Path]:
        """Give a folder of the host that the run's own uid may write, where no mount of ours hides it."""
        made = Path(tempfile.mkdtemp(prefix="wicketgate-walls-", dir="/var/tmp")).resolve()
        try:
            made.chmod(0o777)
            yield made
        finally:
            shutil.rmtree(made)

    @contextlib.contextmanager
    def raised(self) -> Iterator[None]:
        """Have a launcher of this attack's own, started now."""
        shared, launcher = self.launcher, self._start()
        try:
            self._take(launcher)
            yield
        finally:
            end(launcher)
            self._take(shared)

    def _start(self) -> Launcher:
        with self.patched() as patch:
            patch.setattr(starting, "BARE", self.bare)
            return Launcher.start()

    def _take(self, launcher: Launcher) -> None:
        self.launcher = launcher
        self.box = Box(launcher, self.machine, Path(tempfile.mkdtemp(dir=self.folder)))
        self.box.weaken = self.weaken

    def without_cgroups(self) -> None:
        """Go on as on a machine where memory and processes are sampled."""
        self.machine = self.box.machine = replace(self.machine, cgroup=Cgroup())

    def weaken(self, plan: Plan) -> Plan:
        """Return the plan without the walls that are taken away."""
        for wall in self.removed:
            plan = REMOVALS[wall].plan(plan)
        return plan

    def spec(self, *words: str, **changes: Any) -> Spec:
        """Return a run that makes the attempt `words` of inside.py."""
        binds = (*_prefix(), *changes.pop("binds", ()))
        files = {SCRIPT: (Path(__file__).parent / "inside.py").read_bytes()}
        argv = (*python(), "-I", "-S", SCRIPT, *words)
        limits = {"open_files": 128} | changes.pop("limits", {})
        return self.box.spec(*argv, uid=self.uid, files=files, binds=binds, limits=limits, **changes)

    def attempt(self, *words: str, **changes: Any) -> Seen:
        """Return what the attempt left."""
        with self.patched():
            return self.box.run(self.spec(*words, **changes))

    def on_terminal(self, *words: str) -> bytes:
        """Return what an attempt on a terminal of its own showed."""
        with self.patched():
            return asyncio.run(self._on_terminal(self.spec(*words)))

    async def _on_terminal(self, spec: Spec) -> bytes:
        master, slave = pty.openpty()
        sandbox = await self.box.spawn(spec, slave, slave, slave, tty=True)
        os.close(slave)
        screen = b""
        try:
            with contextlib.suppress(OSError):
                while piece := await asyncio.wait_for(asyncio.to_thread(os.read, master, 4096), 20):
                    screen += piece
            await sandbox.wait()
            return screen
        finally:
            sandbox.kill()
            sandbox.close()
            os.close(master)

    async def while_it_waits(self, spec: Spec, deed: Callable[[], None]) -> bytes:
        """Start an attempt, do something on the host once it says it is there, and return what it showed."""
        (inward, speak), (listen, outward) = os.pipe(), os.pipe()
        with open(os.devnull, "wb") as null:
            sandbox = await self.box.spawn(spec, inward, outward, null.fileno())
        os.close(inward)
        os.close(outward)
        try:
            with open(listen, "rb") as output, open(speak, "wb") as word:
                assert (await asyncio.to_thread(output.readline)) == b"ready\n"
                deed()
                word.write(b"go\n")
                word.flush()
                said = await asyncio.to_thread(output.read)
            await sandbox.wait()
            return said
        finally:
            sandbox.kill()
            sandbox.close()

    @contextlib.contextmanager
    def patched(self) -> Iterator[pytest.MonkeyPatch]:
        """Have the removals of this process in force."""
        with pytest.MonkeyPatch.context() as patch:
            for wall in self.removed:
                for (place, name), value in REMOVALS[wall].here.items():
                    patch.setattr(place, name, value)
                for name, value in REMOVALS[wall].filter.items():
                    patch.setattr(seccomp, name, merged(getattr(seccomp, name), value))
            patch.setattr(seccomp, "program", seccomp.program.__wrapped__)
            yield patch

    def program(self, source: str = "/usr/bin/sleep") -> Bind:
        """Return a program of the run's own uid that must not be read; it can be, where that wall is taken away."""
        copy = self.folder / "program"
        shutil.copyfile(source, copy)
        with open(copy, "ab") as file:
            file.write(self.canary.encode())
        if self.uid is not None:
            os.chown(copy, self.uid, self.uid)
        copy.chmod(0o755 if "unreadable program" in self.removed else 0o111)
        return Bind(str(copy), "/opt/guarded/program")


def end(launcher: Launcher) -> None:
    """End a launcher that may have been taught to outlive its socket."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(launcher.pid, signal.SIGTERM)
    launcher.close()


def merged(old: Any, new: Any) -> Any:
    """Return `new`; of two groups of calls, what both leave."""
    return {name: calls for name, calls in old.items() if name in new} if isinstance(new, dict) else new


def python() -> tuple[str, ...]:
    """Return the interpreter's path inside."""
    real = Path(sys.executable).resolve()
    return (str(real if not _prefix() else Path(PREFIX) / real.relative_to(Path(sys.base_prefix).resolve())),)


def named() -> tuple[str, ...]:
    """Return what a run of the interpreter must name: itself, and its own libraries where they are the system's."""
    library = str(Path(_ctypes.__file__).resolve())
    return (*python(), library) if library.startswith("/usr/") else python()


def _prefix() -> tuple[Bind, ...]:
    base = Path(sys.base_prefix).resolve()
    return () if base.is_relative_to("/usr") else (Bind(str(base), PREFIX),)
