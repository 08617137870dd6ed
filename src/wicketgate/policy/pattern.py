"""Patterns as the policy writes them: file paths, URL paths, host names, tables, and names with a star in them.

Takes a pattern and a value, says whether they match. Knows no disk: a path is matched as it is spelled, so links must
have been resolved before. What is matched is hostile: nothing here backtracks far.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from wicketgate.policy.glob import CONTROL, name_expression, path_expression, url_expression

LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?", re.ASCII)
IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,127}", re.ASCII)
# A server may decode these again, and so see another path than the one that was decided.
ENCODED = re.compile(r"%(?:2e|2f|5c|25|[01][0-9a-f]|7f)|%(?![0-9a-f]{2})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PathPattern:
    """A glob over a file's path relative to the workspace, with `/` between names and none at the start.

    `*` stands for any characters of one name (also a leading dot), `?` for one, `[abc]` and `[!a-z]` for one of a set,
    `**` for any number of whole names: `docs/**` is everything below docs, `**/*.pem` every .pem at any depth.
    """

    text: str

    def __post_init__(self) -> None:
        path_expression(self.text)

    def matches(self, path: str) -> bool:
        """Return whether `path` matches; a path that is absolute or has `.`, `..` or empty names never does."""
        return plain(path) and path_expression(self.text).fullmatch(path) is not None

    def may_match_below(self, folder: str) -> bool:
        """Return whether something below `folder` (empty: the workspace) could match; may err towards true."""
        names = folder.split("/") if folder else []
        for index, part in enumerate(self.text.split("/")):
            if part == "**" or index >= len(names):
                return True
            if not PathPattern(part).matches(names[index]):
                return False
        return False


@dataclass(frozen=True, slots=True)
class PathSet:
    """Several path patterns of which one must match; without any, nothing does."""

    patterns: tuple[PathPattern, ...]

    @classmethod
    def of(cls, texts: Iterable[str]) -> PathSet:
        """Return the set the policy lists as `texts`; ValueError names a broken pattern."""
        return cls(tuple(PathPattern(text) for text in texts))

    def matches(self, path: str) -> bool:
        """Return whether one of the patterns grants `path`."""
        return any(pattern.matches(path) for pattern in self.patterns)

    def covers(self, path: str) -> bool:
        """Return whether `path` or a folder above it is named; true if `path` is not plain, so that `hide` holds."""
        if not plain(path):
            return True
        names = path.split("/")
        return any(self.matches("/".join(names[:end])) for end in range(1, len(names) + 1))

    def may_match_below(self, folder: str) -> bool:
        """Return whether something below `folder` could match; may err towards true."""
        return any(pattern.may_match_below(folder) for pattern in self.patterns)


@dataclass(frozen=True, slots=True)
class UrlPattern:
    """A glob over the canonical path of a URL, `/` first; `**` at the end stands for anything below, or nothing."""

    text: str

    def __post_init__(self) -> None:
        url_expression(self.text)

    def matches(self, path: str) -> bool:
        """Return whether `path` matches; one with dot segments, `//`, `\\`, a query or a doubtful escape never does."""
        if not path.startswith("/") or CONTROL.search(path) or ENCODED.search(path) or set(path) & set("\\?#;"):
            return False
        segments = path[1:].split("/")
        if any(part in (".", "..") for part in segments) or "" in segments[:-1]:
            return False
        return url_expression(self.text).fullmatch(path) is not None


class Table(NamedTuple):
    """One entry of `tables:`: the table, and its readable columns (None: all of them)."""

    name: str
    columns: tuple[str, ...] | None


def plain(path: str) -> bool:
    """Return whether `path` is relative and free of `.`, `..`, empty names and NUL."""
    return "\0" not in path and not any(part in ("", ".", "..") for part in path.split("/"))


def host_matches(pattern: str, host: str) -> bool:
    """Return whether `host` is the one `pattern` names; `*.acme.com` is any name below acme.com, never itself."""
    named, asked = _address(pattern), _address(host)
    if named or asked:
        return named is not None and named == asked
    name = host.lower().removesuffix(".")
    if len(name) > 253 or not all(LABEL.fullmatch(label) for label in name.split(".")):
        return False
    wanted = pattern.lower().removesuffix(".")
    return name.endswith(wanted[1:]) if wanted.startswith("*.") else name == wanted


def name_matches(pattern: str, name: str) -> bool:
    """Return whether `name` (a model, a skill, a recipient) matches; only `*` is special: any characters."""
    return name_expression(pattern).fullmatch(name) is not None


def parse_table(text: str) -> Table:
    """Return the table and columns of `customers` or `customers(id, name)`; ValueError otherwise."""
    name, opened, rest = text.strip().partition("(")
    parts = name.strip().split(".")
    columns = [column.strip() for column in rest.removesuffix(")").split(",")] if opened else []
    good = len(parts) <= 2 and all(IDENTIFIER.fullmatch(part) for part in (*parts, *columns))
    if not good or (opened and not rest.endswith(")")):
        raise ValueError(f"expected a table such as `tickets` or `customers(id, name)` (got {text!r})")
    if len({column.lower() for column in columns}) != len(columns):
        raise ValueError(f"expected each column once (got {text!r})")
    return Table(name.strip(), tuple(columns) if opened else None)


def escape(path: str) -> str:
    """Return the pattern that matches exactly `path`; ValueError if it holds control characters."""
    if CONTROL.search(path):
        raise ValueError(f"expected a path without control characters (got {path!r})")
    return re.sub(r"[*?\[\]{}\\]", lambda match: f"[{match[0]}]", path)


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text.removeprefix("[").removesuffix("]"))
    except ValueError:
        return None
