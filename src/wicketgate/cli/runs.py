"""`wicketgate runs`: list, show and clear away runs."""

from __future__ import annotations

import json
import sys
from typing import Any

from wicketgate.cli.arguments import RUN, Arguments
from wicketgate.client import Warden

SUMMARY = "list, show and clear away runs"
EXAMPLE = """examples:
  wicketgate runs list
  wicketgate runs show k3f9
  wicketgate runs gc          remove what is past its retention (decided 7 days, waiting 30)
  wicketgate runs gc k3f9     remove this one now, with its changes"""


def main(argv: list[str]) -> int:
    """Run one of list, show, gc."""
    parser = Arguments("wicketgate runs", SUMMARY, EXAMPLE)
    verbs = parser.steps()
    listing = verbs.add_parser("list", help="every run, newest first")
    listing.add_argument("--json", action="store_true")
    verbs.add_parser("show", help="one run").add_argument("run", help=RUN)
    verbs.add_parser("gc", help="remove runs").add_argument("run", nargs="?", default="", help=RUN)
    found = parser.parse_args(argv)
    with Warden.connect() as warden:
        if found.verb == "list":
            listed = warden.call("runs.list")
            _list(listed["runs"], found.json)
            for name, why in listed["unreadable"].items():
                print(f"{name:<12}{why}", file=sys.stderr if found.json else sys.stdout)
        elif found.verb == "show":
            print(json.dumps(warden.call("runs.show", run=found.run), indent=2))
        else:
            removed = warden.call("runs.gc", run=found.run)["removed"]
            print(f"removed {len(removed)}: {', '.join(removed)}" if removed else "nothing to remove")
    return 0


def _list(runs: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        print(json.dumps(runs, indent=2))
        return
    if not runs:
        print("no runs yet; `wicketgate run TASK -- claude …` starts one")
        return
    print(f"{'run':<12}{'task':<16}{'started':<32}{'state':<13}{'exit':<6}changes")
    for run in runs:
        code = "" if run["exit"] is None else str(run["exit"])
        print(f"{run['id']:<12}{run['task']:<16}{run['started']:<32}{run['state']:<13}{code:<6}{run['changes']}")
    waiting = [run["id"] for run in runs if run["state"] == "ended" and run["changes"]]
    if waiting:
        print(f"changes of {len(waiting)} wait to be looked at: wicketgate workspace diff {waiting[0]}")
