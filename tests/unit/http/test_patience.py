"""Waiting with a bound: it ends, it leaves nothing behind, and whoever else ends the task comes first."""

from __future__ import annotations

import asyncio

import pytest

from wicketgate.http.patience import Patience


async def forever() -> None:
    """Wait for what never comes."""
    await asyncio.get_running_loop().create_future()


def test_what_takes_too_long_is_a_timeout_again_and_again() -> None:
    async def run() -> None:
        patience = Patience()
        for _ in range(3):
            with pytest.raises(TimeoutError), patience(0.01):
                await forever()
        with patience(10):
            await asyncio.sleep(0)

    asyncio.run(run())


def test_a_shorter_wait_after_a_longer_one_ends_in_its_own_time() -> None:
    async def run() -> None:
        patience = Patience()
        with patience(60):
            await asyncio.sleep(0)
        async with asyncio.timeout(10):
            with pytest.raises(TimeoutError), patience(0.01):
                await forever()

    asyncio.run(run())


def test_a_longer_wait_after_a_shorter_one_is_not_cut() -> None:
    async def run() -> None:
        patience = Patience()
        with patience(0.02):
            await asyncio.sleep(0)
        with patience(10):
            await asyncio.sleep(0.1)
        await asyncio.sleep(0.05)  # what is between two waits is not bounded at all

    asyncio.run(run())


def test_a_task_that_is_cancelled_is_cancelled_and_not_late() -> None:
    async def waiting() -> None:
        with Patience()(10):
            await forever()

    async def run() -> None:
        task = asyncio.ensure_future(waiting())
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(run())


def test_an_error_inside_stays_what_it_is() -> None:
    async def run() -> None:
        with pytest.raises(KeyError), Patience()(10):
            raise KeyError

    asyncio.run(run())


def test_nothing_is_left_of_a_patience_that_is_over() -> None:
    async def wait() -> None:
        patience = Patience()
        for _ in range(2):
            with patience(3600):
                await asyncio.sleep(0)

    async def run() -> int:
        for _ in range(50):
            await asyncio.ensure_future(wait())
        loop = asyncio.get_running_loop()
        return sum(not timer.cancelled() for timer in loop._scheduled)  # type: ignore[attr-defined]

    assert asyncio.run(run()) == 0
