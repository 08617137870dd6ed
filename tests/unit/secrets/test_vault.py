"""The vault gives a value for the binding it was accepted for, and for nothing else."""

from __future__ import annotations

import asyncio
import datetime
import stat
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from wicketgate.errors import ConfigError, Refused, StateError
from wicketgate.policy import Policy
from wicketgate.secrets.vault.assembly import assemble
from wicketgate.secrets.vault.custody import Custody
from wicketgate.secrets.vault.vault import Vault, key_of

VALUE, SECOND = "gh-token-7c1d", "gh-token-after-rotation"
KEY = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmU\n-----END OPENSSH PRIVATE KEY-----\n"
Steps = Callable[[Vault, Custody], Coroutine[Any, Any, None]]


class Clock:
    def __init__(self) -> None:
        self.now = datetime.datetime(2027, 1, 1, tzinfo=datetime.UTC)

    def __call__(self) -> datetime.datetime:
        return self.now


def with_vault(state: Path, steps: Steps, clock: Clock | None = None) -> None:
    asyncio.run(steps(*assemble(state, clock or Clock())))


async def value(vault: Vault, policy: Policy, name: str = "TOKEN") -> str:
    return (await vault.get(policy, name)).value.reveal()


async def add(custody: Custody, policy: Policy, name: str, value: str, by: str, expires: str = "") -> None:
    await custody.add(await custody.drafted(policy, name, value, by, expires))


async def refused(vault: Vault, policy: Policy, name: str = "TOKEN") -> Refused:
    with pytest.raises(Refused) as caught:
        await vault.get(policy, name)
    return caught.value


def moved(policy: Policy, old: str, new: str) -> Policy:
    assert old in policy.text
    return Policy.of(policy.text.replace(old, new), policy.path)


def test_a_value_outlives_the_warden_and_no_byte_of_it_is_readable(state: Path, policy: Policy) -> None:
    async def keep(vault: Vault, custody: Custody) -> None:
        await add(custody, policy, "TOKEN", VALUE, "me")
        await add(custody, policy, "OTHER", KEY, "me")
        assert vault.known.values() == {"TOKEN": VALUE, "OTHER": KEY}

    async def read(vault: Vault, custody: Custody) -> None:
        await vault.open()
        assert vault.known.values() == {"TOKEN": VALUE, "OTHER": KEY}
        assert await value(vault, policy) == VALUE
        assert await value(vault, policy, "OTHER") == KEY

    with_vault(state, keep)
    with_vault(state, read)
    for name in ("vault.age", "vault.key"):
        assert stat.S_IMODE((state / name).stat().st_mode) == 0o600
    assert not [path for path in state.iterdir() if VALUE.encode() in path.read_bytes()]
    assert (state / "vault.age").read_bytes().startswith(b"age-encryption.org/v1")


def test_nothing_is_opened_or_written_before_a_secret_is_named(state: Path, policy: Policy) -> None:
    async def steps(vault: Vault, custody: Custody) -> None:
        await vault.open()
        await custody.close()
        assert not vault.holds(policy, "TOKEN")

    with_vault(state, steps)
    assert list(state.iterdir()) == []


def test_without_a_binding_there_is_no_keeping_and_no_use(state: Path, policy: Policy) -> None:
    async def steps(vault: Vault, custody: Custody) -> None:
        with pytest.raises(ConfigError, match=r"nothing binds that name in wicketgate\.yaml"):
            await add(custody, policy, "ghp_typed_in_the_wrong_place", VALUE, "me")
        await add(custody, policy, "TOKEN", VALUE, "me")
        gone = moved(policy, "TOKEN: {to: api.acme.test}\n", "UNUSED: {to: api.acme.test}\n")
        assert "nothing binds TOKEN" in str(await refused(vault, gone))

    with_vault(state, steps)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("TOKEN: {to: api.acme.test}", "TOKEN: {to: evil.test}"),
        ("TOKEN: {to: api.acme.test}", "TOKEN: {to: api.acme.test, as: query, name: k}"),
        ("TOKEN: {to: api.acme.test}", "TOKEN: {to: api.acme.test, from: env}"),
    ],
)
def test_a_changed_binding_needs_trust_again(state: Path, policy: Policy, old: str, new: str) -> None:
    async def steps(vault: Vault, custody: Custody) -> None:
        await add(custody, policy, "TOKEN", VALUE, "me")
        after = moved(policy, old, new)
        error = await refused(vault, after)
        assert str(error) == "the binding of TOKEN changed since it was accepted"
        assert error.hint == f"wicketgate policy trust --policy {policy.path}"
        await custody.accept(after)
        if "env" in new:
            assert "was not in the environment" in str(await refused(vault, after))
        else:
            assert await value(vault, after) == VALUE
        # The policy as it was is another one now: what still runs on it gets nothing.
        assert "changed since it was accepted" in str(await refused(vault, policy))

    with_vault(state, steps)


def test_another_policy_of_the_same_words_gets_nothing(state: Path, policy: Policy) -> None:
    async def steps(vault: Vault, custody: Custody) -> None:
        await add(custody, policy, "TOKEN", VALUE, "me")
        clone = Policy.of(policy.text, Path("/tmp/clone/wicketgate.yaml"))
        await custody.accept(clone)
        error = await refused(vault, clone)
        assert error.hint == "wicketgate secret add TOKEN --policy /tmp/clone/wicketgate.yaml"

    with_vault(state, steps)


def test_rotation_reaches_the_next_use_and_the_old_value_stays_known(state: Path, policy: Policy) -> None:
    async def steps(vault: Vault, custody: Custody) -> None:
        await add(custody, policy, "TOKEN", VALUE, "me")
        live = vault.live(policy, "TOKEN", await vault.get(policy, "TOKEN"))
        await custody.rotate(key_of(policy, "TOKEN"), SECOND, "me")
        assert await value(vault, policy) == live.reveal() == SECOND
        assert vault.known.values() == {"TOKEN": SECOND, "TOKEN~2": VALUE}

    with_vault(state, steps)


def test_revocation_counts_at_once_and_the_file_forgets_the_value(state: Path, policy: Policy) -> None:
    async def steps(vault: Vault, custody: Custody) -> None:
        told: list[tuple[str, str]] = []
        await add(custody, policy, "TOKEN", VALUE, "me")
        live = vault.live(policy, "TOKEN", await vault.get(policy, "TOKEN"))
        vault.on_change.append(lambda *key: told.append(key))
        await custody.revoke(key_of(policy, "TOKEN"))
        assert told == [(str(policy.path), "TOKEN")]
        with pytest.raises(Refused, match="TOKEN was revoked"):
            live.reveal()
        error = await refused(vault, policy)
        assert error.hint == f"wicketgate secret rotate TOKEN --policy {policy.path}"
        await custody.accept(policy)
        await refused(vault, policy)
        assert VALUE in vault.known.values().values()

    async def later(vault: Vault, custody: Custody) -> None:
        assert str(await refused(vault, policy)) == "TOKEN was revoked"
        assert vault.known.values() == {}
        await custody.rotate(key_of(policy, "TOKEN"), SECOND, "me")
        assert await value(vault, policy) == SECOND

    with_vault(state, steps)
    with_vault(state, later)


def test_a_revocation_that_cannot_be_written_counts_all_the_same(state: Path, policy: Policy) -> None:
    async def steps(vault: Vault, custody: Custody) -> None:
        await add(custody, policy, "TOKEN", VALUE, "me")
        state.chmod(0o755)  # which the vault refuses to write in
        with pytest.raises(StateError):
            await custody.revoke(key_of(policy, "TOKEN"))
        assert str(await refused(vault, policy)) == "TOKEN was revoked"

    with_vault(state, steps)


def test_what_has_ended_is_refused_with_the_remedy(state: Path, policy: Policy) -> None:
    clock = Clock()

    async def steps(vault: Vault, custody: Custody) -> None:
        await add(custody, policy, "TOKEN", VALUE, "me", "2027-01-10")
        await add(custody, policy, "OTHER", VALUE + "2", "me")
        clock.now = datetime.datetime(2027, 1, 10, 23, 59, 59, tzinfo=datetime.UTC)
        assert await value(vault, policy) == VALUE
        clock.now = datetime.datetime(2027, 1, 11, tzinfo=datetime.UTC)
        error = await refused(vault, policy)
        assert (str(error), error.hint) == (
            "the value of TOKEN has expired",
            f"wicketgate secret rotate TOKEN --policy {policy.path}",
        )
        clock.now = datetime.datetime(2027, 2, 1, tzinfo=datetime.UTC)
        assert "OTHER may be used until 2027-01-31 only (wicketgate.yaml:6)" in str(
            await refused(vault, policy, "OTHER")
        )
        await custody.rotate(key_of(policy, "TOKEN"), SECOND, "me")
        assert await value(vault, policy) == SECOND
        with pytest.raises(ConfigError, match="expected a day"):
            await custody.rotate(key_of(policy, "TOKEN"), SECOND, "me", "tomorrow")

    with_vault(state, steps, clock)


def test_the_models_key_is_bound_by_the_model(state: Path, policy: Policy) -> None:
    async def steps(vault: Vault, custody: Custody) -> None:
        await add(custody, policy, "MODEL_KEY", VALUE, "me")
        assert await value(vault, policy, "MODEL_KEY") == VALUE
        elsewhere = moved(policy, "https://api.anthropic.com", "https://evil.test")
        assert "changed since it was accepted" in str(await refused(vault, elsewhere, "MODEL_KEY"))

    with_vault(state, steps)


def test_what_comes_from_the_environment_is_accepted_with_the_policy_and_lent(state: Path, policy: Policy) -> None:
    async def steps(vault: Vault, custody: Custody) -> None:
        custody.lend(policy, "FROM_ENV", VALUE)
        assert "is not in the vault" in str(await refused(vault, policy, "FROM_ENV"))
        await custody.accept(policy)
        assert await value(vault, policy, "FROM_ENV") == VALUE
        assert vault.known.values() == {"FROM_ENV": VALUE}
        await custody.revoke(key_of(policy, "FROM_ENV"))
        assert str(await refused(vault, policy, "FROM_ENV")) == "FROM_ENV was revoked"
        with pytest.raises(ConfigError):
            custody.lend(policy, "TOKEN", VALUE)
        with pytest.raises(ConfigError, match="FROM_ENV is kept in env"):
            await add(custody, policy, "FROM_ENV", VALUE, "me")

    with_vault(state, steps)


def test_a_value_is_added_once_and_removed_whole(state: Path, policy: Policy) -> None:
    async def steps(vault: Vault, custody: Custody) -> None:
        await add(custody, policy, "TOKEN", VALUE, "me")
        with pytest.raises(ConfigError, match="TOKEN is in the vault already"):
            await add(custody, policy, "TOKEN", SECOND, "me")
        await custody.remove(key_of(policy, "TOKEN"))
        assert "is not in the vault" in str(await refused(vault, policy))
        with pytest.raises(ConfigError, match="TOKEN is not in the vault"):
            await custody.rotate(key_of(policy, "TOKEN"), SECOND, "me")
        await add(custody, policy, "TOKEN", SECOND, "me")
        assert await value(vault, policy) == SECOND

    with_vault(state, steps)


def test_a_value_that_moved_outside_is_not_kept_here(state: Path, policy: Policy) -> None:
    async def steps(vault: Vault, custody: Custody) -> None:
        await add(custody, policy, "TOKEN", VALUE, "me")
        await custody.accept(moved(policy, "TOKEN: {to: api.acme.test}", "TOKEN: {to: api.acme.test, from: env}"))
        assert [entry.value for entry in custody.entries() if entry.name == "TOKEN"] == [None]
        await custody.accept(policy)
        await add(custody, policy, "TOKEN", SECOND, "me")
        assert await value(vault, policy) == SECOND

    with_vault(state, steps)


def test_when_it_was_used_is_kept(state: Path, policy: Policy) -> None:
    async def steps(vault: Vault, custody: Custody) -> None:
        await add(custody, policy, "TOKEN", VALUE, "me")
        await value(vault, policy)
        await custody.close()

    async def later(vault: Vault, custody: Custody) -> None:
        await vault.open()
        assert [entry.used for entry in custody.entries()] == ["2027-01-01T00:00:00+00:00"]

    with_vault(state, steps)
    with_vault(state, later)


@pytest.mark.parametrize("bad", ["short77", "", "nul\0nul\0nul", "x" * ((64 << 10) + 1)])
def test_a_value_that_cannot_be_guarded_is_not_kept(state: Path, policy: Policy, bad: str) -> None:
    async def steps(vault: Vault, custody: Custody) -> None:
        with pytest.raises(ConfigError):
            await add(custody, policy, "TOKEN", bad, "me")
        assert vault.known.values() == {}

    with_vault(state, steps)
    assert not (state / "vault.age").exists()
