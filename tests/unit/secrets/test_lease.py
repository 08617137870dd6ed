"""A lease cuts off the task that uses a value, tells why, and leaves every other way a task may end as it is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from wicketgate.errors import Refused
from wicketgate.policy import Policy
from wicketgate.secrets.broker.lent_value import Lent
from wicketgate.secrets.credential import Credential
from wicketgate.secrets.lease import Lease
from wicketgate.secrets.vault.assembly import assemble
from wicketgate.secrets.vault.custody import Custody
from wicketgate.secrets.vault.vault import Vault, key_of

VALUE = "gh-token-7c1d-Vq3kT9"
Work = Callable[[Vault, Custody, Credential], Coroutine[Any, Any, None]]


def run(state: Path, policy: Policy, work: Work) -> None:
    """Do `work` with a vault that holds TOKEN."""

    async def go() -> None:
        vault, custody = assemble(state)
        await custody.add(await custody.drafted(policy, "TOKEN", VALUE, "me"))
        await work(vault, custody, vault.live(policy, "TOKEN", await vault.get(policy, "TOKEN")))
        assert len(vault.watches) == 0

    asyncio.run(go())


async def held(value: Credential, inside: asyncio.Event) -> None:
    with Lease() as lease:
        lease.cover(value)
        inside.set()
        await asyncio.sleep(60)


def test_whoever_waits_with_a_value_is_cut_off_with_the_reason_and_the_remedy(state: Path, policy: Policy) -> None:
    async def work(vault: Vault, custody: Custody, value: Credential) -> None:
        inside = asyncio.Event()
        task = asyncio.create_task(held(value, inside))
        await inside.wait()
        await custody.revoke(key_of(policy, "TOKEN"))
        with pytest.raises(Refused, match="cut off: TOKEN was revoked") as caught:
            await task
        assert "secret rotate TOKEN" in caught.value.hint and task.cancelling() == 0

    run(state, policy, work)


def test_whoever_is_cancelled_by_somebody_else_stays_so(state: Path, policy: Policy) -> None:
    async def work(vault: Vault, custody: Custody, value: Credential) -> None:
        inside = asyncio.Event()
        task = asyncio.create_task(held(value, inside))
        await inside.wait()
        task.cancel()
        await custody.revoke(key_of(policy, "TOKEN"))
        with pytest.raises(asyncio.CancelledError):
            await task

    run(state, policy, work)


def test_what_is_lent_ends_with_the_value_and_another_entry_does_not_end_it(state: Path, policy: Policy) -> None:
    async def work(vault: Vault, custody: Custody, value: Credential) -> None:
        await custody.add(await custody.drafted(policy, "OTHER", VALUE + "2", "me"))
        reached: list[str] = []

        async def use() -> None:
            with Lent(value) as lent:
                await asyncio.sleep(0.05)
                reached.append(lent.reveal())
                await asyncio.sleep(60)

        task = asyncio.create_task(use())
        await asyncio.sleep(0)
        await custody.revoke(key_of(policy, "OTHER"))
        await asyncio.sleep(0.1)
        assert reached == [VALUE] and not task.done()
        await custody.remove(key_of(policy, "TOKEN"))
        with pytest.raises(Refused, match="cut off: TOKEN is not in the vault"):
            await task

    run(state, policy, work)


def test_a_value_that_may_not_be_used_when_it_is_covered_cuts_at_once(state: Path, policy: Policy) -> None:
    async def work(vault: Vault, custody: Custody, value: Credential) -> None:
        await custody.revoke(key_of(policy, "TOKEN"))
        with pytest.raises(Refused, match="cut off: TOKEN was revoked"):
            await held(value, asyncio.Event())

    run(state, policy, work)


def test_a_rotation_is_told_and_ends_nothing(state: Path, policy: Policy) -> None:
    async def work(vault: Vault, custody: Custody, value: Credential) -> None:
        told: list[Refused | None] = []
        release = value.watch(told.append)
        with Lease() as lease:
            lease.cover(value)
            await custody.rotate(key_of(policy, "TOKEN"), "gh-token-after-rotation", "me")
            await asyncio.sleep(0)
        assert told == [None] and value.reveal() == "gh-token-after-rotation"
        release()
        await custody.revoke(key_of(policy, "TOKEN"))
        assert told == [None]

    run(state, policy, work)


def test_a_value_nobody_keeps_is_never_told_of(state: Path, policy: Policy) -> None:
    Credential("X", VALUE).watch(lambda refused: pytest.fail("told"))()
