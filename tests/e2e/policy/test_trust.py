"""Accepting a policy for real: the person's terminal, the warden, the file under the state directory, the record."""

from __future__ import annotations

import os
import pty
import subprocess
from pathlib import Path

from tests.e2e.conftest import Product
from wicketgate.policy import Policy
from wicketgate.policy.accepted import Accepted

FIRST = "version: 1\ntasks: {work: {files: {read: [docs/**]}}}\n"
WIDER = "version: 1\ntasks: {work: {files: {read: [docs/**, src/**]}, commands: any}}\n"


def typed(product: Product, answer: str) -> str:
    """Return what a person sees who runs `policy trust` on a terminal and types `answer`."""
    leader, follower = pty.openpty()
    command = product.command("policy", "trust")
    streams = {"stdin": follower, "stdout": follower, "stderr": follower}
    child = subprocess.Popen(command, cwd=product.project, env=product.env, **streams)
    os.close(follower)
    os.write(leader, answer.encode() + b"\n")
    seen = b""
    try:
        while chunk := os.read(leader, 65536):
            seen += chunk
    except OSError:  # the terminal is gone with its last user
        pass
    os.close(leader)
    child.wait(timeout=60)
    return seen.decode().replace("\r\n", "\n")


def write(product: Product, text: str) -> Policy:
    path = product.project / "wicketgate.yaml"
    path.write_text(text)
    path.chmod(0o644)
    return Policy.load(path)


def accepted(product: Product) -> str | None:
    path = Path(os.path.realpath(product.project / "wicketgate.yaml"))
    return Accepted(product.state / "wicketgate").previous(path)


def test_a_person_accepts_sees_what_widens_and_declines(product: Product) -> None:
    write(product, FIRST)
    assert "reads docs/**; every other file does not exist for it" in typed(product, "y")
    assert accepted(product) == FIRST
    write(product, WIDER)
    seen = typed(product, "n")
    assert "  work may now also read src/**\n  work may now start any program in its sandbox\n" in seen
    assert "not accepted; nothing runs on it" in seen
    assert accepted(product) == FIRST


def test_without_a_terminal_only_the_exact_digest_is_accepted(product: Product) -> None:
    policy = write(product, FIRST)
    refused = product.run("policy", "trust", stdin="y\n")
    assert refused.returncode == 2
    assert refused.stdout.strip() == policy.digest
    assert "cannot ask without a terminal" in refused.stderr
    write(product, WIDER)
    changed = product.run("policy", "trust", "--digest", policy.digest)
    assert changed.returncode == 2
    assert "is not the policy you named" in changed.stderr
    assert accepted(product) is None


def test_an_acceptance_is_on_record(product: Product) -> None:
    policy = write(product, FIRST)
    assert product.run("policy", "trust", "--digest", policy.digest).returncode == 0
    record = product.run("audit", "tail").stdout
    assert "policy.trusted" in record
    assert policy.digest[:12] in record


def test_a_first_policy_is_written_accepted_and_shown(product: Product) -> None:
    (product.project / "docs").mkdir()
    (product.project / ".env").write_text("TOKEN=1\n")
    assert product.run("init").returncode == 0
    assert "reads docs/**" in product.run("policy", "show", "work").stdout
    assert "accept this policy?" in typed(product, "yes")
    assert accepted(product) == (product.project / "wicketgate.yaml").read_text()
