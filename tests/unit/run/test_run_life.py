"""One run that fails at each stage of its life: nothing stays open, on disk or unrecorded."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from wicketgate.approvals.desk import Desk
from wicketgate.errors import Error, SandboxError, StateError
from wicketgate.policy import Policy
from wicketgate.run import life as module
from wicketgate.run.life import Life
from wicketgate.run.order import Machinery, Order
from wicketgate.sandbox.sandbox import Exit
from wicketgate.store.journal import Journal

TEXT = "version: 1\ntasks:\n  work:\n    files: {read: ['**'], write: ['**']}\n    commands: any\n"


class Box:
    """A sandbox that runs until it is killed."""

    def __init__(self, folder: Path) -> None:
        (folder / "upper").mkdir(parents=True, exist_ok=True)
        self.scratch = os.open(folder, os.O_RDONLY)
        self.listeners: tuple[Any, ...] = ()
        self.pid = 0
        self.ended = asyncio.get_running_loop().create_future()
        self.closed = False

    def kill(self) -> None:
        """End it."""
        if not self.ended.done():
            self.ended.set_result(Exit(137, "killed"))

    async def wait(self) -> Exit:
        """Return how it ended."""
        return Exit(**{"code": (await asyncio.shield(self.ended)).code})

    def close(self) -> None:
        """Close it, once."""
        assert not self.closed
        self.closed = True
        os.close(self.scratch)


class World:
    """A project, a journal, and a launcher that does what the test wants."""

    def __init__(self, folder: Path) -> None:
        self.root, self.state = folder / "project", folder / "state"
        for path in (self.root, self.state):
            path.mkdir(mode=0o700)
        (self.root / "a.txt").write_text("a")
        self.journal = Journal.open(self.state / "journal.db")
        self.desk = Desk(self.journal, time.time)
        self.boxes: list[Box] = []
        self.walls: Any = SimpleNamespace(ready=self.ready)
        self.fail: dict[str, Exception] = {}

    async def ready(self) -> Any:
        """Return walls, or fail."""
        self._maybe("walls")
        return SimpleNamespace(tier="test", machine=None)

    async def spawn(self, plan: Any, stdin: int, stdout: int, stderr: int, *, tty: bool) -> Box:
        """Return a sandbox, or fail."""
        await asyncio.sleep(0.05)
        self._maybe("spawn")
        self.boxes.append(Box(self.state / "scratch"))
        return self.boxes[-1]

    def _maybe(self, stage: str) -> None:
        if stage in self.fail:
            raise self.fail[stage]

    def life(self) -> Life:
        """Return a run."""
        policy = Policy.of(TEXT, self.root / "wicketgate.yaml")
        launcher: Any = SimpleNamespace(spawn=self.spawn)
        machinery = Machinery(self.state, self.journal, self.desk, launcher, self.walls)
        return Life(Order(policy.profile("work"), "exec", ("true",)), machinery)

    def kinds(self) -> list[str]:
        """Return what is on record."""
        return [entry.kind for entry in self.journal.read(0, 100)]


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    made = World(tmp_path)
    monkeypatch.setattr(module, "plan", lambda spec, machine: None)
    monkeypatch.setattr(module, "specify", lambda order, folder, uid, outside: SimpleNamespace(ways=()))
    yield made
    made.journal.close()


def open_files() -> int:
    """Return how many descriptors this process has."""
    return len(os.listdir("/proc/self/fd"))


def nothing_left(world: World, before: int) -> None:
    """Assert that no descriptor, sandbox or folder of a run is left."""
    assert open_files() <= before
    assert all(box.closed for box in world.boxes)
    for folder in (world.state / "runs").glob("*"):
        assert [path.name for path in folder.iterdir()] == ["run.json"], list(folder.iterdir())


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), SandboxError("x"), RuntimeError("bug")])
@pytest.mark.parametrize("stage", ["walls", "spawn"])
def test_a_start_that_fails_leaves_nothing(world: World, stage: str, error: Exception) -> None:
    before = open_files()
    world.fail[stage] = error

    async def _run() -> None:
        life = world.life()
        with pytest.raises((Error, RuntimeError)):
            await life.start()
        await life.close()
        await life.close()

    asyncio.run(_run())
    nothing_left(world, before)
    assert world.kinds() in ([], ["run.started", "run.ended"])
    assert not list((world.state / "runs").glob("*"))


@pytest.mark.parametrize("name", ["freeze", "Ways", "specify"])
def test_what_fails_beside_the_sandbox_leaves_nothing(world: World, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    before = open_files()

    def broken(*_: Any) -> None:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr(module, name, broken)

    async def _run() -> None:
        life = world.life()
        with pytest.raises(StateError, match="Too many open files"):
            await life.start()
        await life.close()

    asyncio.run(_run())
    nothing_left(world, before)
    assert world.kinds() == ["run.started", "run.ended"]


@pytest.mark.parametrize("delay", [0.0, 0.01, 0.03, 0.06, 0.2])
def test_whoever_leaves_in_the_middle_of_a_start_ends_it(world: World, delay: float) -> None:
    before = open_files()

    async def _run() -> None:
        life = world.life()
        starting = asyncio.create_task(life.start())
        await asyncio.sleep(delay)
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)
        await life.close()

    asyncio.run(_run())
    nothing_left(world, before)
    assert world.kinds().count("run.started") == world.kinds().count("run.ended")


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), SandboxError("too many files")])
def test_changes_that_cannot_be_collected_are_told_and_the_run_is_put_away(
    world: World, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    before = open_files()

    def broken(*_: Any) -> None:
        raise error

    monkeypatch.setattr(module, "collect_changes", broken)

    async def _run() -> dict[str, Any]:
        life = world.life()
        await life.start()
        life.close_ends()
        world.boxes[0].kill()
        ended = await life.finished()
        await life.close()
        return ended

    ended = asyncio.run(_run())
    assert ended["exit"] == 1 and "could not be collected" in ended["reason"]
    nothing_left(world, before)
    assert world.kinds() == ["run.started", "run.ended"]


def test_a_journal_that_breaks_in_the_middle_ends_the_run_with_an_error(world: World) -> None:
    before = open_files()
    submit: Callable[..., Any] = world.journal.submit

    def broken(kind: str, *args: Any, **more: Any) -> Any:
        if kind == "run.ended":
            raise StateError("the journal cannot be written any more")
        return submit(kind, *args, **more)

    world.journal.submit = broken  # type: ignore[method-assign]

    async def _run() -> None:
        life = world.life()
        await life.start()
        world.boxes[0].kill()
        with pytest.raises(StateError):
            await life.finished()
        with pytest.raises(StateError):
            await life.close()

    asyncio.run(_run())
    nothing_left(world, before)


def test_many_who_close_at_once_wait_for_the_same_end(world: World) -> None:
    async def _run() -> None:
        life = world.life()
        await life.start()
        await asyncio.gather(*(life.close() for _ in range(5)))

    asyncio.run(_run())
    assert world.kinds() == ["run.started", "run.ended"]
