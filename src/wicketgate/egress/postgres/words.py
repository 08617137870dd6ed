"""The words of one statement, as its catalogue look-ups are found: takes SQL, gives words with what encloses them.

Everything is worked out in one pass, so that no statement is slow to read. Tells nothing of what a statement means.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

from wicketgate.gate.sql.lex import ENGINES

LONGEST, MOST = 32 << 10, 2000
"""Characters and words of a statement that is looked at."""
SHORT = 100
"""Words of a statement in which `*` is taken for all columns; in a longer one, which a driver wrote, what it names."""
BEFORE = frozenset({"from", "join", ",", "("})
"""What stands before the name of a relation."""
CLAUSES = frozenset({"select", "from", "where", "group", "having", "order", "limit", "offset", "window", "union"})
NAMES = (TokenType.VAR, TokenType.IDENTIFIER)


class Words:
    """A statement in words; `text` is nothing for what is in quotes and beyond either end."""

    def __init__(self, sql: str, found: list[Token]) -> None:
        self._sql, self._found = sql, found
        self._texts = [_compared(word) for word in found]
        self._every = frozenset(self._texts)
        self._closes: dict[int, int] = {}
        self._types: set[int] = set()
        self._from: set[int] = set()
        self._enclose()
        self.used = self._used()
        """The names behind each name and a point; those without one under the empty name."""

    def __len__(self) -> int:
        return len(self._found)

    def text(self, at: int) -> str:
        """Return a word as it is compared."""
        return self._texts[at] if 0 <= at < len(self._texts) else ""

    def raw(self, at: int, end: int) -> str:
        """Return the words from `at` up to `end` as they are written."""
        return self._sql[self._found[at].start : self._found[end - 1].end + 1] if at < end else ""

    def gap(self, at: int) -> str:
        """Return what stands before a word."""
        return self._sql[self._found[at - 1].end + 1 : self._found[at].start] if at else ""

    def is_string(self, at: int) -> bool:
        """Return whether a word is a text in quotes."""
        return 0 <= at < len(self._found) and self._found[at].token_type is TokenType.STRING

    def is_name(self, at: int) -> bool:
        """Return whether a word is a name, and no word of the language."""
        return 0 <= at < len(self._found) and self._found[at].token_type in NAMES

    def said(self, at: int) -> str:
        """Return what a text in quotes says, or a word."""
        return self._found[at].text if 0 <= at < len(self._found) else ""

    def closed(self, opened: int) -> int | None:
        """Return where the parenthesis that opens there is closed."""
        return self._closes.get(opened)

    def is_type(self, at: int) -> bool:
        """Return whether a type stands there: after `::`, or after AS within CAST."""
        return self.text(at - 1) == "::" or at in self._types

    def is_source(self, at: int) -> bool:
        """Return whether what a query reads from may stand there."""
        return at in self._from and self.text(at - 1) in BEFORE

    def mentions(self, text: str) -> bool:
        """Return whether a word stands anywhere."""
        return text in self._every

    def arguments(self, opened: int) -> list[tuple[int, int]]:
        """Return where each argument of a call begins and ends."""
        found, depth, start, close = list[tuple[int, int]](), 0, opened + 1, self._closes[opened]
        for at in range(opened + 1, close):
            depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(self._texts[at], 0)
            if depth == 0 and self._texts[at] == ",":
                found.append((start, at))
                start = at + 1
        return [*found, (start, close)] if start < close else found

    def _enclose(self) -> None:
        """Note where each parenthesis is closed, which words are types of a CAST, and which stand in a FROM."""
        opened, clauses = list[int](), [""]
        for at, text in enumerate(self._texts):
            if clauses[-1] == "from":
                self._from.add(at)
            if text == "(":
                opened.append(at)
                clauses.append(clauses[-1])
            elif text == ")" and opened:
                self._closes[opened.pop()] = at
                clauses.pop()
            elif text in CLAUSES:
                clauses[-1] = text
            elif text == "as" and opened and self.text(opened[-1] - 1) == "cast":
                self._types.add(at + 1)

    def _used(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {"": set()}
        for owner, name in self._owned():
            found.setdefault(owner, set()).add(name)
        if len(self._texts) > SHORT and "*" in found[""]:
            # A query's, mostly: whatever is named anywhere may stand for a part of it.
            found[""] = set().union(*found.values()) - {"*"}
        return {owner: frozenset(names) for owner, names in found.items()}

    def _owned(self) -> Iterator[tuple[str, str]]:
        for at, text in enumerate(self._texts):
            yield (self.text(at - 2) if self.text(at - 1) == "." else ""), text


def words(sql: str) -> Words | None:
    """Return a statement in words; None for one that is none, or too long to be looked at."""
    if len(sql) > LONGEST:
        return None
    try:
        found = list(ENGINES["postgres"].tokenize(sql))
    except (SqlglotError, RecursionError):
        return None
    return Words(sql, found) if len(found) <= MOST else None


def _compared(word: Token) -> str:
    if word.token_type is TokenType.STRING:
        return ""
    return word.text if word.token_type is TokenType.IDENTIFIER else word.text.lower()
