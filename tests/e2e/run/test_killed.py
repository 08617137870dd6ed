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
STEP = 0.12
"""Seconds between two points: together they cover a run from its first file to its end."""
TURNS = [{"tools": [["Bash", {"command": f"echo step-{n} > drafts-{n}.txt; cat ticket.md"}]]} for n in range(3)] + [
    {"tools": [["mcp__wicketgate__db_query", {"source": "crm", "sql": f"select name from customers where id < {n}"}]]}
    for n in range(5, 8)
]


@pytest.mark.slow
def test_killed_at_twenty_points(product: Product) -> None:
    with FakeModel([]) as model:
        agent = Agent(product, model)
        agent.play("warm")
        before = contents(product.project)
        for point in range(POINTS):
            model.requests.clear()
            model.load([*TURNS, "done"])
            product.run("runs", "list")  # starts a warden
            warden = product.warden()
            running = product.start("run", "work", "--", "claude", "-p", "go", env={"ANTHROPIC_API_KEY": KEY})
            time.sleep(STEP * point)
            os.kill(warden, signal.SIGKILL)
            assert running.wait(timeout=30) in (0, 1), running.communicate()
            asked = len(model.requests)
            told = answers(model)
            assert contents(product.project) == before
            verified = product.run("audit", "verify")
            assert verified.returncode == 0, verified.stdout
            assert decided(product) >= told, f"point {point}: an answer without its decision"
            assert len(model.requests) == asked, f"point {point}: a call ran after the warden was dead"


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
