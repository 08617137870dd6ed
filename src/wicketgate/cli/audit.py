"""`wicketgate audit`: read the record through the warden, or verify it without one."""

from __future__ import annotations

import argparse
import json
import sys
from collections import deque
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from wicketgate.audit.entry import line, whole
from wicketgate.audit.verify import LIMITS, UNREADABLE, verify
from wicketgate.cli.arguments import Arguments
from wicketgate.client import Warden, state_home
from wicketgate.errors import ConfigError
from wicketgate.store.chain import FILE

SUMMARY = "read and verify the record"
EXAMPLE = """examples:
  wicketgate audit tail -f --run k3f9    what this run asks for and what is decided, as it happens
  wicketgate audit show 1042             one entry, in full
  wicketgate audit verify                is every entry there, unchanged and in order? (needs no warden)

exit code of tail: 3 nothing of that run is on record
exit codes of verify: 0 consistent, 1 broken or unreadable, 3 there is no journal"""
OK, BROKEN, NOTHING = 0, 1, 3


def main(argv: list[str]) -> int:
    """Run one of tail, show, verify."""
    parser = Arguments("wicketgate audit", SUMMARY, EXAMPLE)
    verbs = parser.steps()
    tailing = verbs.add_parser("tail", help="the newest entries")
    tailing.add_argument("-f", "--follow", action="store_true", help="go on as entries come")
    tailing.add_argument("-n", type=int, default=20, metavar="N", help="how many to begin with (20)")
    tailing.add_argument("--run", default="", help="of one run only")
    tailing.add_argument("--json", action="store_true", help="one JSON object a line")
    showing = verbs.add_parser("show", help="one entry, in full")
    showing.add_argument("index", type=int)
    showing.add_argument("--json", action="store_true")
    verifying = verbs.add_parser("verify", help="check the chain over the raw file")
    verifying.add_argument("--state", type=Path, default=None, help="state directory, or a journal itself")
    verifying.add_argument("--json", action="store_true")
    found = parser.parse_args(argv)
    return {"tail": _tail, "show": _show, "verify": _verify}[found.verb](found)


def _tail(found: argparse.Namespace) -> int:
    if found.n < 0:
        raise ConfigError(f"expected -n to be 0 or more (got {found.n})")
    with Warden.connect() as warden:
        newest = deque(warden.stream("audit.tail", after=0, run=found.run, last=found.n), maxlen=max(1, found.n))
        tell(newest if found.n else (), found.json)
        if found.run and not newest and found.n and not found.follow:
            print(f"nothing of run {found.run!r} is on record", file=sys.stderr)
            return NOTHING
        if found.follow:
            after = newest[-1]["index"] if newest else 0
            try:
                tell(warden.stream("audit.tail", after=after, run=found.run, follow=True), found.json)
            except KeyboardInterrupt:
                return OK
    return OK


def tell(entries: Iterable[dict[str, Any]], as_json: bool) -> None:
    """Print entries as they come, one a line; colours only on a terminal."""
    colour = sys.stdout.isatty()
    for entry in entries:
        print(json.dumps(entry) if as_json else line(entry, colour), flush=True)


def _show(found: argparse.Namespace) -> int:
    with Warden.connect() as warden:
        for entry in warden.stream("audit.tail", after=max(0, found.index - 1), last=0):
            if entry["index"] == found.index:
                print(json.dumps(entry, indent=2) if found.json else whole(entry))
                return OK
            break
    raise ConfigError(f"no entry {found.index}", "wicketgate audit tail shows the newest")


def _verify(found: argparse.Namespace) -> int:
    given = found.state or Path(state_home())
    path = given / FILE if given.is_dir() else given
    if not path.exists():
        print(f"no journal at {path}" if not found.json else json.dumps({"state": "nothing", "path": str(path)}))
        return NOTHING
    report = verify(path)
    if found.json:
        print(json.dumps(report.to_json()))
    elif report.consistent:
        print(f"consistent: {report.entries} entries, head {report.head}\n{LIMITS}")
    else:
        where = "cannot be read" if report.state == UNREADABLE else f"broken at entry {report.at}"
        print(f"{where}: {report.why}\nconsistent before that: {report.entries} entries, head {report.head}")
        print("Keep the file as it is. To go on, stop the warden and move it aside; a new journal is started.")
    return OK if report.consistent else BROKEN
