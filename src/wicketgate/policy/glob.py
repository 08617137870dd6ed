"""Globs compiled to regular expressions, each once. Knows only text.

What is matched is hostile, so no expression may backtrack far: each `*` and `**` but the last stands in an atomic
group, which never gives back what it took. That loses no match: the shortest match of each piece leaves the most for
the rest.
"""

from __future__ import annotations

import re
from functools import lru_cache

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


@lru_cache(4096)
def path_expression(text: str) -> re.Pattern[str]:
    """Return the expression for a file pattern; ValueError if it is not well formed."""
    parts = text.split("/")
    if text.startswith("/") or text.startswith("~"):
        raise ValueError(f"expected a path relative to the policy's folder (got {text!r})")
    if ".." in parts or "." in parts:
        raise ValueError(f"expected a path without `.` or `..` (got {text!r})")
    if "" in parts:
        raise ValueError(f"expected names between single slashes, and `/**` for all below a folder (got {text!r})")
    return re.compile(_chain(parts, "(?:[^/]+/)*[^/]+"), re.DOTALL)


@lru_cache(4096)
def url_expression(text: str) -> re.Pattern[str]:
    """Return the expression for a URL path pattern, `/` first; ValueError if it is not well formed."""
    if not text.startswith("/"):
        raise ValueError(f"expected a path that starts with `/` (got {text!r})")
    return re.compile("/" + _chain(text[1:].split("/"), ".*"), re.DOTALL)


@lru_cache(4096)
def name_expression(text: str) -> re.Pattern[str]:
    """Return the expression for text in which only `*` is special."""
    return re.compile(_stars([re.escape(piece) for piece in text.split("*")], "."), re.DOTALL)


def _chain(parts: list[str], rest: str) -> str:
    """Return the expression for names between slashes; `rest` is what `**` at the end stands for."""
    groups: list[list[str]] = [[]]
    for part in parts:
        if part == "**":
            groups.append([])
        else:
            groups[-1].append(_segment(part))
    first, *others = groups
    if not others:
        return "/".join(first)
    *middle, last = others
    found = "".join(f"(?>(?:[^/]+/)*?{'/'.join(group)}/)" for group in middle if group)
    tail = "(?:[^/]+/)*" + "/".join(last) if last else rest
    return "".join(f"{part}/" for part in first) + found + tail


def _segment(part: str) -> str:
    """Return the expression for one name; ValueError if it is not well formed."""
    if "**" in part:
        raise ValueError(f"expected `**` alone between slashes (got {part!r})")
    if CONTROL.search(part):
        raise ValueError(f"expected no control characters (got {part!r})")
    pieces, index = [""], 0
    while index < len(part):
        character = part[index]
        end = index + 1
        if character == "*":
            pieces.append("")
        elif character == "[":
            end, expression = _set(part, index)
            pieces[-1] += expression
        elif character in "{}\\]":
            raise ValueError(f"expected `[{character}]` for the character {character!r}, one pattern each for several")
        else:
            pieces[-1] += "[^/]" if character == "?" else re.escape(character)
        index = end
    return _stars(pieces, "[^/]")


def _set(part: str, start: int) -> tuple[int, str]:
    """Return where the set that opens at `start` ends, and its expression; it never matches a slash."""
    inverted = part.startswith("!", start + 1)
    first = start + 2 if inverted else start + 1
    end = part.find("]", first + 1)
    if end < 0:
        raise ValueError(f"expected a closing `]` (got {part!r})")
    ranges = re.findall(r"(.)-(.)|(.)", part[first:end], re.DOTALL)
    if any(low > high for low, high, _ in ranges if low):
        raise ValueError(f"expected a range from low to high (got {part!r})")
    inside = "".join(re.escape(one) if one else f"{re.escape(low)}-{re.escape(high)}" for low, high, one in ranges)
    return end + 1, f"(?!/)[{'^' if inverted else ''}{inside}]"


def _stars(pieces: list[str], any_character: str) -> str:
    """Return the expression for fixed pieces with a star between each two."""
    if len(pieces) == 1:
        return pieces[0]
    first, *middle, last = pieces
    found = "".join(f"(?>{any_character}*?{piece})" for piece in middle if piece)
    return f"{first}{found}{any_character}*{last}"
