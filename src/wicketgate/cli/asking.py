"""The one conversation about what a run changed: ordinary changes together, dangerous ones one by one, with their text.

Takes a connection to the warden and a person's answers; gives the paths they approved. Everything printed was made safe
by the warden: no control character of the agent's reaches the terminal.
"""

from __future__ import annotations

import contextlib
import sys
import termios
from collections.abc import Callable, Collection, Sequence
from typing import Any

from wicketgate.client import Warden

Item = dict[str, Any]
Ask = Callable[[str], str]
MARKS = {"new": "+", "modified": "~", "mode": "±", "deleted": "-"}
LEFT = {
    "conflict": "conflicts: left as you have them",
    "refused": "refused: never committed",
    "scratch": "scratch: outside files.write",
}


def ask_commit(run: str) -> None:
    """Show what `run` changed, ask on the terminal, commit what was approved and say what became of it."""
    with Warden.connect() as warden:
        items = warden.call("workspace.review", run=run)["items"]
        approved = choose(items, answer)
        if approved:
            tell(commit(warden, run, approved), committed(run))
        if len(approved) < sum(item["status"] in ("ready", "ask") for item in items):
            print(f"the rest is kept: wicketgate workspace commit {run}, or discard")


def choose(items: Sequence[Item], ask: Ask, *, ordinary: bool = False) -> list[str]:
    """Return the approved paths; `ordinary` approves the ready ones without asking. No answer approves nothing."""
    ready = [item for item in items if item["status"] == "ready"]
    approved = [item["path"] for item in ready] if ordinary else _ordinary(ready, ask)
    asked = [item for item in items if item["status"] == "ask"]
    for number, item in enumerate(asked, 1):
        print(f"\n{line(item)}    {number} of {len(asked)} that something will execute or obey")
        print(f"  why you are asked: {item['reason']}")
        show(item)
        if ask("commit this one? [y/N] ") == "y":
            approved.append(item["path"])
    for status, title in LEFT.items():
        _left([item for item in items if item["status"] == status], title)
    return approved


def commit(warden: Warden, run: str, approved: Collection[str]) -> dict[str, Any]:
    """Return the warden's report on committing `approved`."""
    return warden.call("workspace.commit", run=run, paths=list(approved), approved=list(approved))


def tell(report: dict[str, Any], after: str) -> bool:
    """Print what became of each path, and `after`; return whether everything was done."""
    steps = [step for step in report.get("outcomes", ()) if step["action"] in ("put", "remove")]
    done = [step for step in steps if step["result"] in ("done", "unchanged")]
    for step in report.get("recovered", ()):
        print(f"  after an interruption: {_plain(step['path'])}: {step['result']} {step['detail']}".rstrip())
    for step in steps:
        if step not in done:
            print(f"  {step['result']}: {_plain(step['path'])}: {step['detail']}")
    print(f"{len(done)} of {len(steps)} {after}")
    return len(done) == len(steps)


def committed(run: str) -> str:
    """Return what is said after a commit of `run`."""
    return f"done; wicketgate workspace undo {run} takes them back"


def line(item: Item) -> str:
    """Return one change on one line."""
    return f"  {MARKS.get(item['kind'], '?')} {item['title']}"


def show(item: Item) -> None:
    """Print a change's text, indented so that it cannot pass for a line of ours."""
    for row in item["diff"].splitlines():
        print(f"    | {row}")
    for note in item["notes"]:
        print(f"    ({_plain(note)})")


def answer(question: str) -> str:
    """Return the first letter a person types, lower case; empty when they type nothing or leave."""
    with contextlib.suppress(termios.error, ValueError):
        termios.tcflush(sys.stdin.fileno(), termios.TCIFLUSH)  # what was typed before the question is no answer to it
    try:
        return input(question).strip().lower()[:1]
    except EOFError:
        print()
        return ""


def _ordinary(ready: Sequence[Item], ask: Ask) -> list[str]:
    if not ready:
        return []
    print(f"{len(ready)} ordinary change{'' if len(ready) == 1 else 's'}:")
    for item in ready:
        print(line(item))
    while (said := ask("commit them? [y]es, [N]o, [d]iff first, [e]ach ")) == "d":
        for item in ready:
            print(line(item))
            show(item)
    if said == "y":
        return [item["path"] for item in ready]
    return [item["path"] for item in ready if said == "e" and _each(item, ask)]


def _each(item: Item, ask: Ask) -> bool:
    print(line(item))
    show(item)
    return ask("commit it? [y/N] ") == "y"


def _left(items: Sequence[Item], title: str) -> None:
    if not items:
        return
    print(f"\n{title}")
    for item in items:
        print(f"{line(item)}: {item['reason']}")
        if item["status"] == "conflict":
            show(item)


def _plain(text: str) -> str:
    return "".join(letter if letter.isprintable() else f"<U+{ord(letter):04X}>" for letter in text)
