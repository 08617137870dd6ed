"""The passphrase: wrong ones wait ever longer, a new warden remembers them, and a file that was touched never opens."""

import asyncio
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher

from wicketgate.approvals.passphrase import FIRST_DELAY, LONGEST_DELAY, TRIES, Passphrase
from wicketgate.errors import ConfigError, Refused, StateError
from wicketgate.store.journal import Journal

RIGHT, WRONG = "correct horse", "battery staple"


class Kept:
    """A passphrase on a real journal, and a clock that can be set forward."""

    def __init__(self, state: Path) -> None:
        state.mkdir(mode=0o700)
        self.state, self.later = state, 0.0
        self.begin()

    def begin(self) -> None:
        """Be a new warden on the same state."""
        self.journal = Journal.open(self.state / "journal.db")
        self.passphrase = Passphrase(self.state, self.journal, lambda: time.time() + self.later)
        # Quick, because what is tried here is not how hard it is to guess.
        self.passphrase._hasher = PasswordHasher(time_cost=1, memory_cost=1024)

    def check(self, typed: str) -> None:
        asyncio.run(self.passphrase.check(typed, "test"))

    def put(self, new: str) -> None:
        asyncio.run(self.passphrase.put(new, "tester"))

    def refused(self, typed: str) -> str:
        with pytest.raises(Refused) as caught:
            self.check(typed)
        return f"{caught.value.message}; {caught.value.hint}"


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    """Return a state directory with nothing set."""
    made = Kept(tmp_path / "state")
    yield made
    made.journal.close()


def test_none_is_asked_for_until_one_is_set(kept: Kept) -> None:
    kept.check("")
    assert not kept.passphrase.is_set()
    kept.put(RIGHT)
    assert kept.passphrase.is_set()
    kept.check(RIGHT)
    assert "asked for" in kept.refused("")
    assert "not the passphrase" in kept.refused(WRONG)


def test_another_one_counts_alone_and_none_again_asks_for_none(kept: Kept) -> None:
    kept.put(RIGHT)
    kept.put(WRONG)
    kept.check(WRONG)
    kept.refused(RIGHT)
    assert len(list(kept.state.glob("passphrase.*"))) == 1
    kept.put("")
    kept.check("")
    assert list(kept.state.glob("passphrase.*")) == []


@pytest.mark.parametrize("new", ["short", "x" * 2000])
def test_too_short_or_too_long_is_refused(kept: Kept, new: str) -> None:
    with pytest.raises(ConfigError):
        kept.put(new)


def test_only_a_hash_is_kept_and_only_for_its_owner(kept: Kept) -> None:
    kept.put(RIGHT)
    (file,) = kept.state.glob("passphrase.*")
    assert file.read_text().startswith("$argon2id$") and file.stat().st_mode & 0o777 == 0o600
    kept.journal.close()
    assert not any(RIGHT.encode() in path.read_bytes() for path in kept.state.iterdir())
    kept.begin()


def test_wrong_ones_wait_ever_longer_and_a_new_warden_remembers(kept: Kept) -> None:
    kept.put(RIGHT)
    for _ in range(TRIES):
        assert "not the passphrase" in kept.refused(WRONG)
    assert f"{FIRST_DELAY} seconds" in kept.refused(RIGHT)
    kept.journal.close()
    kept.begin()
    assert "in a row" in kept.refused(RIGHT)
    kept.later += FIRST_DELAY + 1
    assert "not the passphrase" in kept.refused(WRONG)
    kept.later = 0.0
    assert f"{2 * FIRST_DELAY} seconds" in kept.refused(RIGHT)
    kept.later += LONGEST_DELAY + 1
    kept.check(RIGHT)
    kept.later = 0.0
    kept.check(RIGHT)
    assert [entry.kind for entry in kept.journal.read(0, 99, "passphrase")].count("passphrase.wrong") == TRIES + 1


def test_a_clock_set_back_opens_nothing_and_waits_no_longer_than_the_delay(kept: Kept) -> None:
    kept.put(RIGHT)
    for _ in range(TRIES):
        kept.refused(WRONG)
    kept.later = -1e6
    assert f"{FIRST_DELAY} seconds" in kept.refused(RIGHT)


def test_many_at_once_are_counted_before_they_are_tried(kept: Kept) -> None:
    kept.put(RIGHT)

    async def _flood() -> list[Any]:
        tries = (kept.passphrase.check(f"guess number {n}", "test") for n in range(TRIES + 4))
        return await asyncio.gather(*tries, return_exceptions=True)

    told = [str(error) for error in asyncio.run(_flood())]
    assert sum("not the passphrase" in text for text in told) == TRIES
    assert sum("in a row" in text for text in told) == 4


def gone(file: Path) -> None:
    file.unlink()


def replaced(file: Path) -> None:
    file.write_text("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$AAAA")


def opened(file: Path) -> None:
    file.chmod(0o644)


@pytest.mark.parametrize("touch", [gone, replaced, opened])
def test_a_file_taken_away_or_replaced_locks(kept: Kept, touch: Callable[[Path], None]) -> None:
    kept.put(RIGHT)
    (file,) = kept.state.glob("passphrase.*")
    touch(file)
    with pytest.raises(StateError):
        kept.check(RIGHT)
    assert kept.passphrase.is_set()
