"""The messages a program inside is sent: takes values, gives bytes. No byte of the database's is passed on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from wicketgate.errors import Refused, RequestError
from wicketgate.tools.postgres.framing import int16, int32, message, text
from wicketgate.tools.postgres.packets import Column

STATUS = {
    "server_version": "15.0",
    "server_encoding": "UTF8",
    "client_encoding": "UTF8",
    "DateStyle": "ISO, MDY",
    "IntervalStyle": "postgres",
    "TimeZone": "UTC",
    "integer_datetimes": "on",
    "standard_conforming_strings": "on",
    "default_transaction_read_only": "on",
    "in_hot_standby": "off",
    "is_superuser": "off",
}
"""What a client is told of the server when it connects; nothing has been dialled by then."""
PARSED, BOUND, CLOSED, NO_DATA, SUSPENDED, EMPTY = (
    message(b"1"),
    message(b"2"),
    message(b"3"),
    message(b"n"),
    message(b"s"),
    message(b"I"),
)
DENIED, SYNTAX, PROTOCOL, UNSUPPORTED = "42501", "42601", "08P01", "0A000"
FAILED, NO_STATEMENT, NO_PORTAL, TWICE, INTERNAL = "25P02", "26000", "34000", "42P05", "XX000"
TOO_MUCH, ENDED, UNFIT, ENCODING = "54000", "57P01", "22P03", "22021"
TEXT, FIRST_OWN = 25, 16384
"""The type of text, and the first number a database gives to types of its own."""


class TooMuch(Refused):
    """The answer is larger than may be shown."""


class Told(RequestError):
    """An error with a code of its own."""

    def __init__(self, code: str, said: str, hint: str = "") -> None:
        super().__init__(said, hint)
        self.code = code
        """SQLSTATE."""


def welcome(key: bytes) -> bytes:
    """Return all that follows a startup packet: the login is over, this is the server, go on."""
    told = b"".join(message(b"S", text(name), text(value)) for name, value in STATUS.items())
    return message(b"R", int32(0)) + told + message(b"K", key) + ready("I")


def ready(status: str) -> bytes:
    """Return that the next statement may come; `status` is I, T (in a transaction) or E (in a failed one)."""
    return message(b"Z", status.encode())


def error(code: str, said: str, hint: str = "", *, fatal: bool = False) -> bytes:
    """Return an error with its SQLSTATE; the connection ends after a fatal one."""
    severity = "FATAL" if fatal else "ERROR"
    fields = {"S": severity, "V": severity, "C": code, "M": f"wicketgate: {said}", "H": hint}
    return message(b"E", *(kind.encode() + text(value) for kind, value in fields.items() if value), b"\0")


def shown(column: Column) -> Column:
    """Return a column as it is told: of text, where its type is one of the database's own, as only text is given."""
    return replace(column, oid=TEXT, size=-1, modifier=-1) if not 0 < column.oid < FIRST_OWN else column


def taking(types: Sequence[int]) -> bytes:
    """Return of which types the values of a statement are."""
    return message(b"t", int16(len(types)), *map(int32, types))


def described(columns: Sequence[Column], formats: Sequence[int] = ()) -> bytes:
    """Return what the columns of an answer are, each in a format (else in text); that there are none, without any."""
    if not columns:
        return NO_DATA
    parts = [
        text(column.name) + int32(0) + int16(0) + int32(column.oid) + int16(column.size) + int32(column.modifier)
        for column in map(shown, columns)
    ]
    forms = formats or [0] * len(parts)
    return message(b"T", int16(len(parts)), *(part + int16(form) for part, form in zip(parts, forms, strict=True)))


def told(column: str) -> bytes:
    """Return what the one column of an answer of our own is: text, which is the same in either format."""
    return described([Column(column, TEXT, -1, -1)] if column else [])


def rows(found: Iterable[Sequence[bytes | None]]) -> bytes:
    """Return rows of values."""
    return b"".join(message(b"D", int16(len(row)), *map(_value, row)) for row in found)


def complete(tag: str) -> bytes:
    """Return that a statement is over."""
    return message(b"C", text(tag))


def _value(value: bytes | None) -> bytes:
    return int32(-1) if value is None else int32(len(value)) + value
