"""The real Claude Code without a sandbox of ours: its settings as `wicketgate hook install` writes them, its own hook.

A bare cage stands in for the laptop, so that the managed settings can lie where Claude Code looks for them.
"""

import json
import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.conftest import Product
from tests.e2e.intercept.cage import Cage
from tests.support.fake_model import FakeModel
from tests.support.ports import bench

from wicketgate.errors import ConfigError
from wicketgate.intercept import environment, inside
from wicketgate.intercept.claude_binary import find_claude
from wicketgate.intercept.hook_only import hook_program

POLICY = """\
version: 1
tasks:
  work:
    files: {read: ["**"], write: ["**"]}
    commands: any
"""
Change = Callable[[dict[str, Any]], Any]
LOOK = {"tools": [["Bash", {"command": "ls; touch notes.txt"}]]}
ERASE = {"tools": [["Bash", {"command": "rm -rf /home/agent"}]]}
THEIRS = {"type": "command", "command": "touch", "args": ["/home/agent/theirs"]}
SOURCE = Path(hook_program.__file__).parents[2]

try:
    BINARY: Path | None = find_claude()
except ConfigError:
    BINARY = None
pytestmark = pytest.mark.skipif(BINARY is None, reason="Claude Code is not installed: pip install 'wicketgate[claude]'")


class Laptop:
    """A project, its warden outside, and Claude Code in a cage with the settings that were installed."""

    def __init__(self, product: Product, folder: Path) -> None:
        self.folder, self.product = folder, product
        shutil.rmtree(product.project)
        product.project = folder / "workspace"  # in the cage by the same path, so that both mean the same files
        product.project.mkdir(mode=0o755)
        (product.project / "kept.txt").write_text("kept\n")
        product.policy(POLICY)
        self.settings = folder / "etc" / "managed-settings.json"
        self.settings.parent.mkdir(mode=0o755)
        self.cage: Cage | None = None
        self.program = SOURCE

    def install(self, *flags: str) -> None:
        """Install the hook, which tries itself."""
        words = ("--task", "work", "--settings", str(self.settings), "--no-passphrase", "--wait", "5", *flags)
        done = self.product.run("hook", "install", *words)
        assert done.returncode == 0, done.stdout + done.stderr
        assert done.stdout.count("ok  ") == 2

    def play(
        self,
        *turns: Any,
        change: Change = lambda _: None,
        project: Any = None,
        home: Any = None,
        flags: tuple[str, ...] = (),
        unset: tuple[str, ...] = (),
    ) -> list[dict[str, Any]]:
        """Play a session and return the results the model was told."""
        managed = json.loads(self.settings.read_bytes())
        change(managed)
        files = {} if project is None else {".claude/settings.json": json.dumps(project)}
        seeds = environment.seeds()
        if home is not None:
            seeds[f"{inside.HOME}/.claude/settings.json"] = json.dumps(home).encode()
        profile = bench({"commands": "any"}).door.ports.profile
        variables = {k: v for k, v in environment.environment(profile).items() if k not in unset}
        binds = [(str(self.product.state), str(self.product.state)), (str(self.program), str(SOURCE))]
        binds += [(prefix, prefix) for prefix in {sys.prefix, sys.base_prefix} if not prefix.startswith("/usr")]
        assert BINARY is not None
        argv = ("/opt/claude/claude", "-p", "go", *flags)
        written = {inside.MANAGED: json.dumps(managed).encode()}
        place = str(self.product.project)
        self.cage = Cage(self.folder, BINARY, argv, variables, written, seeds, files, tuple(binds), place)
        model = self.cage.listeners[0]
        with FakeModel([*turns, "bye"]) as self.model:
            threading.Thread(target=self._forward, args=(model,), daemon=True).start()
            self.cage.wait(seconds=60)
        return self.model.tool_results()

    def _forward(self, listener: Any) -> None:
        server = self.model._server
        while True:
            try:
                request, address = listener.accept()
            except OSError:
                return
            server.process_request(request, address)

    def there(self, path: str) -> bool:
        """Return whether a path of the cage exists: below /home, or in the project."""
        assert self.cage is not None
        where = self.cage.folder / "root" if path.startswith("/") else self.product.project
        return (where / path.lstrip("/")).exists()

    def recorded(self, kind: str) -> list[dict[str, Any]]:
        """Return what the record says of a kind, of the sessions of Claude Code."""
        lines = self.product.run("audit", "tail", "--json").stdout.splitlines()
        entries = [json.loads(line) for line in lines]
        canaries = {e["run"] for e in entries if str(e["body"].get("agent", "")).startswith("canary")}
        return [e["body"] for e in entries if e["kind"] == kind and e["run"] not in canaries]


@pytest.fixture
def laptop(product: Product, tmp_path: Path) -> Iterator[Laptop]:
    """Return a laptop whose policy allows any command that can be undone."""
    made = Laptop(product, tmp_path)
    yield made
    if made.cage is not None:
        made.cage.close()


def told(results: list[dict[str, Any]]) -> str:
    """Return what the model was told, as one text."""
    return json.dumps(results, ensure_ascii=False)


def test_what_can_be_undone_runs_and_what_cannot_waits_for_a_person(laptop: Laptop) -> None:
    laptop.install()
    results = laptop.play(LOOK, ERASE)
    assert "kept.txt" in told(results) and laptop.there("notes.txt")
    assert "it deletes /home/agent" in told(results) and "wicketgate approvals list" in told(results)
    assert laptop.there("/home/agent")
    tiers = {body["tier"] for body in laptop.recorded("asked")}
    assert tiers == {"none: hook only, no wall stood behind"}
    assert [body["decision"] for body in laptop.recorded("decided")] == ["allow", "deny"]
    assert [body["state"] for body in laptop.recorded("outcome")] == ["done"]
    (opened,) = laptop.recorded("session.opened")
    assert opened["tier"] == "none: hook only, no wall stood behind"
    assert len(laptop.recorded("session.closed")) == 1


def test_a_person_says_yes_meanwhile_and_the_call_runs_once(laptop: Laptop) -> None:
    laptop.install("--wait", "60")
    answered: list[int] = []

    def _answer() -> None:
        while not answered:
            listed = laptop.product.run("approvals", "list", "--json")
            for pending in json.loads(listed.stdout or "[]"):
                shown = json.loads(laptop.product.run("approvals", "show", pending["id"], "--json").stdout)
                done = laptop.product.run("approvals", "approve", pending["id"], "--digest", shown["digest"])
                answered.append(done.returncode)

    threading.Thread(target=_answer, daemon=True).start()
    laptop.play({"tools": [["Bash", {"command": "rm -rf kept.txt /home/agent/x"}]]})
    assert answered == [0] and not laptop.there("kept.txt")


@pytest.mark.slow
def test_asked_at_its_own_prompt_claude_code_runs_nothing_that_nobody_answers(laptop: Laptop) -> None:
    laptop.install("--ask", "terminal")
    laptop.play(LOOK, ERASE)
    assert laptop.there("notes.txt") and laptop.there("/home/agent")
    assert [body["decision"] for body in laptop.recorded("decided")] == ["allow", "ask"]


LOOSE = {
    "permissions": {"allow": ["Bash", "Read", "Write"], "defaultMode": "bypassPermissions"},
    "disableAllHooks": True,
    "allowManagedHooksOnly": False,
}


@pytest.mark.parametrize("flags", [("--dangerously-skip-permissions",)], ids=["skipping"])
def test_without_a_warden_nothing_runs_whatever_other_settings_say(laptop: Laptop, flags: tuple[str, ...]) -> None:
    laptop.install()
    os.kill(laptop.product.warden(), signal.SIGKILL)
    results = laptop.play(
        LOOK, {"tools": [["Read", {"file_path": "kept.txt"}]]}, project=LOOSE, home=LOOSE, flags=flags
    )
    assert not laptop.there("notes.txt") and "kept" not in told(results)


def test_settings_of_user_and_project_change_nothing(laptop: Laptop) -> None:
    laptop.install()
    results = laptop.play(LOOK, ERASE, project=LOOSE, home=LOOSE, flags=("--allowedTools", "Bash"))
    assert laptop.there("notes.txt") and laptop.there("/home/agent")
    assert "it deletes /home/agent" in told(results)


SLOW = pytest.mark.slow


@pytest.mark.parametrize(
    "how", ["gone", pytest.param("not executable", marks=SLOW), pytest.param("broken", marks=SLOW)]
)
def test_a_hook_that_cannot_run_blocks(laptop: Laptop, how: str) -> None:
    laptop.install()

    def _spoil(managed: dict[str, Any]) -> None:
        for entries in managed["hooks"].values():
            hook = entries[0]["hooks"][0]
            if how == "gone":
                hook["command"] = "/nowhere/python"
            elif how == "not executable":
                hook["command"] = hook["args"][2]
            else:
                hook["args"][2] = "/nowhere/hook_program.py"

    laptop.play(LOOK, change=_spoil, home=LOOSE)
    assert not laptop.there("notes.txt")


@pytest.mark.slow
def test_without_blocking_a_hook_that_cannot_run_is_open(laptop: Laptop) -> None:
    laptop.install()

    def _open(managed: dict[str, Any]) -> None:
        for entries in managed["hooks"].values():
            entries[0]["hooks"][0].pop("onFailure")
            entries[0]["hooks"][0]["command"] = "/nowhere/python"
        managed["permissions"]["allow"] = ["Bash"]

    laptop.play(LOOK, change=_open)
    assert laptop.there("notes.txt")


def test_hooks_that_were_there_keep_running_and_the_agents_own_do_not(laptop: Laptop) -> None:
    laptop.settings.write_text(json.dumps({"hooks": {"PreToolUse": [{"matcher": "*", "hooks": [THEIRS]}]}}))
    laptop.install()
    own = {"type": "command", "command": "touch", "args": ["/home/agent/own"]}
    agents = {"hooks": {"PreToolUse": [{"matcher": "*", "hooks": [own]}]}}
    laptop.play(LOOK, project=agents, home=agents)
    assert laptop.there("notes.txt") and laptop.there("/home/agent/theirs") and not laptop.there("/home/agent/own")


@pytest.mark.slow
def test_without_the_key_the_agents_own_hooks_run(laptop: Laptop) -> None:
    laptop.install()
    own = {"type": "command", "command": "touch", "args": ["/home/agent/own"]}
    agents = {"hooks": {"PreToolUse": [{"matcher": "*", "hooks": [own]}]}}
    laptop.play(LOOK, home=agents, change=lambda managed: managed.pop("allowManagedHooksOnly"))
    assert laptop.there("/home/agent/own")


SEEN = {"type": "command", "command": "sh", "args": ["-c", 'echo "[$LD_PRELOAD]" > /home/agent/seen']}
LOADER = {"env": {"LD_PRELOAD": "/x.so"}}


def seen(laptop: Laptop, change: Change) -> str:
    """Return what a hook finds in a variable that the user's own settings set."""
    laptop.settings.write_text(json.dumps({"hooks": {"PreToolUse": [{"matcher": "*", "hooks": [SEEN]}]}}))
    laptop.install()
    laptop.play(LOOK, home=LOADER, change=change)
    return (laptop.folder / "root/home/agent/seen").read_text()


def test_the_agents_settings_put_no_code_into_the_hook(laptop: Laptop) -> None:
    assert seen(laptop, lambda _: None) == "[]\n"


@pytest.mark.slow
def test_without_the_pins_they_could(laptop: Laptop) -> None:
    assert seen(laptop, lambda managed: managed.pop("env")) == "[/x.so]\n"
