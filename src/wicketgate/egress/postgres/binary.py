"""Values between text, which is all that is read and run, and the binary form a client may ask for or send.

Takes a type by its number in PostgreSQL's own catalogue and a value; what is not listed is refused with the remedy.
What does not fit its type is an error: a value that cleaning has changed is never given as another number.
"""

from __future__ import annotations

import ipaddress
import struct
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple, NoReturn

from wicketgate.egress.postgres import answers, arrays, moments, numbers
from wicketgate.egress.postgres.answers import Told
from wicketgate.tools.postgres.packets import Column

TEXT, BINARY = 0, 1


class Codec(NamedTuple):
    """One type."""

    name: str
    """As a cast spells it; empty where none is needed, since its text becomes one by itself."""
    binary: Callable[[str], bytes]
    text: Callable[[bytes], str]


def _bool(text: str) -> bytes:
    return {"t": b"\1", "f": b"\0"}[text]


def _bytea(text: str) -> bytes:
    if not text.startswith("\\x"):
        raise ValueError("expected bytes in hex")
    return bytes.fromhex(text[2:])


def _uuid(text: str) -> bytes:
    found = bytes.fromhex(text.replace("-", ""))
    return struct.pack("16s", found) if len(found) == 16 else _misfit()


def _spelled_uuid(data: bytes) -> str:
    return data.hex() if len(data) == 16 else _misfit()


def _jsonb(data: bytes) -> str:
    return data[1:].decode() if data[:1] == b"\1" else _misfit()


def _inet(text: str, network: bool) -> bytes:
    found = ipaddress.ip_interface(text)
    head = bytes([2 if found.version == 4 else 3, found.network.prefixlen, network, len(found.packed)])
    return head + found.packed


def _spelled_inet(data: bytes) -> str:
    family, bits, _, size = struct.unpack(">BBBB", data[:4])
    address = ipaddress.ip_address(data[4:])
    good = (family, size) in ((2, 4), (3, 16)) and size == len(data) - 4 and bits <= address.max_prefixlen
    return f"{address}/{bits}" if good else _misfit()


def _misfit() -> NoReturn:
    raise ValueError("expected a value of its type")


def _packed(name: str, kind: str, work: Callable[[str, str], bytes] = numbers.whole) -> Codec:
    return Codec(name, partial(work, kind), partial(numbers.number, kind))


_WORDS = Codec("text", str.encode, bytes.decode)
PLAIN: dict[int, Codec] = {
    16: Codec("boolean", _bool, lambda data: {b"\1": "t", b"\0": "f"}[data]),
    17: Codec("bytea", _bytea, lambda data: "\\x" + data.hex()),
    19: _WORDS._replace(name=""),
    20: _packed("bigint", ">q"),
    21: _packed("smallint", ">h"),
    23: _packed("int", ">i"),
    25: _WORDS,
    26: _packed("", ">I"),
    114: _WORDS._replace(name="json"),
    650: Codec("", partial(_inet, network=True), _spelled_inet),
    700: _packed("real", ">f", numbers.real),
    701: _packed("double precision", ">d", numbers.real),
    705: _WORDS._replace(name=""),
    869: Codec("", partial(_inet, network=False), _spelled_inet),
    1042: _WORDS,
    1043: _WORDS,
    1082: Codec("date", moments.day, moments.spelled_day),
    1083: Codec("time", moments.clock, moments.spelled_clock),
    1114: Codec("timestamp", moments.stamp, moments.spelled_stamp),
    1184: Codec("timestamptz", partial(moments.stamp, zone=True), partial(moments.spelled_stamp, zone=True)),
    1186: Codec("interval", moments.interval, moments.spelled_interval),
    1700: Codec("numeric", numbers.numeric, numbers.spelled),
    2950: Codec("uuid", _uuid, _spelled_uuid),
    3802: Codec("jsonb", lambda text: b"\1" + text.encode(), _jsonb),
}
_ARRAYS = (
    "1000:16 1001:17 1003:19 1016:20 1005:21 1007:23 1009:25 1028:26 199:114 651:650 1021:700 1022:701 1041:869 "
    "1014:1042 1015:1043 1182:1082 1183:1083 1115:1114 1185:1184 1187:1186 1231:1700 2951:2950 3807:3802"
)
ITEMS = {int(array): int(item) for array, item in (pair.split(":") for pair in _ARRAYS.split())}
"""The types of arrays, each with its items'."""


def _array(item: int) -> Codec:
    of = PLAIN[item]
    return Codec(
        f"{of.name}[]" if of.name else "",
        lambda text: arrays.array(text, item, of.binary),
        lambda data: arrays.spelled(data, item, of.text),
    )


CODECS = PLAIN | {array: _array(item) for array, item in ITEMS.items()}


def spread(formats: Sequence[int], many: int) -> tuple[int, ...]:
    """Return the format of each of `many` values: none given is text, one stands for all; Told for another number."""
    if any(form not in (TEXT, BINARY) for form in formats) or len(formats) not in (0, 1, many):
        raise Told(answers.PROTOCOL, f"expected no format, one, or {many}, each of them text or binary")
    return tuple(formats) if len(formats) == many else (formats[0] if formats else TEXT,) * many


def given(columns: Sequence[Column], formats: Sequence[int]) -> tuple[int, ...]:
    """Return the format of each column of an answer; Told for one that has no binary form here."""
    found = spread(formats, len(columns))
    for column, form in zip(columns, found, strict=True):
        if form == BINARY and answers.shown(column).oid not in CODECS:
            said = f"column {column.name[:63]} is of a type that is given as text only (number {column.oid})"
            raise Told(answers.UNSUPPORTED, said, "cast it to text in the statement: column::text")
    return found


def encoded(column: Column, value: bytes | None) -> bytes | None:
    """Return one value of an answer in binary; Told where its text is none of its type."""
    if value is None:
        return None
    try:
        return CODECS[answers.shown(column).oid].binary(value.decode())
    except (ValueError, KeyError, OverflowError, struct.error):
        said = f"a value of column {column.name[:63]} does not fit its type, or holds a secret that was cleaned from it"
        raise Told(answers.UNFIT, said, "read it as text") from None


def decoded(kind: int, data: bytes) -> str:
    """Return the text of a value a client sent in binary; Told for one that is none of its type."""
    if kind not in CODECS:
        raise Told(answers.UNSUPPORTED, "a value of that type is taken as text only", "send it as text")
    try:
        return CODECS[kind].text(data)
    except (ValueError, KeyError, OverflowError, struct.error):
        raise Told(answers.UNFIT, "a value in binary is none of its type", "send it as text") from None
