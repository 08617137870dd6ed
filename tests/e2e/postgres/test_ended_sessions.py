"""A password that may not be used any more ends the session it opened and what runs; a rotated one opens the next.

The vault, the listener and the database are real.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.postgres.ground import PASSWORD, SECOND, Inside, document, inside, kinds
from tests.support.ports import bench
from tests.support.postgres import Server
from wicketgate.action import Action, Result, Way
from wicketgate.egress.fetch import Poster
from wicketgate.errors import Refused
from wicketgate.output.redact import Redactor
from wicketgate.policy import Policy
from wicketgate.secrets.automata import ENGINES
from wicketgate.secrets.broker.broker import Broker
from wicketgate.secrets.broker.values import Vaulted
from wicketgate.secrets.secrecy import Secrecy
from wicketgate.secrets.vault.vault import key_of
from wicketgate.tools.catalogue import execute

HONEST = b"SELECT id FROM tickets WHERE id = 1\0"
SLOW = "SELECT count(*) AS n FROM tickets a CROSS JOIN tickets b CROSS JOIN tickets c"
THEM = "FROM pg_stat_activity WHERE usename = 'agent_ro' AND backend_type = 'client backend'"
OURS, WHO = f"SELECT count(*) {THEM}", f"SELECT string_agg(pid::text, ' ') {THEM}"


@pytest.fixture
def secrecy(tmp_path: Path) -> Secrecy:
    """A vault that keeps nothing yet."""
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    return Secrecy.of(state, Redactor({}, ENGINES).with_known)


async def seen(server: Server, sql: str, wanted: Callable[[str], bool]) -> str:
    """Wait until the owner of the database sees what is wanted."""
    async with asyncio.timeout(30):
        while not wanted(found := await asyncio.to_thread(server.psql, sql)):
            await asyncio.sleep(0.05)
    return found


def policy_of(run: Inside) -> Policy:
    """Return the policy of the run."""
    return run.made.door.ports.profile.policy


def within(server: Server, secrecy: Secrecy, work: Callable[[Inside], Coroutine[Any, Any, None]]) -> None:
    """Do `work` with the listener of one run."""

    async def go() -> None:
        async with inside(server, secrecy=secrecy, seconds=60) as run:
            await work(run)

    asyncio.run(go())


def test_a_session_that_waits_is_ended_when_its_password_is_revoked(database: Server, secrecy: Secrecy) -> None:
    async def work(run: Inside) -> None:
        raw = await run.raw()
        raw.send((b"Q", HONEST))
        assert kinds(await raw.until(b"Z")) == "TDCZ"
        await secrecy.custody.revoke(key_of(policy_of(run), "CRM_PASSWORD"))
        kind, body = await raw.one()
        assert kind == b"E" and b"SFATAL\0" in body and b"C57P01\0" in body and b"CRM_PASSWORD was revoked" in body
        assert await raw.one() == (b"", b"")
        await seen(database, OURS, lambda found: found == "0")
        assert "cut off" in run.made.audit.of("egress.refused")[-1]["reason"]

    within(database, secrecy, work)


def test_a_statement_that_runs_is_ended_at_the_database_too(database: Server, secrecy: Secrecy) -> None:
    async def work(run: Inside) -> None:
        raw = await run.raw()
        raw.send((b"Q", SLOW.encode() + b"\0"))
        await seen(database, f"{OURS} AND state = 'active'", lambda found: found == "1")
        await secrecy.custody.remove(key_of(policy_of(run), "CRM_PASSWORD"))
        kind, body = await raw.one()
        assert kind == b"E" and b"C57P01\0" in body and b"CRM_PASSWORD is not in the vault" in body
        await seen(database, OURS, lambda found: found == "0")
        assert run.made.audit.of("outcome")[-1]["text"].startswith("cut off: CRM_PASSWORD is not in the vault")

    within(database, secrecy, work)


def test_a_rotated_password_opens_the_next_statement_of_the_same_session(database: Server, secrecy: Secrecy) -> None:
    async def work(run: Inside) -> None:
        raw = await run.raw()
        raw.send((b"Q", HONEST))
        await raw.until(b"Z")
        first = await seen(database, WHO, bool)
        database.psql(f"ALTER ROLE agent_ro PASSWORD '{SECOND}'")
        try:
            await secrecy.custody.rotate(key_of(policy_of(run), "CRM_PASSWORD"), SECOND, "me")
            raw.send((b"Q", HONEST))
            assert kinds(await raw.until(b"Z")) == "TDCZ"
            await seen(database, WHO, lambda found: bool(found) and first not in found)
        finally:
            database.psql(f"ALTER ROLE agent_ro PASSWORD '{PASSWORD}'")

    within(database, secrecy, work)


def test_what_a_tool_was_lent_ends_with_it(database: Server, secrecy: Secrecy) -> None:
    made = bench(**document(database, ["tickets"]))
    profile = made.door.ports.profile
    broker = Broker(profile, Vaulted(secrecy, profile.policy), Poster())

    async def run(action: Action) -> Result:
        return await execute(profile, action, broker.lend)

    async def go() -> None:
        await secrecy.custody.add(await secrecy.custody.drafted(profile.policy, "CRM_PASSWORD", PASSWORD, "me"))
        asked = made.door.request("db.query", {"source": "crm", "sql": SLOW}, Way.GATEWAY)
        working = asyncio.create_task(made.door.walk(asked, run))
        await seen(database, f"{OURS} AND state = 'active'", lambda found: found == "1")
        await secrecy.custody.revoke(key_of(profile.policy, "CRM_PASSWORD"))
        with pytest.raises(Refused, match="cut off: CRM_PASSWORD was revoked"):
            await working
        await seen(database, OURS, lambda found: found == "0")

    asyncio.run(go())
    assert "cut off: CRM_PASSWORD was revoked" in json.dumps(made.audit.of("outcome")[-1])
    assert len(secrecy.vault.watches) == 0
