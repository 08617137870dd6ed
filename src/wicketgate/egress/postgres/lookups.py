"""A statement that asks the catalogue, as one that asks what was granted: takes its text, gives another text.

Nothing here is a wall: what comes of it is decided as any statement is, and whatever was left of the catalogue in it is
refused. Only relations, functions and casts of the catalogue are put otherwise, each by its words, quoted or not.
"""

from __future__ import annotations

import re

from wicketgate.egress.postgres import relations
from wicketgate.egress.postgres.catalogue import FIRST_AWAY, Catalogue
from wicketgate.egress.postgres.local import SHOWN
from wicketgate.egress.postgres.patterns import Put, cast_to_name, paired
from wicketgate.egress.postgres.relations import NUMBERED, SPELLED, TYPES, Relation
from wicketgate.egress.postgres.words import Words, words

MENTIONED = re.compile(
    r"pg_|information_schema|current_(?:schemas?|database|setting|catalog)\b|format_type|_description|\breg\w+"
    r"|to_reg|set_config",
    re.IGNORECASE,
)
"""Without any of these, a statement asks no catalogue."""
DEEPEST, LARGEST = 40, 64 << 10
"""Calls within calls, and characters of all relations made up for one statement."""
SCHEMAS = {"pg_catalog": relations.CATALOGUE, "information_schema": relations.SCHEMA}
LINE_ENDS = frozenset({r"E'\n'", r"e'\n'"})


class Lookup:
    """One statement that may ask the catalogue; `changed` once something in it was put otherwise."""

    def __init__(self, found: Words, catalogue: Catalogue) -> None:
        self._words, self._catalogue = found, catalogue
        self.changed, self._size = False, 0

    def span(self, at: int, end: int, depth: int = 0) -> str:
        """Return the words from `at` up to `end`, put otherwise where they ask the catalogue."""
        made = list[str]()
        while at < end:
            said, after = self._step(at, depth)
            plain = after == at + 1 and said == self._words.raw(at, after)
            self.changed = self.changed or not plain
            made += ((self._words.gap(at) or " " * (not plain)) if made else "", said)
            at = after
        return "".join(made)

    def _step(self, at: int, depth: int) -> Put:
        text = self._words.text
        plain = self._words.raw(at, at + 1), at + 1
        if plain[0] in LINE_ENDS:
            return "chr(10)", at + 1
        if text(at) == "operator" and text(at + 2) == "pg_catalog" and (close := self._words.closed(at + 1)):
            return f" {self._words.raw(at + 4, close)} ", close + 1
        if (run := paired(self._words, at, lambda start, end: self.span(start, end, depth + 1))) is not None:
            return run
        if (after := cast_to_name(self._words, at)) is not None:
            named = self._words.raw(at, at + 3 if text(at + 1) == "." else at + 1)
            return self._found(relations.NAMED, "relname", f"wicketgate_type.wicketgate_oid = ({named})"), after
        if text(at) == "collate" and text(at + 1) == "pg_catalog" and text(at + 3) == "default":
            return "", at + 4
        if self._words.is_string(at) or text(at) == "$":
            return self._numbered(at) or plain
        schema = text(at) if text(at) in SCHEMAS and text(at + 1) == "." and at + 2 < len(self._words) else ""
        name = at + 2 if schema else at
        found = self._called(name, depth) if text(name + 1) == "(" and not self._words.is_string(name) else None
        if found is not None and text(at - 1) == "select" and text(found[1]) in ("", ",", ";", ")", "from"):
            return f"{found[0]} AS {text(name)}", found[1]  # as the server names it
        if found is None and self._words.is_source(at) and text(name + 1) not in ("(", "."):
            return self._relation(schema, name) or plain
        if found is None and self._words.is_type(at) and text(name) in relations.CASTS and text(name + 1) != ".":
            found = relations.CASTS[text(name)], name + 1
        if found is None and (schema == "pg_catalog" or (schema and text(name + 1) == ".")):
            found = self._words.raw(name, name + 1), name + 1
        return found or plain

    def _relation(self, schema: str, name: int) -> Put | None:
        """Return a relation made up, under its name, unless the statement gives it another."""
        relation = SCHEMAS[schema or "pg_catalog"].get(self._words.text(name))
        if relation is None or self._words.text(name + 1) in (".", "("):
            return None
        after = name + 1 + (self._words.text(name + 1) == "as")
        named = self._words.is_name(after)
        alias = self._words.text(after) if named else self._words.text(name)
        used = self._words.used
        made = self._bounded(self._catalogue.relation(relation, used[""] | used.get(alias, frozenset())))
        return made if named else f"{made} AS {self._words.raw(name, name + 1)}", name + 1

    def _called(self, name: int, depth: int) -> Put | None:
        """Return what a function of the catalogue gives, or None."""
        called, opened = self._words.text(name), name + 1
        close = self._words.closed(opened)
        if close is None or depth > DEEPEST:
            return None
        if called == "current_database":
            return "'" + self._catalogue.database.replace("'", "''") + "'", close + 1
        if called in relations.SAME:
            before, after = relations.SAME[called]
            return f"{before}{self.span(opened + 1, close, depth + 1)}{after}", close + 1
        if called in relations.ALWAYS:
            return self._keeping(relations.ALWAYS[called], opened, depth), close + 1
        if called == "pg_table_is_visible":
            return f"(({self.span(name + 2, close, depth + 1)}) < {FIRST_AWAY})", close + 1
        if called in ("current_setting", "set_config"):
            told = self._setting(called, opened, depth)
            return None if told is None else (told, close + 1)
        if called == "array_upper":
            return "array_length", name + 1
        if called in relations.FIRST:
            return self._defined(called, opened, depth, close), close + 1
        given = self._words.arguments(opened) if called in relations.TAKES else []
        # INVARIANT: what is looked at here is not looked at again, or calls within calls would take forever.
        if len(given) != relations.TAKES.get(called):
            return None
        return self._asked(called, [self.span(*one, depth + 1) for one in given]), close + 1

    def _defined(self, called: str, opened: int, depth: int, close: int) -> str:
        """Return what a function says of its first value, whatever else it is asked."""
        given = self._words.arguments(opened)
        said = self.span(*given[0], depth + 1) if given else "NULL"
        if called == "pg_get_expr":
            return f"({said})"
        return self._found(relations.DEFINED[called], "definition", f"wicketgate_type.wicketgate_oid = ({said})")

    def _asked(self, called: str, given: list[str]) -> str:
        if called == "generate_subscripts":
            return f"generate_series(1, array_length({given[0]}, {given[1]}))"
        if called == "format_type":
            where = f"wicketgate_type.oid = ({given[0]}) AND wicketgate_type.mod = coalesce({given[1]}, -1)"
            return self._found(SPELLED, "spelled", where)
        return self._number(NUMBERED[called[3:]], f"({given[0]})")

    def _setting(self, called: str, opened: int, depth: int) -> str | None:
        asked, alone = self._words.said(opened + 1).lower(), self._words.text(opened + 2) in (")", "::")
        if called == "set_config":
            # A driver turns this off while it looks up types; for the session outside, nothing changes.
            return "'off'" if asked == "jit" else None
        if asked == "$":
            return self._keeping("'off'", opened, depth)
        told = SHOWN.get(asked, relations.SETTINGS.get(asked)) if alone else None
        return None if told is None else f"'{told}'"

    def _keeping(self, said: str, opened: int, depth: int) -> str:
        """Return what a function gives; places for values in what it is asked stay, so that each has its type."""
        for at, end in self._words.arguments(opened):
            if any(self._words.text(word) == "$" for word in range(at, end)):
                kept = self.span(at, end, depth + 1) + ("::text" if end == at + 2 else "")
                said = f"(CASE WHEN ({kept}) IS NULL THEN {said} ELSE {said} END)"
        return said

    def _numbered(self, at: int) -> Put | None:
        """Return the number of a name that is cast to one: `'tickets'::regclass`, `CAST('tickets' AS regclass)`."""
        text, place = self._words.text, self._words.text(at) == "$"
        cast = at + 2 if place else at + 1
        if text(cast) == "::" and text(cast + 1) in ("text", "varchar"):
            cast += 2
        kind = cast + 3 if text(cast + 1) == "pg_catalog" and text(cast + 2) == "." else cast + 1
        if not self._words.is_type(cast + 1) or text(kind) not in NUMBERED:
            return None
        named = self._words.raw(at, cast)
        found = f"CAST({named} AS text)" if place else self._number(NUMBERED[text(kind)], named)
        return (f"{found}::bigint" if text(cast) == "::" else f"{found} AS bigint"), kind + 1

    def _number(self, relation: Relation, name: str) -> str:
        if relation is TYPES:
            return self._found(TYPES, "oid", f"{name} IN (wicketgate_type.typname, wicketgate_type.spelled) LIMIT 1")
        either = "wicketgate_type.relname, concat(wicketgate_type.nspname, '.', wicketgate_type.relname)"
        return self._found(relations.NAMED, "wicketgate_oid", f"replace({name}, chr(34), '') IN ({either}) LIMIT 1")

    def _found(self, relation: Relation, column: str, where: str) -> str:
        made = self._bounded(self._catalogue.relation(relation, frozenset("*")))
        return f"(SELECT wicketgate_type.{column} FROM {made} AS wicketgate_type WHERE {where})"  # noqa: S608

    def _bounded(self, made: str) -> str:
        self._size += len(made)
        if self._size > LARGEST:
            raise OverflowError("expected fewer look-ups in one statement")
        return made


def put(sql: str, catalogue: Catalogue) -> str | None:
    """Return a statement that asks the catalogue as one that asks what was granted; None for any other."""
    found = words(sql) if MENTIONED.search(sql) is not None else None
    if found is None:
        return None
    lookup = Lookup(found, catalogue)
    try:
        made = lookup.span(0, len(found))
    except OverflowError:
        return None
    return made if lookup.changed else None
