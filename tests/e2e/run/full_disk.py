"""Run inside a private mount namespace by test_full_disk: fills the state directory while a run makes calls.

Prints one JSON object: what the service outside was asked, what the journal says was decided, what the product said.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.e2e.conftest import Product
from tests.e2e.run.test_approvals import Upstream

POLICY = """\
version: 1
tasks:
  work:
    files: {{read: ["**"], write: ["**"]}}
    commands: any
    network: [{{GET: "http://127.0.0.1:{port}/open/**", limit: 10000 per hour, bytes: 1 MiB per hour}}]
    limits: {{minutes: 1, calls: 100000}}
"""
CALLS = "n=0; while :; do n=$((n+1)); curl -s -m 20 -o /dev/null -w '%{{http_code}}\\n' {url}/open/$n; done"


def main(folder: Path) -> dict[str, Any]:
    """Return what was seen."""
    product = Product(folder)
    room = ["mount", "-t", "tmpfs", "-o", "size=4m,mode=0700", "tmpfs", str(product.state)]
    subprocess.run(room, check=True)
    upstream = Upstream()
    (product.project / "a.txt").write_text("original\n")
    product.policy(POLICY.format(port=upstream.port))
    script = CALLS.format(url=f"-x http://127.0.0.1:8703 --noproxy '' http://127.0.0.1:{upstream.port}")
    running = product.start("exec", "work", "--", "sh", "-c", f"echo changed > a.txt; {script}")
    assert running.stdout is not None
    first = [running.stdout.readline().strip() for _ in range(5)]
    before = len(upstream.asked)
    fill(product.state / "ballast")
    began = time.monotonic()
    rest, said = running.communicate(timeout=60)
    seen: dict[str, Any] = {"first": first, "rest": rest.split(), "exit": running.returncode, "said": said}
    seen |= {"seconds": time.monotonic() - began, "before": before, "asked": len(upstream.asked)}
    seen["original"] = (product.project / "a.txt").read_text()
    seen["while_full"] = [product.run("exec", "work", "--", "true").returncode for _ in range(2)]
    asked = len(upstream.asked)
    seen["verify_full"] = product.run("audit", "verify").returncode
    seen["log"] = (product.state / "wicketgate" / "warden.log").read_text()
    (product.state / "ballast").unlink()
    done = product.inside("echo again")
    seen["again"] = done.stdout + done.stderr
    seen["verify"] = product.run("audit", "verify").returncode
    seen["runs"] = [run["state"] for run in json.loads(product.run("runs", "list", "--json").stdout)]
    seen["allowed"] = allowed(product.state / "wicketgate" / "journal.db")
    seen["later"] = len(upstream.asked) - asked
    product.run("warden", "stop", "--end-runs")
    upstream.stop()
    return seen


def fill(path: Path) -> None:
    """Fill the disk to its last byte."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT)
    try:
        for size in (1 << 16, 1 << 12, 1):
            try:
                while os.write(handle, b"x" * size):
                    continue
            except OSError:
                continue
    finally:
        os.close(handle)


def allowed(journal: Path) -> int:
    """Return how many calls the journal says were allowed."""
    with sqlite3.connect(f"file:{journal}?mode=ro", uri=True) as base:
        rows = [json.loads(row[0]) for row in base.execute("select bytes from entries")]
    decided = [row["body"] for row in rows if row["kind"] == "decided"]
    return sum(body["tool"] == "http" and body["decision"] == "allow" for body in decided)


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
