"""Fixtures for tests that use the product as its user does: a project, a state directory of its own, real processes."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.automata import seed

POLICY = """\
version: 1
tasks:
  work:
    files: {read: ["**"], write: ["drafts/**"], hide: [.env]}
    commands: any
    limits: {minutes: 2, memory: 512 MiB, disk: 32 MiB, files: 2000, processes: 64, output: 1 MiB}
"""


class Product:
    """One project and one state directory; `run` types a `wicketgate` command there."""

    def __init__(self, folder: Path) -> None:
        self.project = folder / "project"
        self.state = folder / "state"
        self.home = folder / "home"
        for path in (self.project, self.state, self.home):
            path.mkdir(parents=True)
        seed(self.state / "wicketgate")
        self.env = {
            "PATH": "/usr/bin:/bin:/usr/sbin:/sbin",
            "HOME": str(self.home),
            "XDG_STATE_HOME": str(self.state),
            "LANG": "C.UTF-8",
        }

    def policy(self, text: str = POLICY) -> None:
        """Write the policy and accept it."""
        path = self.project / "wicketgate.yaml"
        path.write_text(text)
        path.chmod(0o644)
        digest = hashlib.sha256(text.encode()).hexdigest()
        done = self.run("policy", "trust", "--digest", digest)
        assert done.returncode == 0, done.stderr

    def command(self, *words: str) -> list[str]:
        """Return the command line of a verb."""
        return [sys.executable, "-I", "-m", "wicketgate", *words]

    def run(
        self, *words: str, stdin: str | None = None, timeout: float = 60, env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a verb to its end in the project."""
        return subprocess.run(
            self.command(*words),
            cwd=self.project,
            env=self.env | (env or {}),
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    def inside(self, script: str, timeout: float = 60) -> subprocess.CompletedProcess[str]:
        """Run a shell script in the sandbox of the task `work`."""
        return self.run("exec", "work", "--", "sh", "-c", script, timeout=timeout)

    def start(
        self, *words: str, stdin: int = subprocess.DEVNULL, env: dict[str, str] | None = None
    ) -> subprocess.Popen[str]:
        """Start a verb and return at once."""
        pipe = subprocess.PIPE
        return subprocess.Popen(
            self.command(*words),
            cwd=self.project,
            env=self.env | (env or {}),
            stdin=stdin,
            stdout=pipe,
            stderr=pipe,
            text=True,
        )

    def warden(self) -> int:
        """Return the warden's process id, 0 if none runs."""
        shown = self.run("warden", "show")
        lines = dict(line.split(": ", 1) for line in shown.stdout.splitlines() if ": " in line)
        return int(lines.get("pid", 0))

    def last_run(self) -> str:
        """Return the id of the newest run."""
        return self.run("runs", "list").stdout.splitlines()[1].split()[0]


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    """Return a fresh project with its own warden, which is stopped afterwards."""
    made = Product(tmp_path)
    os.chmod(tmp_path, 0o755)
    yield made
    made.run("warden", "stop", "--end-runs")
