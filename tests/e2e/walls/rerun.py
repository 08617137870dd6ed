"""Runs named tests with some walls taken away, each time in a fresh fork of a process that has everything imported.

Started as a module; reads one JSON line for each run, `{"removed": [walls], "tests": [ids]}`, and answers with one:
test to its outcome, `passed`, `skipped: why`, or `failed: ` and the first line of what failed.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Sequence
from typing import Any

import pytest

from tests.e2e.walls.above import ABOVE


class Outcomes:
    """What became of each test of a run."""

    def __init__(self) -> None:
        self.told: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the worst of a test's phases."""
        if report.failed:
            crash = getattr(report.longrepr, "reprcrash", None)
            first = crash.message.splitlines()[0] if crash else str(report.longrepr)[:200]
            self.told[report.nodeid] = f"{'failed' if report.when == 'call' else 'broke'}: {first}"
        elif report.skipped:
            self.told[report.nodeid] = "skipped: " + str(report.longrepr[-1] if report.longrepr else "")
        else:
            self.told.setdefault(report.nodeid, "passed")


def run(removed: Sequence[str], tests: Sequence[str]) -> dict[str, str]:
    """Return what became of the tests without these walls."""
    outcomes = Outcomes()
    with pytest.MonkeyPatch.context() as patch:
        for wall in removed:
            ABOVE[wall](patch)
        pytest.main(["-q", "-p", "no:cacheprovider", "--no-header", *tests], plugins=[outcomes])
    return outcomes.told


def forked(order: dict[str, Any]) -> dict[str, str]:
    """Return what `run` does, from a child of ours."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(reader)
            null = os.open(os.devnull, os.O_RDWR)
            for number in (0, 1, 2):
                os.dup2(null, number)
            told = run(order["removed"], order["tests"])
            with os.fdopen(writer, "w") as answer:
                json.dump(told, answer)
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answer:
        text = answer.read()
    os.waitpid(pid, 0)
    return dict(json.loads(text or "{}"))


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        for line in sys.stdin:
            print(json.dumps(forked(json.loads(line))), flush=True)
