"""`wicketgate redact` filters bytes as they come, answers lines with findings, knows the vault, and needs no warden."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from wicketgate.secrets.credential import Credential
from wicketgate.secrets.vault import identity
from wicketgate.secrets.vault.agefile import AgeFile
from wicketgate.secrets.vault.entry import Entry

TOKEN = "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"
VALUE = "correct horse battery staple"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for the state of all of these tests: the formats compile once."""
    return tmp_path_factory.mktemp("state")


def run(base: Path, said: bytes, *flags: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "wicketgate", "redact", *flags]
    where = {**os.environ, "XDG_STATE_HOME": str(base)}
    return subprocess.run(command, input=said, capture_output=True, check=False, env=where)


def keep(base: Path, value: str) -> Path:
    """Put a value into the vault of the state under `base`, opened by a key file, and return the state."""
    state = base / "wicketgate"
    state.mkdir(0o700, exist_ok=True)
    identity.make(state, ())
    AgeFile(state).save(
        [Entry("CRM_PASSWORD", "/p", "age", "d", "bob", "2026-01-01", value=Credential("CRM_PASSWORD", value))]
    )
    return state


def test_text_comes_out_redacted_and_bytes_that_are_no_text_as_they_were(base: Path) -> None:
    done = run(base, b"\xff\xfe " + TOKEN.encode() + b" \xc3\xa9\n")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"\xff\xfe [redacted:github-token] \xc3\xa9\n", b"")


def test_lines_are_answered_with_places_in_characters(base: Path) -> None:
    done = run(base, json.dumps({"text": f"é {TOKEN}"}).encode() + b"\n\n" + b'{"text": ""}\n', "--jsonl")
    first, second = map(json.loads, done.stdout.splitlines())
    assert first == {
        "text": "é [redacted:github-token]",
        "findings": [{"rule": "github-token", "start": 2, "end": 2 + len(TOKEN)}],
    }
    assert second == {"text": "", "findings": []}


def test_a_line_that_is_none_of_ours_is_refused_with_its_number(base: Path) -> None:
    done = run(base, b'{"text": "a"}\n[1]\n', "--jsonl")
    assert done.returncode == 2 and b"line 2" in done.stderr


def test_what_the_formats_compile_to_is_kept_for_this_user_alone(base: Path) -> None:
    assert run(base, b"api_token: abcd1234").returncode == 0
    kept = base / "wicketgate" / "automata"
    assert kept.stat().st_mode & 0o777 == 0o700
    assert {each.stat().st_mode & 0o777 for each in kept.iterdir()} == {0o600}


def test_a_state_directory_others_may_enter_is_not_used(tmp_path: Path) -> None:
    state = tmp_path / "wicketgate"
    state.mkdir()
    state.chmod(0o755)
    done = run(tmp_path, TOKEN.encode())
    assert (done.returncode, done.stdout) == (0, b"[redacted:github-token]")
    assert list(state.iterdir()) == []


def test_values_of_a_vault_that_a_key_file_opens_are_found(base: Path) -> None:
    state = keep(base, VALUE)
    try:
        assert run(base, f"the {VALUE} is".encode()).stdout == b"the [redacted:CRM_PASSWORD] is"
        (state / "vault.key").unlink()
        closed = run(base, f"the {VALUE} is".encode())
        assert closed.stdout == f"the {VALUE} is".encode() and b"keyring" in closed.stderr
    finally:
        (state / "vault.age").unlink()


def test_a_vault_that_does_not_open_stops_the_filter_before_anything_comes_out(base: Path) -> None:
    state = keep(base, VALUE)
    try:
        (state / "vault.age").write_bytes(b"no age file")
        done = run(base, f"the {VALUE} is".encode())
        assert (done.returncode, done.stdout) == (1, b"") and b"cannot be opened" in done.stderr
    finally:
        (state / "vault.age").unlink()
        (state / "vault.key").unlink()
