"""A refresh token its server replaces is kept in the vault, in the place of the old one and for the same binding."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from tests.support.upstream import HOST, all_of
from tests.support.vaulted import VaultWorld
from tests.support.wire import parsed, request

from wicketgate.egress import dial
from wicketgate.http.exchange import Exchange
from wicketgate.output.redact import Redactor
from wicketgate.policy import Policy
from wicketgate.secrets.automata import ENGINES
from wicketgate.secrets.broker.outgoing_request import Outgoing
from wicketgate.secrets.lease import Lease
from wicketgate.secrets.secrecy import Secrecy
from wicketgate.secrets.vault.vault import key_of

FIRST, ROTATED = "refresh-token-0-Vq3kT9xLw2", "refresh-token-of-a-person"
HERE = f"{HOST}:PORT"
RULES = ({"GET": f"{HERE}/**"},)
BINDING = {"to": HERE, "as": "oauth2-refresh", "user": "agent", "token_url": f"https://{HERE}/token"}


class Issuer(VaultWorld):
    """A host whose token server takes each refresh token once, and voids them all when one comes twice."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, self.said)
        self.newest, self.count, self.void = FIRST, 0, False
        self.lasts = 0
        self.before_answer: Callable[[], Coroutine[Any, Any, None]] | None = None

    async def said(self, asked: Exchange, body: bytes) -> None:
        """Answer a request, or replace a refresh token."""
        if asked.target != "/token":
            return await asked.reply(200, [], b"ok")
        (token,) = parse_qs(body.decode())["refresh_token"]
        self.void = self.void or token != self.newest
        if self.void:
            return await asked.reply(400, [], b"{}")
        self.count += 1
        self.newest = f"refresh-token-{self.count}-Yb7C1dE4fG"
        if self.before_answer is not None:
            await self.before_answer()
        told = {"access_token": f"access-{self.count}-8f3a9c2e", "refresh_token": self.newest, "expires_in": self.lasts}
        return await asked.reply(200, [(b"content-type", b"application/json")], json.dumps(told).encode())


@pytest.fixture(autouse=True)
def _loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dial, "why_refused", lambda address: "")


@pytest.fixture
def issuer(tmp_path: Path) -> Issuer:
    """A host."""
    return Issuer(tmp_path)


Ask = Callable[[], Coroutine[Any, Any, int]]


def run(issuer: Issuer, work: Callable[[Ask], Coroutine[Any, Any, None]], store: str = "age") -> None:
    """Do `work` with what sends a request and returns its status."""
    binding = BINDING | ({"from": store} if store != "age" else {})

    async def go() -> None:
        async with issuer.open(*RULES, document={"secrets": {"T": binding}}) as (port, up, _):
            custody = issuer.secrecy.custody
            if store == "env":
                await custody.accept(issuer.policy)
                custody.lend(issuer.policy, "T", FIRST)
            else:
                await custody.add(await custody.drafted(issuer.policy, "T", FIRST, "me"))
            assert issuer.given is not None
            raw = request("GET", "/x", host=HERE, authorization=f"Bearer {issuer.given.variables()['T']}")

            async def ask() -> int:
                reader, writer = await issuer.connect(port, f"{HOST}:{up}")
                writer.write(raw.replace(b"PORT", str(up).encode()))
                answer = await all_of(reader)
                writer.close()
                return int(parsed(answer)[0])

            await work(ask)

    asyncio.run(go())


def kept(folder: Path, policy: Policy) -> str:
    """Return what a warden that starts later finds."""

    async def go() -> str:
        vault = Secrecy.of(folder / "state", Redactor({}, ENGINES).with_known).vault
        return (await vault.get(policy, "T")).value.reveal()

    return asyncio.run(go())


def test_each_new_one_is_in_the_vault_before_it_is_used_and_on_record_without_its_value(
    issuer: Issuer, tmp_path: Path
) -> None:
    async def work(ask: Ask) -> None:
        assert [await ask() for _ in range(3)] == [200, 200, 200]

    run(issuer, work)
    assert issuer.count == 3 and kept(tmp_path, issuer.policy) == issuer.newest
    noted = issuer.made.audit.of("secret.renewed")
    assert [(entry["name"], entry["kept"]) for entry in noted] == [("T", True)] * 3
    assert "refresh-token" not in json.dumps([entry.body for entry in issuer.made.audit.entries])
    assert {FIRST, issuer.newest} <= set(issuer.secrecy.vault.known.values().values())


def test_requests_at_the_same_time_ask_once(issuer: Issuer) -> None:
    issuer.lasts = 3600

    async def work(ask: Ask) -> None:
        assert await asyncio.gather(*(ask() for _ in range(5))) == [200] * 5
        assert await ask() == 200

    run(issuer, work)
    assert issuer.count == 1


def test_who_leaves_while_it_is_replaced_does_not_lose_it(issuer: Issuer, tmp_path: Path) -> None:
    arrived, go_on = asyncio.Event(), asyncio.Event()

    async def wait() -> None:
        arrived.set()
        await go_on.wait()

    async def work(ask: Ask) -> None:
        issuer.before_answer = wait
        asking = asyncio.create_task(issuer.given.fill(*(await loan(issuer))))  # type: ignore[union-attr]
        await arrived.wait()
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        issuer.before_answer = None
        go_on.set()
        assert await ask() == 200

    run(issuer, work)
    assert not issuer.void and kept(tmp_path, issuer.policy) == issuer.newest


async def loan(issuer: Issuer) -> tuple[Any, Any]:
    """Return an examined request, and a lease nobody entered."""
    assert issuer.given is not None
    place = issuer.policy.document.secrets["T"].place
    assert place is not None
    fields = ((b"authorization", f"Bearer {issuer.given.variables()['T']}".encode()),)
    return issuer.given.examine(Outgoing(True, "GET", *place, "/x", "", fields, b"")), Lease()


def test_a_value_a_person_gave_meanwhile_stays(issuer: Issuer, tmp_path: Path) -> None:
    async def rotate() -> None:
        await issuer.secrecy.custody.rotate(key_of(issuer.policy, "T"), ROTATED, "me")

    async def work(ask: Ask) -> None:
        issuer.before_answer = rotate
        assert await ask() == 200

    run(issuer, work)
    assert kept(tmp_path, issuer.policy) == ROTATED
    assert issuer.made.audit.of("secret.renewed")[0]["reason"] == "it was changed meanwhile"


def test_what_is_revoked_meanwhile_stays_revoked(issuer: Issuer, tmp_path: Path) -> None:
    async def revoke() -> None:
        await issuer.secrecy.custody.revoke(key_of(issuer.policy, "T"))

    async def work(ask: Ask) -> None:
        issuer.before_answer = revoke
        assert await ask() == 403
        async with asyncio.timeout(5):
            while not issuer.made.audit.of("secret.renewed"):
                await asyncio.sleep(0.02)

    run(issuer, work)
    assert issuer.made.audit.of("secret.renewed")[0]["reason"] == "T was revoked"
    assert [target for _, target, _, _ in issuer.got] == ["/token"]


def test_a_store_that_is_only_read_is_said_to_be_and_the_run_goes_on_with_the_new_one(issuer: Issuer) -> None:
    async def work(ask: Ask) -> None:
        assert [await ask() for _ in range(3)] == [200, 200, 200]

    run(issuer, work, "env")
    noted = issuer.made.audit.of("secret.renewed")
    assert {(entry["kept"], entry["reason"]) for entry in noted} == {(False, "it lives in env, which is only read")}
    assert issuer.count == 3 and not issuer.void


def test_a_disk_that_cannot_be_written_is_on_record_and_the_run_goes_on(issuer: Issuer, tmp_path: Path) -> None:
    async def work(ask: Ask) -> None:
        (tmp_path / "state").chmod(0o755)  # which the vault refuses to write in
        assert await ask() == 200
        (tmp_path / "state").chmod(0o700)
        assert await ask() == 200

    run(issuer, work)
    assert [entry["kept"] for entry in issuer.made.audit.of("secret.renewed")] == [False, True]
    assert kept(tmp_path, issuer.policy) == issuer.newest and not issuer.void
