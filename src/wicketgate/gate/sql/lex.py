"""The words of one query: what two readers could take differently is refused, and so is a call that is not listed.

Calls are found among the words, not in the tree: whatever a parser makes of `name (`, it stays one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from sqlglot.dialects.dialect import Dialect as Engine
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

from wicketgate.gate.sql.functions import CALLABLE
from wicketgate.gate.sql.statement import Dialect, SqlRefused

MOST_WORDS = 2000
# Cheaper to count than words, and never fewer: text in quotes counts too.
PIECE = re.compile(r"\w+|[^\w\s]")
MOST_PIECES = 6000
ENGINES = {name: Engine.get_or_raise(name) for name in ("sqlite", "postgres")}
STARTS = {TokenType.SELECT, TokenType.WITH, TokenType.VALUES, TokenType.L_PAREN}
WORD = re.compile(r"[^\W\d]\w*")
# A letter of the alphabet spelled by its number makes one name out of what reads as another.
ESCAPED = re.compile(r"\bU&\s*['\"]", re.IGNORECASE)
QUOTED = re.compile(r"[^\x00-\x1f\x7f\\\"'`\[\]]{1,128}")
STRANGE = {
    TokenType.PARAMETER,
    TokenType.PLACEHOLDER,
    TokenType.L_BRACE,
    TokenType.R_BRACE,
    TokenType.UNKNOWN,
    TokenType.HINT,
    TokenType.BYTE_STRING,
    TokenType.UNICODE_STRING,
    TokenType.NATIONAL_STRING,
    TokenType.COLON_EQ,
}
# Operators of letters that a name may not hold; to PostgreSQL, another such sign beside one makes another operator.
OPERATORS = frozenset({"@>", "<@", "?", "?|", "?&", "#>", "#>>", "#-", "@@", "@?"})
SIGNS = frozenset("+-*/<>=~!@#%^&|`?")
VALUES = {
    TokenType.STRING,
    TokenType.NUMBER,
    TokenType.HEX_STRING,
    TokenType.BIT_STRING,
    TokenType.HEREDOC_STRING,
    TokenType.RAW_STRING,
}
# What every reader takes for nothing between two words; of any other white space, an engine makes a letter of a name.
GAP = re.compile(r"(?:[ \t\n\r]|--[^\n\r]*+(?=\r?\n|\Z)|/\*(?:[^*/]|\*(?!/)|/(?!\*))*\*/)*")
PLAIN = re.compile(r"[\x21-\x7e]+(?:[ \t\n\r]+[\x21-\x7e]+)*")
LONGEST_NAME = 63
"""Bytes of a name in PostgreSQL, which cuts off the rest: two names become one."""
# Words that stand before a parenthesis and call nothing.
_GRAMMAR = """
    all and any array as between by case cast cross cube distinct else end escape except exists fetch filter following
    from full glob group grouping having ilike in inner intersect interval is isnull join lateral left like limit
    match materialized natural next not notnull offset on or order outer over overlaps partition preceding right rollup
    row rows select sets similar some then to union using values when where window within with
"""
_SIZED = """
    bit char character dec decimal float nchar numeric nvarchar time timestamp timestamptz timetz varbit varchar varying
"""
SIZED = frozenset(_SIZED.split())
"""Types: what stands behind them is how long they are."""
MOMENTS = frozenset({"current_time", "current_timestamp", "localtime", "localtimestamp"})
"""What stands behind them is how exact they are."""
GRAMMAR = (frozenset(_GRAMMAR.split()) | SIZED | MOMENTS) - {"left", "right"}
# Without a parenthesis, and still a call.
WHO_ASKS = frozenset(
    {"user", "current_user", "session_user", "system_user", "current_role", "current_catalog", "current_schema"}
)


def words(sql: str, dialect: Dialect) -> list[Token]:
    """Return the words of exactly one query; SqlRefused otherwise."""
    if ESCAPED.search(sql):
        raise SqlRefused("expected names and text without numbered letters (U&)")
    if len(sql) > MOST_PIECES and len(PIECE.findall(sql)) > MOST_PIECES:
        raise SqlRefused(f"expected a query of at most {MOST_WORDS} words")
    try:
        found = list(ENGINES[dialect].tokenize(sql))
    except (SqlglotError, RecursionError):
        raise SqlRefused(f"expected one SELECT that {dialect} can parse") from None
    if len(found) > MOST_WORDS:
        raise SqlRefused(f"expected a query of at most {MOST_WORDS} words (got {len(found)})")
    every = tuple(found)
    while found and found[-1].token_type is TokenType.SEMICOLON:
        found.pop()
    if not found:
        raise SqlRefused("expected one SELECT (got nothing)")
    for word in found:
        _plain(word, dialect)
    first = found[0]
    table = dialect == "postgres" and first.text.upper() == "TABLE"
    if first.token_type not in STARTS and not table:
        raise SqlRefused(f"expected one SELECT (got {first.text[:40].upper()!r})")
    _apart(sql, every, dialect)
    return found


def _plain(word: Token, dialect: Dialect) -> None:
    kind = word.token_type
    if kind is TokenType.SEMICOLON:
        raise SqlRefused("expected exactly one statement")
    for comment in word.comments:
        if "/*" in comment or "*/" in comment:
            raise SqlRefused("expected no comment within a comment")
    if kind in VALUES:
        return
    text = word.text
    if dialect == "postgres" and text in OPERATORS:
        return
    if kind in STRANGE or "$" in text or "@" in text or "#" in text:
        raise SqlRefused(f"expected plain SQL, without parameters or escapes (got {text[:40]!r})")
    if kind is TokenType.IDENTIFIER:
        if not QUOTED.fullmatch(text):
            raise SqlRefused("expected quoted names without quotes, brackets or backslashes in them")
    elif dialect == "postgres" and text.lower() in WHO_ASKS:
        raise SqlRefused(f"expected no function that tells who asks (got {text})")


def _apart(sql: str, found: Sequence[Token], dialect: Dialect) -> None:
    """Raise SqlRefused for what one reader takes for a word, or for the end of one, and another does not."""
    at = 0
    for word in found:
        if at < word.start and sql[at : word.start] != " ":
            _nothing(sql[at : word.start])
        at = word.end + 1
        if word.text in OPERATORS and {sql[word.start - 1 : word.start], sql[at : at + 1]} & SIGNS:
            raise SqlRefused(f"expected blanks around {word.text}")
        _written(sql[word.start : at], word, dialect)
    _nothing(sql[at:])


def _nothing(gap: str) -> None:
    if GAP.fullmatch(gap) is None:
        raise SqlRefused("expected words apart by spaces, tabs, line ends and comments that end with their line")


def _written(raw: str, word: Token, dialect: Dialect) -> None:
    """Raise SqlRefused for a word that one engine takes for another, or for a part of one."""
    if word.token_type in VALUES:
        return
    if dialect == "postgres" and len(word.text.encode("utf-8", "surrogatepass")) > LONGEST_NAME:
        raise SqlRefused(f"expected names of at most {LONGEST_NAME} bytes (got {word.text[:40]!r}...)")
    named = word.token_type is TokenType.IDENTIFIER or (dialect == "sqlite" and word.token_type is TokenType.VAR)
    if not named and PLAIN.fullmatch(raw) is None:
        raise SqlRefused(f"expected other letters than plain ones in quotes only (got {raw[:40]!r})")


def calls(found: Sequence[Token], dialect: Dialect, defined: Callable[[], Counter[str]]) -> frozenset[str]:
    """Return the functions called; SqlRefused for one that is not listed.

    `defined` counts the names that are followed by their columns: so often each may stand there and call nothing.
    """
    counted: Counter[str] = Counter()
    for name, schema in _called(found, dialect):
        if schema:
            raise SqlRefused(f"expected functions without a schema (got {name})")
        counted[name] += 1
    if not counted:
        return frozenset()
    counted -= defined()
    unlisted = next((name for name in counted if name not in CALLABLE[dialect]), None)
    if unlisted is not None:
        raise SqlRefused(f"function {unlisted} is not one a query may call")
    return frozenset(counted)


def called(name: str, quoted: bool, dialect: Dialect) -> str:
    """Return the name of a function as its engine compares it."""
    return name if quoted and dialect == "postgres" else name.lower()


def _called(found: Sequence[Token], dialect: Dialect) -> Iterator[tuple[str, bool]]:
    """Yield each name before a parenthesis, and whether a schema stands before it."""
    before = TokenType.SELECT
    for word, after in pairwise(found):
        kind = word.token_type
        if after.token_type is TokenType.L_PAREN and kind not in VALUES:
            name = called(word.text, kind is TokenType.IDENTIFIER, dialect)
            listed = name not in GRAMMAR or name in CALLABLE[dialect]
            if kind is TokenType.IDENTIFIER or (WORD.fullmatch(word.text) and listed):
                yield name, before is TokenType.DOT
        before = kind
