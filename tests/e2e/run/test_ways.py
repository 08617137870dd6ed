"""A way out that fails takes its run with it, and a policy that relies on what nobody enforces does not run."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from pathlib import Path

from tests.e2e.conftest import POLICY, Product

TOOLS = """\
    tools: {db.query: {source: crm, tables: [customers]}}
sources:
  crm: {kind: sqlite, path: crm.db}
"""


def test_a_way_that_fails_in_the_middle_ends_the_run(product: Product) -> None:
    with sqlite3.connect(product.project / "crm.db") as base:
        base.execute("create table customers(id)")
    product.policy(POLICY + TOOLS)
    running = product.start("exec", "work", "--", "sh", "-c", "echo up; sleep 60")
    assert running.stdout is not None
    assert running.stdout.readline() == "up\n"
    os.kill(worker_of(product.warden()), signal.SIGKILL)
    _, said = running.communicate(timeout=30)
    assert running.returncode != 0
    assert "the way on port 8704 failed" in said


def test_the_warden_keeps_its_memory_from_its_own_user(product: Product) -> None:
    product.policy()
    environ = Path(f"/proc/{product.warden()}/environ")
    # What is not dumpable belongs to root in /proc; root's own processes belong to root anyway.
    assert environ.stat().st_uid == 0
    if os.getuid() != 0:
        try:
            environ.read_bytes()
        except PermissionError:
            return
        raise AssertionError("the warden's memory is open to its user's other processes")


def worker_of(warden: int) -> int:
    """Return the process id of the gateway's worker, once it runs."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    words = (entry / "cmdline").read_bytes()
                    parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
                except OSError:
                    continue
                if parent == warden and b"wicketgate.gateway.worker" in words:
                    return int(entry.name)
        time.sleep(0.1)
    raise AssertionError("no worker")
