"""A person in another terminal: what waits, what they see, what their answer does, and what the record says of it."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import select
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from wicketgate.client import Warden

POLICY = """\
version: 1
tasks:
  work:
    tools:
      mail.send: {to: ["*@acme.test"], effect: send, reversibility: R5, ask: always}
"""
MAIL = {"to": "eve@acme.test", "body": "hello\x1b[2J\u202egnp" + " " * 3000 + "END"}


class Asking:
    """A session that has asked to send one mail and waits for a person."""

    def __init__(self, warden: Warden, policy: Path) -> None:
        self._warden = warden
        opened = warden.call("session.open", policy=str(policy), task="work")
        self.session = opened["session"]
        answered = warden.call("session.decide", session=self.session, tool="mail.send", arguments=MAIL, cwd=".")
        assert answered["verdict"]["decision"] == "ask", answered
        self._id = answered["id"]

    def verdict(self) -> dict[str, Any]:
        """Return the verdict after a person answered."""
        told = self._warden.call("session.wait", session=self.session, id=self._id)["verdict"]
        assert isinstance(told, dict)
        return told


@pytest.fixture
def asking(product: Any) -> Iterator[Asking]:
    product.policy(POLICY)
    product.run("approvals", "list")
    with Warden.connect(product.state / "wicketgate", start=False) as warden:
        yield Asking(warden, product.project / "wicketgate.yaml")


def waiting(product: Any) -> dict[str, Any]:
    for _ in range(200):
        listed = json.loads(product.run("approvals", "list", "--json").stdout)
        if listed:
            return dict(listed[0])
        time.sleep(0.02)
    raise AssertionError("nothing ever waited")


def typed(product: Any, words: list[str], answer: bytes) -> tuple[int, str]:
    """Run a verb on a terminal of its own, answer its question, and return its exit code and what it showed."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        product.command(*words), cwd=product.project, env=product.env, stdin=follower, stdout=follower, stderr=follower
    )
    os.close(follower)
    seen, answered = b"", False
    with contextlib.suppress(OSError):
        while select.select([leader], [], [], 30)[0] and (data := os.read(leader, 65536)):
            seen += data
            if b"[y/N]" in seen and not answered:
                os.write(leader, answer)
                answered = True
    os.close(leader)
    return process.wait(30), seen.decode()


def test_a_person_sees_the_real_call_and_their_yes_counts_once(product: Any, asking: Asking) -> None:
    name = waiting(product)["id"]
    code, seen = typed(product, ["approvals", "approve", name], b"y\n")
    assert code == 0, seen
    assert "eve@acme.test" in seen and "END" in seen and "CANNOT BE UNDONE" in seen
    assert "\x1b[2J" not in seen and "\u202e" not in seen
    assert asking.verdict()["decision"] == "allow"
    assert product.run("approvals", "approve", name, "--digest", "0" * 64).returncode == 4
    assert product.run("approvals", "list").returncode == 3
    tail = product.run("audit", "tail", "--run", asking.session).stdout
    for part in ("asked", "approval.asked", "approval.decided", "decided", "approval.outcome"):
        assert part in tail
    assert product.run("audit", "verify").returncode == 0


def test_whatever_is_not_a_yes_leaves_it_waiting(product: Any, asking: Asking) -> None:
    name = waiting(product)["id"]
    assert typed(product, ["approvals", "approve", name], b"\n")[0] == 1
    without = product.run("approvals", "approve", name)
    assert without.returncode == 2 and "--digest" in without.stderr
    assert product.run("approvals", "approve", name, "--digest", "0" * 64).returncode == 4
    assert waiting(product)["id"] == name
    denied = product.run("approvals", "deny", name, "--reason", "wrong person")
    assert denied.returncode == 0, denied.stderr
    verdict = asking.verdict()
    assert verdict["decision"] == "deny" and "wrong person" in verdict["reason"]


def test_a_program_approves_with_the_digest_it_was_shown(product: Any, asking: Asking) -> None:
    name = waiting(product)["id"]
    shown = json.loads(product.run("approvals", "show", name, "--json").stdout)
    assert product.run("approvals", "approve", name, "--digest", shown["digest"]).returncode == 0
    assert asking.verdict()["decision"] == "allow"


def test_the_record_is_followed_and_shown(product: Any, asking: Asking) -> None:
    following = product.start("watch", asking.session)
    try:
        seen = following.stdout.readline()
        assert asking.session in seen
        product.run("approvals", "deny", waiting(product)["id"])
        while "approval.decided" not in seen:
            seen = following.stdout.readline()
            assert seen
    finally:
        following.terminate()
        following.communicate(timeout=10)
    entry = json.loads(product.run("audit", "tail", "-n", "1", "--json").stdout)
    whole = product.run("audit", "show", str(entry["index"]))
    assert whole.returncode == 0 and entry["hash"] in whole.stdout
    assert product.run("audit", "show", "99999999").returncode == 2


def test_verifying_needs_no_warden_and_its_exit_code_tells(product: Any, tmp_path: Path) -> None:
    assert product.run("audit", "verify").returncode == 3
    product.run("approvals", "list")
    product.policy(POLICY)
    product.run("warden", "stop", "--end-runs")
    journal = product.state / "wicketgate" / "journal.db"
    for _ in range(500):
        if not journal.with_name("journal.db-wal").exists():
            break
        time.sleep(0.02)
    assert product.run("audit", "verify").returncode == 0
    copy = tmp_path / "copy.db"
    shutil.copy(journal, copy)
    with contextlib.closing(sqlite3.connect(copy)) as connection:
        connection.execute("UPDATE entries SET bytes = CAST(replace(bytes, '\"v\":1', '\"v\":2') AS BLOB)")
        connection.commit()
    broken = product.run("audit", "verify", "--state", str(copy))
    assert broken.returncode == 1 and "broken at entry 1" in broken.stdout
    copy.write_bytes(b"x" * 8192)
    assert product.run("audit", "verify", "--state", str(copy)).returncode == 1
