"""Acceptance: exactly one digest a path, kept where no workspace reaches, whole or not at all."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from wicketgate.errors import ConfigError, StateError, UntrustedPolicy
from wicketgate.policy import Policy
from wicketgate.policy.accepted import Accepted

TEXT = "version: 1\ntasks: {triage: {}}\n"
WIDER = "version: 1\ntasks: {triage: {commands: any}}\n"


@pytest.fixture
def accepted(tmp_path: Path) -> Accepted:
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    return Accepted(state)


@pytest.fixture
def policy(tmp_path: Path) -> Policy:
    return written(tmp_path / "work" / "wicketgate.yaml", TEXT)


def written(path: Path, text: str) -> Policy:
    path.parent.mkdir(mode=0o755, exist_ok=True)
    path.write_text(text)
    path.chmod(0o644)
    return Policy.load(path)


def kept(accepted: Accepted) -> Path:
    (file,) = accepted.folder.iterdir()
    return file


def test_nothing_is_accepted_at_first(accepted: Accepted, policy: Policy) -> None:
    with pytest.raises(UntrustedPolicy, match=f"nobody accepted .*digest {policy.digest[:12]}") as caught:
        accepted.check(policy)
    assert caught.value.hint == f"wicketgate policy trust --policy {policy.path}"
    assert accepted.previous(policy.path) is None


def test_what_was_accepted_counts_also_after_a_restart(accepted: Accepted, policy: Policy) -> None:
    accepted.accept(policy, "ada")
    Accepted(accepted.state).check(policy)
    assert accepted.previous(policy.path) == TEXT


def test_a_change_no_longer_counts_and_is_said(accepted: Accepted, policy: Policy) -> None:
    accepted.accept(policy, "ada")
    with pytest.raises(UntrustedPolicy, match="changed since ada accepted it"):
        accepted.check(written(policy.path, WIDER))


def test_the_same_text_elsewhere_does_not_count(accepted: Accepted, policy: Policy, tmp_path: Path) -> None:
    accepted.accept(policy, "ada")
    with pytest.raises(UntrustedPolicy, match="nobody accepted"):
        accepted.check(written(tmp_path / "clone" / "wicketgate.yaml", TEXT))


def test_going_back_to_an_earlier_text_does_not_count(accepted: Accepted, policy: Policy) -> None:
    wide = written(policy.path, WIDER)
    accepted.accept(wide, "ada")
    accepted.accept(written(policy.path, TEXT), "ada")
    with pytest.raises(UntrustedPolicy, match="changed since"):
        accepted.check(wide)


def test_only_the_owner_can_read_what_is_kept(accepted: Accepted, policy: Policy) -> None:
    before = os.umask(0)
    try:
        accepted.accept(policy, "ada")
    finally:
        os.umask(before)
    assert stat.S_IMODE(accepted.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(kept(accepted).stat().st_mode) == 0o600


@pytest.mark.parametrize("below", ["", "deep/state"])
def test_a_state_directory_inside_the_workspace_is_refused(policy: Policy, below: str) -> None:
    inside = Accepted(policy.root / below)
    for act in (lambda: inside.accept(policy, "ada"), lambda: inside.check(policy)):
        with pytest.raises(ConfigError, match="expected a state directory outside the workspace"):
            act()
    assert not (policy.root / below / "accepted").exists()


def test_a_state_directory_that_leads_into_the_workspace_is_refused(policy: Policy, tmp_path: Path) -> None:
    (policy.root / "hidden").mkdir()
    (tmp_path / "link").symlink_to(policy.root / "hidden")
    with pytest.raises(ConfigError, match="outside the workspace"):
        Accepted(tmp_path / "link").check(policy)


def test_a_newer_version_is_refused_by_name(accepted: Accepted, policy: Policy) -> None:
    accepted.accept(policy, "ada")
    change(kept(accepted), version=2)
    with pytest.raises(StateError, match="expected version 1 \\(got 2, written by a newer wicketgate\\)"):
        accepted.check(policy)


DAMAGED = [b"", b"{", b"[]", b"null", b"\xff", b'{"version": 1}', b'{"version": "1"}', b'{"version": true}']


@pytest.mark.parametrize("content", DAMAGED)
def test_a_damaged_acceptance_accepts_nothing(accepted: Accepted, policy: Policy, content: bytes) -> None:
    accepted.accept(policy, "ada")
    kept(accepted).write_bytes(content)
    with pytest.raises(StateError, match="expected an acceptance of"):
        accepted.check(policy)


def test_a_digest_put_beside_another_text_accepts_nothing(accepted: Accepted, policy: Policy) -> None:
    accepted.accept(policy, "ada")
    wide = written(policy.path, WIDER)
    change(kept(accepted), digest=wide.digest)
    with pytest.raises(StateError, match="whole"):
        accepted.check(wide)


def test_an_acceptance_of_another_path_accepts_nothing(accepted: Accepted, policy: Policy, tmp_path: Path) -> None:
    accepted.accept(policy, "ada")
    other = written(tmp_path / "clone" / "wicketgate.yaml", TEXT)
    content = kept(accepted).read_bytes()
    kept(accepted).unlink()
    accepted.accept(other, "ada")
    kept(accepted).write_bytes(content)
    with pytest.raises(StateError, match="expected an acceptance of"):
        accepted.check(other)


@pytest.mark.parametrize("mode", [0o770, 0o702, 0o777])
def test_a_folder_others_may_write_is_refused(accepted: Accepted, policy: Policy, mode: int) -> None:
    accepted.accept(policy, "ada")
    accepted.folder.chmod(mode)
    for act in (lambda: accepted.check(policy), lambda: accepted.accept(policy, "ada")):
        with pytest.raises(StateError, match="that nobody else may write"):
            act()
    accepted.folder.chmod(0o700)


def test_a_link_in_place_of_an_acceptance_is_refused(accepted: Accepted, policy: Policy, tmp_path: Path) -> None:
    accepted.accept(policy, "ada")
    place = kept(accepted)
    place.rename(tmp_path / "elsewhere.json")
    place.symlink_to(tmp_path / "elsewhere.json")
    with pytest.raises(StateError, match="cannot use"):
        accepted.check(policy)


def test_an_acceptance_others_may_write_is_refused(accepted: Accepted, policy: Policy) -> None:
    accepted.accept(policy, "ada")
    kept(accepted).chmod(0o666)
    with pytest.raises(StateError, match="nobody else may write"):
        accepted.check(policy)


def test_a_crash_between_writing_and_renaming_keeps_the_old_one(
    accepted: Accepted, policy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted.accept(policy, "ada")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(StateError, match="no space left on device"):
        accepted.accept(written(policy.path, WIDER), "ada")
    monkeypatch.undo()
    accepted.check(written(policy.path, TEXT))
    accepted.accept(written(policy.path, WIDER), "ada")


def change(file: Path, **fields: object) -> None:
    file.write_text(json.dumps({**json.loads(file.read_text()), **fields}))
