"""`wicketgate redact` filters bytes as they come, answers lines with findings, knows the vault, and needs no warden."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from wicketgate.cli.redact import lines
from wicketgate.errors import RequestError
from wicketgate.output.redact import Redactor
from wicketgate.secrets.automata import ENGINES
from wicketgate.secrets.credential import Credential
from wicketgate.secrets.vault import identity
from wicketgate.secrets.vault.agefile import AgeFile
from wicketgate.secrets.vault.entry import Entry

TOKEN = "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"
VALUE = "correct horse battery staple"
REDACTOR = Redactor({}, ENGINES)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for the state of all of these tests: the formats compile once."""
    return tmp_path_factory.mktemp("state")


def run(base: Path, said: bytes, *flags: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "wicketgate", "redact", *flags]
    where = {**os.environ, "XDG_STATE_HOME": str(base)}
    return subprocess.run(command, input=said, capture_output=True, check=False, env=where)


@contextlib.contextmanager
def started(base: Path, *flags: str) -> Iterator[Any]:
    """Give the running filter, which ends well when its input does."""
    command = [sys.executable, "-m", "wicketgate", "redact", *flags]
    where = {**os.environ, "XDG_STATE_HOME": str(base)}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=where) as process:
        yield process
        assert process.communicate() == (b"", None)
    assert process.returncode == 0


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


def test_files_are_read_one_after_the_other_and_one_that_is_not_there_is_named(base: Path, tmp_path: Path) -> None:
    for name in ("a.log", "b.log"):
        (tmp_path / name).write_text(f"{name} {TOKEN}\n")
    done = run(base, b"", str(tmp_path / "a.log"), str(tmp_path / "b.log"))
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == b"a.log [redacted:github-token]\nb.log [redacted:github-token]\n"
    missing = run(base, b"", str(tmp_path / "c.log"))
    assert missing.returncode == 2 and b"c.log': no such file or directory" in missing.stderr


def test_lines_are_answered_with_places_in_characters(base: Path) -> None:
    done = run(base, json.dumps({"text": f"é {TOKEN}"}).encode() + b"\n\n" + b'{"text": ""}\n', "--jsonl")
    first, second = map(json.loads, done.stdout.splitlines())
    assert first == {
        "text": "é [redacted:github-token]",
        "findings": [{"rule": "github-token", "start": 2, "end": 2 + len(TOKEN)}],
    }
    assert second == {"text": "", "findings": []}


@pytest.mark.parametrize(
    "wrong",
    [
        *(
            b"[1]",
            b"1",
            b'"ghp_x"',
            b"null",
            b'{"text": null}',
            b'{"text": 7}',
            b'{"text": ["a"]}',
            b"{}",
            b'{"text": "a"',
        ),
        *(b"\xff\xfe", b"\0", b'{"text": "a"} x', b"[" * 100_000),
    ],
)
def test_a_line_that_is_none_of_ours_is_answered_by_an_error_and_loses_no_other(wrong: bytes) -> None:
    source = io.BytesIO(b'{"text": "a"}\n' + wrong + b'\n{"text": "b"}')
    answers = list[dict[str, object]]()
    with pytest.raises(RequestError, match=r"^1 of 3 lines .* line 2$"):
        answers.extend(json.loads(each) for each in lines(REDACTOR, source))
    assert [each["text"] for each in answers] == ["a", "", "b"]
    assert [sorted(each) for each in answers] == [
        ["findings", "text"],
        ["error", "findings", "text"],
        ["findings", "text"],
    ]


def test_wrong_lines_make_the_exit_code_two_after_the_last_answer(base: Path) -> None:
    done = run(base, f'{TOKEN}\n{{"text": "b"}}\n'.encode(), "--jsonl")
    assert done.returncode == 2 and b"line 1" in done.stderr
    assert [json.loads(each)["text"] for each in done.stdout.splitlines()] == ["", "b"]
    assert TOKEN.encode() not in done.stdout + done.stderr


def test_a_line_too_long_is_read_to_its_end_and_answered_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wicketgate.cli.redact.LONGEST", 32)
    for size in (33, 64, 65, 66, 67, 500):
        source = io.BytesIO(b'{"text": "' + b"a" * size + b'"}\n{"text": "b"}\n')
        answers = list[dict[str, object]]()
        with pytest.raises(RequestError):
            answers.extend(json.loads(each) for each in lines(REDACTOR, source))
        assert [each["text"] for each in answers] == ["", "b"]


@pytest.mark.parametrize(
    "said, text",
    [
        (rb'{"text": "\ud800 \u0000\r\n", "id": 1}', "\ud800 \0\r\n"),
        (b'\xef\xbb\xbf{"text": "a\tb\x01"}\r', "a\tb\x01"),
        (b'{"text": "\xff\xf0\x9f\x98\x80"}', "\ufffd\U0001f600"),
        (b'{"n": NaN, "big": ' + b"9" * 5000 + b', "text": ""}', ""),
    ],
)
def test_a_line_is_read_leniently_and_other_keys_are_not_passed_on(said: bytes, text: str) -> None:
    (answer,) = lines(REDACTOR, io.BytesIO(b"\n \n" + said + b"\n\n"))
    assert json.loads(answer) == {"text": text, "findings": []}


def test_each_line_is_answered_before_the_next_is_there(base: Path) -> None:
    with started(base, "--jsonl") as filter_:
        for number in range(20):
            filter_.stdin.write(json.dumps({"text": f"{number} {TOKEN}"}).encode() + b"\n")
            filter_.stdin.flush()
            assert json.loads(filter_.stdout.readline())["text"] == f"{number} [redacted:github-token]"


def test_plain_text_comes_out_as_soon_as_its_line_is_over(base: Path) -> None:
    with started(base) as filter_:
        for number in range(20):
            filter_.stdin.write(f"{number} {TOKEN[:9]}".encode())
            filter_.stdin.flush()
            filter_.stdin.write(f"{TOKEN[9:]}\n".encode())
            filter_.stdin.flush()
            assert filter_.stdout.readline() == f"{number} [redacted:github-token]\n".encode()


@pytest.mark.parametrize("flags", [(), ("--jsonl",)])
def test_what_goes_wrong_outside_is_one_line_and_no_traceback(base: Path, flags: tuple[str, ...]) -> None:
    for shell, expected, word in (
        ("{} <&-", 1, b"closed"),
        ("{} </dev/null >&-", 1, b"closed"),
        ('printf \'{{"text": "a"}}\\n\' | {} >/dev/full', 1, b"No space"),
        ('yes \'{{"text": "a"}}\' | {} | :', 0, b""),
    ):
        command = " ".join((sys.executable, "-m wicketgate redact", *flags))
        where = {**os.environ, "XDG_STATE_HOME": str(base)}
        done = subprocess.run(["sh", "-c", shell.format(command)], capture_output=True, check=False, env=where)
        assert (done.returncode, done.stdout) == (expected, b"")
        assert word in done.stderr and b"Traceback" not in done.stderr and b"Exception" not in done.stderr


def test_a_locale_without_the_letters_of_the_help_text_still_shows_it() -> None:
    command = [sys.executable, "-m", "wicketgate", "redact", "--help"]
    where = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, capture_output=True, check=False, env=where)
    assert done.returncode == 0 and b"--jsonl" in done.stdout


def test_a_state_directory_that_cannot_be_looked_into_is_done_without_and_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "wicketgate").symlink_to("wicketgate")
    done = run(tmp_path, TOKEN.encode())
    assert (done.returncode, done.stdout) == (0, b"[redacted:github-token]")
    assert b"no values are looked for" in done.stderr


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
