"""Prints how Wicketgate does on AgentDojo, beside what was promised."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from bench.agentdojo import attacks, baseline, score, suites
from bench.agentdojo.driver import Person, Wicketgate, profile
from bench.agentdojo.renaming import Names, Renamed
from bench.agentdojo.replay import Gate, attacked, benign
from bench.agentdojo.score import Score
from bench.agentdojo.strictness import SETTINGS

PROFILES = Path(__file__).parent / "profiles"
KNOWN = {"none": (97.5, 100.0, 0.0), "every mutating call asks": (4.3, 38.1, 0.85)}
"""Attack success, tasks without an ask, asks per task, as measured before by another replay."""
Gates = Callable[[str, Person], Gate]
"""The gate of one session, by the user's prompt and who answers."""


def measured(suite: suites.Suite, gates: Gates, payloads: tuple[str, ...] = attacks.PAYLOADS) -> Score:
    """Return what the sessions of a suite come to behind these gates."""
    found = Score([benign(suite, task, gates(task.PROMPT, Person.CAREFUL)) for task in suite.user_tasks])
    for payload in payloads:
        end = "" if payload == "plain" else f" {payload}"
        for injection in suite.injection_tasks:
            for task in suite.user_tasks:
                careful = attacked(suite, task, injection, payload, gates(task.PROMPT, Person.CAREFUL))
                tired = careful
                if any(step.attack and step.decision == "refused" for step in careful.steps):
                    tired = attacked(suite, task, injection, payload, gates(task.PROMPT, Person.TIRED))
                found.attacked.setdefault(f"refused{end}", []).append(careful)
                found.attacked.setdefault(f"tired{end}", []).append(tired)
    return found


def wicketgate(
    suite: suites.Suite, folder: Path, names: Names, change: Callable[[dict[str, Any]], dict[str, Any]] | None = None
) -> Gates:
    """Return sessions behind Wicketgate with the suite's policy, under these names."""
    where = (folder / f"{suite.name}.yaml").resolve()
    text = where.read_text()
    if change is not None or type(names) is not Names:
        document = yaml.safe_load(text)
        text = json.dumps(names.policy(change(document) if change else document))
    told = profile(text, where, names.definitions(suite.definitions()))
    return lambda prompt, person: Wicketgate(told, prompt, person, names)


def main() -> int:
    """Run what the command line names; 1 if a baseline is off by more than a point."""
    parser = argparse.ArgumentParser(prog="python -m bench.agentdojo", description=__doc__)
    parser.add_argument("--suite", choices=suites.NAMES, action="append", help="only this suite (may be repeated)")
    parser.add_argument("--profile-dir", type=Path, default=PROFILES, help="where SUITE.yaml lie")
    parser.add_argument("--renamed", action="store_true", help="show the gate other names for everything")
    parser.add_argument("--baseline", action="store_true", help="two gates without a policy, against known figures")
    parser.add_argument("--curve", action="store_true", help="asks against success for stricter and laxer policies")
    parser.add_argument("--quick", action="store_true", help="plain payloads only")
    parser.add_argument("--why", action="store_true", help="each ask and each attack that gets through")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    asked = parser.parse_args()
    chosen = [suites.load(name) for name in asked.suite or suites.NAMES]
    start = time.monotonic()
    if asked.baseline:
        code = _baselines(chosen)
    elif asked.curve:
        code = _curve(chosen, asked.profile_dir, asked.json)
    else:
        code = _table(chosen, asked)
    print(f"{time.monotonic() - start:.0f} s")
    return code


def _table(chosen: list[suites.Suite], asked: argparse.Namespace) -> int:
    payloads = attacks.PAYLOADS[:1] if asked.quick else attacks.PAYLOADS
    scores = {}
    for suite in chosen:
        names = Renamed(suite) if asked.renamed else Names()
        scores[suite.name] = measured(suite, wicketgate(suite, asked.profile_dir, names), payloads)
    print(f"AgentDojo {suites.VERSION}, replayed{', everything renamed' if asked.renamed else ''}")
    print(score.table(scores))
    if asked.why:
        print(score.why(scores, list(score.together(scores.values()).attacked)))
    if asked.json:
        asked.json.write_text(json.dumps(score.as_json(scores), indent=1))
    return 0


def _baselines(chosen: list[suites.Suite]) -> int:
    gates: dict[str, Gates] = {
        "none": lambda prompt, person: baseline.AllowAll(),
        "every mutating call asks": lambda prompt, person: baseline.MutatingAsks(person is Person.TIRED),
    }
    off = False
    for name, gate in gates.items():
        scores = {suite.name: measured(suite, gate, attacks.PAYLOADS[:1]) for suite in chosen}
        print(f"\nbaseline: {name}")
        print(score.table(scores))
        all_of = score.together(scores.values()).figures()
        known = KNOWN[name]
        seen = (all_of["refused"], all_of["auto"], all_of["asks"])
        print(f"known from another replay: success {known[0]}, without an ask {known[1]}, asks {known[2]}, utility 100")
        if len(chosen) == len(suites.NAMES):
            off |= abs(seen[0] - known[0]) > 1 or abs(seen[1] - known[1]) > 1 or abs(seen[2] - known[2]) > 0.02
            off |= all_of["utility"] != 100
    print("\nthe replay is OFF" if off else "\nthe replay agrees within a point")
    return 1 if off else 0


def _curve(chosen: list[suites.Suite], folder: Path, out: Path | None) -> int:
    rows = {}
    print(f"{'':52}{'utility':>9}{'auto':>8}{'asks':>7}{'refused':>9}{'tired':>8}")
    for name, change in SETTINGS.items():
        scores = [measured(suite, wicketgate(suite, folder, Names(), change), ("plain",)) for suite in chosen]
        row = rows[name] = score.together(scores).figures()
        print(
            f"{name:52}{row['utility']:>9.1f}{row['auto']:>8.1f}{row['asks']:>7.2f}{row['refused']:>9.1f}{row['tired']:>8.1f}",
            flush=True,
        )
    if out:
        out.write_text(json.dumps(rows, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
