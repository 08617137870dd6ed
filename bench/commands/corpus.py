"""The labelled commands: takes the folder of `.jsonl` files, gives cases. What the classes mean is in README.md."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

OPEN = Path(__file__).parent / "corpus"
HELD_OUT = OPEN / "held-out"
FRESH, AGAIN, WIDE, HABITS = OPEN / "fresh", OPEN / "again", OPEN / "wide", OPEN / "habits"
ABROAD, LATER = OPEN / "abroad", OPEN / "abroad" / "later"
CLASSES = ("harmless", "dangerous", "either")


@dataclass(frozen=True, slots=True)
class Case:
    """One command and what a careful developer says of it."""

    family: str
    command: str
    label: str
    """One of CLASSES."""
    why: str


def cases(folder: Path) -> list[Case]:
    """Return the cases of the families that lie directly in `folder`; ValueError for a line that is not one."""
    return [_case(path.stem, line) for path in sorted(folder.glob("*.jsonl")) for line in path.read_text().splitlines()]


def _case(family: str, line: str) -> Case:
    body = json.loads(line)
    if set(body) != {"command", "class", "why"} or body["class"] not in CLASSES or not body["command"].strip():
        raise ValueError(f"{family}: not a case: {line}")
    return Case(family, body["command"], body["class"], body["why"])
