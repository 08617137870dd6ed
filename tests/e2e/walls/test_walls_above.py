"""Each wall above the sandbox before the test that attacks it: green with the wall, red without it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.walls.matrix import Row
from tests.e2e.walls.matrix_above import ABOVE_ROWS

ROOT = Path(__file__).parents[3]
Ask = Callable[[tuple[str, ...], list[str]], dict[str, str]]
NO_ATTACK = ("ImportError", "AttributeError", "NameError", "TypeError", "fixture")
"""A test that fails by one of these shows a removal that does not fit, not an attack that landed."""


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    """Return what runs tests without some walls, in processes of their own."""
    words = [sys.executable, "-m", "tests.e2e.walls.rerun"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as running:
        assert running.stdin is not None
        assert running.stdout is not None

        def order(removed: tuple[str, ...], tests: list[str]) -> dict[str, str]:
            print(json.dumps({"removed": removed, "tests": tests}), file=running.stdin, flush=True)
            return dict(json.loads(running.stdout.readline()))

        yield order
        running.stdin.close()


@pytest.fixture(scope="module")
def green(ask: Ask) -> dict[str, str]:
    """Return what became of every attack with all walls."""
    return ask((), sorted({row.test for row in ABOVE_ROWS}))


def of(test: str, told: dict[str, str]) -> list[str]:
    """Return what became of a test, of each of its cases when it has some."""
    return [outcome for name, outcome in told.items() if name == test or name.startswith(test + "[")]


@pytest.mark.parametrize("row", ABOVE_ROWS, ids=lambda row: row.wall)
def test_without_the_wall_its_attack_turns_red(row: Row, ask: Ask, green: dict[str, str]) -> None:
    before = of(row.test, green)
    if before and all(outcome.startswith("skipped") for outcome in before):
        pytest.skip(before[0])
    assert before and not [outcome for outcome in before if outcome.startswith(("failed", "broke"))], before
    if row.backs:
        assert not [outcome for outcome in of(row.test, ask(row.backs, [row.test])) if outcome.startswith("failed")]
    after = of(row.test, ask((*row.backs, row.wall), [row.test]))
    red = [outcome for outcome in after if outcome.startswith("failed")]
    assert red, after
    assert not [outcome for outcome in red if outcome.removeprefix("failed: ").startswith(NO_ATTACK)], red
