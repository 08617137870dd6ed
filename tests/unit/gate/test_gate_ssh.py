"""SSH as the gate sees it: which host, user and key an entry admits, and what asks."""

from __future__ import annotations

from typing import Any

import pytest
from gates import ask, policy

from wicketgate.action import Decision

HOST = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"
TEXT = f"""version: 1
tasks:
  work:
    ssh:
      git.acme.test: {{key: DEPLOY, users: [git], host_keys: ["{HOST}"], limit: 2 per hour}}
      "build.acme.test:2222":
        {{key: BUILD, users: [ci], host_keys: ["{HOST}"], ask: never}}
  other: {{files: {{read: [a]}}}}
secrets: {{DEPLOY: {{for: ssh}}, BUILD: {{for: ssh}}}}
"""
PROFILE, OTHER = policy(TEXT).profile("work"), policy(TEXT).profile("other")
GIT = {"host": "git.acme.test", "port": 22}
LOGIN = GIT | {"user": "git", "key": "DEPLOY", "fingerprint": "SHA256:x"}
BUILD = {"host": "build.acme.test", "port": 2222, "user": "ci", "key": "BUILD", "fingerprint": "SHA256:x"}
MET = {"labels": ["untrusted", "private"]}


def decided(tool: str, arguments: dict[str, Any], given: dict[str, Any] | None = None) -> tuple[str, str]:
    """Return a decision, and its reason with its remedy."""
    verdict = ask(PROFILE, tool, arguments, given, way="egress", contained=True)
    return verdict.decision.value, f"{verdict.reason} | {verdict.remedy}"


def test_a_connection_runs_within_its_caps_and_a_login_asks() -> None:
    assert decided("ssh.connect", GIT, MET)[0] == "allow"
    assert decided("ssh.login", LOGIN) == (
        "ask",
        "a login at git.acme.test:22 as git: what passes after it (commands, files, a git push) nobody here sees, "
        "and it is not asked about again"
        " | a person approves it: wicketgate approvals list",
    )
    assert decided("ssh.login", LOGIN, {"grant": "anna"})[0] == "allow"
    assert decided("ssh.login", BUILD, MET)[0] == "allow"


@pytest.mark.parametrize(
    ("tool", "changes", "said"),
    [
        ("ssh.connect", {"port": 2222}, "ssh to git.acme.test:2222"),
        ("ssh.connect", {"host": "evil.test"}, 'add "evil.test": {key: …'),
        ("ssh.connect", {"host": "git.acme.test."}, "trailing dot"),
        ("ssh.connect", {"port": "22"}, "`port` as a whole number"),
        ("ssh.connect", {"port": 0}, "port from 1"),
        ("ssh.login", {"host": "evil.test"}, "ssh to evil.test:22"),
        ("ssh.login", {"user": "root"}, 'add "root" under tasks.work.ssh.git.acme.test.users'),
        ("ssh.login", {"user": "-oX=y z"}, "no policy can name that user"),
        ("ssh.login", {"user": "gi\nt"}, "short printable text"),
        ("ssh.login", {"user": ""}, "short printable text"),
        ("ssh.login", {"key": "BUILD"}, "BUILD is not the key for git.acme.test:22"),
        ("ssh.login", {"fingerprint": None}, "`fingerprint` as text"),
    ],
)
def test_what_no_entry_admits_is_denied_with_what_would(tool: str, changes: dict[str, Any], said: str) -> None:
    decision, text = decided(tool, LOGIN | changes, {"grant": "anna"})
    assert decision == "deny" and said in text, text


def test_its_caps_hold_and_no_person_lifts_them() -> None:
    rule = PROFILE.rule("ssh", "git.acme.test")
    for used in ({f"rate:{rule}": 2}, {f"bytes:{rule}": (1 << 20) + 1}):
        assert decided("ssh.connect", GIT, {"used": used, "grant": "anna"})[0] == "deny"
    spends = ask(PROFILE, "ssh.connect", GIT, way="egress", contained=True).spends
    assert spends == {"calls": 1, f"rate:{rule}": 1}


def test_a_task_without_an_entry_reaches_nothing_and_a_hook_never_logs_in() -> None:
    assert ask(OTHER, "ssh.connect", GIT).decision is Decision.DENY
    verdict = ask(PROFILE, "ssh.login", LOGIN, way="hook", contained=True)
    assert verdict.decision is Decision.ASK and not verdict.spends
