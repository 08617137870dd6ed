"""Nothing is left: however a sandbox ends, no process, mount or cgroup of it does."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.sandbox.conftest import Box
from wicketgate.errors import SandboxError
from wicketgate.sandbox.launcher import Launcher
from wicketgate.sandbox.plan import Spec, plan

MARKED = "(setsid sleep 1000.{mark} &) ; sleep 1000.{mark}"


def alive(mark: str) -> list[int]:
    """Return the processes that carry the mark on their command line."""
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if entry.name.isdigit() and f"1000.{mark}".encode() in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
    return found


def until(condition: object, seconds: float = 20) -> bool:
    """Return whether `condition()` came true in time."""
    assert callable(condition)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


@pytest.fixture
def mark() -> Iterator[str]:
    mark = str(uuid.uuid4().int)
    yield mark
    assert not alive(mark)


async def start(launcher: Launcher, box: Box, spec: Spec, mark: str):  # type: ignore[no-untyped-def]
    """Start a sandbox and wait until its marked processes run."""
    with open(os.devnull, "r+b") as null:
        sandbox = await launcher.spawn(plan(spec, box.machine), null.fileno(), null.fileno(), null.fileno())
    assert await asyncio.to_thread(until, lambda: len(alive(mark)) >= 2)
    return sandbox


def test_what_stays_behind_dies_with_the_command(box: Box, mark: str) -> None:
    seen = box.sh(f"(setsid sleep 1000.{mark} &); sleep 0.1")
    assert seen.exit.code == 0
    assert alive(mark) == []  # at once: wait returns when everything is dead


def test_kill_leaves_nothing(box: Box, mark: str) -> None:
    async def scenario() -> None:
        sandbox = await start(box.launcher, box, box.spec("/bin/sh", "-c", MARKED.format(mark=mark)), mark)
        sandbox.kill()
        ended = await sandbox.wait()
        assert (ended.code, ended.reason) == (128 + 9, "killed")
        assert alive(mark) == []
        sandbox.close()

    asyncio.run(scenario())


@pytest.mark.parametrize("delay", [0.0, 0.001, 0.002, 0.004, 0.007, 0.011])
def test_a_launcher_killed_while_a_sandbox_starts_leaves_nothing(box: Box, mark: str, delay: float) -> None:
    """bubblewrap alone leaves its child alive when it is killed in its first milliseconds."""

    async def scenario() -> None:
        launcher = Launcher.start()
        with open(os.devnull, "r+b") as null:
            whole = plan(box.spec("/bin/sh", "-c", MARKED.format(mark=mark)), box.machine)
            sandbox = await launcher.spawn(whole, null.fileno(), null.fileno(), null.fileno())
        await asyncio.sleep(delay)
        os.kill(launcher.pid, signal.SIGKILL)
        launcher.close()
        sandbox.close()
        assert await asyncio.to_thread(until, lambda: not alive(mark))

    asyncio.run(scenario())


def test_when_the_launcher_dies_everything_dies_and_the_warden_hears_of_it(box: Box, mark: str) -> None:
    async def scenario() -> None:
        launcher = Launcher.start()
        sandbox = await start(launcher, box, box.spec("/bin/sh", "-c", MARKED.format(mark=mark)), mark)
        os.kill(launcher.pid, signal.SIGKILL)
        with pytest.raises(SandboxError, match="launcher died"):
            await sandbox.wait()
        with pytest.raises(SandboxError):
            await launcher.spawn(plan(box.spec("/bin/true"), box.machine), 0, 1, 2)
        sandbox.close()
        launcher.close()
        assert await asyncio.to_thread(until, lambda: not alive(mark))

    asyncio.run(scenario())


def test_when_the_warden_is_killed_everything_dies(box: Box, mark: str) -> None:
    warden = f"""
import asyncio, os, sys
sys.path[:0] = {sys.path!r}
from pathlib import Path
from tests.e2e.sandbox.conftest import Box
from wicketgate.sandbox.launcher import Launcher
from wicketgate.sandbox.plan import plan
from wicketgate.sandbox.probe import probe
launcher = Launcher.start()
box = Box(launcher, probe(), Path({str(box.folder / "killed")!r}))
async def main():
    null = os.open(os.devnull, os.O_RDWR)
    sandbox = await box.spawn(box.spec("/bin/sh", "-c", {MARKED.format(mark=mark)!r}), null, null, null)
    print(launcher.pid, flush=True)
    await sandbox.wait()
asyncio.run(main())
"""
    mounts = Path("/proc/self/mountinfo").read_text()
    running = subprocess.Popen([sys.executable, "-c", warden], stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    launcher = int(running.stdout.readline())
    assert until(lambda: len(alive(mark)) >= 2)
    running.kill()
    running.wait()
    running.stdout.close()
    assert until(lambda: not alive(mark) and not Path(f"/proc/{launcher}").exists())
    assert Path("/proc/self/mountinfo").read_text() == mounts


def test_no_cgroup_outlives_its_launcher(box: Box) -> None:
    folders = {Path(path) for path in (box.machine.cgroup.memory, box.machine.cgroup.pids) if path}
    launcher = Launcher.start()

    async def scenario() -> None:
        with open(os.devnull, "r+b") as null:
            whole = plan(box.spec("/bin/true"), box.machine)
            sandbox = await launcher.spawn(whole, null.fileno(), null.fileno(), null.fileno())
        await sandbox.wait()
        sandbox.close()

    asyncio.run(scenario())
    launcher.close()
    assert [entry for folder in folders for entry in folder.glob(f"wicketgate-{launcher.pid}-*")] == []


def test_giving_up_on_a_start_leaves_nothing(box: Box, mark: str) -> None:
    async def scenario() -> None:
        spec = box.spec("/bin/sh", "-c", MARKED.format(mark=mark))
        task = asyncio.create_task(start(box.launcher, box, spec, mark))
        await asyncio.sleep(0)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        assert await asyncio.to_thread(until, lambda: not alive(mark))

    asyncio.run(scenario())


def test_what_is_handed_out_is_inherited_by_nothing(box: Box) -> None:
    async def scenario() -> None:
        with open(os.devnull, "r+b") as null:
            whole = plan(box.spec("/bin/true", ports=(8701,)), box.machine)
            sandbox = await box.launcher.spawn(whole, null.fileno(), null.fileno(), null.fileno())
        assert not os.get_inheritable(sandbox.scratch)
        assert not any(listener.get_inheritable() for listener in sandbox.listeners)
        await sandbox.wait()
        sandbox.close()

    asyncio.run(scenario())
