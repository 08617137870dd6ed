"""Runs named tests with some walls taken away: a pytest plugin that collects once and forks for each order.

Two descriptors named by WALLS_ORDERS: on one it reads a JSON line for each run, `{"removed": [walls], "tests": [ids]}`,
on the other it answers with one: test to its outcome, `passed`, `skipped: why`, or `failed: ` and what failed first.
The removals happen in the fork, so no run sees another's.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence

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
            first = crash.message.splitlines()[0] if crash else str(report.longrepr)[-300:]
            self.told[report.nodeid] = f"{'failed' if report.when == 'call' else 'broke'}: {first}"
        elif report.skipped:
            self.told[report.nodeid] = "skipped: " + str(report.longrepr[-1] if report.longrepr else "")
        else:
            self.told.setdefault(report.nodeid, "passed")


def pytest_runtestloop(session: pytest.Session) -> bool:
    """Answer orders instead of running what was collected."""
    reader, writer = (int(word) for word in os.environ["WALLS_ORDERS"].split())
    with os.fdopen(reader) as orders, os.fdopen(writer, "w") as answers:
        for line in orders:
            order = json.loads(line)
            chosen = [item for item in session.items if _is(item.nodeid, order["tests"])]
            print(_forked(session, order["removed"], chosen), file=answers, flush=True)
    return True


def _is(name: str, tests: Sequence[str]) -> bool:
    return any(name == test or name.startswith(f"{test}[") for test in tests)


def _forked(session: pytest.Session, removed: Sequence[str], items: Sequence[pytest.Item]) -> str:
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(reader)
            with os.fdopen(writer, "w") as answer:
                json.dump(_run(session, removed, items), answer)
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answer:
        told = answer.read()
    os.waitpid(pid, 0)
    return told or "{}"


def _run(session: pytest.Session, removed: Sequence[str], items: Sequence[pytest.Item]) -> dict[str, str]:
    outcomes = Outcomes()
    session.config.pluginmanager.register(outcomes)
    with pytest.MonkeyPatch.context() as patch:
        for wall in removed:
            ABOVE[wall](patch)
        for item, following in zip(items, [*items[1:], None], strict=True):
            session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
    return outcomes.told
