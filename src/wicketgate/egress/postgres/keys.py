"""Tables that are granted, with keys and defaults: one statement of ours that asks for these, what may be told of it.

A key is told if every column of it is granted, on either side of a foreign one; a default if it is a literal, or the
moment a row is made. Takes what the server says, as lists in JSON; gives values.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

Place = tuple[str, str]
"""A table, by its schema and its name."""
LITERAL = re.compile(
    r"(?:'(?:[^'\x00-\x1f]|''){0,200}'(?:::[\w .\"\[\]]{1,130}(?:\(\d+(?:,\d+)?\))?(?:\[\])?)?"
    r"|-?\d+(?:\.\d+)?|true|false|\(-\d+(?:\.\d+)?\)(?:::[\w .]{1,63})?"
    r"|now\(\)|CURRENT_(?:DATE|TIME|TIMESTAMP)|LOCALTIME(?:STAMP)?)"
)
ACTIONS = {"a": "NO ACTION", "r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT"}
KINDS = {"p": "PRIMARY KEY", "u": "UNIQUE", "f": "FOREIGN KEY"}
PLAIN = re.compile(r"[a-z_][a-z0-9_$]*")
MOST = 2000
"""Rows of an answer; of more, none is told."""


class Key(NamedTuple):
    """One constraint."""

    name: str
    kind: str
    """`p` primary, `u` unique, `f` foreign."""
    columns: tuple[str, ...]
    other: Place = ("", "")
    """The table a foreign one leads to."""
    others: tuple[str, ...] = ()
    update: str = "a"
    delete: str = "a"

    @property
    def definition(self) -> str:
        """Return it as the server spells it."""
        said = f"{KINDS[self.kind]} ({', '.join(map(quoted, self.columns))})"
        if self.kind != "f":
            return said
        schema, table = self.other
        place = quoted(table) if schema == "public" else f"{quoted(schema)}.{quoted(table)}"
        said += f" REFERENCES {place}({', '.join(map(quoted, self.others))})"
        said += f" ON UPDATE {ACTIONS.get(self.update, '')}" if self.update != "a" else ""
        return said + (f" ON DELETE {ACTIONS.get(self.delete, '')}" if self.delete != "a" else "")


class Field(NamedTuple):
    """One granted column."""

    name: str
    kind: int
    """Number of its type."""
    modifier: int
    spelled: str
    """Its type, as the server spells it."""
    required: bool = False
    default: str = ""


class Known(NamedTuple):
    """One granted table."""

    schema: str
    name: str
    fields: tuple[Field, ...]
    keys: tuple[Key, ...] = ()


class Made(NamedTuple):
    """What is known of one table beside its columns' types."""

    required: frozenset[str]
    defaults: Mapping[str, str]
    keys: tuple[Key, ...]


def quoted(name: str) -> str:
    """Return a name as the server spells it."""
    return name if PLAIN.fullmatch(name) else '"' + name.replace('"', '""') + '"'


def statement(tables: Iterable[Place]) -> str:
    """Return the statement that asks for what is made of tables: of names of the server's own alone."""
    listed = ", ".join(f"({_text(schema)}, {_text(name)})" for schema, name in tables)
    return f"""WITH t(oid, home, named) AS (SELECT c.oid, n.nspname, c.relname FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE (n.nspname, c.relname) IN ({listed}))
SELECT pg_catalog.json_build_array(t.home, t.named, '', a.attname, a.attnotnull,
    CASE a.attgenerated WHEN '' THEN pg_catalog.pg_get_expr(d.adbin, d.adrelid) END)::text
FROM t JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attnotnull OR a.atthasdef
UNION ALL SELECT pg_catalog.json_build_array(t.home, t.named, k.contype, k.conname,
    {_columns("k.conrelid", "k.conkey")}, coalesce(o.home, ''), coalesce(o.named, ''),
    {_columns("k.confrelid", "k.confkey")}, k.confupdtype, k.confdeltype)::text
FROM t JOIN pg_catalog.pg_constraint k ON k.conrelid = t.oid AND k.contype IN ('p', 'u', 'f') AND k.convalidated
LEFT JOIN t o ON o.oid = k.confrelid"""  # noqa: S608


def told(rows: Iterable[Sequence[bytes | None]], granted: Mapping[Place, Sequence[str]]) -> Mapping[Place, Made]:
    """Return what may be told of each table, of which these columns are granted."""
    lists: list[Any] = [json.loads(row[0] or b"[]") for row in rows]
    made = dict[Place, Made]()
    for place, columns in granted.items():
        own = [one[2:] for one in lists if (one[0], one[1]) == place]
        plain = [one for one in own if not one[0] and one[1] in columns]
        keys = [Key(name, kind, tuple(of), *_rest(more)) for kind, name, of, *more in (one for one in own if one[0])]
        made[place] = Made(
            frozenset(name for _, name, required, _ in plain if required),
            {name: said for _, name, _, said in plain if said and LITERAL.fullmatch(said)},
            tuple(key for key in keys if {*key.columns} <= {*columns} and _whole(key, granted)),
        )
    return made


def _rest(more: Sequence[Any]) -> tuple[Place, tuple[str, ...], str, str]:
    schema, table, others, update, delete = more
    return (schema, table), tuple(others or ()), update, delete


def _whole(key: Key, granted: Mapping[Place, Sequence[str]]) -> bool:
    return key.kind != "f" or {*key.others} <= {*granted.get(key.other, ())} != set()


def _columns(table: str, numbers: str) -> str:
    return (
        "(SELECT pg_catalog.json_agg(a.attname ORDER BY u.at)"  # noqa: S608
        f" FROM ROWS FROM (pg_catalog.unnest({numbers})) WITH ORDINALITY AS u(num, at)"
        f" JOIN pg_catalog.pg_attribute a ON a.attrelid = {table} AND a.attnum = u.num)"
    )


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
