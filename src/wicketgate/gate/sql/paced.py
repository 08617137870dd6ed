"""The engines' grammars, to parse one statement each: how often a parser starts over is counted, and bounded.

It tries one reading after another, and goes back: nested, that doubles its work with each level. There is no other
place to count from: a compiled parser takes no subclass, but asks its dialect as it goes.
"""

from __future__ import annotations

from typing import Any

import sqlglot
from sqlglot.dialects.dialect import Dialect as Grammar
from sqlglot.dialects.postgres import Postgres
from sqlglot.dialects.sqlite import SQLite

from wicketgate.gate.sql.statement import Dialect, SqlRefused

# It writes the text that it cannot read to the log of the process: anybody's text, with whatever stands in it.
sqlglot.logger.disabled = True
A_WORD, AT_LEAST = 12, 400
"""Questions that a parser may ask for each word of a statement, and for any; ordinary ones are below two a word."""


def _counted(name: str, base: type[Grammar]) -> property:
    answer: Any = getattr(base, name)

    def asked(grammar: Any) -> Any:
        grammar.left -= 1
        if grammar.left < 0:
            raise SqlRefused("expected a query that can be parsed without trying one reading after another")
        return answer

    return property(asked)


# The first is asked for each expression, the second for each query, the last for each table.
ASKED = ("DPIPE_IS_STRING_CONCAT", "INTERSECT_BINDS_TIGHTER_THAN_UNION_AND_EXCEPT", "ALIAS_POST_VERSION")


def _paced(base: type[Grammar]) -> type[Any]:
    return type(f"Paced{base.__name__}", (base,), {"left": 0, **{name: _counted(name, base) for name in ASKED}})


GRAMMARS: dict[Dialect, type[Any]] = {"sqlite": _paced(SQLite), "postgres": _paced(Postgres)}


def grammar(dialect: Dialect, words: int) -> Any:
    """Return the grammar to parse one statement of so many words with; `left` is how often it may still be asked."""
    made = GRAMMARS[dialect]()
    made.left = AT_LEAST + A_WORD * words
    return made
