"""The vault's file: only a plain 0600 file of ours is read, and a change is whole or not there, whatever happens."""

from __future__ import annotations

import asyncio
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pyrage
import pytest

from wicketgate.errors import StateError
from wicketgate.policy import Policy
from wicketgate.secrets.credential import Credential
from wicketgate.secrets.vault import private_file
from wicketgate.secrets.vault.agefile import AgeFile
from wicketgate.secrets.vault.assembly import assemble
from wicketgate.secrets.vault.entry import Entry

VALUE = "acme-value-5f0c1b"


def entry(name: str, value: str) -> Entry:
    body = {"name": name, "policy": "/w/p.yaml", "store": "age", "binding": "d", "by": "me", "added": "2027-01-01"}
    return Entry(**body, value=Credential(name, value))


def kept(state: Path) -> dict[str, str]:
    return {one.name: one.value.reveal() for one in AgeFile(state).load() if one.value is not None}


@pytest.fixture
def written(state: Path) -> Path:
    AgeFile(state).save([entry("TOKEN", VALUE)])
    return state


def refused(state: Path) -> StateError:
    with pytest.raises(StateError) as caught:
        AgeFile(state).load()
    assert VALUE not in f"{caught.value} {caught.value.hint}"
    return caught.value


@pytest.mark.parametrize("name", ["vault.age", "vault.key"])
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o660, 0o604, 0o400, 0o700])
def test_a_file_others_could_read_or_write_is_refused(written: Path, name: str, mode: int) -> None:
    (written / name).chmod(mode)
    assert f"expected a plain file of yours with mode 0600 (got uid {os.geteuid()}, mode {mode:04o})" in str(
        refused(written)
    )


@pytest.mark.parametrize("name", ["vault.age", "vault.key"])
def test_a_link_is_refused(written: Path, name: str) -> None:
    moved = written.parent / "elsewhere"
    (written / name).rename(moved)
    (written / name).symlink_to(moved)
    assert "it is a link" in refused(written).hint


@pytest.mark.parametrize("name", ["vault.age", "vault.key"])
def test_a_pipe_is_refused_and_does_not_hang(written: Path, name: str) -> None:
    (written / name).unlink()
    os.mkfifo(written / name, 0o600)
    refused(written)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_file_of_somebody_else_is_refused(written: Path) -> None:
    os.chown(written / "vault.age", 12345, -1)
    assert "got uid 12345" in str(refused(written))


@pytest.mark.parametrize("mode", [0o755, 0o750, 0o777])
def test_a_folder_others_may_enter_is_refused(written: Path, mode: int) -> None:
    written.chmod(mode)
    assert "nobody else may enter it" in str(refused(written))
    with pytest.raises(StateError):
        AgeFile(written).save([])


def test_a_link_in_place_of_the_new_file_is_not_followed(written: Path) -> None:
    """Somebody who got into the folder once must not have the next change written through a link."""
    victim = written.parent / "victim"
    victim.write_text("mine")
    (written / "vault.age.new").symlink_to(victim)
    AgeFile(written).save([entry("OTHER", VALUE)])
    assert victim.read_text() == "mine"
    assert kept(written) == {"OTHER": VALUE}


@pytest.mark.parametrize("content", [b"", b"age-encryption.org/v1\n", b"nonsense", b"\0" * 4096])
def test_a_damaged_file_is_refused_in_words_without_content(written: Path, content: bytes) -> None:
    (written / "vault.age").write_bytes(content)
    assert "cannot be opened: damaged, or made for another identity" in str(refused(written))


def test_a_file_for_another_identity_is_refused(written: Path) -> None:
    other = pyrage.x25519.Identity.generate().to_public()
    (written / "vault.age").write_bytes(pyrage.encrypt(b'{"version": 1, "entries": []}', [other]))
    refused(written)


def test_a_changed_byte_is_noticed(written: Path) -> None:
    content = bytearray((written / "vault.age").read_bytes())
    content[-1] ^= 1
    (written / "vault.age").write_bytes(content)
    refused(written)


def test_without_its_identity_the_vault_stays_closed_and_is_not_begun_anew(written: Path) -> None:
    before = (written / "vault.age").read_bytes()
    (written / "vault.key").unlink()
    assert "its identity is neither in a keyring nor in a file" in str(refused(written))
    assert (written / "vault.age").read_bytes() == before
    assert not (written / "vault.key").exists()


@pytest.mark.parametrize("umask", [0o000, 0o077, 0o777])
def test_the_mode_does_not_follow_the_umask(state: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        AgeFile(state).save([entry("TOKEN", VALUE)])
    finally:
        os.umask(before)
    assert stat.S_IMODE((state / "vault.age").stat().st_mode) == 0o600
    assert kept(state) == {"TOKEN": VALUE}


KILLED = """
import os, signal, sys
from pathlib import Path
from wicketgate.secrets.vault import private_file
from wicketgate.secrets.vault.agefile import AgeFile
from tests.unit.secrets.test_vault_file import entry
step = sys.argv[2]
real = getattr(os, step)
def killed(*args, **kwargs):
    if step == "rename" and sys.argv[3] == "after":
        real(*args, **kwargs)
    os.kill(os.getpid(), signal.SIGKILL)
file = AgeFile(Path(sys.argv[1]))
file.load()
setattr(os, step, killed)
file.save([entry("TOKEN", "acme-value-the-new-one")])
"""


@pytest.mark.parametrize(
    ("step", "when", "left"),
    [("fsync", "before", VALUE), ("rename", "before", VALUE), ("rename", "after", "acme-value-the-new-one")],
)
def test_a_writer_killed_on_the_way_leaves_the_old_or_the_new(written: Path, step: str, when: str, left: str) -> None:
    words = [sys.executable, "-c", KILLED, str(written), step, when]
    done = subprocess.run(words, check=False, cwd=Path(__file__).parents[3], capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert kept(written) == {"TOKEN": left}
    AgeFile(written).save([entry("TOKEN", VALUE)])  # what the dead one left is in nobody's way
    assert kept(written) == {"TOKEN": VALUE}
    assert sorted(path.name for path in written.iterdir()) == ["vault.age", "vault.key"]


FULL = """
import json, sys
from pathlib import Path
from wicketgate.errors import StateError
from wicketgate.secrets.vault.agefile import AgeFile
from tests.unit.secrets.test_vault_file import entry, kept
import subprocess
state = Path(sys.argv[1])
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k,mode=0700", "tmpfs", str(state)], check=True)
file = AgeFile(state)
file.save([entry("TOKEN", "acme-value-5f0c1b")])
try:
    file.save([entry(f"N{i}", "x" * 60000) for i in range(8)])
    print("written")
except StateError as error:
    print(error.message.replace(str(state), "STATE"), "|", error.hint)
print(json.dumps(kept(state)), sorted(path.name for path in state.iterdir()))
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
def test_a_full_disk_leaves_the_old_file(state: Path) -> None:
    words = ["unshare", "--mount", "--propagation", "private", sys.executable, "-c", FULL, str(state)]
    done = subprocess.run(words, check=False, cwd=Path(__file__).parents[3], capture_output=True, text=True)
    assert done.stdout.splitlines() == [
        "cannot use STATE/vault.age: no space left on device | make room; nothing was changed",
        "{\"TOKEN\": \"acme-value-5f0c1b\"} ['vault.age', 'vault.key']",
    ], done.stderr


def test_a_change_that_cannot_be_written_does_not_count(state: Path, policy: Policy) -> None:
    async def steps() -> None:
        vault, custody = assemble(state)
        await custody.add(await custody.drafted(policy, "TOKEN", VALUE, "me"))
        state.chmod(0o500 if os.geteuid() else 0o755)
        with pytest.raises(StateError):
            await custody.rotate((str(policy.path), "TOKEN"), "acme-value-another", "me")
        state.chmod(0o700)
        assert (await vault.get(policy, "TOKEN")).value.reveal() == VALUE

    asyncio.run(steps())


def test_a_file_larger_than_any_vault_is_refused(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(private_file, "CAP", 10)
    assert "expected at most 10 bytes" in str(refused(written))


def test_the_age_tool_of_anybody_can_read_it(written: Path) -> None:
    """The format is age's own: with the identity, no Wicketgate is needed."""
    identity = pyrage.x25519.Identity.from_str((written / "vault.key").read_text().strip())
    assert VALUE.encode() in pyrage.decrypt((written / "vault.age").read_bytes(), [identity])
