"""The protocol as a hostile program speaks it: names used twice, pipelines, what is no message at all."""

from __future__ import annotations

import asyncio

import pytest

from tests.e2e.postgres.ground import CANARY, PASSWORD, SYNC, bind, execute, inside, kinds, parse
from tests.support.postgres import Server

HONEST, STOLEN = "SELECT id FROM tickets ORDER BY id LIMIT 1", "SELECT amount FROM payroll"


def test_what_is_parsed_is_what_runs_whatever_its_name_means_later(database: Server) -> None:
    async def go() -> None:
        async with inside(database) as run:
            raw = await run.raw()
            # A portal bound to an honest statement; then its name is given to another one, which is denied.
            raw.send(parse(HONEST, "a"), bind("a", "p"), (b"C", b"Sa\0"), parse(STOLEN, "a"), SYNC)
            assert kinds(await raw.until(b"Z")) == "123EZ"
            raw.send(bind("a", "p"), execute("p"), SYNC)
            assert kinds(await raw.until(b"Z")) == "EZ"  # the denied one was never there
            raw.send(parse(HONEST), bind(), parse("SELECT name FROM customers ORDER BY id LIMIT 1"), execute(), SYNC)
            found = await raw.until(b"Z")
            assert (b"D", b"\0\1\0\0\0\x011") in found  # the portal's own statement
            raw.send(parse(HONEST, "b"), SYNC, parse(STOLEN, "b"), SYNC)
            assert kinds(await raw.until(b"Z") + await raw.until(b"Z")) == "1ZEZ"
            assert CANARY.encode() not in run.heard

    asyncio.run(go())


def test_a_pipeline_is_decided_statement_by_statement_and_an_error_voids_the_rest(database: Server) -> None:
    async def go() -> None:
        async with inside(database) as run:
            raw = await run.raw()
            one = (bind(), (b"D", b"P\0"), execute())
            raw.send(parse(HONEST), *one, parse(STOLEN), *one, parse(HONEST), *one, (b"Q", HONEST.encode() + b"\0"))
            raw.send(SYNC, parse(HONEST), *one, SYNC)
            assert kinds(await raw.until(b"Z")) == "12TDCEZ"
            assert kinds(await raw.until(b"Z")) == "12TDCZ"
            assert [body["decision"] for body in run.made.audit.of("decided")] == ["allow", "deny", "allow"]

    asyncio.run(go())


def test_each_execution_beyond_the_first_is_a_request_of_its_own(database: Server) -> None:
    async def go() -> None:
        async with inside(database, limit="2 per hour") as run:
            raw = await run.raw()
            raw.send(parse(HONEST, "a"), bind("a"), execute(), bind("a"), execute(), SYNC)
            assert kinds(await raw.until(b"Z")) == "12DC2DCZ"
            raw.send(bind("a"), execute(), SYNC)
            found = await raw.until(b"Z")
            assert kinds(found) == "2EZ"
            assert b"limit is used up" in found[1][1]
            assert len(run.made.audit.of("outcome")) == 2

    asyncio.run(go())


def test_what_was_admitted_and_never_executed_is_settled_as_that(database: Server) -> None:
    async def go() -> None:
        async with inside(database) as run:
            raw = await run.raw()
            raw.send(parse(HONEST, "a"), (b"D", b"Sa\0"), SYNC)
            assert kinds(await raw.until(b"Z")) == "1tTZ"
            raw.send((b"X", b""))
            assert await raw.one() == (b"", b"")
            for _ in range(100):
                if run.made.audit.of("outcome"):
                    break
                await asyncio.sleep(0.02)
            assert [body["text"] for body in run.made.audit.of("outcome")] == ["admitted, and never executed"]

    asyncio.run(go())


def test_portals_give_their_rows_in_parts(database: Server) -> None:
    async def go() -> None:
        async with inside(database) as run:
            raw = await run.raw()
            raw.send(parse("SELECT id FROM tickets ORDER BY id LIMIT 5"), bind(), execute(most=2), execute(most=2))
            raw.send(execute(), execute(), SYNC)
            assert kinds(await raw.until(b"Z")) == "12DDsDDsDCCZ"
            assert len(run.made.audit.of("asked")) == 1

    asyncio.run(go())


def valued(*values: bytes, statement: str = "", formats: bytes = b"\0\0") -> tuple[bytes, bytes]:
    """Return a Bind with values."""
    body = b"".join(len(value).to_bytes(4, "big") + value for value in values)
    return b"B", b"\0" + statement.encode() + b"\0" + formats + len(values).to_bytes(2, "big") + body + b"\0\0"


def test_values_apart_are_decided_as_part_of_the_text(database: Server) -> None:
    async def go() -> None:
        async with inside(database) as run:
            raw = await run.raw()
            sql = "SELECT id FROM customers WHERE name = $1 OR name = $2 /* $3 */ OR name = '$4'"
            raw.send(parse(sql), valued(b"Ada", b"' OR true --"), (b"D", b"P\0"), execute(), SYNC)
            assert kinds(await raw.until(b"Z")) == "12TDCZ"
            (asked,) = run.made.audit.of("asked")
            assert asked["arguments"]["sql"] == sql.replace("$1", "'Ada'").replace("$2", "''' OR true --'")
            int4 = (b"P", b"n\0SELECT id FROM tickets WHERE id = $1\0\0\1" + (23).to_bytes(4, "big"))
            raw.send(int4, valued(b"7", statement="n"), execute(), valued(b"8", statement="n"), execute(), SYNC)
            found = await raw.until(b"Z")
            assert kinds(found) == "12DC2DCZ"
            assert (b"D", b"\0\1\0\0\0\x018") in found
            # Too few, in a format that is none, a table that is not granted, its description.
            raw.send(valued(statement="n"), SYNC, valued(b"\0\0\0\7", statement="n", formats=b"\0\1\0\2"), SYNC)
            raw.send(parse("SELECT amount FROM payroll WHERE id = $1"), valued(b"1"), execute(), SYNC)
            raw.send(parse("SELECT amount FROM payroll WHERE id = $1", "p"), (b"D", b"Sp\0"), SYNC)
            assert [kinds(await raw.until(b"Z")) for _ in range(4)] == ["EZ", "EZ", "1EZ", "1EZ"]
            assert CANARY.encode() not in run.heard

    asyncio.run(go())


def test_rows_that_nobody_reads_are_bounded(database: Server) -> None:
    async def go() -> None:
        async with inside(database) as run:
            raw = await run.raw()
            raw.send((b"Q", b"BEGIN\0"))
            await raw.until(b"Z")
            for name in "abc":
                raw.send(parse("SELECT id FROM tickets LIMIT 5", name), bind(name, name), execute(name, 1), SYNC)
            found = [kinds(await raw.until(b"Z")) for _ in "abc"]
            assert found == ["12DsZ", "12DsZ", "12EZ"]

    asyncio.run(go())


def test_what_drivers_ask_when_they_connect_is_answered_here_and_reaches_nothing(database: Server) -> None:
    async def go() -> None:
        async with inside(database) as run:
            run.values.revoked = True  # nothing may be dialled
            asked = ("SHOW server_version", "SHOW transaction isolation level", "select pg_catalog.version()")
            assert [await run.query(sql) for sql in asked] == ["15.0", "read committed", "PostgreSQL 15.0"]
            raw = await run.raw()
            raw.send(parse("SELECT current_schema()", "s"), (b"D", b"Ss\0"), bind("s"), (b"D", b"P\0"), execute(), SYNC)
            found = await raw.until(b"Z")
            assert kinds(found) == "1tT2TDCZ"
            assert (b"D", b"\0\1\0\0\0\x06public") in found
            raw.send((b"Q", b"BEGIN\0"), (b"Q", b"SELECT * FROM payroll\0"), (b"Q", b"SHOW server_version\0"))
            assert [kinds(await raw.until(b"Z")) for _ in range(3)] == ["CZ", "EZ", "EZ"]
            assert not run.made.audit.of("outcome")

    asyncio.run(go())


def test_transactions_are_answered_here_and_a_failed_one_is_over(database: Server) -> None:
    async def go() -> None:
        async with inside(database) as run:
            raw = await run.raw()
            states = []
            for sql in ("BEGIN", HONEST, STOLEN, HONEST, "COMMIT", "begin isolation level serializable, read only"):
                raw.send((b"Q", sql.encode() + b"\0"))
                found = await raw.until(b"Z")
                states.append(kinds(found)[:-1] + found[-1][1].decode())
            assert states == ["CT", "TDCT", "EE", "EE", "CI", "CT"]

    asyncio.run(go())


def test_savepoints_and_forgotten_statements_are_answered_here(database: Server) -> None:
    async def go() -> None:
        async with inside(database) as run:
            raw = await run.raw()
            states = []
            for sql in ("BEGIN", "SAVEPOINT a", STOLEN, "RELEASE a", "ROLLBACK TO a", HONEST, "COMMIT"):
                raw.send((b"Q", sql.encode() + b"\0"))
                found = await raw.until(b"Z")
                states.append(kinds(found)[:-1] + found[-1][1].decode())
            assert states == ["CT", "CT", "EE", "EE", "CT", "TDCT", "CI"]
            raw.send(parse(HONEST, "a"), parse(HONEST, "b"), SYNC)
            raw.send((b"Q", b"DEALLOCATE a\0"), (b"Q", b"DEALLOCATE ALL\0"))
            assert [kinds(await raw.until(b"Z")) for _ in range(3)] == ["11Z", "CZ", "CZ"]
            raw.send(bind("b"), SYNC, parse(HONEST, "a"), SYNC)
            assert [kinds(await raw.until(b"Z")) for _ in range(2)] == ["EZ", "1Z"]

    asyncio.run(go())


ODD = {
    "a message without an end": (b"Q\0\0\0\3",),
    "a huge message": (b"Q\x7f\xff\xff\xff",),
    "a negative one": (b"Q\xff\xff\xff\xff",),
    "an unknown kind": (b"\x01\0\0\0\4",),
    "a copy nobody began, then text": (b"d\0\0\0\x05x", b"GET / HTTP/1.1\r\n\r\n"),
    "a query without its zero": (b"Q\0\0\0\x0cSELECT 1",),
    "a query with more behind": (b"Q\0\0\0\x0fSELECT 1\0ab",),
    "a bind that ends early": (b"B\0\0\0\x06\0\0",),
    "a password, unasked": (b"p\0\0\0\x08abc\0",),
    "a query that is no text": (b"Q\0\0\0\x07\xff\xfe\0",),
}


@pytest.mark.parametrize("name", ODD)
def test_what_is_no_message_ends_the_connection(database: Server, name: str) -> None:
    async def go() -> None:
        async with inside(database) as run:
            raw = await run.raw()
            for piece in ODD[name]:
                raw.writer.write(piece)
            found = await raw.until(b"never")
            assert kinds(found) in ("E", ""), found
            assert not run.made.audit.of("asked")
            assert await run.query("SELECT 7") == "7"

    asyncio.run(go())


STARTS = {
    "nothing": b"\0\0\0\4",
    "too much": b"\0\1\0\0\0\3\0\0",
    "version 2": b"\0\0\0\x08\0\2\0\0",
    "replication": b"\0\0\0\x21\0\3\0\0user\0a\0replication\0true\0\0",
    "tls forever": b"\0\0\0\x08\x04\xd2\x16\x2f" * 4,
    "http": b"GET / HTTP/1.1\r\n\r\n",
}


@pytest.mark.parametrize("name", STARTS)
def test_what_is_no_login_ends_the_connection(database: Server, name: str) -> None:
    async def go() -> None:
        async with inside(database) as run:
            reader, writer = await asyncio.open_connection("127.0.0.1", run.port)
            writer.write(STARTS[name])
            writer.write_eof()
            said = (await asyncio.wait_for(reader.read(), 20)).lstrip(b"N")
            assert said[:1] in (b"E", b"")
            assert b"R\0\0\0\x08" not in said

    asyncio.run(go())


def test_nothing_is_dialled_and_no_secret_asked_for_before_a_statement_is_admitted(database: Server) -> None:
    async def go() -> None:
        async with inside(database) as run:
            run.values.revoked = True
            raw = await run.raw()
            raw.send((b"Q", b"BEGIN\0"), (b"Q", STOLEN.encode() + b"\0"))
            await raw.until(b"Z")
            assert b"not granted" in (await raw.until(b"Z"))[0][1]
            assert database.psql("SELECT count(*) FROM pg_stat_activity WHERE usename = 'agent_ro'") == "0"

    asyncio.run(go())


def test_the_password_is_in_no_byte_anybody_inside_is_sent(database: Server) -> None:
    async def go() -> None:
        async with inside(database) as run:
            raw = await run.raw()
            raw.send(parse(HONEST), (b"D", b"S\0"), bind(), execute(), SYNC, (b"Q", STOLEN.encode() + b"\0"))
            await raw.until(b"Z")
            await raw.until(b"Z")
            await run.query(HONEST)
            run.values.password = "another-wrong-password"
            said = await run.query(HONEST)
            assert said.startswith("ERROR:  wicketgate: the data source refused the login (SQLSTATE 28P01)")
            recorded = str(run.made.audit.entries).encode()
            for secret in (PASSWORD, "another-wrong-password", "agent_ro", "SCRAM", str(database.port)):
                assert secret.encode() not in run.heard, secret
            assert PASSWORD.encode() not in recorded

    asyncio.run(go())


def test_a_revoked_secret_refuses_the_next_statement_and_a_rotated_one_serves_the_next_connection(
    database: Server,
) -> None:
    async def go() -> None:
        async with inside(database) as run:
            raw = await run.raw()
            raw.send((b"Q", HONEST.encode() + b"\0"))
            assert kinds(await raw.until(b"Z")) == "TDCZ"
            run.values.revoked = True
            raw.send((b"Q", HONEST.encode() + b"\0"))
            found = await raw.until(b"Z")
            assert b"CRM_PASSWORD was revoked" in found[0][1]
            # The connection to the database is gone too.
            await asyncio.sleep(0.2)
            assert database.psql("SELECT count(*) FROM pg_stat_activity WHERE usename = 'agent_ro'") == "0"
            run.values.revoked = False
            database.psql("ALTER ROLE agent_ro PASSWORD 'rotated-password-99'")
            try:
                run.values.password = "rotated-password-99"
                assert await run.query(HONEST) == "1"
            finally:
                database.psql(f"ALTER ROLE agent_ro PASSWORD '{PASSWORD}'")

    asyncio.run(go())
