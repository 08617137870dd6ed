"""`wicketgate approvals`: what waits for a person; approve or deny it, having seen the real call."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import termios
from collections.abc import Iterator
from typing import Any

from wicketgate.approvals.columns import columns, flat
from wicketgate.cli.arguments import Arguments
from wicketgate.cli.passphrase import confirmed
from wicketgate.client import Warden
from wicketgate.errors import ConfigError

SUMMARY = "see what waits for a person; approve or deny it"
EXAMPLE = """examples:
  wicketgate approvals list
  wicketgate approvals show 5f0c2a91
  wicketgate approvals approve 5f0c2a91                     shows it, then asks
  wicketgate approvals approve 5f0c2a91 --digest 9b1c…      from a program that showed it
  wicketgate approvals deny 5f0c2a91 --reason "wrong host"

exit codes: 0 done, 3 nothing waits, 4 too late or another digest"""
OK, FAILED, NOTHING = 0, 1, 3


def main(argv: list[str]) -> int:
    """Run one of list, show, approve, deny."""
    parser = Arguments("wicketgate approvals", SUMMARY, EXAMPLE)
    verbs = parser.steps()
    verbs.add_parser("list", help="what waits, oldest first").add_argument("--json", action="store_true")
    showing = verbs.add_parser("show", help="one question, in full")
    showing.add_argument("id", help="of the question, as `wicketgate approvals list` names it")
    showing.add_argument("--full", action="store_true", help="draw long arguments whole")
    showing.add_argument("--json", action="store_true")
    approving = verbs.add_parser("approve", help="say yes to exactly this call, once")
    approving.add_argument("id", help="of the question, as `wicketgate approvals list` names it")
    approving.add_argument("--digest", help="of the question as it was shown; needed without a terminal")
    denying = verbs.add_parser("deny", help="say no")
    denying.add_argument("id", help="of the question, as `wicketgate approvals list` names it")
    denying.add_argument("--reason", default="", help="told to the agent")
    found = parser.parse_args(argv)
    with Warden.connect() as warden:
        return {"list": _list, "show": _show, "approve": _approve, "deny": _deny}[found.verb](warden, found)


def _list(warden: Warden, found: argparse.Namespace) -> int:
    waiting = warden.call("approvals.list")["approvals"]
    if found.json:
        print(json.dumps(waiting, indent=2))
    elif not waiting:
        print("nothing waits for you")
    else:
        print(f"{'id':<10}{'run':<12}{'left':>6}  what")
    for pending in [] if found.json else waiting:
        print(f"{pending['id']:<10}{pending['run']:<12}{pending['seconds']:>5}s  {_what(pending)}")
    return OK if waiting else NOTHING


def _what(pending: dict[str, Any]) -> str:
    calls = f"{pending['calls']} calls of " if pending.get("calls", 1) > 1 else ""
    text = flat(f"{calls}{pending['tool']}: {', '.join(pending['targets'])} ({pending['reason']})")
    return text if len(text) <= 160 else f"{text[:120]}…{text[-30:]}"


def _show(warden: Warden, found: argparse.Namespace) -> int:
    pending = warden.call("approvals.show", id=found.id, full=found.full)
    print(json.dumps(pending, indent=2) if found.json else _fitted(pending["text"]))
    return OK


def _approve(warden: Warden, found: argparse.Namespace) -> int:
    digest = found.digest
    if digest is None:
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            raise ConfigError(
                "expected --digest, because there is no terminal to show the call on",
                f"wicketgate approvals show {found.id} --json",
            )
        pending = warden.call("approvals.show", id=found.id)
        print(_fitted(pending["text"]))
        if "digest" not in pending:
            return FAILED
        # What was typed before the call was shown is not an answer to it.
        what = f"all {pending['calls']} calls, once each" if pending.get("calls", 1) > 1 else "exactly this, once"
        if not _yes(f"\napprove {what}? [y/N] "):
            print(f"not approved; it still waits. To say no: wicketgate approvals deny {found.id}")
            return FAILED
        digest = pending["digest"]
    calls = confirmed(warden, "approvals.approve", id=found.id, digest=digest)["calls"]
    print("approved, once" if calls == 1 else f"approved: {calls} calls, once each")
    return OK


def _deny(warden: Warden, found: argparse.Namespace) -> int:
    calls = warden.call("approvals.deny", id=found.id, reason=found.reason)["calls"]
    print("denied" if calls == 1 else f"denied: {calls} calls")
    return OK


def _yes(question: str) -> bool:
    termios.tcflush(sys.stdin, termios.TCIFLUSH)
    try:
        return input(question).strip().lower() in ("y", "yes")
    except EOFError:
        return False


def _fitted(text: str) -> str:
    width = shutil.get_terminal_size().columns
    return "\n".join("\n".join(_folded(line, width)) for line in text.split("\n"))


def _folded(line: str, width: int) -> Iterator[str]:
    # A line the terminal folded by itself would go on at its left edge, where only our own lines begin.
    first, *rest = columns(line, max(20, width))
    yield first
    for part in columns("".join(rest), max(20, width) - 6) if rest else ():
        yield f"    ↪ {part}"
