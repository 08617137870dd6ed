"""With our reading taken away: what GRANTs, the read-only transaction, the caps and the clock still hold.

And `db.query`, the tool, on the same source.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable

import pytest

from tests.e2e.postgres.ground import CANARY, PASSWORD, SALARY, TABLES, Values, document
from tests.support.ports import bench
from tests.support.postgres import Server
from wicketgate.action import Action, Way
from wicketgate.egress.fetch import Poster
from wicketgate.errors import Error, Refused
from wicketgate.secrets.broker.broker import Broker
from wicketgate.secrets.broker.lent_value import Lent
from wicketgate.secrets.credential import Credential
from wicketgate.tools.catalogue import catalogue, execute
from wicketgate.tools.postgres.connect import connect
from wicketgate.tools.postgres.dial import Place
from wicketgate.tools.postgres.fault import DatabaseError
from wicketgate.tools.postgres.session import Caps, Rows, Session

CAPS = Caps(10, 10_000, 1)
FORBIDDEN = {
    "SELECT amount FROM public.salaries": "42501",
    "SELECT email FROM public.customers": "42501",
    "SELECT * FROM public.customers": "42501",
    "SELECT query_to_xml('SELECT amount FROM public.salaries', true, true, '')": "42501",
    "SELECT pg_read_file('/etc/passwd')": "42501",
    "SELECT * FROM pg_authid": "42501",
    "COPY public.tickets TO PROGRAM 'id'": "42501",
    "DELETE FROM public.tickets": "25006",
    "DO $$ BEGIN DELETE FROM public.tickets; END $$": "25006",
    "SET ROLE postgres": "42501",
    "SELECT 1; SELECT 2": "42601",
    "COMMIT; DELETE FROM public.tickets": "42601",
    "CREATE TABLE public.t (a int)": "25006",
}


def session(server: Server, work: Callable[[Session], Awaitable[None]], seconds: float = CAPS.seconds) -> None:
    """Do something with a session of the agent's role, no gate before it."""

    async def go() -> None:
        with Lent(Credential("CRM_PASSWORD", PASSWORD)) as lent:
            place = Place("127.0.0.1", server.port, "crm", "agent_ro", tls=False)
            opened = Session(await connect(place, lent, seconds))
        try:
            await work(opened)
        finally:
            opened.close()

    asyncio.run(go())


def test_grants_hold_without_our_reading(database: Server) -> None:
    async def work(opened: Session) -> None:
        for sql, code in FORBIDDEN.items():
            with pytest.raises(DatabaseError) as caught:
                await opened.run(sql, CAPS)
            assert caught.value.code == code, sql
        assert not opened.broken

    session(database, work)


def test_a_role_that_may_write_still_cannot_in_our_transaction(database: Server) -> None:
    database.psql("CREATE TABLE scratch (a int); GRANT ALL ON scratch TO agent_ro")

    async def work(opened: Session) -> None:
        with pytest.raises(DatabaseError) as caught:
            await opened.run("INSERT INTO public.scratch VALUES (1)", CAPS)
        assert caught.value.code == "25006"
        # A setting made by one statement is gone before the next.
        await opened.run("SET default_transaction_read_only = off", CAPS)
        await opened.run("SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE", CAPS)
        await opened.run("SELECT set_config('search_path', 'pg_temp', false)", CAPS)
        assert (await opened.run("SHOW search_path", CAPS)).rows == [(b"pg_catalog, pg_temp",)]
        with pytest.raises(DatabaseError):
            await opened.run("INSERT INTO public.scratch VALUES (1)", CAPS)

    session(database, work)
    assert database.psql("SELECT count(*) FROM scratch") == "0"


def test_what_the_role_was_set_to_by_its_owner_does_not_come_before_us(database: Server) -> None:
    database.psql(
        "ALTER ROLE agent_ro SET default_transaction_read_only = off; ALTER ROLE agent_ro SET search_path = x"
    )
    try:

        async def work(opened: Session) -> None:
            assert (await opened.run("SHOW default_transaction_read_only", CAPS)).rows == [(b"on",)]
            assert (await opened.run("SELECT count(*) FROM public.tickets", CAPS)).rows == [(b"1000",)]

        session(database, work)
    finally:
        database.psql("ALTER ROLE agent_ro RESET ALL")


def test_the_clock_holds_where_the_database_has_none(database: Server) -> None:
    async def work(opened: Session) -> None:
        await opened.run("SET statement_timeout = 0", CAPS)
        with pytest.raises(Refused, match="takes longer than 1 seconds"):
            await opened.run("SELECT pg_sleep(60)", CAPS)
        assert (await opened.run("SELECT 1", CAPS)).rows == [(b"1",)]
        asleep = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%' AND state = 'active'"
        assert database.psql(asleep + " AND usename = 'agent_ro'") == "0"

    session(database, work)


def test_a_caller_that_leaves_takes_its_statement_with_it(database: Server) -> None:
    async def work(opened: Session) -> None:
        asking = asyncio.create_task(opened.run("SELECT pg_sleep(50)", Caps(1, 1000, 30)))
        await asyncio.sleep(0.3)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        assert opened.broken
        asleep = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(50)%' AND usename = 'agent_ro'"
        for _ in range(100):
            if await asyncio.to_thread(database.psql, asleep) == "0":
                return
            await asyncio.sleep(0.05)
        raise AssertionError("it still sleeps")

    session(database, work, 60)  # the server's own timer is far away


def test_caps_hold(database: Server) -> None:
    async def work(opened: Session) -> None:
        found = await opened.run("SELECT id FROM public.tickets", CAPS)
        assert (len(found.rows), found.truncated) == (10, True)
        found = await opened.run("SELECT repeat('x', 4000) FROM public.tickets", CAPS)
        assert (len(found.rows), found.truncated) == (2, True)
        found = await opened.run("SELECT id FROM public.tickets ORDER BY id LIMIT 10", CAPS)
        assert (found.rows[0], found.truncated) == ((b"1",), False)
        assert isinstance(await opened.run("SELECT 1 WHERE false", CAPS), Rows)

    session(database, work)


def tool(server: Server, sql: str, tables: list[str] | None = None, revoked: bool = False) -> str:
    """Return what `db.query` answers through the whole flow, or the error it raises."""
    made = bench(**document(server, tables or TABLES, rows=3))
    profile, values = made.door.ports.profile, Values(revoked=revoked)
    broker = Broker(profile, values, Poster())

    async def run(action: Action) -> object:
        return await execute(profile, action, broker.lend)

    async def go() -> str:
        try:
            request = made.door.request("db.query", {"source": "crm", "sql": sql}, Way.GATEWAY)
            return (await made.door.walk(request, run)).text  # type: ignore[arg-type]
        except Error as error:
            return f"{error.message}; {error.hint}"

    return asyncio.run(go())


def test_the_tool_answers_as_it_does_of_a_file(database: Server) -> None:
    assert json.loads(tool(database, "SELECT id, name, plan = 'gold' AS gold FROM customers ORDER BY id")) == {
        "columns": ["id", "name", "gold"],
        "rows": [[1, "Ada", True], [2, "Bob", False]],
        "truncated": False,
    }
    assert json.loads(tool(database, "SELECT id FROM tickets ORDER BY id"))["truncated"] is True
    assert "table payroll is not granted" in tool(database, "SELECT amount FROM payroll")
    assert tool(database, "SELECT amount FROM salaries").startswith("the database does not let the source's role")
    assert "CRM_PASSWORD was revoked" in tool(database, "SELECT id FROM tickets", revoked=True)
    assert CANARY not in tool(database, "SELECT query_to_xml('SELECT * FROM payroll', true, true, '')")
    assert SALARY not in tool(database, "SELECT amount FROM salaries")


def test_the_tool_is_described_without_where_its_data_lies(database: Server) -> None:
    made = bench(**document(database, TABLES))
    (described,) = catalogue(made.door.ports.profile)
    assert "PostgreSQL" in described.description
    assert not any(word in described.description for word in ("agent_ro", "127.0.0.1", str(database.port)))
