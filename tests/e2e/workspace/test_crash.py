"""A commit killed at any system call leaves every file whole, and is finished or taken back afterwards."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

from wicketgate.workspace.commit import undo_commit

from .conftest import Bench

pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
SCRIPT = """
import sys
from pathlib import Path
from wicketgate.policy.model import Files
from wicketgate.workspace.baseline import Baseline
from wicketgate.workspace.changes import Changes
from wicketgate.workspace.commit import commit
root, into = map(Path, sys.argv[1:])
files = Files(read=("docs/**", "drafts/**", "README"), write=("docs/**", "drafts/**", "README"), hide=("**/.env",))
changes = Changes.load(into)
commit(root, into, changes, Baseline.load(into), files, [item.path for item in changes.items])
"""
CHANGE = "echo AGENT > docs/a.md && rm docs/b.md && mkdir -p docs/made && echo in > docs/made/in.md && rm -r docs/sub"
CALLS = {"renameat2": 6, "rename": 8, "renameat": 8, "unlinkat": 2, "fsync": 24, "mkdirat": 1}
"""System calls of one commit, and how many of each are worth dying at."""
SOME = {"rename": 3, "renameat": 3, "fsync": 3}
"""Every how manieth is tried each time; `make test-all` tries all."""


def killed(bench: Bench, call: str, number: int) -> bool:
    """Return whether the commit was killed on entering the `number`-th such call; False if it ran to its end."""
    inject = f"--inject={call}:signal=KILL:when={number}"
    command = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", inject, sys.executable, "-c", SCRIPT]
    done = subprocess.run([*command, str(bench.root), str(bench.into)], capture_output=True, text=True)
    assert done.returncode == 0 or "Killed" in done.stderr or done.returncode < 0, done.stderr
    return done.returncode != 0


@pytest.mark.parametrize("call", CALLS)
def test_a_commit_killed_at_many_steps_loses_nothing(bench: Bench, call: str) -> None:
    _die(bench, call, range(1, CALLS[call] + 1, SOME.get(call, 1)))


@pytest.mark.slow
@pytest.mark.parametrize("call", SOME)
def test_a_commit_killed_at_every_step_loses_nothing(bench: Bench, call: str) -> None:
    _die(bench, call, range(1, CALLS[call] + 1))


def _die(bench: Bench, call: str, numbers: range) -> None:
    before_run = bench.states()
    bench.run(CHANGE)
    bench.commit()
    after = bench.states()
    undo_commit(bench.into, bench.root)
    assert bench.states() == before_run
    deaths = 0
    for number in numbers:
        shutil.rmtree(bench.into / "undo")
        if not killed(bench, call, number):
            break
        deaths += 1
        _whole(bench, before_run, after)
        report = bench.commit()
        assert bench.states() == after and not bench.litter(), report
        for _ in range(2):  # the killed commit and the one that finished it have a record each
            if bench.states() != before_run:
                assert undo_commit(bench.into, bench.root).complete
        assert bench.states() == before_run and not bench.litter()
    assert deaths, "the call was never made"


def _whole(bench: Bench, before: dict[str, tuple[str, str]], after: dict[str, tuple[str, str]]) -> None:
    """Every name holds the old thing or the new one, whole; only temporary names may stand beside them."""
    for path, found in bench.states().items():
        if not path.rpartition("/")[2].startswith(".wicketgate-"):
            assert found in (before.get(path), after.get(path)), f"{path} is neither old nor new"
