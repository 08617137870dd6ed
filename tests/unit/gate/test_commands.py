"""Commands outside the sandbox: what `commands:` admits, and what each effect means to the policy."""

from __future__ import annotations

import pytest
from gates import ROOT, ask, policy

from wicketgate.action import Decision, Verdict

TEXT = """version: 1
tasks:
  laptop:
    files: {{read: ["**"], write: ["**"], hide: [vault]}}
    commands: {commands}
sources:
  crm: {{kind: sqlite, path: crm.db}}
"""
ANY = policy(TEXT.format(commands="any"))
LISTED = policy(TEXT.format(commands='[git status, "cat *", "frobnicate now", bash, "x *y"]'))


def decide(text: str, listed: bool = False, **more: object) -> Verdict:
    """Return the verdict on one command."""
    return ask((LISTED if listed else ANY).profile("laptop"), "Bash", {"command": text}, **more)


@pytest.mark.parametrize(
    "text",
    [
        "ls -la && git status",
        "grep -rn TODO src | head -20",
        "sed -i 's/a/b/' src/a.py",
        "git add -A && git commit -m 'done; rm -rf /'",
        "rm -rf build node_modules",
        "echo x > notes.txt",
        "echo x > /tmp/scratch.txt",
        "cat /usr/share/doc/x",
        "./scripts/check.sh",
        "cd src && cat a.py",
    ],
)
def test_what_reads_in_scope_or_can_be_undone_runs(text: str) -> None:
    assert decide(text).decision is Decision.ALLOW


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("rm src/a.py", "it deletes src/a.py"),
        ("rm -rf ~", "it deletes ~"),
        ("cat ~/notes", "it reads ~/notes"),
        ("cat ../other/a", "it reads"),
        ("echo x > ~/.bashrc", "it writes ~/.bashrc"),
        ("cat .env", "may hold credentials"),
        ("echo $GITHUB_TOKEN", "credentials"),
        ("sudo ls", "rights"),
        ("git push", "it sends commits"),
        ("curl https://x.example", "it connects to https://x.example"),
        ("frobnicate now", "unknown program: frobnicate"),
        ("$X", "cannot be known"),
        ("echo x > .git/hooks/pre-commit", "belongs to git"),
        ("echo x > Makefile", "run later"),
        ("git reset --hard", "it cannot be undone: uncommitted work"),
        ('rm -rf "$DIR"', "cannot be known"),
    ],
)
def test_what_is_destructive_outside_outward_or_unknown_asks_with_the_effect_named(text: str, reason: str) -> None:
    found = decide(text)
    assert found.decision is Decision.ASK
    assert reason in found.reason


@pytest.mark.parametrize("text", ["cat vault/a", "ls; cat vault/a", "cat crm.db", "echo x > wicketgate.yaml"])
def test_what_the_policy_keeps_out_is_denied(text: str) -> None:
    assert decide(text).decision is Decision.DENY


@pytest.mark.parametrize("text", ["grep -r x .", "grep -r x", "cat *", "cat docs/*"])
def test_a_folder_that_may_hold_hidden_files_asks(text: str) -> None:
    assert decide(text).decision is (Decision.ALLOW if text == "cat docs/*" else Decision.ASK)


def test_a_link_out_of_the_workspace_asks() -> None:
    found = decide("cat link", given={"paths": {"link": "/srv/other"}})
    assert (found.decision, "/srv/other" in found.reason) == (Decision.ASK, True)


def test_a_path_that_cannot_be_resolved_asks() -> None:
    assert decide("cat a", given={"paths": {}}).decision is Decision.ASK


def test_the_folder_a_command_stands_in_counts() -> None:
    assert decide("cat a.py", cwd=str(ROOT / "src")).targets[1].value == "src/a.py"
    assert decide("cat a.py", cwd="/srv/other").decision is Decision.ASK


@pytest.mark.parametrize(
    ("text", "decision"),
    [
        ("git status", Decision.ALLOW),
        ("'git' status", Decision.ALLOW),
        ("git status && git status", Decision.ALLOW),
        ("git status > /dev/null", Decision.ALLOW),
        ("frobnicate now", Decision.ALLOW),
        ("cat src/a.py", Decision.ALLOW),
        ("git status; rm -rf /", Decision.ASK),
        ("git status > ~/.bashrc", Decision.ASK),
        ("git status > notes.txt", Decision.ASK),
        ("GIT_PAGER=x git status", Decision.ASK),
        ("GIT_PAGER=x; git status", Decision.ASK),
        ("export GIT_PAGER=x; git status", Decision.ASK),
        ("git -c core.fsmonitor=x status", Decision.DENY),
        ("git status $(id)", Decision.ASK),
        ("git status `id`", Decision.ASK),
        ("git status | sh", Decision.ASK),
        ("git() { rm -rf /; }; git status", Decision.ASK),
        ("alias git=rm; git status", Decision.ASK),
        ("bash <<< 'rm -rf /'", Decision.ASK),
        ("bash < a.sh", Decision.ASK),
        ("cat src/a.py | bash", Decision.ASK),
        ("cat ~/a", Decision.ASK),
        ("cat vault/a", Decision.DENY),
        ("git log", Decision.DENY),
        ("x *y", Decision.ASK),
        ("x aby", Decision.DENY),
    ],
)
def test_a_pattern_admits_the_parsed_command_and_nothing_around_it(text: str, decision: Decision) -> None:
    assert decide(text, listed=True).decision is decision
