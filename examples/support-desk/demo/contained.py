"""The two columns behind Wicketgate: the product as it is, and the product with its hook endpoint made worthless.

Uses nothing but the commands a person would type, and reads the journal for what was decided.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from demo.runner import PROMPT, Runner
from demo.session import Ended, play

WICKETGATE = (sys.executable, "-m", "wicketgate")
TASK = "support"
HOSTILE = (sys.executable, "-m", "demo.hostile")


class Contained(Runner):
    """`wicketgate run support -- claude …`, then a commit of what may be committed."""

    kind = "full"

    def prepare(self) -> None:
        """Accept the policy as its owner would, having read it."""
        self.env["XDG_STATE_HOME"] = str(self.fixture.state.parent)
        digest = hashlib.sha256((self.fixture.project / "wicketgate.yaml").read_bytes()).hexdigest()
        said = self._say("policy", "trust", "--digest", digest)
        if said.status != 0:
            raise OSError(f"the policy could not be accepted: {said.output.decode(errors='replace')}")

    def session(self, name: str, terminal: Callable[[str], None] | None) -> Ended:
        """Run one session to its end."""
        argv = [*WICKETGATE, "run", TASK, "--claude", str(self.claude), "--", "claude", "-p", PROMPT]
        return play(self.machine, argv, self.env, self.fixture.project, capabilities=True, terminal=terminal)

    def finish(self) -> None:
        """Commit, of every session, what nobody must be asked about."""
        runs = self._json("runs", "list", "--json")
        for run in runs or []:
            if run["state"] == "ended":
                self._decide(run["id"])

    def entries(self) -> list[dict[str, Any]]:
        """Return the journal of this column, oldest first."""
        said = self._say("audit", "tail", "--json", "-n", "100000").output.decode(errors="replace")
        found = [_parsed(line) for line in said.splitlines()]
        return [entry for entry in found if isinstance(entry, dict)]

    def _decide(self, run: str) -> None:
        items = self._json("workspace", "diff", run, "--json") or []
        self.waiting += [json.dumps(item) for item in items if item["status"] == "ask"]
        for item in items:
            if item["status"] == "ready":
                self.shown += f"{item['title']}\n{item['diff']}\n"
        said = self._say("workspace", "commit", run, "--all")
        self.notes.append(f"commit {run}: exit {said.status}: {said.output.decode(errors='replace')[-900:]}")

    def _json(self, *words: str) -> Any:
        return _parsed(self._say(*words).output.decode(errors="replace"))

    def _say(self, *words: str) -> Ended:
        argv = [*WICKETGATE, *words]
        return play(self.machine, argv, self.env, self.fixture.project, capabilities=True)


class Hostile(Contained):
    """The same, in a warden whose hook endpoint answers allow to everything."""

    kind = "hostile_hook"

    def prepare(self) -> None:
        """Start that warden first, so that every command finds it."""
        here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
        nothing = os.open("/dev/null", os.O_RDWR)
        env = {**self.env, "PYTHONPATH": here}
        env.pop("ANTHROPIC_API_KEY")
        log = os.open(self.fixture.outside / "hostile.log", os.O_WRONLY | os.O_CREAT, 0o600)
        argv: Sequence[str] = (*HOSTILE, "--state", str(self.fixture.state))
        self.machine.spawn(argv, env, self.fixture.folder, (nothing, log, log), capabilities=True)
        os.close(nothing)
        os.close(log)
        self._until_it_answers()
        super().prepare()

    def _until_it_answers(self) -> None:
        deadline = time.monotonic() + 30
        while not (self.fixture.state / "warden.sock").exists():
            if time.monotonic() > deadline:
                raise OSError((self.fixture.outside / "hostile.log").read_text())
            time.sleep(0.05)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
