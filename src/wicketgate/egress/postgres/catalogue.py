"""What a task is granted, as the rows of a catalogue: takes tables with their columns, gives SQL that makes them up.

A relation is a query over one literal, so that it counts as a few words however long it is. Only columns that the
statement has a word for are made. No catalogue of a database is read, here or by what comes of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from wicketgate.egress.postgres.answers import FIRST_OWN
from wicketgate.egress.postgres.binary import CODECS, ITEMS
from wicketgate.egress.postgres.constraints import constrained
from wicketgate.egress.postgres.keys import Field, Known
from wicketgate.egress.postgres.relations import Relation

PUBLIC, FIRST_SCHEMA, FIRST_TABLE, FIRST_AWAY = "public", 900_000, 1_000_000, 2_000_000
"""Numbers of our own, where a database has its own: of schemas, of tables of `public`, and of all others."""
_NAMES = (
    "bool:16 bytea:17 name:19 int8:20 int2:21 int4:23 text:25 oid:26 json:114 cidr:650 float4:700 float8:701 "
    "unknown:705 inet:869 bpchar:1042 varchar:1043 date:1082 time:1083 timestamp:1114 timestamptz:1184 interval:1186 "
    "numeric:1700 uuid:2950 jsonb:3802"
)
NAMES = {int(number): name for name, number in (pair.split(":") for pair in _NAMES.split())}
SPELLED = {
    "bool": "boolean",
    "int8": "bigint",
    "int2": "smallint",
    "int4": "integer",
    "float4": "real",
    "float8": "double precision",
    "bpchar": "character",
    "varchar": "character varying",
    "time": "time without time zone",
    "timestamp": "timestamp without time zone",
    "timestamptz": "timestamp with time zone",
}
PRECISION = {21: "16", 23: "32", 20: "64", 700: "24", 701: "53"}


MADE = "wicketgate_line"
"""A word that no relation is made up without, save an empty one."""
PLACE = re.compile(r"\$([0-9]+)")


@dataclass(frozen=True)
class Catalogue:
    """The catalogue of one task."""

    database: str
    """Its name: that of the source."""
    tables: tuple[Known, ...] = ()

    def relation(self, relation: Relation, words: frozenset[str]) -> str:
        """Return the query that makes up a relation, with the columns that `words` name; all, with `*` among them."""
        named = {name: sql for name, sql in relation.columns.items() if name in words or "*" in words}
        named = named or dict([next(iter(relation.columns.items()))])
        if not relation.source:
            chosen = ", ".join(f"{sql} AS {name}" for name, sql in named.items())
            return f"(SELECT {chosen} WHERE false)"
        used = sorted({int(found) for sql in named.values() for found in PLACE.findall(sql)})
        at = {place: f"wicketgate_row[{index}]" for index, place in enumerate(used, 1)}
        chosen = ", ".join(f"{_placed(sql, at)} AS {name}" for name, sql in named.items())
        rows = self.rows[relation.source]
        lines = "\n".join("\t".join(_plain(row[place - 1]) for place in used or (1,)) for row in rows)
        lines = lines.replace("'", "''")
        split = f"SELECT string_to_array({MADE}, '\t') FROM unnest(string_to_array('{lines}', '\n'))"  # noqa: S608
        return f"(SELECT {chosen} FROM ({split} AS t({MADE})) AS t(wicketgate_row))"  # noqa: S608

    @cached_property
    def rows(self) -> Mapping[str, list[tuple[object, ...]]]:
        """Return the rows of each source."""
        return {
            "schemas": [(number, name, self.database) for name, number in self._schemas.items()],
            "tables": list(self._tables()),
            "columns": list(self._columns()),
            **constrained(self._numbered, self._schemas, self.database),
            "types": list(self._types()),
            "spelled": list(self._spelled()),
            "one": [(self.database,)],
            "methods": [(2, "heap", "t"), (403, "btree", "i")],
            "settings": [("max_index_keys", "32"), ("max_identifier_length", "63")],
        }

    @cached_property
    def _schemas(self) -> Mapping[str, int]:
        own = dict.fromkeys(table.schema for table in self.tables if table.schema != PUBLIC)
        return {"pg_catalog": 11, PUBLIC: 2200} | {name: FIRST_SCHEMA + at for at, name in enumerate(own)}

    @cached_property
    def _numbered(self) -> list[tuple[int, Known]]:
        firsts = (FIRST_TABLE if table.schema == PUBLIC else FIRST_AWAY for table in self.tables)
        return [(first + at, table) for at, (first, table) in enumerate(zip(firsts, self.tables, strict=True))]

    def _tables(self) -> Iterator[tuple[object, ...]]:
        for at, (schema, name, fields, _) in self._numbered:
            yield at, name, self._schemas[schema], len(fields), schema, self.database

    def _columns(self) -> Iterator[tuple[object, ...]]:
        for at, (schema, table, fields, _) in self._numbered:
            for place, field in enumerate(fields, 1):
                head = (at, field.name, field.kind, field.modifier, place, field.spelled)
                yield (
                    *head,
                    self.database,
                    schema,
                    table,
                    _data(field),
                    _udt(field),
                    *_sizes(field),
                    "ft"[field.required],
                    field.default,
                )

    def _types(self) -> Iterator[tuple[object, ...]]:
        arrays = {item: array for array, item in ITEMS.items()}
        for number, name in NAMES.items():
            yield number, name, 0, arrays.get(number, 0), SPELLED.get(name, name)
        for array, item in ITEMS.items():
            yield array, "_" + NAMES[item], item, 0, SPELLED.get(NAMES[item], NAMES[item]) + "[]"
        own = {field.kind: field for table in self.tables for field in table.fields if field.kind not in CODECS}
        for kind, field in own.items():
            yield kind, field.spelled, 0, 0, field.spelled

    def _spelled(self) -> Iterator[tuple[object, ...]]:
        exact = {(field.kind, field.modifier): field.spelled for table in self.tables for field in table.fields}
        plain = {(int(str(kind)), -1): str(spelled) for kind, _, _, _, spelled in self._types()}
        for (kind, modifier), spelled in (plain | exact).items():
            yield kind, modifier, spelled


def _placed(sql: str, at: Mapping[int, str]) -> str:
    return PLACE.sub(lambda found: at[int(found[1])], sql)


def _plain(value: object) -> str:
    return " ".join(str(value).split()) if isinstance(value, str) else str(value)


def _data(field: Field) -> str:
    if field.kind in ITEMS:
        return "ARRAY"
    return re.sub(r"\(.*?\)", "", field.spelled) if field.kind < FIRST_OWN else "USER-DEFINED"


def _udt(field: Field) -> str:
    item = ITEMS.get(field.kind)
    return NAMES.get(field.kind, field.spelled) if item is None else "_" + NAMES[item]


def _sizes(field: Field) -> tuple[str, str, str]:
    """Return the longest text, the digits, and those after the point; empty where there is no such bound."""
    bound = field.modifier - 4
    if field.kind in (1042, 1043) and bound >= 0:
        return str(bound), "", ""
    if field.kind == 1700 and bound >= 0:
        return "", str(bound >> 16 & 0xFFFF), str((bound & 0x7FF ^ 0x400) - 0x400)
    return "", PRECISION.get(field.kind, ""), "0" if field.kind in (20, 21, 23) else ""
