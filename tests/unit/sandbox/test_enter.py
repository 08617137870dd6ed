"""The program that takes on Landlock's rules: small, whole, closed about its failures. What it does is tried in e2e."""

from __future__ import annotations

import hashlib
import os
import platform
import struct
import subprocess
from pathlib import Path

import pytest

from wicketgate.sandbox import enter, landlock


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
@pytest.mark.parametrize("tty", [False, True])
def test_it_is_one_small_read_only_segment(machine: str, tty: bool) -> None:
    program = enter.program(machine, tty)
    assert program[:4] == b"\x7fELF"
    (entry,) = struct.unpack_from("<Q", program, 24)
    kind, flags, offset, base, _, size, memory, _ = struct.unpack_from("<IIQQQQQQ", program, 64)
    assert (kind, flags, offset, entry) == (1, 5, 0, base + enter.HEADERS)
    assert size == memory == len(program) < 300


def test_no_other_machine_gets_one() -> None:
    with pytest.raises(KeyError):
        enter.program("riscv64", False)


def test_the_code_is_the_code_that_was_read() -> None:
    """Each was disassembled and read once; a change means reading it again."""
    seen = {
        (machine, tty): hashlib.sha256(enter.program(machine, tty)).hexdigest()[:16]
        for machine in ("x86_64", "aarch64")
        for tty in (False, True)
    }
    assert seen == {
        ("x86_64", False): "97a938fb60fccfa1",
        ("x86_64", True): "f26b8bd333b0e966",
        ("aarch64", False): "419fe30516d7d6aa",
        ("aarch64", True): "d53bf2e4f51f9d06",
    }


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "enter"
    path.write_bytes(enter.program(platform.machine(), False))
    path.chmod(0o755)
    return path


def test_without_rules_nothing_starts(program: Path) -> None:
    done = subprocess.run([program, "/bin/echo", "started"], stdout=subprocess.PIPE, close_fds=True, check=False)
    assert (done.returncode, done.stdout) == (126, b"")


def start(program: Path, *command: str, writable: list[str | int]) -> tuple[int, bytes, bytes]:
    """Run a command under rules; return its status, its output and the sign."""
    version = landlock.abi()
    if not version:
        pytest.skip("this kernel has no Landlock")
    sign, tell = os.pipe()
    rules = landlock.rules(version, writable, None, None)

    def arrange() -> None:
        high = os.dup(tell)
        os.dup2(rules, 60)
        os.dup2(high, 61)
        os.dup2(60, enter.RULES)
        os.dup2(61, enter.SIGN)
        for number in (60, 61, high):
            os.close(number)

    words = ["/usr/bin/setpriv", "--no-new-privs", str(program), *command]
    done = subprocess.run(words, stdout=subprocess.PIPE, close_fds=False, preexec_fn=arrange, check=False)
    os.close(tell)
    os.close(rules)
    with open(sign, "rb") as said:
        return done.returncode, done.stdout, said.read()


def test_the_command_gets_its_words_and_environment_and_no_descriptor(program: Path) -> None:
    os.environ["PASSED_ON"] = "yes"
    status, said, sign = start(
        program, "/bin/sh", "-c", 'echo "$0 $1 $PASSED_ON"; ls /proc/self/fd', "a", "b c", writable=[]
    )
    assert (status, len(sign)) == (0, 1)
    assert said.startswith(b"a b c yes\n")
    assert str(enter.SIGN) not in said.decode().split("yes")[1].split()[4:]


def test_the_rules_hold_in_the_command(program: Path, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "out").mkdir()
    script = f"echo x > {tmp_path}/in/f; echo x > {tmp_path}/out/f"
    status, _, _ = start(program, "/bin/sh", "-c", script, writable=[str(tmp_path / "in")])
    assert status != 0
    assert (tmp_path / "in" / "f").exists()
    assert not (tmp_path / "out" / "f").exists()


def test_a_command_that_cannot_start_is_127(program: Path) -> None:
    assert start(program, "/nowhere", writable=[])[0] == 127
