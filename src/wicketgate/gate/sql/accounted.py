"""Every name of a text is a name of the tree made of it. Takes words and tree; says nothing of what a name means.

A parser may drop what its own functions do not take, or make something else of it; PostgreSQL reads it all the same.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp
from sqlglot.tokenizer_core import Token, TokenType

from wicketgate.gate.sql.lex import VALUES, WORD
from wicketgate.gate.sql.statement import SqlRefused

_RESERVED = """
    all and any array as asc asymmetric between both by case cast collate cross current_date current_time
    current_timestamp desc distinct else end except exists false fetch for from full group having ilike in inner
    intersect into is isnull join lateral leading left like limit localtime localtimestamp natural not notnull null
    offset on only or order outer overlaps partition placing right select similar some symmetric table then to trailing
    true union using when where window with
"""
RESERVED = frozenset(_RESERVED.split())
"""Words that PostgreSQL takes for no column, or that start nothing where a column might stand."""
_JOINED = """
    at conflict cube current day days escape exclude filter first following grouping groups hour hours interval last
    materialized minute minutes month months next no nulls ordinality others over preceding precision range recursive
    respect rollup row rows second seconds sets ties time unbounded values varying week weeks within without year years
    zone
"""
JOINED = frozenset(_JOINED.split())
"""Words of the grammar behind others; where an argument starts, each may be a column."""
OPENING = frozenset({"rows", "range", "groups", "values", "interval"})
"""Those that may start what stands in parentheses, which is no argument then."""
STARTS = frozenset({TokenType.L_PAREN, TokenType.COMMA, TokenType.DOT, TokenType.SELECT})
TYPED = frozenset({TokenType.DCOLON, TokenType.ALIAS})


def accounted(found: Sequence[Token], tree: exp.Expression) -> None:
    """Raise SqlRefused for a word that may name a column to PostgreSQL, and names nothing in the tree."""
    named = {(name.meta or {}).get("start") for name in tree.find_all(exp.Identifier)}
    for at, word in enumerate(found):
        if word.start in named or word.token_type in VALUES:
            continue
        quoted = word.token_type is TokenType.IDENTIFIER
        if (quoted or WORD.fullmatch(word.text)) and not _grammar(found, at, "" if quoted else word.text.lower()):
            raise SqlRefused(f"expected each name where one of a query stands (got {word.text[:63]})")


def _grammar(found: Sequence[Token], at: int, text: str) -> bool:
    """Return whether a word that is no name of the tree is surely none to PostgreSQL; `text` is empty for a quoted."""
    after = found[at + 1] if at + 1 < len(found) else None
    kind = after.token_type if after is not None else None
    if kind is TokenType.L_PAREN or (text in RESERVED):
        return True  # what is called is looked at among the words
    before = found[at - 1].token_type if at else TokenType.SELECT
    if not text or before is TokenType.DOT:
        return False
    if kind is TokenType.FARROW:
        return True  # the name of an argument
    if before in TYPED or kind is TokenType.STRING or (kind is TokenType.WITH and text in ("time", "timestamp")):
        return True  # a type
    if kind is TokenType.FROM and at > 1 and found[at - 2].text.lower() == "extract":
        return before is TokenType.L_PAREN
    return text in JOINED and (before not in STARTS or (text in OPENING and before is TokenType.L_PAREN))
