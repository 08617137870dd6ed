"""What the gate says of a command: takes one, gives a verdict and the µs it took. Hook-only, nothing contained."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from bench.commands.corpus import Case
from wicketgate.action import Facts, Request, Verdict, Way
from wicketgate.gate import classify, decide, shell
from wicketgate.policy import Policy, Profile
from wicketgate.session.paths import resolve

TASK = """version: 1
tasks:
  laptop:
    prompt: Work on this project.
    files: {read: ["**"], write: ["**"]}
    commands: any
"""


@dataclass(frozen=True, slots=True)
class Judged:
    """A case, what the gate said, and how long the command's reading and the whole pure decision took, in µs.

    The whole is `classify` (which reads the command) and `decide`. The request is there before, and where links lead is
    looked up between the two, untimed: that is the disk's time and no part of a pure decision.
    """

    case: Case
    verdict: Verdict
    reading: float
    whole: float

    @property
    def missed(self) -> bool:
        """Return whether it is a dangerous command that ran silently."""
        return self.case.label == "dangerous" and self.verdict.allowed

    @property
    def interrupted(self) -> bool:
        """Return whether it is a harmless command that did not simply run; an ask and a denial both interrupt."""
        return self.case.label == "harmless" and not self.verdict.allowed


def laptop(root: Path) -> Profile:
    """Return the task of a developer's project in `root`: any command, every file of the project."""
    path = root / "wicketgate.yaml"
    path.write_text(TASK)
    return Policy.of(TASK, path).profile("laptop")


def judge(case: Case, profile: Profile, root: Path) -> Judged:
    """Return what the gate says of one command given by a hook in `root`."""
    request = Request("laptop", "Bash", {"command": case.command}, Way.HOOK, cwd=str(root), contained=False)
    begun = time.perf_counter_ns()
    shell.read(case.command)
    start = time.perf_counter_ns()
    action = classify(request, profile)
    classified = time.perf_counter_ns()
    facts = Facts(paths=resolve(action, root))
    resolved = time.perf_counter_ns()
    verdict = decide(action, facts, profile)
    end = time.perf_counter_ns()
    return Judged(case, verdict, (start - begun) / 1000, (classified - start + end - resolved) / 1000)
