"""The README is true where a test can tell: its commands exist, its policy loads, its example is decided as it says."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from wicketgate.cli import main as cli
from wicketgate.policy import Policy

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "README.md").read_text()
COMMANDS = sorted(set(re.findall(r"(?<![\w./~-])wicketgate ([a-z]+)(?: ([a-z]+))?", TEXT)))
(EXAMPLE,) = re.findall(r"^```yaml\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
(REQUEST,) = re.findall(r"echo '(.*?)' \| wicketgate decide triage", TEXT)


def wicketgate(*words: str, folder: Path = ROOT, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Type a command in `folder` and return how it ended; there is no home, so nothing was ever accepted."""
    env = {"PATH": "/usr/bin:/bin", "HOME": str(folder.parent / "no-home"), "LANG": "C.UTF-8"}
    command = [sys.executable, "-I", "-m", "wicketgate", *words]
    return subprocess.run(command, cwd=folder, env=env, input=stdin, capture_output=True, text=True, timeout=60)


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir(mode=0o755)
    path = folder / "wicketgate.yaml"
    path.write_text(EXAMPLE)
    path.chmod(0o644)
    return path


def test_it_is_short() -> None:
    assert len(TEXT.splitlines()) <= 150


@pytest.mark.parametrize("verb", sorted({verb for verb, _ in COMMANDS}))
def test_each_command_exists_and_explains_itself(verb: str) -> None:
    done = wicketgate(verb, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"wicketgate {verb} " in done.stdout.split("usage: ")[1]
    assert "example" in done.stdout
    choices = re.search(r"\{([a-z,]+)\}", done.stdout.partition("\n\n")[0])
    if choices:
        assert {step for name, step in COMMANDS if name == verb and step} <= set(choices[1].split(","))


def test_what_a_person_needs_is_named() -> None:
    named = {verb for verb, _ in COMMANDS}
    assert {"init", "policy", "run", "exec", "approvals", "watch", "workspace", "audit", "doctor", "decide"} <= named
    assert named <= set(cli.VERBS)


def test_the_policy_loads_and_is_explained(policy: Path) -> None:
    assert set(Policy.load(policy).document.tasks) == {"triage"}
    shown = wicketgate("policy", "show", "triage", folder=policy.parent)
    assert shown.returncode == 0, shown.stderr
    assert "crm" in shown.stdout and "api.github.com" in shown.stdout


def test_the_request_is_denied_as_it_says(policy: Path) -> None:
    unaccepted = wicketgate("decide", "triage", folder=policy.parent, stdin=REQUEST)
    assert unaccepted.returncode == 2 and "wicketgate policy trust" in unaccepted.stderr
    done = wicketgate("decide", "triage", "--untrusted-policy", folder=policy.parent, stdin=REQUEST)
    assert done.returncode == 4, done.stderr
    assert ".env is hidden" in json.loads(done.stdout)["reason"]


def test_the_first_policy_is_one_the_steps_work_with(tmp_path: Path) -> None:
    assert wicketgate("init", folder=tmp_path).returncode == 0
    tasks = {task for verb, task in COMMANDS if verb in ("run", "exec")}
    assert set(Policy.load(tmp_path / "wicketgate.yaml").document.tasks) == tasks


def test_the_exit_codes_are_those_the_command_tells() -> None:
    told = next(line for line in cli.usage().splitlines() if line.startswith("Exit codes: "))
    assert told in " ".join(TEXT.split())


def test_the_folders_and_pages_it_names_are_there() -> None:
    package = ROOT / "src" / "wicketgate"
    parts = {part for line in TEXT.splitlines() if line[:3] == "| `" for part in re.findall(r"`([^`]+)`", line)}
    assert parts and [part for part in parts if not (package / part).exists()] == []
    # Each folder of the package is on the map, so that the product can be read off it.
    folders = {f"{path.name}/" for path in package.iterdir() if (path / "__init__.py").exists()}
    assert folders <= parts
    pages = re.findall(r"`((?:docs|examples|src)/[\w./-]+|[A-Z]+\.md)`", TEXT)
    assert pages and [page for page in pages if not (ROOT / page).exists()] == []


def test_the_targets_it_names_are_there() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"\bmake ([a-z-]+)(?=[`:]|\s{2,}|$)", TEXT, re.MULTILINE))
    assert {"run", "test", "bench"} <= targets
    assert [target for target in targets if not re.search(rf"^{target}:", makefile, re.MULTILINE)] == []
