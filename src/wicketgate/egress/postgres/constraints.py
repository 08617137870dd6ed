"""Keys, as rows of a catalogue: constraints, what they are on, and the indexes that stand behind them.

Takes numbered tables with their keys; gives rows by their source, each field as a relation names it by its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from wicketgate.egress.postgres.keys import ACTIONS, KINDS, Key, Known, Place, quoted

Row = tuple[object, ...]
FIRST_INDEX, FIRST_KEY = 500_000, 4_000_000
"""Numbers of our own: of an index, beyond that of its table's kind; of a constraint."""


def constrained(
    numbered: Sequence[tuple[int, Known]], schemas: Mapping[str, int], database: str
) -> Mapping[str, list[Row]]:
    """Return the rows of each source that is about keys."""
    made = _Made(numbered, schemas, database)
    keys = list(made.keys())
    return {
        "relations": [*made.tables(), *made.indexed()],
        "defaults": list(made.defaults()),
        "keys": keys,
        "foreign": [row for row in keys if row[2] == "f"],
        "keyed": list(made.keyed()),
        "used": list(made.used()),
        "indexes": list(made.indexes()),
    }


class _Made:
    def __init__(self, numbered: Sequence[tuple[int, Known]], schemas: Mapping[str, int], database: str) -> None:
        self._numbered, self._schemas, self._database = numbered, schemas, database
        self._places = {(table.schema, table.name): (number, table) for number, table in numbered}
        every = [(number, table, key) for number, table in numbered for key in table.keys]
        self._every = list(enumerate(every))
        self._leads = {key.other for _, _, key in every}

    def tables(self) -> Iterator[Row]:
        for number, table in self._numbered:
            indexed = "ft"[any(key.kind != "f" for key in table.keys)]
            names = (table.schema, self._database)
            bound = "ft"[any(key.kind == "f" for key in table.keys) or (table.schema, table.name) in self._leads]
            yield number, table.name, self._schemas[table.schema], len(table.fields), *names, "r", indexed, bound

    def indexed(self) -> Iterator[Row]:
        """Yield each index as a relation."""
        for at, (number, table, key) in self._every:
            if key.kind != "f":
                place = self._schemas[table.schema], len(key.columns), table.schema, self._database
                yield _index(at, number), key.name, *place, "i", "f", "f"

    def defaults(self) -> Iterator[Row]:
        for number, table in self._numbered:
            for place, field in enumerate(table.fields, 1):
                if field.default:
                    yield FIRST_KEY + number + place, number, place, field.default

    def keys(self) -> Iterator[Row]:
        for at, (number, table, key) in self._every:
            other, target = self._places.get(key.other, (0, None))
            index = _index(at, number) if key.kind != "f" else self._index(key)
            columns = _numbers(table, key.columns), _numbers(target, key.others)
            rules = key.update if target else " ", key.delete if target else " "
            head = (FIRST_KEY + at, key.name, key.kind, number, self._schemas[table.schema], index, other)
            names = (table.schema, table.name, self._database, KINDS[key.kind], *self._unique(key))
            yield *head, *columns, *rules, key.definition, *names, *(ACTIONS.get(rule, "") for rule in rules)

    def keyed(self) -> Iterator[Row]:
        """Yield each column of a key."""
        for _, (_, table, key) in self._every:
            target = self._target(key)
            for place, column in enumerate(key.columns, 1):
                at = target.columns.index(key.others[place - 1]) + 1 if target is not None else ""
                yield self._database, table.schema, key.name, table.name, column, place, at

    def used(self) -> Iterator[Row]:
        """Yield each column that a constraint uses: of a foreign key, those it leads to."""
        for _, (_, table, key) in self._every:
            schema, name = key.other if key.kind == "f" else (table.schema, table.name)
            for column in key.others or key.columns:
                yield self._database, schema, name, column, table.schema, key.name

    def indexes(self) -> Iterator[Row]:
        for at, (number, table, key) in self._every:
            if key.kind == "f":
                continue
            place = f"{quoted(table.schema)}.{quoted(table.name)}"
            said = (
                f"CREATE UNIQUE INDEX {quoted(key.name)} ON {place} USING btree ({', '.join(map(quoted, key.columns))})"
            )
            head = (_index(at, number), number, len(key.columns), "ft"[key.kind == "p"], _numbers(table, key.columns))
            nothing = "{" + ",".join("0" * len(key.columns)) + "}"
            yield *head, said, nothing

    def _target(self, key: Key) -> Key | None:
        """Return the key that a foreign one leads to, as far as it is known."""
        _, table = self._places.get(key.other, (0, None))
        found = [one for one in table.keys if one.kind != "f" and {*one.columns} == {*key.others}] if table else []
        return found[0] if found else None

    def _unique(self, key: Key) -> Place:
        target = self._target(key)
        return (key.other[0], target.name) if target is not None else ("", "")

    def _index(self, key: Key) -> int:
        target = self._target(key)
        for at, (number, _, one) in self._every:
            if one is target:
                return _index(at, number)
        return 0


def _index(at: int, table: int) -> int:
    return table - table % FIRST_INDEX + FIRST_INDEX + at


def _numbers(table: Known | None, columns: Sequence[str]) -> str:
    names = [field.name for field in table.fields] if table is not None else []
    return "{" + ",".join(str(names.index(column) + 1) for column in columns) + "}"
