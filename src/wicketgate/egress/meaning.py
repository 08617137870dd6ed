"""What a request means beyond its bytes: takes it whole, gives git's refs and GraphQL's mutations by name. Pure.

A fetch that can be read in full is a read; a push names every ref it moves. What claims to be either and cannot be
read is named as what nobody can read, and so asks.
"""

from __future__ import annotations

from wicketgate.egress.git.wire import FLUSH, fetch, push
from wicketgate.egress.graphql import mutations
from wicketgate.egress.unzip import UnpackFailed, plain
from wicketgate.secrets.broker.outgoing_request import Outgoing

Meaning = dict[str, str]
UPLOAD, RECEIVE = "git-upload-pack", "git-receive-pack"
MOST = 100


def of(out: Outgoing) -> list[Meaning]:
    """Return what is meant, each as kind, value and access."""
    end = out.path.rstrip("/").rsplit("/", 1)[-1].lower()
    if out.method == "POST" and end in (UPLOAD, RECEIVE):
        return _git(out, end)
    asked = [value for name, value in out.parameters if name == "query"] if end == "graphql" else []
    if end == "graphql" and (out.body or asked):
        return [_meant("graphql", each) for each in mutations(out.body, asked)[:MOST]]
    return []


def _git(out: Outgoing, service: str) -> list[Meaning]:
    expected = f"application/x-{service}-request".encode()
    try:
        body = plain(out.body, out.field(b"content-encoding"))
        if (out.field(b"content-type") or b"") != expected:
            return [_meant("git", "what is no request of git's")]
        if service == UPLOAD:
            return [_meant("git", fetch(body), "read")]
        if body == FLUSH:  # what git sends before a large push, to learn whether it may
            return [_meant("git", "nothing yet: a push is announced", "read")]
        moves, pack = push(body)
        return [_meant("git", each) for each in _short([*map(str, moves), f"a pack of {len(pack)} bytes"])]
    except (UnpackFailed, ValueError):
        return [_meant("git", f"a {service} request that cannot be read")]


def _short(found: list[str]) -> list[str]:
    """Return what fits on a page, the last always, and how much was left out."""
    left = len(found) - MOST
    return found if left <= 0 else [*found[: MOST - 1], f"and {left} more", found[-1]]


def git(value: str) -> Meaning:
    """Return a further word on what a push changes."""
    return _meant("git", value)


def _meant(kind: str, value: str, access: str = "write") -> Meaning:
    return {"kind": kind, "value": value, "access": access}
