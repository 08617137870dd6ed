"""GraphQL as far as it says what a request changes: takes a body, gives its mutations by name. Pure.

The text is cut into words, strings and comments left out; every operation at its outermost level must be a query, by
its word or by being a bare selection. Anything else, or what cannot be read, is something that changes.
https://spec.graphql.org/October2021/
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""|"(?:[^"\\\n]|\\.)*"|#[^\n\r]*|\.\.\.|[A-Za-z_][A-Za-z0-9_]*|[{}()\[\]!$&:=@|]'
    r"|-?[0-9][0-9A-Za-z.+-]*|[\s,\ufeff]+",
    re.DOTALL,
)
LONGEST = 1 << 20
UNREAD = "a request that cannot be read as GraphQL"


def mutations(body: bytes, asked: Iterable[str]) -> list[str]:
    """Return what a body, or the queries of a query string, would change; empty for queries alone."""
    texts: list[Any] = list(asked)
    if body:
        try:
            found: Any = json.loads(body)
        except (ValueError, RecursionError):
            return [UNREAD]
        texts += [each.get("query") if isinstance(each, dict) else None for each in _batch(found)]
    return [said for text in texts for said in _changes(text)] if texts else [UNREAD]


def _batch(found: Any) -> list[Any]:
    return found if isinstance(found, list) else [found]


def _changes(text: Any) -> Iterator[str]:
    if not isinstance(text, str) or len(text) > LONGEST:
        yield UNREAD  # a stored query, known by its hash alone, or none
        return
    try:
        yield from _operations(list(_words(text)))
    except ValueError:
        yield UNREAD


def _words(text: str) -> Iterator[str]:
    at = 0
    while at < len(text):
        match = TOKEN.match(text, at)
        if match is None:
            raise ValueError("not GraphQL")
        at = match.end()
        word = match[0]
        if not word.isspace() and word[0] not in '#",\ufeff' and word.strip(" \t\r\n,\ufeff"):
            yield word


def _operations(words: list[str]) -> Iterator[str]:
    depth, starts, at = 0, True, 0
    while at < len(words):
        word = words[at]
        if depth == 0 and starts and word not in ("query", "fragment", "{"):
            yield " ".join(words[at : at + 2] if word == "mutation" else ["an operation:", word]) + _first(words[at:])
        starts = False
        depth += word in "{([" and len(word) == 1
        depth -= word in "})]" and len(word) == 1
        if depth < 0:
            raise ValueError("not GraphQL")
        starts = depth == 0 and word == "}"
        at += 1
    if depth or not words:
        raise ValueError("not GraphQL")


def _first(words: list[str]) -> str:
    """Return the name of the first field that is asked for, in brackets."""
    opened = words.index("{") if "{" in words else len(words)
    return f" ({words[opened + 1]})" if opened + 1 < len(words) else ""
