"""`wicketgate workspace`: see, commit, discard or undo what a run changed."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

from wicketgate.cli.arguments import RUN, Arguments
from wicketgate.cli.asking import Item, answer, choose, commit, committed, line, show, tell
from wicketgate.client import Warden
from wicketgate.errors import ConfigError

SUMMARY = "see, commit, discard or undo what a run changed"
EXAMPLE = """examples:
  wicketgate workspace diff k3f9                  every change, and what a commit would do with it
  wicketgate workspace commit k3f9                on a terminal: ordinary ones together, dangerous ones one by one
  wicketgate workspace commit k3f9 drafts/a.md    exactly this one
  wicketgate workspace commit k3f9 --all          every ordinary one; dangerous ones are still asked about
  wicketgate workspace undo k3f9                  take the last commit back, but for what you changed since
  wicketgate workspace discard k3f9"""
TITLES = {
    "ready": "ready to commit",
    "ask": "asked about one by one, because something will execute or obey it",
    "conflict": "in conflict with what you changed meanwhile (never overwritten)",
    "refused": "refused",
    "scratch": "scratch, outside files.write (thrown away with the run)",
}
REMEDIES = {
    "conflict": "yours is never overwritten: move it away, then commit again",
    "scratch": "name it in files.write of the task, accept the policy and run again",
}
OK, FAILED, WOULD_ASK = 0, 1, 5


def main(argv: list[str]) -> int:
    """Run one of diff, commit, discard, undo."""
    found = _parser().parse_args(argv)
    with Warden.connect() as warden:
        if found.verb == "diff":
            return _diff(warden, found.run, found.paths, found.json)
        if found.verb == "commit":
            return _commit(warden, found)
        if found.verb == "undo":
            return OK if tell(warden.call("workspace.undo", run=found.run), "taken back") else FAILED
        warden.call("workspace.discard", run=found.run)
        print(f"discarded what run {found.run} changed")
        return OK


def _parser() -> Arguments:
    parser = Arguments("wicketgate workspace", SUMMARY, EXAMPLE)
    verbs = parser.steps()
    diff = verbs.add_parser("diff", help="show each change and what a commit would do with it")
    diff.add_argument("run", help=RUN)
    diff.add_argument("paths", nargs="*", metavar="PATH")
    diff.add_argument("--json", action="store_true")
    bring = verbs.add_parser("commit", help="bring changes into the workspace")
    bring.add_argument("run", help=RUN)
    bring.add_argument("paths", nargs="*", metavar="PATH", help="exactly these; naming one answers its question")
    bring.add_argument("--all", action="store_true", help="every change that can be committed")
    bring.add_argument("--yes-ordinary", action="store_true", help="do not ask about the ordinary ones")
    verbs.add_parser("discard", help="throw a run's changes away").add_argument("run", help=RUN)
    verbs.add_parser("undo", help="take the last commit of a run back").add_argument("run", help=RUN)
    return parser


def _diff(warden: Warden, run: str, paths: Sequence[str], as_json: bool) -> int:
    items = _named(warden.call("workspace.diff", run=run)["items"], paths)
    if as_json:
        print(json.dumps(items, indent=2))
        return OK
    for status, title in TITLES.items():
        chosen = [item for item in items if item["status"] == status]
        if chosen:
            print(f"{title}:")
        for item in chosen:
            print(line(item) + (f": {item['reason']}" if item["reason"] else ""))
            show(item)
    if not items:
        print(f"run {run} changed nothing")
    return OK


def _commit(warden: Warden, found: argparse.Namespace) -> int:
    items: list[Item] = warden.call("workspace.review", run=found.run)["items"]
    chosen = _named(items, found.paths)
    ordinary = found.yes_ordinary or found.all or bool(found.paths)
    if sys.stdin.isatty() and sys.stdout.isatty():
        approved = choose(chosen, answer, ordinary=ordinary)
    else:
        wanted = ("ready", "ask") if found.paths else ("ready",)
        approved = [item["path"] for item in chosen if ordinary and item["status"] in wanted]
        for item in chosen:
            if item["path"] not in approved:
                print(f"{line(item)}: kept, {item['status']}{': ' if item['reason'] else ''}{item['reason']}")
    if not approved:
        return _nothing(found, items, {str(item["status"]) for item in chosen})
    done = tell(commit(warden, found.run, approved), committed(found.run))
    missed = len(approved) < len(chosen) if found.paths else any(item["status"] == "conflict" for item in chosen)
    return OK if done and not missed else FAILED


def _nothing(found: argparse.Namespace, items: Sequence[Item], left: set[str]) -> int:
    """Say why nothing was committed and what would change that, and return the exit code."""
    waiting = any(item["status"] in ("ready", "ask") for item in items)
    print("nothing committed" + (f"; what can be: wicketgate workspace commit {found.run} PATH…" if waiting else ""))
    for status, remedy in REMEDIES.items():
        if status in left:
            print(f"  {status}: {remedy}")
    if waiting and not found.paths:
        return WOULD_ASK
    return FAILED if found.paths or "conflict" in left else OK


def _named(items: Sequence[Item], paths: Sequence[str]) -> list[Item]:
    """Return the items at `paths`, or all without any; ConfigError names a path the run did not change."""
    known = {item["path"] for item in items}
    for path in paths:
        if path not in known:
            raise ConfigError(f"the run did not change {path!r}", "wicketgate workspace diff RUN lists what it changed")
    return [item for item in items if not paths or item["path"] in paths]
