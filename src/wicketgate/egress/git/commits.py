"""Git's commits as a graph: takes objects by name, gives what a commit leads to and what a ref loses. Pure, bounded."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import takewhile

from wicketgate.egress.git.pack import Object
from wicketgate.egress.git.tree import below

WALK = 20_000
"""Commits looked at to tell whether one is an ancestor of another."""
Objects = Mapping[str, Object]


def tree_of(commit: Object | None) -> str:
    """Return the tree of a commit; empty for what is none."""
    if commit is None or commit.kind != "commit" or not commit.data.startswith(b"tree "):
        return ""
    return commit.data[5:45].decode("ascii", "replace").lower()


def parents(commit: Object) -> list[str]:
    """Return what a commit builds on."""
    # As git reads them: behind the tree's line and nowhere else, in letters of either case.
    lines = takewhile(lambda line: line.startswith(b"parent "), commit.data.split(b"\n")[1:])
    return [line[7:47].decode("ascii", "replace").lower() for line in lines]


def fresh(new: Objects, tip: str) -> tuple[list[str], list[str]]:
    """Return the commits among `new` that a commit leads to, newest first, and those they build on that are not."""
    found, borders, left = dict[str, None](), dict[str, None](), [tip]
    while left:
        name = left.pop()
        if name not in new:
            borders[name] = None
        elif name not in found:
            found[name] = None
            left += reversed(parents(new[name]))
    return list(found), list(borders)


def loses(known: Objects, old: str, tip: str) -> bool | None:
    """Return whether `old` is no ancestor of `tip`; None where too little is known to tell."""
    left, seen, blind = [tip], set[str](), False
    while left and len(seen) < WALK:
        name = left.pop()
        if name == old:
            return False
        if name in seen:
            continue
        seen.add(name)
        found = known.get(name)
        blind = blind or found is None
        left += parents(found) if found is not None else []
    return None if blind or left else True


def reached(new: Objects, tip: str) -> set[str]:
    """Return the objects among `new` that a commit, or a tree, leads to."""
    left, found = [tip], set[str]()
    while left:
        name = left.pop()
        if name in found or name not in new:
            continue
        found.add(name)
        kind, data = new[name]
        if kind == "commit":
            left += [tree_of(new[name]), *parents(new[name])]
        elif kind == "tree":
            left += [one for one in below(data) if one in new and one not in found]
    return found
