"""Runs of words that stand for one thing of the catalogue. Takes words and a place; gives what is put there instead."""

from __future__ import annotations

from collections.abc import Callable

from wicketgate.egress.postgres.relations import NUMBERING
from wicketgate.egress.postgres.words import Words

Put = tuple[str, int]
"""What is put in the place of some words, and where the rest begins."""


def paired(words: Words, at: int, span: Callable[[int, int], str]) -> Put | None:
    """Return one half of what numbers a list: `(information_schema._pg_expandarray(indkey)).n`, or `(t.keys).x`."""
    close = words.closed(at) if words.text(at) == "(" else None
    if close is None or words.text(close + 1) != "." or words.text(close + 2) not in ("n", "x"):
        return None
    if words.text(at + 3) == NUMBERING and words.closed(at + 4) == close - 1:
        inside, half = span(at + 5, close - 1), words.text(close + 2)
        return (f"generate_series(1, array_length({inside}, 1))" if half == "n" else f"unnest({inside})"), close + 3
    named = close == at + 4 and words.text(at + 2) == "." and words.mentions(NUMBERING)
    return (words.raw(at + 1, close), close + 3) if named else None


def cast_to_name(words: Words, at: int) -> int | None:
    """Return where a column ends that is cast to the name of a relation: `r.conrelid::pg_catalog.regclass`."""
    if not words.is_name(at) or words.text(at - 1) == ".":
        return None
    cast = at + 3 if words.text(at + 1) == "." and words.is_name(at + 2) else at + 1
    kind = cast + 3 if words.text(cast + 1) == "pg_catalog" and words.text(cast + 2) == "." else cast + 1
    return kind + 1 if words.text(cast) == "::" and words.text(kind) == "regclass" else None
