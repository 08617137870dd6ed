"""How deep and how repetitive a query may be before anything parses it. Takes its words; SqlRefused beyond the bounds.

A compiled parser takes a piece of the machine's stack for each level and does not count them: a statement deep enough
ends the process. So every word adds a level until its bracket closes, but for those that are known to add none.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot.parser import Parser
from sqlglot.tokenizer_core import Token, TokenType

from wicketgate.gate.sql.functions import CALLABLE
from wicketgate.gate.sql.lex import GRAMMAR, MOMENTS, SIZED, WORD
from wicketgate.gate.sql.statement import Dialect, SqlRefused

DEEPEST = 64
SUBSCRIPT = 4
"""Levels that `[` counts for: what stands in it is worked through more than once."""
TYPED = 8
"""Levels that a bracket counts for behind the name of a type: a parser reads it as a type, and then as a call."""
MOST_JOINED = 8
"""Tables joined in a row without ON or USING: a parser tries each way to nest them."""
MOST_SUBSCRIPTS = 32
"""`[` behind `]`: a parser goes over all that stands before it."""

_VALUES = """
    STRING NUMBER VAR IDENTIFIER HEX_STRING BIT_STRING HEREDOC_STRING RAW_STRING NULL TRUE FALSE STAR CURRENT_DATE
    CURRENT_TIME CURRENT_TIMESTAMP
"""
_TYPES = """
    BIGINT BINARY BIT BOOLEAN CHAR DATE DATETIME DECIMAL DOUBLE FLOAT INT JSON JSONB NCHAR NVARCHAR SMALLINT TEXT TIME
    TIMESTAMP TIMESTAMPTZ TIMETZ TINYINT UUID VARBINARY VARCHAR
"""
_FLAT = """
    AND OR EQ NEQ LT GT LTE GTE SLASH MOD PIPE AMP DPIPE LIKE ILIKE GLOB IN IS BETWEEN ISNULL NOTNULL ESCAPE COLLATE
    DCOLON DOT COMMA SELECT FROM WHERE GROUP_BY ORDER_BY HAVING LIMIT OFFSET ALIAS ON USING ASC DESC DISTINCT WHEN THEN
    ELSE END UNION EXCEPT INTERSECT LEFT RIGHT INNER OUTER FULL CROSS NATURAL OVER PARTITION_BY FILTER ROWS
"""
_SOFT = "NOT TILDE CASE INTERVAL ARROW DARROW HASH_ARROW DHASH_ARROW EXISTS ANY"
DEEPER = (
    f"expected a query that is less deeply nested: at most {DEEPEST} levels, of brackets and of the words in them that"
    " open a part, like CASE or NOT (a bracket of its own ends what a part adds)"
)
VALUES = frozenset(TokenType[name] for name in (_VALUES + _TYPES).split())
"""Words that end a value: what may stand before an operator."""
FLAT = VALUES | frozenset(TokenType[name] for name in _FLAT.split())
SIGNS = frozenset({TokenType.DASH, TokenType.PLUS})
"""Operators between two values, and before one: there they add a level."""
SOFT = SIGNS | frozenset(TokenType[name] for name in _SOFT.split())
"""What stands within one value: no level of theirs is left behind a comma."""
SETS = frozenset({TokenType.UNION, TokenType.EXCEPT, TokenType.INTERSECT})
ENDING = SETS | {TokenType.COMMA, TokenType.ON, TokenType.USING, TokenType.SELECT}
OPENING = {TokenType.L_PAREN: (TokenType.R_PAREN, 1), TokenType.L_BRACKET: (TokenType.R_BRACKET, SUBSCRIPT)}
JOINING = frozenset({TokenType.JOIN, TokenType.STRAIGHT_JOIN, TokenType.APPLY})
CLOSING = frozenset({TokenType.R_PAREN, TokenType.R_BRACKET})
PREFIXES = frozenset({"ANY", "CASE", "CONNECT_BY_ROOT", "IF", "NEXT", "PRIOR", "VARIADIC"})
"""Names that a parser may take for the start of something."""
ENDS = VALUES | CLOSING
BEFORE_SELECT = SETS | CLOSING | {TokenType.L_PAREN, TokenType.ALL, TokenType.DISTINCT}


class Levels:
    """The levels open at one place of a query."""

    __slots__ = ("brackets", "dialect", "joined", "kept", "listing", "outside", "soft", "subscripts")

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.brackets: list[tuple[TokenType, int, int, int, int]] = []
        """For each open one: what closes it, and what was counted before it."""
        self.outside = 0
        """Levels outside the innermost bracket."""
        self.soft = self.kept = self.joined = 0
        """Levels in it that end with the value, that end with it, and of joins that wait for their ON."""
        self.subscripts = 0
        self.listing = ""
        """The name before the innermost bracket, where no other bracket may stand in it."""

    def word(self, word: Token, last: Token | None, before: TokenType) -> None:
        """Count one word that follows another, of the kind `before`; SqlRefused where it is one too many."""
        kind = word.token_type
        if kind in FLAT:
            if kind in ENDING:
                self._ended(kind, before)
            if kind is not TokenType.VAR or word.text.upper() not in PREFIXES:
                return
            self.kept += 1
        elif kind in OPENING:
            self._opened(kind, last, before)
        elif kind in CLOSING:
            self._closed(kind)
        elif kind in SOFT:
            # Between two values, a sign adds nothing.
            self.soft += kind not in SIGNS or before not in ENDS
        elif kind in JOINING:
            self.joined += 1
            if self.joined > MOST_JOINED:
                raise SqlRefused(f"expected ON or USING behind each JOIN, with at most {MOST_JOINED} that have none")
        else:
            self.kept += 1
        if self.outside + self.soft + self.kept + self.joined > DEEPEST:
            raise SqlRefused(DEEPER)

    def _ended(self, kind: TokenType, before: TokenType) -> None:
        """Forget what a comma, the ON of a join or the next query of a UNION ends."""
        if kind is TokenType.COMMA:
            self.soft = 0
        elif kind is TokenType.SELECT:
            if before not in BEFORE_SELECT:
                raise SqlRefused("expected brackets around a query within a query")
        elif kind in SETS:
            if before is TokenType.L_PAREN:
                raise SqlRefused(f"expected a query before {kind.name}")
            self.soft = self.joined = 0
        elif self.joined:
            self.joined -= 1

    def _opened(self, kind: TokenType, last: Token | None, before: TokenType) -> None:
        if self.listing:
            raise SqlRefused(f"function {self.listing[:80]} is not one a query may call")
        if kind is TokenType.L_PAREN and last is not None:
            self.listing = self._listed(last)
        elif before is TokenType.R_BRACKET:
            self.subscripts += 1
            if self.subscripts > MOST_SUBSCRIPTS:
                raise SqlRefused(f"expected at most {MOST_SUBSCRIPTS} subscripts behind others")
        closing, levels = OPENING[kind]
        if before in Parser.TYPE_TOKENS:
            levels = TYPED
        self.brackets.append((closing, levels, self.soft, self.kept, self.joined))
        self.outside += levels + self.soft + self.kept + self.joined
        self.soft = self.kept = self.joined = 0

    def _listed(self, name: Token) -> str:
        """Return a name that nothing may be computed behind: what it lists are names or sizes, or it is refused."""
        text = name.text.lower()
        if name.token_type is not TokenType.IDENTIFIER:
            if name.token_type is TokenType.STRING or not WORD.fullmatch(text):
                return ""
            if text in GRAMMAR and text not in SIZED and text not in MOMENTS:
                return ""
        return "" if text in CALLABLE[self.dialect] else text

    def _closed(self, kind: TokenType) -> None:
        if not self.brackets or self.brackets[-1][0] is not kind:
            raise SqlRefused("expected each bracket to be closed by its own kind")
        _, levels, self.soft, self.kept, self.joined = self.brackets.pop()
        self.outside -= levels + self.soft + self.kept + self.joined
        self.listing = ""


def bound(found: Sequence[Token], dialect: Dialect) -> None:
    """Raise SqlRefused if a parser might go too deep, or over the same words too often."""
    levels, last = Levels(dialect), None
    earlier = before = TokenType.L_PAREN
    for word in found:
        if word.token_type is TokenType.L_PAREN and earlier is TokenType.DOT and last is not None:
            # It would be refused as a call; a parser rebuilds all that stands before it.
            raise SqlRefused(f"expected functions without a schema (got {last.text.lower()[:80]})")
        levels.word(word, last, before)
        earlier, before, last = before, word.token_type, word
