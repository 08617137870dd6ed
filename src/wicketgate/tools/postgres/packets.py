"""What a server says of an answer: takes the body of a message, gives its columns, the types it takes, or a row."""

from __future__ import annotations

from dataclasses import dataclass

from wicketgate.tools.postgres.framing import Fields, Garbled


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an answer."""

    name: str
    oid: int
    """Its type."""
    size: int
    modifier: int


def columns(body: bytes) -> tuple[Column, ...]:
    """Return the columns that an answer says it has."""
    fields, found = Fields(body), []
    for _ in range(fields.count()):
        name = fields.text()
        fields.take(6)  # the table and the column it is of: numbers of the catalogue
        oid, size, modifier = fields.int32(), fields.int16(), fields.int32()
        if fields.int16() != 0:
            raise Garbled("expected text")
        found.append(Column(name, oid, size, modifier))
    fields.end()
    return tuple(found)


def types(body: bytes) -> tuple[int, ...]:
    """Return the types of the values that a statement takes."""
    fields = Fields(body)
    found = tuple(fields.int32() for _ in range(fields.count()))
    fields.end()
    return found


def values(body: bytes) -> tuple[bytes | None, ...]:
    """Return the values of one row."""
    fields = Fields(body)
    found = tuple(fields.value() for _ in range(fields.count()))
    fields.end()
    return found
