"""What effects mean for whoever has no sandbox behind: harmless, or the reason why a person should see it first.

Takes touches, and where paths are granted; gives reasons. Each kind of effect has one rule here; no command is named.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from wicketgate.action import Reversibility
from wicketgate.gate.protected import git_internal, later_executed
from wicketgate.gate.shell import places
from wicketgate.gate.shell.effects import Kind, Touch

R0, R1, R2, R4, R5 = Reversibility.R0, Reversibility.R1, Reversibility.R2, Reversibility.R4, Reversibility.R5
Granted = Callable[[str, bool], bool]
"""Whether the policy grants a path (as far as it can be known), and whether to write."""
CODE = re.compile(r"(?:data|https?|file|blob|npm|jsr):|\s*\{.*[:=]", re.IGNORECASE | re.DOTALL)
"""Addresses that an interpreter takes for a program, and settings written out where a file's name is usual."""
EVERY = re.compile(r"(?:/private)?(?:/var)?/(?:tmp|dev/shm)/[*?.]+(?:/.*)?")
"""All of a folder for throw-away files, others' too."""
SHARED = frozenset({"/tmp", "/var/tmp", "/private/tmp"})  # noqa: S108 - where everybody's scratch files lie
"""Folders for throw-away files: what is put there gets a name below."""
PATHS = frozenset({Kind.LIST, Kind.READ, Kind.WRITE, Kind.DELETE, Kind.MOVE, Kind.MARK, Kind.RUN})
UNDO = {
    Kind.LIST: R0,
    Kind.READ: R0,
    Kind.WRITE: R2,
    Kind.DELETE: R5,
    Kind.MOVE: R2,
    Kind.MARK: R2,
    Kind.RUN: R2,
    Kind.CHANGE: R2,
    Kind.BUILD: R2,
    Kind.FETCH: R0,
    Kind.NETWORK: R5,
    Kind.INSTALL: R4,
    Kind.SEND: R5,
    Kind.PUBLISH: R5,
    Kind.REMOTE: R5,
    Kind.DESTROY: R5,
    Kind.PRIVILEGE: R5,
    Kind.CREDENTIAL: R5,
    Kind.PERSIST: R4,
    Kind.START: R5,
    Kind.PROCESS: R4,
    Kind.SYSTEM: R5,
}
SAID = {
    Kind.NETWORK: "it connects to",
    Kind.INSTALL: "it installs code of others:",
    Kind.SEND: "it sends",
    Kind.PUBLISH: "it publishes",
    Kind.REMOTE: "it changes what lives elsewhere:",
    Kind.DESTROY: "it cannot be undone:",
    Kind.PRIVILEGE: "it uses or changes rights:",
    Kind.CREDENTIAL: "it shows or changes credentials:",
    Kind.PERSIST: "it changes what will be run later:",
    Kind.START: "it starts a program of its choosing:",
    Kind.PROCESS: "it ends or inspects processes:",
    Kind.SYSTEM: "it changes the machine:",
}
OUTWARD = frozenset({Kind.NETWORK, Kind.SEND, Kind.PUBLISH, Kind.REMOTE})


LIST, READ, WRITE, DELETE, MARK, RUN = Kind.LIST, Kind.READ, Kind.WRITE, Kind.DELETE, Kind.MARK, Kind.RUN


def concern(touch: Touch, granted: Granted) -> str:
    """Return why a person should see this effect first; empty where nothing speaks for it."""
    if touch.kind in PATHS:
        if touch.sure:
            return path_concern(touch.kind, touch.target, granted)
        return "" if touch.kind is LIST else f"it {SAYS[touch.kind]} a path that cannot be known: {touch.target}"
    said = SAID.get(touch.kind)
    return f"{said} {touch.target}".rstrip() if said else ""


def path_concern(kind: Kind, path: str, granted: Granted) -> str:
    """Return why a person should see first what is done to this path; empty where nothing speaks for it."""
    if kind is not WRITE and (kind is not LIST or path.startswith(("/", "~"))) and places.secret(path):
        return f"{path} may hold credentials"
    if kind is LIST:
        return ""
    if kind is READ:
        fine = granted(path, False) or places.readable(path) or places.scratch(path)
        return "" if fine else f"it reads {path}, which is not granted"
    if kind is RUN:
        if CODE.match(path):
            return f"it runs {path[:60]}, which is no file"
        return "" if granted(path, False) and not places.scratch(path) else f"it runs {path}, which is not granted"
    if kind is Kind.WRITE and path.rstrip("/") in SHARED:
        return ""
    if places.scratch(path):
        return f"it {SAYS[kind]} {path}, which is everybody's" if kind is DELETE and EVERY.fullmatch(path) else ""
    if not granted(path, True):
        return f"it {SAYS[kind]} {path}, which is not granted"
    if git_internal(path):
        return f"it {SAYS[kind]} {path}, which belongs to git"
    if kind is DELETE:
        return "" if places.made(path) else f"it deletes {path}"
    if kind is MARK:
        return ""
    return f"{path} is run later by a program or an agent" if later_executed(path) else ""


SAYS = {
    Kind.LIST: "lists",
    Kind.READ: "reads",
    Kind.WRITE: "writes",
    Kind.DELETE: "deletes",
    Kind.MOVE: "moves",
    Kind.MARK: "changes",
    Kind.RUN: "runs",
}


def undo(touch: Touch) -> Reversibility:
    """Return how an effect can be undone."""
    if touch.kind is DELETE and touch.sure and (places.made(touch.target) or places.scratch(touch.target)):
        return R2
    return UNDO[touch.kind]


def within(path: str, write: bool) -> bool:
    """Return whether a path stays below the working folder: what examples take for granted."""
    return not path.startswith(("/", "~")) and ".." not in path.split("/")
