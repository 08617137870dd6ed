"""One SQL text as a Statement, or the reason why it is refused. Pure; the same text is read once."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

from wicketgate.gate.sql.accounted import accounted
from wicketgate.gate.sql.depth import bound
from wicketgate.gate.sql.lex import called, calls, words
from wicketgate.gate.sql.paced import grammar
from wicketgate.gate.sql.resolve import Resolver
from wicketgate.gate.sql.spelled import spelled
from wicketgate.gate.sql.statement import Dialect, SqlRefused, Statement

LONGEST = 64 << 10


def read(sql: str, dialect: Dialect) -> Statement:
    """Return what `sql` reads; SqlRefused with the reason if it is not exactly one query that only reads."""
    found = _read(sql, dialect)
    if isinstance(found, str):
        raise SqlRefused(found)
    return found


@lru_cache(64)
def _read(sql: str, dialect: Dialect) -> Statement | str:
    # A refusal is kept as its text: an exception kept would hold the frames it was raised in.
    try:
        return _statement(sql, dialect)
    except SqlRefused as error:
        return str(error)
    except RecursionError:
        return "expected a query that is less deeply nested"


def _statement(sql: str, dialect: Dialect) -> Statement:
    if len(sql) > LONGEST or "\0" in sql:
        raise SqlRefused(f"expected at most {LONGEST} characters, none of them NUL")
    found = words(sql, dialect)
    bound(found, dialect)
    tree = _tree(found, sql, dialect)
    functions = calls(found, dialect, lambda: _defined(tree, dialect))
    if dialect == "postgres":
        spelled(tree)
    resolver = Resolver(dialect, {word.start: _folded(word) for word in found})
    resolver.query(tree)
    if dialect == "postgres":
        accounted(found, tree)
    uses = resolver.uses
    columns, unplaced = tuple(dict.fromkeys(uses.columns)), tuple(sorted(uses.unplaced))
    return Statement("select", tuple(uses.tables), columns, functions | uses.called, tuple(uses.owned), unplaced)


def _folded(word: Token) -> str:
    return word.text if word.token_type is TokenType.IDENTIFIER else word.text.lower()


def _tree(found: list[Token], sql: str, dialect: Dialect) -> exp.Expression:
    try:
        trees = grammar(dialect, len(found)).parser().parse(found, sql)
    except SqlglotError:
        raise SqlRefused(f"expected one SELECT that {dialect} can parse") from None
    except (RecursionError, SqlRefused):
        raise
    except Exception:  # the parser is a library fed with anybody's text: whatever it raises refuses
        raise SqlRefused(f"expected one SELECT that {dialect} can parse") from None
    if len(trees) != 1 or not isinstance(trees[0], exp.Expression):
        raise SqlRefused("expected exactly one statement")
    return trees[0]


def _defined(tree: exp.Expression, dialect: Dialect) -> Counter[str]:
    """Return how often each name is followed by a list of columns, which reads like a call of it."""
    named = (alias.this for alias in tree.find_all(exp.TableAlias) if alias.args.get("columns"))
    return Counter(
        called(name.name, bool(name.args.get("quoted")), dialect) for name in named if isinstance(name, exp.Identifier)
    )
