"""The warden killed at twenty points of a run with the real Claude Code: no further call runs, nothing outside changes,
and the record holds every decision the agent was ever told."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import time
from pathlib import Path

import pytest

from tests.e2e.conftest import Product
from tests.e2e.run.test_claude import KEY, Agent
from tests.support.fake_model import FakeModel

POINTS = 20
TURNS = [{"tools": [["Bash", {"command": f"echo step-{n} > drafts-{n}.txt; cat ticket.md"}]]} for n in range(3)] + [
    {"tools": [["mcp__wicketgate__db_query", {"source": "crm", "sql": f"select name from customers where id < {n}"}]]}
    for n in range(5, 8)
]


@pytest.mark.slow
def test_killed_at_twenty_points(product: Product) -> None:
    with FakeModel([]) as model:
        agent = Agent(product, model)
        agent.play("warm")
        product.run("warden", "stop")  # a fresh one proves its walls first, as each of those below will
        product.run("runs", "list")
        began = time.monotonic()
        agent.play(*TURNS, "done")
        step = 1.15 * (time.monotonic() - began) / POINTS  # a run of this machine, a little past its usual end
        cut = heard = 0
        before = contents(product.project)
        for point in range(POINTS):
            model.requests.clear()
            model.load([*TURNS, "done"])
            product.run("runs", "list")  # starts a warden
            warden = product.warden()
            running = product.start("run", "work", "--", "claude", "-p", "go", env={"ANTHROPIC_API_KEY": KEY})
            time.sleep(step * (point + 1))
            os.kill(warden, signal.SIGKILL)
            code = running.wait(timeout=30)
            assert code in (0, 1), running.communicate()
            cut += code == 1
            asked = len(model.requests)
            told = answers(model)
            heard += code == 1 and told > 0
            assert contents(product.project) == before
            verified = product.run("audit", "verify")
            assert verified.returncode == 0, verified.stdout
            assert decided(product) >= told, f"point {point}: an answer without its decision"
            assert len(model.requests) == asked, f"point {point}: a call ran after the warden was dead"
        # Else the points missed the runs, and nothing above was put to the test.
        assert cut >= POINTS // 2, f"only {cut} runs were cut"
        print(f"{cut} of {POINTS} runs were cut, {heard} of them after an answer")


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below `folder`."""
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def answers(model: FakeModel) -> int:
    """Return how many calls the gateway answered in this run, as the model saw it."""
    return sum("columns" in json.dumps(block) for block in model.tool_results())


def decided(product: Product) -> int:
    """Return how many gateway calls the newest run's record allows, read from the journal itself."""
    journal = product.state / "wicketgate" / "journal.db"
    with sqlite3.connect(f"file:{journal}?mode=ro", uri=True) as base:
        rows = [json.loads(row[0]) for row in base.execute("select bytes from entries order by idx")]
    started = [n for n, row in enumerate(rows) if row["kind"] == "run.started"]
    newest = rows[started[-1] :] if started else []
    return sum(row["kind"] == "decided" and row["body"]["tool"] == "db.query" for row in newest)
