"""Values in binary, held against what the server itself sends and takes for each type."""

from __future__ import annotations

import asyncio

import pytest

from tests.e2e.postgres.ground import PASSWORD, SYNC, bind, execute, inside, kinds, parse
from tests.support.postgres import Server
from wicketgate.egress.postgres.answers import Told
from wicketgate.egress.postgres.binary import CODECS, decoded, encoded
from wicketgate.tools.postgres.packets import Column

SAMPLES: dict[int, tuple[str, list[str]]] = {
    16: ("bool", ["t", "f"]),
    17: ("bytea", ["", r"\x00ff5c27", "abc"]),
    19: ("name", ["tickets", "Ünïcode"]),
    20: ("int8", ["0", "-1", "9223372036854775807", "-9223372036854775808"]),
    21: ("int2", ["0", "32767", "-32768"]),
    23: ("int4", ["0", "2147483647", "-2147483648"]),
    25: ("text", ["", "Ünïcode 漢字", 'it\'s \\ "q"\n']),
    26: ("oid", ["0", "4294967295"]),
    114: ("json", ['{"a": [1, null]}', '"x"']),
    650: ("cidr", ["10.0.0.0/8", "2001:db8::/32", "192.168.1.1/32"]),
    700: ("float4", ["0", "-0", "1.5", "3.4028235e38", "1e-45", "0.1", "NaN", "Infinity", "-Infinity", "16777217"]),
    701: ("float8", ["0", "-0", "1.1", "1.7976931348623157e308", "5e-324", "NaN", "Infinity", "-Infinity"]),
    869: ("inet", ["10.1.2.3", "10.1.2.3/8", "::1", "2001:db8::1/64", "::ffff:1.2.3.4"]),
    1042: ("bpchar", ["a  ", ""]),
    1043: ("varchar", ["abc", ""]),
    1082: ("date", ["2000-01-01", "1999-12-31", "2024-02-29", "0044-03-15 BC", "0001-01-01", "0001-12-31 BC"]),
    1083: ("time", ["00:00:00", "23:59:59.999999", "24:00:00", "12:34:56.7"]),
    1114: ("timestamp", ["2000-01-01 00:00:00", "1999-12-31 23:59:59.999999", "0044-03-15 01:02:03 BC"]),
    1184: (
        "timestamptz",
        ["2024-03-01 12:00:00+05:30", "1900-01-01 00:00:00.5+00", "-infinity", "12345-06-07 00:00:00Z"],
    ),
    1186: (
        "interval",
        ["0", "1 year 2 mons 3 days 04:05:06.789", "-1 mons +2 days -00:00:00.000001", "1 day", "-5 years"],
    ),
    1700: ("numeric", ["0", "0.00", "-0.000012300", "1", "10000", "99999999.99990000", "1e40", "-1e-20", "NaN"]),
    2950: ("uuid", ["a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"]),
    3802: ("jsonb", ['{"a": [1, null, "x"]}', "null"]),
    1007: ("int4[]", ["{}", "{1,NULL,-3}", "{{1,2},{3,4}}", "[0:2]={1,2,3}", "[-1:0][2:3]={{1,2},{3,4}}"]),
    1009: ("text[]", ['{a,"b c","NULL",NULL,"","{","\\"","\\\\",",","ü"}', '{{"a"},{"b"}}']),
    1231: ("numeric[]", ["{1.50,NaN,NULL}"]),
    1185: ("timestamptz[]", ['{"2024-01-01 00:00:00+00",NULL}']),
    1187: ("interval[]", ['{"1 day 02:00:00"}']),
    1001: ("bytea[]", ['{"\\\\x0102",NULL}']),
    1000: ("bool[]", ["{t,f,NULL}"]),
    3807: ("jsonb[]", ['{"{\\"a\\": 1}"}']),
    2951: ("uuid[]", ["{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}"]),
}
SAMPLES[1009][1].append("{\x1fa,\u00a0,\u2003b\x1c}")  # no white space to the server, which quotes none of it
SAMPLES[1700][1].extend(["Infinity", "-Infinity", "123456789012345678901234567890.123456789", "0.0001", "10000.0001"])
SAMPLES[1082][1].extend(["infinity", "-infinity", "5874897-12-31", "4713-01-01 BC", "1900-02-28", "10000-01-01"])
SAMPLES[1114][1].extend(["infinity", "294276-12-31 23:59:59.999999", "4713-01-01 00:00:00 BC"])


def quoted(text: str) -> str:
    """Return a literal."""
    return "'" + text.replace("'", "''") + "'"


@pytest.mark.parametrize("oid", SAMPLES)
def test_each_type_has_the_servers_own_binary_form(database: Server, oid: int) -> None:
    name, samples = SAMPLES[oid]
    send = (
        "array_send" if name.endswith("[]") else {"bool": "boolsend", "bytea": "byteasend", "oid": "oidsend"}.get(name)
    )
    plain = name.rstrip("0123456789") if name[-1].isdigit() else name
    send = send or (name + "send" if plain in ("int", "float") or name in ("name", "text", "bpchar", "varchar") else "")
    send = send or (f"{name}_send")
    values = ", ".join(f"({quoted(one)}::{name})" for one in samples)
    text = "encode(convert_to(format('%s', v), 'UTF8'), 'hex')"
    asked = f"SELECT {text}, encode({send}(v), 'hex') FROM (VALUES {values}) AS t(v)"
    found = database.psql(f"SET TimeZone = 'UTC'; SET extra_float_digits = 1; {asked}").splitlines()
    assert len(found) == len(samples)
    back = []
    for text, sent in (line.split("|") for line in found):
        raw = bytes.fromhex(sent)
        assert encoded(Column("v", oid, -1, -1), bytes.fromhex(text)) == raw, bytes.fromhex(text)
        back.append((sent, decoded(oid, raw)))
    same = " AND ".join(f"encode({send}({quoted(text)}::{name}), 'hex') = '{sent}'" for sent, text in back)
    assert database.psql(f"SET TimeZone = 'UTC'; SELECT {same}") == "t"


def test_every_type_listed_is_held_against_the_server_or_is_made_of_one_that_is() -> None:
    of_items = {1003, 1016, 1005, 1028, 199, 651, 1021, 1022, 1041, 1014, 1015, 1182, 1183, 1115}
    assert set(CODECS) - set(SAMPLES) == {705} | of_items


HOSTILE = {
    "a short number": (23, b"\0\0\7"),
    "a long number": (23, bytes(8)),
    "a truth of another kind": (16, b"\2"),
    "numeric: more groups than there are": (1700, b"\x7f\xff\0\0\0\0\0\0"),
    "numeric: fewer than none": (1700, b"\xff\xff\0\0\0\0\0\0"),
    "numeric: a group of five digits": (1700, b"\0\1\0\0\0\0\0\0\x27\x10"),
    "numeric: a power without end": (1700, b"\0\1\x7f\xff\0\0\0\0\0\1"),
    "numeric: digits without end": (1700, b"\0\1\x80\0\0\0\x3f\xff\0\1"),
    "numeric: an unknown sign": (1700, b"\0\0\0\0\x12\x34\0\0"),
    "numeric: a NaN with digits": (1700, b"\0\1\0\0\xc0\0\0\0\0\1"),
    "numeric: nothing": (1700, b""),
    "array: a bomb of dimensions": (1007, b"\0\0\0\6" + bytes(4) + b"\0\0\0\x17" + b"\0\1\0\0\0\0\0\1" * 6),
    "array: too many dimensions": (1007, b"\0\0\0\7" + bytes(4) + b"\0\0\0\x17" + b"\0\0\0\1\0\0\0\1" * 7 + bytes(4)),
    "array: an empty dimension": (1007, b"\0\0\0\1" + bytes(4) + b"\0\0\0\x17" + b"\0\0\0\0\0\0\0\1"),
    "array: a negative dimension": (1007, b"\0\0\0\1" + bytes(4) + b"\0\0\0\x17" + b"\xff\xff\xff\xff\0\0\0\1"),
    "array: items of another type": (1007, b"\0\0\0\1" + bytes(4) + b"\0\0\0\x19" + b"\0\0\0\1\0\0\0\1\0\0\0\1a"),
    "array: an item longer than the rest": (1007, b"\0\0\0\1\0\0\0\0\0\0\0\x17\0\0\0\1\0\0\0\1\x7f\xff\xff\xff"),
    "array: an item of negative length": (1007, b"\0\0\0\1\0\0\0\0\0\0\0\x17\0\0\0\1\0\0\0\1\xff\xff\xff\xfe"),
    "array: more behind it": (1007, b"\0\0\0\0\0\0\0\0\0\0\0\x17\0"),
    "array: cut": (1007, b"\0\0\0\1\0"),
    "an address of no family": (869, b"\x09\x20\0\4\1\2\3\4"),
    "an address with too many bits": (869, b"\2\x21\0\4\1\2\3\4"),
    "jsonb of another version": (3802, b"\2{}"),
    "text that is none": (25, b"\xff\xfe"),
    "a short uuid": (2950, bytes(15)),
    "a time beyond its day": (1083, b"\x7f" + bytes(7)),
    "a type nobody knows": (16387, b"x"),
    "a type of the catalogue": (2205, bytes(4)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_none_of_its_type_is_refused(name: str) -> None:
    with pytest.raises(Told):
        decoded(*HOSTILE[name])


MANGLED = {
    23: "[redacted:K]",
    1700: "12[redacted:K]",
    701: "[redacted]",
    1082: "[redacted:K]-01",
    2950: "[redacted:K]",
    17: r"\x00[redacted:K]",
    1007: "{1,[redacted:K]}",
    1009: '{"a}',
    869: "[redacted]",
    1005: "{,}",
    1016: "{1,}",
    1028: "{1 2}",
    1231: "{1}{2}",
    2951: "{{}",
    1186: "",
    16: "true",
}


@pytest.mark.parametrize("oid", MANGLED)
def test_a_value_that_cleaning_changed_is_an_error_and_never_another_one(oid: int) -> None:
    with pytest.raises(Told, match="does not fit its type"):
        encoded(Column("v", oid, -1, -1), MANGLED[oid].encode())


def asked(statement: str, values: bytes, count: int, formats: bytes, results: bytes) -> tuple[bytes, bytes]:
    """Return a Bind with values in formats, its results in others."""
    return b"B", b"\0" + statement.encode() + b"\0" + formats + count.to_bytes(2, "big") + values + results


BINARY = b"\0\1\0\1"


def test_a_client_that_speaks_binary_alone_learns_types_and_is_decided_on_the_whole_text(database: Server) -> None:
    async def go() -> None:
        async with inside(database) as run:
            raw = await run.raw()
            sql = "SELECT id, body FROM tickets WHERE id = $1"
            raw.send(parse(sql, "s"), (b"D", b"Ss\0"), SYNC)
            found = await raw.until(b"Z")
            assert kinds(found) == "1tTZ"
            assert found[1][1] == b"\0\1\0\0\0\x17"
            raw.send(asked("s", b"\0\0\0\4\0\0\0\7", 1, BINARY, BINARY), (b"D", b"P\0"), execute(), SYNC)
            found = await raw.until(b"Z")
            assert kinds(found) == "2TDCZ"
            assert found[2][1] == b"\0\2\0\0\0\4\0\0\0\7\0\0\0\x08ticket 7"
            texts = [body["arguments"]["sql"] for body in run.made.audit.of("asked")]
            assert texts == [sql.replace("$1", "NULL"), sql.replace("$1", "'7'::int")]
            assert run.made.audit.of("outcome")[0]["text"] == "described, not executed"
            # A binary value of a type nobody said: the database is asked, before it is decided.
            raw.send(parse(sql), asked("", b"\0\0\0\4\0\0\0\x08", 1, BINARY, b"\0\0"), execute(), SYNC)
            assert (b"D", b"\0\2\0\0\0\x018\0\0\0\x08ticket 8") in await raw.until(b"Z")

    asyncio.run(go())


def test_describing_a_statement_is_decided_as_if_it_ran(database: Server) -> None:
    async def go() -> None:
        async with inside(database) as run:
            raw = await run.raw()
            for sql in ("SELECT amount FROM payroll WHERE id = $1", "SELECT email FROM customers WHERE id = $1"):
                raw.send(parse(sql), (b"D", b"S\0"), SYNC)
                found = await raw.until(b"Z")
                assert kinds(found) == "1EZ" and b"not granted" in found[1][1]
            # A row of a table, by the number of its type.
            row = int(database.psql("SELECT 'payroll'::regtype::oid"))
            body = b"\0SELECT $1\0\0\1" + row.to_bytes(4, "big")
            raw.send((b"P", body), (b"D", b"S\0"), SYNC)
            assert kinds(await raw.until(b"Z")) == "EZ"
            assert {body["decision"] for body in run.made.audit.of("decided")} == {"deny"}

    asyncio.run(go())


def test_types_of_the_database_alone_are_told_and_taken_as_text(database: Server) -> None:
    database.psql(
        "CREATE TYPE mood AS ENUM ('ok', 'bad'); CREATE TABLE moods (id int, m mood, r int4range, s smallint)"
    )
    database.psql("INSERT INTO moods VALUES (1, 'ok', '[1,5)', 3); GRANT SELECT ON moods TO agent_ro")

    async def go() -> None:
        async with inside(database, ["moods"]) as run:
            raw = await run.raw()
            raw.send(parse("SELECT m FROM moods WHERE m = $1 AND s = $2", "s"), (b"D", b"Ss\0"))
            raw.send(asked("s", b"\0\0\0\2ok\0\0\0\2\0\3", 2, BINARY, BINARY), execute(), SYNC)
            found = await raw.until(b"Z")
            assert kinds(found) == "1tT2DCZ"
            assert found[1][1] == b"\0\2\0\0\0\x19\0\0\0\x15" and found[4][1] == b"\0\1\0\0\0\2ok"
            raw.send(parse("SELECT r FROM moods"), asked("", b"", 0, b"\0\0", BINARY), execute(), SYNC)
            assert b"cast it to text" in (await raw.until(b"Z"))[2][1]

    asyncio.run(go())


@pytest.mark.parametrize("formats", [b"\0\2\0\1\0\1", b"\0\1\0\2", b"\0\1\xff\xff"])
def test_formats_that_are_none_are_refused(database: Server, formats: bytes) -> None:
    async def go() -> None:
        async with inside(database) as run:
            raw = await run.raw()
            raw.send(parse("SELECT 7 AS n"), asked("", b"", 0, b"\0\0", formats), execute(), SYNC)
            assert kinds(await raw.until(b"Z"))[-2:] == "EZ"
            raw.send((b"Q", b"SELECT 7 AS n\0"))
            assert kinds(await raw.until(b"Z")) == "TDCZ"

    asyncio.run(go())


def test_values_are_cleaned_before_they_are_put_in_binary(database: Server) -> None:
    secret = "8412057733"

    async def go() -> None:
        def clean(text: str) -> str:
            return text.replace(PASSWORD, "[redacted:P]").replace(secret, "[redacted:N]")

        async with inside(database, clean=clean) as run:
            raw = await run.raw()
            raw.send(parse("SELECT said FROM notes"), asked("", b"", 0, b"\0\0", BINARY), execute(), SYNC)
            assert (b"D", b"\0\1\0\0\0\x1dthe password is [redacted:P]!") in await raw.until(b"Z")
            raw.send(parse(f"SELECT id, {secret[:5]}00000 + {secret[5:]} AS n FROM notes"))
            raw.send(asked("", b"", 0, b"\0\0", BINARY), execute(), SYNC)
            found = await raw.until(b"Z")
            assert kinds(found) == "12EZ" and b"C22P03\0" in found[2][1]
            assert not {PASSWORD.encode(), int(secret).to_bytes(8, "big")} & {*bytes(run.heard).split(b"\0")}
            assert int(secret).to_bytes(8, "big") not in run.heard
            raw.send(parse("SELECT 1 AS n"), bind(), execute(), SYNC)
            assert kinds(await raw.until(b"Z")) == "12DCZ"

    asyncio.run(go())
