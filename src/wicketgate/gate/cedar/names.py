"""A glob over names as a Cedar expression. Takes the pattern's names and where the request's names stand.

Cedar's `like` lets a star cross slashes, so names are compared one by one: `s1`, `s2`, … from the start, `e1`, `e2`, …
from the end, with their number as `depth`. What cannot be said so (`?`, sets of characters, more than two `**`) is
matched outside, and comes with the request in the set `context.outside`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from typing import Literal, NamedTuple

from wicketgate.gate.cedar.clause import either, every, like, quoted

SLOTS = 12
"""Names of a path that a request spells out, from the start and from the end; a deeper path is refused."""
Mode = Literal["match", "above", "covering", "touching"]
PIECES = re.compile(r"\[([^!])\]|(.)", re.DOTALL)


class Names(NamedTuple):
    """Where a request's names stand: in which record, under which letters."""

    record: str
    first: str = "s"
    last: str = "e"
    depth: str = "depth"

    def start(self, index: int) -> str:
        """Return the name at `index`, counted from 1."""
        return f"{self.record}.{self.first}{index}"

    def end(self, index: int) -> str:
        """Return the name at `index` from the end, 1 being the last."""
        return f"{self.record}.{self.last}{index}"

    def deep(self, comparison: str, number: int) -> str:
        """Return a comparison of the number of names."""
        return f"{self.record}.{self.depth} {comparison} {number}"


class Inexpressible(ValueError):
    """The pattern says what Cedar cannot."""


def outside(mode: Mode, key: str, pattern: str) -> str:
    """Return the name under which `context.outside` says that a pattern holds."""
    return f"{key} {mode} {pattern}"


def expression(mode: Mode, key: str, pattern: str, names: Names) -> str:
    """Return whether the names match the pattern, lie below a match, are covered by it, or may hold a match."""
    try:
        return MODES[mode](_parts(pattern), names)
    except Inexpressible:
        return f"context.outside.contains({quoted(outside(mode, key, pattern))})"


def expressible(mode: Mode, pattern: str) -> bool:
    """Return whether Cedar can say the pattern itself."""
    try:
        MODES[mode](_parts(pattern), Names("x"))
    except Inexpressible:
        return False
    return True


def _parts(pattern: str) -> list[str]:
    parts = [key for key, group in itertools.groupby(pattern.split("/")) for _ in ([0] if key == "**" else group)]
    if len(parts) > SLOTS:
        raise Inexpressible(pattern)
    return parts


def _pieces(part: str) -> list[str]:
    """Return the fixed pieces of one name's pattern, between its stars."""
    found = [""]
    for match in PIECES.finditer(part):
        literal, plain = match.groups()
        if literal is None and plain in "?[":
            raise Inexpressible(part)
        if plain == "*":
            found.append("")
        else:
            found[-1] += literal or plain
    return found


def _one(value: str, part: str) -> str:
    pieces = _pieces(part)
    return "true" if len(pieces) > 1 and not any(pieces) else like(value, pieces)


def _from(parts: Iterable[str], names: Names, start: int = 1) -> list[str]:
    return [_one(names.start(start + index), part) for index, part in enumerate(parts)]


def _split(parts: list[str]) -> list[list[str]]:
    groups: list[list[str]] = [[]]
    for part in parts:
        if part == "**":
            groups.append([])
        else:
            groups[-1].append(part)
    return groups


def _windows(before: list[str], middle: list[str], more: int, names: Names) -> list[tuple[int, list[str]]]:
    """Return where `middle` may stand behind `before` with at least `more` names behind it, each with its terms."""
    found = []
    for start in range(len(before) + 1, SLOTS - len(middle) + 2):
        deep = names.deep(">=", start + len(middle) - 1 + more)
        found.append((start, [deep, *_from(middle, names, start)]))
    return found


def _match(parts: list[str], names: Names) -> str:
    groups = _split(parts)
    if len(groups) == 1:
        return every([names.deep("==", len(parts)), *_from(parts, names)])
    if len(groups) > 3:
        raise Inexpressible("/".join(parts))
    before, after = groups[0], groups[-1]
    # What `**` at the end stands for is one name or more.
    more = len(after) or 1
    behind = [_one(names.end(len(after) - index), part) for index, part in enumerate(after)]
    if len(groups) == 2:
        return every([names.deep(">=", len(before) + more), *_from(before, names), *behind])
    places = either(every(terms) for _, terms in _windows(before, groups[1], more, names))
    return every([*_from(before, names), *behind, places])


def _above(parts: list[str], names: Names) -> str:
    """Return whether the path, or a folder it lies in, matches."""
    groups = _split(parts)
    if len(groups) == 1:
        return every([names.deep(">=", len(parts)), *_from(parts, names)])
    if not groups[-1]:
        return _match(parts, names)
    if len(groups) > 2:
        raise Inexpressible("/".join(parts))
    places = either(every(terms) for _, terms in _windows(groups[0], groups[1], 0, names))
    return every([*_from(groups[0], names), places])


def _covering(parts: list[str], names: Names) -> str:
    """Return whether everything below the folder matches."""
    if parts[-1] != "**":
        return "false"
    return _above(parts[:-1], names) if parts[:-1] else "true"


def _touching(parts: list[str], names: Names) -> str:
    """Return whether something below the folder could match, or the folder itself does."""
    before = parts[: parts.index("**")] if "**" in parts else parts
    found = [either([names.deep("<", index + 1), term]) for index, term in enumerate(_from(before, names))]
    if len(before) == len(parts):
        found.append(names.deep("<=", len(parts)))
    return either([f"{names.record}.root", every(found)])


MODES = {"match": _match, "above": _above, "covering": _covering, "touching": _touching}
