"""`wicketgate policy`: what a person sees before they accept, and that nothing else accepts."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from wicketgate.cli import policy as cli
from wicketgate.cli.visible import visible
from wicketgate.errors import ConfigError, UntrustedPolicy
from wicketgate.policy import Policy
from wicketgate.policy.accepted import Accepted

EXAMPLE = (Path(__file__).parents[3] / "docs" / "example.yaml").read_text()


class Stub:
    """The warden's two methods on policies, kept in a folder of the test."""

    def __init__(self, accepted: Accepted) -> None:
        self.accepted = accepted
        self.calls: list[str] = []

    def connect(self) -> Stub:
        return self

    def __enter__(self) -> Stub:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        if method == "passphrase.show":
            return {"set": False}
        self.calls.append(method)
        policy = Policy.load(params["policy"])
        if method == "policy.trust":
            assert params["digest"] == policy.digest
            self.accepted.accept(policy, "ada")
        return {"previous": self.accepted.previous(policy.path)}


@pytest.fixture
def warden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stub]:
    (tmp_path / "state").mkdir(mode=0o700)
    stub = Stub(Accepted(tmp_path / "state"))
    monkeypatch.setattr(cli, "Warden", stub)
    yield stub


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "work").mkdir(mode=0o755)
    return write(tmp_path / "work" / "wicketgate.yaml", EXAMPLE)


def write(path: Path, text: str) -> Path:
    path.write_text(text)
    path.chmod(0o644)
    return path


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    answers: list[str] = []
    monkeypatch.setattr(cli, "_on_terminal", lambda: True)
    monkeypatch.setattr("builtins.input", lambda prompt: answers.pop(0))
    return answers


def trust(path: Path, *more: str) -> int:
    return cli.main(["trust", "--policy", str(path), *more])


def test_show_prints_the_task(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["show", "triage", "--policy", str(path)]) == 0
    assert "can carry 64 KiB an hour to docs.acme.test" in capsys.readouterr().out


def test_show_without_a_task_prints_every_one(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path.write_text("version: 1\ntasks: {first: {}, second: {}}\n")
    assert cli.main(["show", "--policy", str(path)]) == 0
    assert [line for line in capsys.readouterr().out.splitlines() if line.startswith("task ")] == [
        "task first (wicketgate.yaml:2)",
        "task second (wicketgate.yaml:2)",
    ]


def test_show_of_an_unknown_task_names_the_tasks(path: Path) -> None:
    with pytest.raises(ConfigError, match="no task 'other'") as caught:
        cli.main(["show", "other", "--policy", str(path)])
    assert caught.value.hint == "the tasks are: triage"


def test_schema_is_json_with_every_key_by_its_name_in_the_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["schema"]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert set(schema["properties"]) == {"version", "model", "tasks", "sources", "secrets"}
    assert "for" in schema["$defs"]["Secret"]["properties"]
    assert schema["$defs"]["Task"]["additionalProperties"] is False


def test_without_a_terminal_nothing_is_accepted(warden: Stub, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    digest = Policy.load(path).digest
    with pytest.raises(UntrustedPolicy, match="cannot ask without a terminal") as caught:
        trust(path)
    assert capsys.readouterr().out.strip() == digest
    assert f"--digest {digest}" in caught.value.hint
    assert "policy.trust" not in warden.calls


def test_exactly_the_named_digest_is_accepted(warden: Stub, path: Path) -> None:
    policy = Policy.load(path)
    with pytest.raises(ConfigError, match="is not the policy you named"):
        trust(path, "--digest", "0" * 64)
    with pytest.raises(ConfigError, match="is not the policy you named"):
        trust(path, "--digest", policy.digest[:12])
    assert "policy.trust" not in warden.calls
    assert trust(path, "--digest", policy.digest) == 0
    warden.accepted.check(policy)


def test_a_new_policy_is_explained_before_it_is_accepted(
    warden: Stub, path: Path, terminal: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    terminal.append("y")
    assert trust(path) == 0
    assert "can carry 64 KiB an hour" in capsys.readouterr().out
    warden.accepted.check(Policy.load(path))


@pytest.mark.parametrize("answer", ["", "n", "no", "yep", "\x1b[A"])
def test_anything_but_yes_accepts_nothing(warden: Stub, path: Path, terminal: list[str], answer: str) -> None:
    terminal.append(answer)
    assert trust(path) == 1
    assert "policy.trust" not in warden.calls


def test_a_changed_policy_shows_what_widens(
    warden: Stub, path: Path, terminal: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    trust(path, "--digest", Policy.load(path).digest)
    write(path, EXAMPLE.replace("[ls, cat *, grep *]", "any").replace("calls: 200", "calls: 20"))
    terminal.append("n")
    capsys.readouterr()
    trust(path)
    out = capsys.readouterr().out
    assert "not possible before:\n  triage may now start any program in its sandbox\n" in out
    assert "no longer lets happen:\n  triage, calls: now 20 (was 200)\n" in out
    assert "can carry" not in out


def test_a_change_of_comments_is_said_to_be_one(
    warden: Stub, path: Path, terminal: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    trust(path, "--digest", Policy.load(path).digest)
    write(path, EXAMPLE + "# more\n")
    terminal.append("y")
    assert trust(path) == 0
    assert "only comments or layout changed" in capsys.readouterr().out


def test_an_accepted_policy_is_not_asked_about_again(
    warden: Stub, path: Path, terminal: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    trust(path, "--digest", Policy.load(path).digest)
    assert trust(path) == 0
    assert "accepted already" in capsys.readouterr().out


def test_what_is_hidden_in_a_policy_is_shown(
    warden: Stub, path: Path, terminal: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    write(path, EXAMPLE.replace("drafts/**", "drafts\u202e/**").replace("tickets/**", "tickets\u2800\ufe0f/**"))
    terminal.append("n")
    trust(path)
    out = capsys.readouterr().out
    assert "drafts<U+202E>/**" in out
    assert "tickets<U+2800><U+FE0F>/**" in out


def test_visible_leaves_plain_text_alone() -> None:
    assert visible("Grüße, 日本\n") == "Grüße, 日本\n"
    assert visible("a\x1b[2Jb\rc\u200bd\U000e0041e\u3164") == "a<U+001B>[2Jb<U+000D>c<U+200B>d<U+E0041>e<U+3164>"


def test_on_a_real_terminal_the_policy_is_shown(path: Path) -> None:
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "wicketgate.cli.main", "policy", "show", "triage", "--policy", str(path)]
    done = subprocess.run(command, stdin=follower, stdout=follower, stderr=follower, timeout=60, check=False)
    os.close(follower)
    seen = os.read(leader, 65536)
    os.close(leader)
    assert done.returncode == 0
    assert b"task triage (wicketgate.yaml:4)" in seen
