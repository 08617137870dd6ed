"""The disk under the state directory runs full in the middle of a run: no further call runs, nothing outside changes,
and the journal verifies and holds every decision that was ever answered."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PRIVATE = ["unshare", "--mount", "--propagation", "private"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
def test_a_full_disk_stops_everything_and_loses_nothing(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    seen = played(tmp_path)
    assert seen["first"] == ["200"] * 5
    # Every call that reached the service has its decision in the journal, and no call ran after the last one in it.
    assert seen["before"] <= seen["asked"] <= seen["allowed"], seen
    assert seen["later"] == 0
    assert seen["exit"] == 1, seen
    assert "journal" in seen["said"], (seen["said"], seen["log"])
    assert seen["original"] == "original\n"
    assert seen["while_full"] == [1, 1]
    assert (seen["verify_full"], seen["verify"]) == (0, 0)
    assert seen["again"] == "again\n"
    assert "running" not in seen["runs"]


def played(folder: Path) -> dict[str, Any]:
    """Return what the script saw in a mount namespace of its own."""
    words = [*PRIVATE, sys.executable, "-m", "tests.e2e.run.full_disk", str(folder)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=150, check=False)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))
