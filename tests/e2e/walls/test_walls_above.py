"""Each wall above the sandbox before the test that attacks it: green with the wall, red without it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.walls.matrix import Row
from tests.e2e.walls.matrix_above import ABOVE_ROWS

ROOT = Path(__file__).parents[3]
Ask = Callable[[tuple[str, ...], list[str]], dict[str, str]]
NO_ATTACK = ("ImportError", "AttributeError", "NameError", "TypeError", "MemoryError", "TimeoutError", "fixture")
"""A test that fails by one of these shows a removal that does not fit, not an attack that landed."""


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    """Return what runs tests without some walls, in processes of their own."""
    (theirs, write), (read, answers) = os.pipe(), os.pipe()
    files = sorted({row.test.partition("::")[0] for row in ABOVE_ROWS})
    words = [sys.executable, "-m", "pytest", "-q", "-p", "tests.e2e.walls.rerun", *files]
    env = {**os.environ, "WALLS_ORDERS": f"{theirs} {answers}", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    quiet = subprocess.DEVNULL
    running = subprocess.Popen(words, cwd=ROOT, env=env, pass_fds=(theirs, answers), stdin=quiet, stdout=quiet)
    os.close(theirs)
    os.close(answers)
    with running, os.fdopen(write, "w") as orders, os.fdopen(read) as told:

        def order(removed: tuple[str, ...], tests: list[str]) -> dict[str, str]:
            print(json.dumps({"removed": removed, "tests": tests}), file=orders, flush=True)
            return dict(json.loads(told.readline()))

        yield order
        orders.close()


@pytest.fixture(scope="module")
def green(ask: Ask) -> dict[str, str]:
    """Return what became of every attack with all walls."""
    return ask((), sorted({row.test for row in ABOVE_ROWS}))


def of(test: str, told: dict[str, str]) -> list[str]:
    """Return what became of a test, of each of its cases when it has some."""
    return [outcome for name, outcome in told.items() if name == test or name.startswith(f"{test}[")]


def red(outcomes: list[str]) -> list[str]:
    """Return the outcomes of what failed."""
    return [outcome for outcome in outcomes if outcome.startswith(("failed", "broke"))]


@pytest.mark.parametrize("row", ABOVE_ROWS, ids=lambda row: f"{row.wall} / {row.attack}")
def test_without_the_wall_its_attack_turns_red(row: Row, ask: Ask, green: dict[str, str]) -> None:
    if row.root_only and os.geteuid() != 0:
        pytest.skip("only root can see whether it landed")
    before = of(row.test, green)
    if before and all(outcome.startswith("skipped") for outcome in before):
        pytest.skip(before[0])
    assert before, f"there is no test {row.test}"
    assert not red(before), "with every wall"
    if row.backs:
        assert not red(of(row.test, ask(row.backs, [row.test]))), "with this wall alone"
    landed = red(of(row.test, ask((*row.backs, row.wall), [row.test])))
    assert landed, "without it"
    wrong = [outcome for outcome in landed if outcome.partition(": ")[2].startswith(NO_ATTACK)]
    assert not wrong and not any(outcome.startswith("broke") for outcome in landed), landed
