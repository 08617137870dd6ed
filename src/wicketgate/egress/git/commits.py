"""Git's commits as a graph: takes objects by name, gives what a commit leads to and what a ref loses. Pure, bounded."""

from __future__ import annotations

import re
from collections.abc import Mapping
from heapq import heappop, heappush

from wicketgate.egress.git.pack import Object
from wicketgate.egress.git.tree import below

WALK = 20_000
"""Commits looked at, of one push, to tell whether one is an ancestor of another."""
HEAD = 4 << 10
"""Bytes of a commit in which its time is looked for."""
WHEN = re.compile(rb"\ncommitter [^\n]*> ([0-9]{1,15}) ")
Objects = Mapping[str, Object]


def tree_of(commit: Object | None) -> str:
    """Return the tree of a commit; empty for what is none."""
    if commit is None or commit.kind != "commit" or not commit.data.startswith(b"tree "):
        return ""
    return commit.data[5:45].decode("ascii", "replace").lower()


def parents(commit: Object) -> list[str]:
    """Return what a commit builds on."""
    # As git reads them: behind the tree's line and nowhere else, in letters of either case.
    found, data = list[str](), commit.data
    at = data.find(b"\n") + 1
    while at and data.startswith(b"parent ", at):
        found.append(data[at + 7 : at + 47].decode("ascii", "replace").lower())
        at = data.find(b"\n", at) + 1
    return found


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


def loses(known: Objects, old: str, tip: str, most: int = WALK) -> tuple[bool | None, int]:
    """Return whether `old` is no ancestor of `tip`, None where that cannot be told, and how many were looked at.

    The newest are looked at first, so that a long history need not be read; their times are their own word, and
    decide nothing but the order.
    """
    left, seen, blind = [(0, tip)], {tip}, False
    while left and len(seen) <= most:
        name = heappop(left)[1]
        if name == old:
            return False, len(seen)
        found = known.get(name)
        blind = blind or found is None
        for parent in parents(found) if found is not None else []:
            if parent == old:
                return False, len(seen)
            if parent not in seen:
                seen.add(parent)
                heappush(left, (-_when(known.get(parent)), parent))
    return None if blind or left else True, len(seen)


def _when(commit: Object | None) -> int:
    found = WHEN.search(commit.data, 0, HEAD) if commit is not None else None
    return int(found[1]) if found else 0


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
