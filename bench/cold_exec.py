"""A cold `wicketgate exec -- true` as a user types it, beside the sandbox-runtime CLI of Anthropic doing the same.

Both are whole processes, started from nothing in the same interleaved rounds; ours finds its warden running, as it does
but for the first time after some idle minutes (that first time is shown apart). The other is installed by npm into
build/srt when npm and socat are there; otherwise its row says so.
Run: python -m bench.cold_exec [ROUNDS]
"""

from __future__ import annotations

import hashlib
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

OTHER = "@anthropic-ai/sandbox-runtime"
POLICY = "version: 1\ntasks:\n  work:\n    commands: any\n"
BUILD = Path("build/srt")


def once(words: list[str], cwd: Path, env: dict[str, str]) -> float:
    """Return the milliseconds one whole process takes."""
    began = time.perf_counter()
    subprocess.run(words, cwd=cwd, env=env, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    return (time.perf_counter() - began) * 1000


def other() -> list[str]:
    """Return the other's command line, or nothing when it cannot be had here."""
    if not shutil.which("npm") or not shutil.which("socat") or not shutil.which("rg"):
        return []
    entry = BUILD / "node_modules" / OTHER / "dist" / "cli.js"
    if not entry.exists():
        BUILD.mkdir(parents=True, exist_ok=True)
        install = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(BUILD), OTHER]
        subprocess.run(install, check=False, stdout=subprocess.DEVNULL)
    return [str(shutil.which("node")), str(entry.absolute()), "true"] if entry.exists() else []


def main() -> None:
    """Print the medians and minima, and the ratio."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder, "project")
        project.mkdir()
        (project / "wicketgate.yaml").write_text(POLICY)
        (project / "wicketgate.yaml").chmod(0o644)
        env = {"PATH": os.environ["PATH"], "HOME": folder, "XDG_STATE_HOME": f"{folder}/state", "LANG": "C.UTF-8"}
        ours = [sys.executable, "-I", "-m", "wicketgate"]
        digest = hashlib.sha256(POLICY.encode()).hexdigest()
        once([*ours, "policy", "trust", "--digest", digest], project, env)
        once([*ours, "warden", "stop"], project, env)
        command = [*ours, "exec", "work", "--", "true"]
        first = once(command, project, env)
        theirs = other()
        mine: list[float] = []
        others: list[float] = []
        try:
            for _ in range(rounds):
                mine.append(once(command, project, env))
                if theirs:
                    others.append(once(theirs, project, env))
        except subprocess.CalledProcessError:
            others = []
        once([*ours, "warden", "stop"], project, env)
    print(f"wicketgate exec, warden running   p50 {statistics.median(mine):7.1f} ms   min {min(mine):7.1f} ms")
    print(f"wicketgate exec, no warden yet        {first:7.1f} ms (once)")
    if not others:
        print("sandbox-runtime CLI               not run: npm, socat or rg is missing here, or it failed")
        return
    print(f"sandbox-runtime CLI               p50 {statistics.median(others):7.1f} ms   min {min(others):7.1f} ms")
    ratio, least = statistics.median(others) / statistics.median(mine), min(others) / min(mine)
    print(f"it takes {ratio:.1f} times as long (minima {least:.1f})   Must: longer than ours, Goal: 3 times")


if __name__ == "__main__":
    main()
