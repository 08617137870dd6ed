"""One call of the hook on a laptop, as Claude Code makes it, beside the interpreter doing nothing at all.

Each is a whole process, started from nothing in the same interleaved rounds. The hook's is asked about `ls` and answers
once the decision is on disk; the difference is what every tool call of a session without a sandbox costs.
Run: python -m bench.hook [ROUNDS]
"""

from __future__ import annotations

import hashlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from wicketgate.intercept.hook_only.settings import HookOptions

POLICY = "version: 1\ntasks:\n  work:\n    files: {read: ['**'], write: ['**']}\n    commands: any\n"


def once(words: list[str], said: str, env: dict[str, str]) -> float:
    """Return the milliseconds one whole process takes."""
    began = time.perf_counter()
    done = subprocess.run(words, input=said.encode(), env=env, check=True, capture_output=True)
    took = (time.perf_counter() - began) * 1000
    assert not done.stdout or b'"allow"' in done.stdout, done.stdout
    return took


def main() -> None:
    """Print minima, medians and the difference."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder, "project")
        project.mkdir()
        (project / "wicketgate.yaml").write_text(POLICY)
        (project / "wicketgate.yaml").chmod(0o644)
        env = {"PATH": os.environ["PATH"], "HOME": folder, "XDG_STATE_HOME": f"{folder}/state", "LANG": "C.UTF-8"}
        ours = [sys.executable, "-I", "-m", "wicketgate"]
        digest = hashlib.sha256(POLICY.encode()).hexdigest()
        trust = [*ours, "policy", "trust", "--digest", digest]
        subprocess.run(trust, cwd=project, env=env, check=True, capture_output=True)
        order = HookOptions(f"{folder}/state/wicketgate", str(project / "wicketgate.yaml"), "work")
        call = {"tool_name": "Bash", "tool_input": {"command": "ls"}, "tool_use_id": "t"}
        said = json.dumps({"session_id": "s", "cwd": str(project), "hook_event_name": "PreToolUse", **call})
        rows = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "python -I -S -c pass": [sys.executable, "-I", "-S", "-c", "pass"],
            "the hook": order.argv("PreToolUse"),
        }
        times: dict[str, list[float]] = {name: [] for name in rows}
        for _ in range(rounds):
            for name, words in rows.items():
                times[name].append(once(words, said if name == "the hook" else "", env))
        subprocess.run([*ours, "warden", "stop"], cwd=project, env=env, check=True, capture_output=True)
    print(f"{'ms':<24}{'min':>8}{'median':>8}")
    for name, took in times.items():
        print(f"{name:<24}{min(took):>8.1f}{statistics.median(took):>8.1f}")
    beside = statistics.median(times["the hook"]) / statistics.median(times["python -c pass"])
    print(f"the hook takes {beside:.2f} × the time of `python -c pass`, its decision on disk")


if __name__ == "__main__":
    main()
