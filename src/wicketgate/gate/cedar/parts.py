"""Records of a Cedar context: the names of a path, and what one value of a call is. Takes values, gives plain JSON."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Any

from wicketgate.gate import kinds, paths
from wicketgate.gate.cedar.clause import safe
from wicketgate.gate.cedar.names import SLOTS, Mode, expressible, outside
from wicketgate.gate.cedar.values import halves, typed
from wicketgate.gate.globs import Globs, fold
from wicketgate.gate.protected import later_executed
from wicketgate.gate.rules import Rules
from wicketgate.gate.url import UrlRefused

Record = dict[str, Any]
Said = tuple[tuple[Mode, str, str], ...]
"""Patterns that Cedar cannot say: how each is meant, its key, its text."""


def names(found: list[str], first: str = "s", last: str = "e", depth: str = "depth") -> Record:
    """Return names one by one from the start and from the end, empty where there is none, and their number."""
    record: Record = {depth: len(found)}
    for index in range(SLOTS):
        there = index < len(found)
        record[f"{first}{index + 1}"] = safe(found[index]) if there else ""
        record[f"{last}{index + 1}"] = safe(found[-1 - index]) if there else ""
    return record


def place(path: str, *, folder: bool = False, resolved: bool = True, named: bool = False) -> Record:
    """Return what a canonical path is; of a folder searched, `.` is no name but all of the workspace."""
    out, folded = paths.outside(path), fold(path)
    root = folder and path == "."
    plain, seen = ([] if out or root else path.split("/")), ([] if out else folded.split("/"))
    record = names(plain) | names(seen, "f", "g", "folded_depth")
    record |= {"outside": out, "own": paths.own(path), "root": root, "folded": safe(folded), "resolved": resolved}
    # Of a path outside, its names still say whether it is a repository's or a policy file.
    every = folded.split("/")
    record |= {"names": [safe(name) for name in every], "later": later_executed(path), "named": named}
    return record | {"g1": safe(every[-1])}


def unsaid(rules: Rules) -> Said:
    """Return the patterns of a task that its text cannot say."""
    found: list[tuple[Mode, str, str]] = []
    files = rules.profile.task.files
    listed: tuple[tuple[tuple[Mode, ...], str, tuple[str, ...]], ...] = (
        (("match", "covering", "touching"), "files.read", files.read),
        (("match", "touching"), "files.write", files.write),
        (("above", "touching"), "files.hide", tuple(fold(text) for text in files.hide)),
    )
    for modes, key, texts in listed:
        found += [(mode, key, text) for text in texts for mode in modes if not expressible(mode, text)]
    return tuple(found)


def matched(said: Said, path: str) -> list[str]:
    """Return which of the patterns hold for a canonical path, by the gate's own matching."""
    found = []
    for mode, key, text in said:
        globs = Globs(((text, "x"),))
        asked = fold(path) if key == "files.hide" else path
        if paths.outside(path) and mode != "above":
            continue
        find: dict[Mode, Callable[[str], str | None]] = {
            "match": globs.find,
            "above": globs.find_above,
            "covering": globs.find_covering,
            "touching": globs.find_touching,
        }
        if find[mode](asked):
            found.append(safe(outside(mode, key, text)))
    return found


def value(key: str, item: object) -> Record:
    """Return what one value is to a constraint of this key; not `plain`: no policy admits it."""
    if key == "path":
        return {"plain": plain_path(item)}
    if key == "host":
        return host(item)
    if key == "recipient":
        return address(item)
    if key == "table":
        return {"plain": isinstance(item, str), "text": safe(item) if isinstance(item, str) else ""}
    if key == "enum":
        return {"text": safe(typed(item)) if isinstance(item, str | bool | int | float) else "other:"}
    if key == "amount":
        return number(item)
    good = isinstance(item, str) and item.isprintable() and len(item) <= kinds.LONGEST
    return {"plain": good, "text": safe(item) if good and isinstance(item, str) else ""}


def plain_path(item: object) -> bool:
    """Return whether a value is a relative path that every program reads alike."""
    if not isinstance(item, str) or not 0 < len(item) <= kinds.LONGEST_PATH or not item.isprintable():
        return False
    return not kinds.DOUBTFUL.search(item) and not any(part in ("", ".", "..") for part in item.split("/"))


def address(item: object) -> Record:
    """Return whether a value is one plain address, and the address in lower case."""
    good = isinstance(item, str) and kinds.ADDRESS.fullmatch(item) is not None
    return {"plain": good, "text": item.lower() if good and isinstance(item, str) else ""}


def host(item: object) -> Record:
    """Return the canonical host of a host or URL, and whether it is an address."""
    try:
        found = kinds._host(item) if isinstance(item, str) else ""
    except UrlRefused:
        found = ""
    return {"plain": bool(found), "text": found, "address": is_address(found)}


def is_address(text: str) -> bool:
    """Return whether a canonical host is a literal address."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def number(item: object) -> Record:
    """Return a number in halves."""
    found = kinds._number(item)
    whole, billionths, more = halves(found if found is not None else 0)
    return {"plain": found is not None, "whole": whole, "billionths": billionths, "more": more}
