"""Where the identity is kept: a keyring of the operating system if there is one, else a 0600 file, and said so."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import keyring.errors
import pytest
from keyring.backends.fail import Keyring as Fail

from wicketgate.errors import StateError
from wicketgate.secrets.vault import identity


class Desktop:
    """A keyring in memory, under the module name of a real one: what is tested is what is done with its answers.

    Not a subclass of keyring's own: those register themselves for the whole process.
    """

    priority = 5

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise keyring.errors.KeyringLocked("no")
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.locked:
            raise keyring.errors.KeyringLocked("no")
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class Plain(Desktop):
    """Like keyrings.alt.file.PlaintextKeyring: a file in the clear, of a high priority."""

    priority = 9


Desktop.__module__ = "keyring.backends.SecretService"
Plain.__module__ = "keyrings.alt.file"


@pytest.fixture
def desktop() -> Any:
    return Desktop()


def test_a_system_keyring_is_used_and_nothing_lies_on_disk(state: Path, desktop: Any) -> None:
    made = identity.make(state, [Fail(), Plain(), desktop])
    assert made.place == "the system keyring (SecretService)"
    assert list(state.iterdir()) == []
    found = identity.find(state, [desktop])
    assert found is not None
    assert found.key.reveal() == made.key.reveal()
    assert made.key.reveal().startswith("AGE-SECRET-KEY-")
    assert "AGE-SECRET-KEY" not in repr(made)


@pytest.mark.parametrize("backends", [[], [Fail()], [Plain()], [Fail(), Plain()]])
def test_without_one_it_is_a_file_and_that_is_said(state: Path, backends: list[Any]) -> None:
    made = identity.make(state, backends)
    assert "vault.key, mode 0600, as there is no system keyring: who reads your files opens the vault" in made.place
    assert stat.S_IMODE((state / "vault.key").stat().st_mode) == 0o600
    found = identity.find(state, backends)
    assert found is not None
    assert found.key.reveal() == made.key.reveal()
    assert all(not one.kept for one in backends if isinstance(one, Plain))


def test_two_state_directories_have_two_identities(state: Path, tmp_path: Path, desktop: Any) -> None:
    other = tmp_path / "other"
    other.mkdir(mode=0o700)
    assert identity.make(state, [desktop]).key.reveal() != identity.make(other, [desktop]).key.reveal()


def test_a_locked_keyring_is_said_not_replaced(state: Path, desktop: Any) -> None:
    identity.make(state, [desktop])
    desktop.locked = True
    with pytest.raises(StateError) as caught:
        identity.find(state, [desktop])
    assert caught.value.hint == "unlock it, then try again"
    assert list(state.iterdir()) == []


def test_a_keyring_that_cannot_keep_falls_back_to_the_file(state: Path, desktop: Any) -> None:
    desktop.locked = True
    assert "vault.key" in identity.make(state, [desktop]).place


def test_this_machine_is_asked_when_nothing_is_passed(state: Path) -> None:
    made = identity.make(state)
    found = identity.find(state)
    assert found is not None
    assert found.key.reveal() == made.key.reveal()
