"""`wicketgate decide` as a process: what it prints, and the exit code each decision has."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from wicketgate.policy import Policy
from wicketgate.policy.accepted import Accepted

TEXT = """version: 1
tasks:
  t:
    files: {read: [docs/**], write: [docs/**]}
    commands: [ls]
"""


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    place = tmp_path / "desk"
    (place / "docs").mkdir(parents=True)
    (place / "wicketgate.yaml").write_text(TEXT)
    (place / "wicketgate.yaml").chmod(0o644)
    return place


def run(desk: Path, text: str | bytes, *options: str) -> tuple[int, list[dict[str, object]], str]:
    env = {"PATH": os.environ["PATH"], "HOME": str(desk.parent), "XDG_STATE_HOME": str(desk.parent / "state")}
    command = [sys.executable, "-m", "wicketgate.cli.main", "decide", *options]
    sent = text if isinstance(text, bytes) else text.encode()
    found = subprocess.run(command, input=sent, capture_output=True, cwd=desk, env=env, timeout=60, check=False)
    return found.returncode, [json.loads(line) for line in found.stdout.splitlines()], found.stderr.decode()


def asked(tool: str, **arguments: object) -> str:
    return json.dumps({"tool": tool, "arguments": arguments})


def test_each_decision_has_its_exit_code(desk: Path) -> None:
    allow = run(desk, asked("Read", file_path="docs/a.md"), "t", "--untrusted-policy")
    deny = run(desk, asked("Read", file_path="src/a.py"), "t", "--untrusted-policy")
    ask = run(desk, asked("Write", file_path="docs/Makefile", content=""), "t", "--untrusted-policy")
    assert [(code, body[0]["decision"]) for code, body, _ in (allow, deny, ask)] == [
        (0, "allow"),
        (4, "deny"),
        (5, "ask"),
    ]
    keys = ["decision", "reason", "rule", "effect", "reversibility", "targets", "origins"]
    assert list(allow[1][0]) == keys
    assert list(deny[1][0]) == [*keys, "remedy"]
    assert deny[1][0]["rule"] == "wicketgate.yaml:4"
    assert deny[1][0]["remedy"] == 'add "src/a.py" under tasks.t.files.read (wicketgate.yaml:4)'


@pytest.mark.parametrize("text", ["", "{", "[]", "1", '{"arguments": {}}', '{"tool": 5}', "[" * 100_000])
def test_what_is_no_request_cannot_be_decided(desk: Path, text: str) -> None:
    code, body, _ = run(desk, text, "t", "--untrusted-policy")
    assert code == 1
    assert body[0]["decision"] == "deny"
    assert body[0]["error"]


def test_contained_must_be_true_or_false(desk: Path) -> None:
    wanted = {"tool": "Read", "arguments": {"file_path": "/tmp/x"}}
    assert run(desk, json.dumps({**wanted, "contained": True}), "t", "--untrusted-policy")[0] == 0
    assert run(desk, json.dumps(wanted), "t", "--untrusted-policy")[0] == 4
    assert run(desk, json.dumps({**wanted, "contained": "yes"}), "t", "--untrusted-policy")[0] == 1


def test_a_link_is_followed(desk: Path) -> None:
    (desk / "docs" / "a.md").symlink_to("/etc/hostname")
    assert run(desk, asked("Read", file_path="docs/a.md"), "t", "--untrusted-policy")[0] == 4


def test_lines_are_answered_one_by_one(desk: Path) -> None:
    good, bad = asked("Read", file_path="docs/a.md"), asked("CronCreate")
    code, body, _ = run(desk, f"{good}\n{bad}\n", "t", "--untrusted-policy", "--jsonl")
    assert (code, [each["decision"] for each in body]) == (0, ["allow", "deny"])
    text = b"\n".join([good.encode(), b"{", b"", b'"\xff"', good.encode()])
    code, body, _ = run(desk, text, "t", "--untrusted-policy", "--jsonl")
    assert (code, ["error" in each for each in body]) == (1, [False, True, True, True, False])


def test_an_overlong_line_spoils_only_itself(desk: Path) -> None:
    good = asked("Read", file_path="docs/a.md")
    long = asked("Write", file_path="docs/a.md", content="x" * (9 << 20))
    code, body, _ = run(desk, f"{long}\n{good}\n", "t", "--untrusted-policy", "--jsonl")
    assert (code, ["error" in each for each in body]) == (1, [True, False])


def test_an_answer_comes_before_the_next_line_is_read(desk: Path) -> None:
    env = {"PATH": os.environ["PATH"], "HOME": str(desk.parent), "XDG_STATE_HOME": str(desk.parent / "state")}
    command = [sys.executable, "-m", "wicketgate.cli.main", "decide", "t", "--untrusted-policy", "--jsonl"]
    with subprocess.Popen(
        command, cwd=desk, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for _ in range(2):
            process.stdin.write(asked("Bash", command="ls") + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["decision"] == "allow"
        process.stdin.close()


def test_a_policy_nobody_accepted_is_refused(desk: Path) -> None:
    code, body, error = run(desk, asked("Read", file_path="docs/a.md"), "t")
    assert (code, body) == (2, [])
    assert "policy trust" in error


def test_an_accepted_policy_decides_until_it_changes(desk: Path) -> None:
    state = desk.parent / "state" / "wicketgate"
    state.mkdir(mode=0o700, parents=True)
    Accepted(state).accept(Policy.load(desk / "wicketgate.yaml"), "anna")
    assert run(desk, asked("Read", file_path="docs/a.md"), "t")[0] == 0
    (desk / "wicketgate.yaml").write_text(TEXT + "    agents: true\n")
    assert run(desk, asked("Read", file_path="docs/a.md"), "t")[0] == 2


def test_wrong_usage_is_refused(desk: Path) -> None:
    request = asked("Read", file_path="docs/a.md")
    assert run(desk, request, "other", "--untrusted-policy")[0] == 2
    assert run(desk, request, "t", "--untrusted-policy", "--policy", "nowhere.yaml")[0] == 2
    assert run(desk, request)[0] == 2
