"""Prints how Wicketgate does on suites of our own, with AgentDojo's figures."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from bench.agentdojo import score
from bench.agentdojo.baseline import AllowAll
from bench.agentdojo.driver import Person, Wicketgate, profile
from bench.agentdojo.renaming import Names
from bench.agentdojo.replay import Gate
from bench.agentdojo.score import Score
from bench.agents import suite as suites
from bench.agents.replay import attacked, benign
from bench.agents.suite import Suite

Gates = Callable[[str, Person], Gate]


def measured(suite: Suite, gates: Gates) -> Score:
    """Return what the sessions of a suite come to behind these gates."""
    found = Score([benign(suite, task, gates(task.prompt, Person.CAREFUL)) for task in suite.tasks])
    found.attacked = {"refused": [], "tired": []}
    for injection in suite.injections:
        for task in suite.tasks:
            careful = attacked(suite, task, injection, gates(task.prompt, Person.CAREFUL))
            if not careful.read or not any(step.attack for step in careful.steps):
                continue
            found.attacked["refused"].append(careful)
            found.attacked["tired"].append(attacked(suite, task, injection, gates(task.prompt, Person.TIRED)))
    return found


def main() -> int:
    """Run what the command line names."""
    parser = argparse.ArgumentParser(prog="python -m bench.agents", description=__doc__)
    parser.add_argument("--set", default="suites", help="a folder of suites")
    parser.add_argument("--suite", action="append", help="only this suite (may be repeated)")
    parser.add_argument(
        "--baseline", action="store_true", help="let everything through: shows that the replay is right"
    )
    parser.add_argument("--why", action="store_true", help="each ask and each attack that gets through")
    asked = parser.parse_args()
    scores = {}
    for name in asked.suite or suites.names(asked.set):
        suite = suites.load(asked.set, name)
        scores[name] = measured(suite, _open if asked.baseline else _wicketgate(suite))
    print(score.table(scores))
    print("pairs: " + ", ".join(f"{name} {len(one.attacked['refused'])}" for name, one in scores.items()))
    if asked.why:
        print(score.why(scores, ["refused", "tired"]))
    return 0


def _open(prompt: str, person: Person) -> Gate:
    return AllowAll()


def _wicketgate(suite: Suite) -> Gates:
    told = profile(suite.profile.read_text(), suite.profile.resolve(), suite.definitions())
    return lambda prompt, person: Wicketgate(told, prompt, person, Names())


if __name__ == "__main__":
    sys.exit(main())
