"""`wicketgate hook` as its user types it: settings elsewhere than in /etc, the real warden, a terminal to type at."""

import base64
import json
import os
import pty
import select
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.conftest import Product

from wicketgate.client import Warden
from wicketgate.control.hooked import CAP
from wicketgate.control.passphrase import GUARDED
from wicketgate.errors import Refused
from wicketgate.intercept.hook_only.settings import HookOptions

POLICY = """\
version: 1
tasks:
  work:
    files: {read: ["**"], write: ["**"]}
    commands: any
"""
PHRASE, OTHER = "correct horse battery", "staple of another kind"
ENTER = "\n"


def at_terminal(product: Product, *words: str, answers: list[str], seconds: float = 60) -> tuple[int, str]:
    """Run a verb on a terminal of its own, each question answered in turn; return exit code and what was shown."""
    pid, terminal = pty.fork()
    if pid == 0:
        try:
            os.chdir(product.project)
            os.execve(product.command()[0], product.command(*words), product.env)
        finally:
            os._exit(125)
    shown, left, until = "", list(answers), time.monotonic() + seconds
    asked = 0
    while time.monotonic() < until:
        if select.select([terminal], [], [], 0.2)[0]:
            try:
                piece = os.read(terminal, 4096).decode("utf-8", "replace")
            except OSError:
                break
            if not piece:
                break
            shown += piece
        questions = shown.count("(not shown): ") + shown.count("once more: ") + shown.count("[y/N] ")
        if questions > asked and left:
            asked += 1
            os.write(terminal, f"{left.pop(0)}{ENTER}".encode())
    else:
        os.kill(pid, signal.SIGKILL)
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), shown


@pytest.fixture
def settings(product: Product, tmp_path: Path) -> Path:
    """Return where the settings are to lie, a policy accepted."""
    product.policy(POLICY)
    folder = tmp_path / "etc"
    folder.mkdir(mode=0o755)
    return folder / "managed-settings.json"


def install(product: Product, settings: Path) -> None:
    """Install without a passphrase."""
    done = product.run("hook", "install", "--task", "work", "--settings", str(settings), "--no-passphrase")
    assert done.returncode == 0, done.stdout + done.stderr


def checks(product: Product, settings: Path) -> dict[str, bool]:
    """Return what `status` finds, by name."""
    shown = json.loads(product.run("hook", "status", "--settings", str(settings), "--json").stdout)
    return {check["name"]: check["ok"] for check in shown["checks"]}


def ask(product: Product, body: dict[str, Any], event: str = "PreToolUse") -> tuple[int, dict[str, Any], str]:
    """Run the hook's program as it was installed."""
    order = HookOptions(str(product.state / "wicketgate"), str(product.project / "wicketgate.yaml"), "work", seconds=5)
    said = {"session_id": "s", "cwd": str(product.project), "hook_event_name": event, **body}
    done = subprocess.run(
        order.argv(event), input=json.dumps(said), capture_output=True, text=True, env={}, timeout=90, check=False
    )
    return done.returncode, json.loads(done.stdout or "{}"), done.stderr


def bash(command: str) -> dict[str, Any]:
    """Return the part of an event that says which command."""
    return {"tool_name": "Bash", "tool_input": {"command": command}, "tool_use_id": "t"}


def decision(answer: tuple[int, dict[str, Any], str]) -> str:
    """Return the decision of an answer."""
    assert answer[0] == 0, answer
    return str(answer[1]["hookSpecificOutput"]["permissionDecision"])


def test_only_on_an_accepted_policy_with_that_task(product: Product, settings: Path) -> None:
    done = product.run("hook", "install", "--task", "nothing", "--settings", str(settings), "--no-passphrase")
    assert done.returncode == 2 and "nothing" in done.stderr
    (product.project / "wicketgate.yaml").write_text(POLICY + "# changed\n")
    done = product.run("hook", "install", "--task", "work", "--settings", str(settings), "--no-passphrase")
    assert done.returncode == 2 and "policy trust" in done.stderr
    assert not settings.exists()


def test_without_a_terminal_no_passphrase_is_set_and_nothing_written(product: Product, settings: Path) -> None:
    done = product.run("hook", "install", "--task", "work", "--settings", str(settings), stdin=f"{PHRASE}\n{PHRASE}\n")
    assert done.returncode == 2 and "terminal" in done.stderr and not settings.exists()


def test_status_tells_what_holds_and_what_was_edited(product: Product, settings: Path) -> None:
    assert product.run("hook", "status", "--settings", str(settings)).returncode == 3
    install(product, settings)
    found = checks(product, settings)
    assert {name for name, ok in found.items() if not ok} <= {"passphrase", "claude"}
    tree = json.loads(settings.read_bytes())
    settings.write_text(json.dumps({**tree, "hooks": {}}))
    assert not checks(product, settings)["settings"]
    assert product.run("hook", "status", "--settings", str(settings)).returncode == 1
    assert product.run("hook", "uninstall", "--settings", str(settings)).returncode == 0
    assert not settings.exists()


def test_a_killed_warden_is_started_again_and_decides_the_same(product: Product, settings: Path) -> None:
    assert decision(ask(product, bash("ls"))) == "allow"
    first = product.warden()
    os.kill(first, signal.SIGKILL)
    assert decision(ask(product, bash("ls"))) == "allow"
    assert decision(ask(product, {"tool_name": "CronCreate", "tool_input": {}, "tool_use_id": "t"})) == "deny"
    assert product.warden() not in (0, first)


@pytest.mark.skipif(os.geteuid() != 0, reason="nobody else may look into the warden")
def test_a_warden_the_hook_starts_has_nothing_of_the_hooks_environment(product: Product, settings: Path) -> None:
    product.run("warden", "stop")
    order = HookOptions(str(product.state / "wicketgate"), str(product.project / "wicketgate.yaml"), "work", seconds=5)
    said = {"session_id": "s", "cwd": "/", "hook_event_name": "PreToolUse", **bash("ls")}
    planted = {"SSL_CERT_FILE": "/planted", "TMPDIR": "/planted", "HOME": "/planted", "XDG_STATE_HOME": "/planted"}
    subprocess.run(order.argv("PreToolUse"), input=json.dumps(said), text=True, env=planted, check=True, timeout=90)
    assert b"/planted" not in Path(f"/proc/{product.warden()}/environ").read_bytes()


def test_where_no_warden_can_start_every_call_is_blocked(product: Product, settings: Path) -> None:
    product.run("warden", "stop")
    (product.state / "wicketgate/journal.db").write_bytes(b"not a journal")
    code, answer, said = ask(product, bash("ls"))
    assert (code, answer) == (2, {}) and "blocked" in said


def test_a_policy_that_changed_denies_until_it_is_accepted(product: Product, settings: Path) -> None:
    (product.project / "wicketgate.yaml").write_text(POLICY + "# changed\n")
    code, answer, _ = ask(product, bash("ls"))
    assert code == 0 and "wicketgate policy trust" in json.dumps(answer)
    assert decision((code, answer, "")) == "deny"


def test_what_asks_is_asked_at_claude_codes_own_prompt_where_the_person_chose_that(
    product: Product, settings: Path
) -> None:
    order = HookOptions(
        str(product.state / "wicketgate"), str(product.project / "wicketgate.yaml"), "work", "terminal", 5
    )
    said = {"session_id": "s", "cwd": "/", "hook_event_name": "PreToolUse", **bash("rm -rf /srv/data")}
    done = subprocess.run(order.argv("PreToolUse"), input=json.dumps(said), capture_output=True, text=True, check=False)
    assert json.loads(done.stdout)["hookSpecificOutput"]["permissionDecision"] == "ask"
    assert "nothing waits" in product.run("approvals", "list").stdout


def test_the_working_folder_of_the_call_counts(product: Product, settings: Path) -> None:
    (product.project / "sub").mkdir()
    write = {"tool_name": "Write", "tool_input": {"file_path": "x", "content": ""}, "tool_use_id": "t"}
    assert decision(ask(product, {**write, "cwd": str(product.project / "sub")})) == "allow"
    assert decision(ask(product, {**write, "cwd": "/srv"})) == "deny"
    assert decision(ask(product, {**write, "cwd": "relative/../.."})) == "deny"


def test_with_a_passphrase_only_its_owner_approves_accepts_and_uninstalls(product: Product, settings: Path) -> None:
    words = ("hook", "install", "--task", "work", "--settings", str(settings))
    code, shown = at_terminal(product, *words, answers=[PHRASE, OTHER])
    assert code == 2 and "differ" in shown and not settings.exists()
    code, shown = at_terminal(product, *words, answers=[PHRASE, PHRASE])
    assert code == 0 and PHRASE not in shown, shown
    # A pipe is no terminal: whatever runs as the person cannot answer in their place.
    path = product.project / "wicketgate.yaml"
    path.write_text(POLICY + "# changed\n")
    shown_digest = product.run("policy", "trust").stdout.strip()
    refused = product.run("policy", "trust", "--digest", shown_digest, stdin=f"{PHRASE}\n")
    assert refused.returncode == 2 and "terminal" in refused.stderr
    code, shown = at_terminal(product, "policy", "trust", "--digest", shown_digest, answers=[OTHER])
    assert code == 4 and "not the passphrase" in shown
    assert decision(ask(product, bash("ls"))) == "deny"
    code, shown = at_terminal(product, "policy", "trust", "--digest", shown_digest, answers=[PHRASE])
    assert code == 0, shown
    assert decision(ask(product, bash("ls"))) == "allow"
    assert product.run("hook", "uninstall", "--settings", str(settings)).returncode == 2
    code, shown = at_terminal(product, "hook", "uninstall", "--settings", str(settings), answers=[PHRASE])
    assert code == 0 and not settings.exists()
    record = product.run("audit", "tail", "--json").stdout
    assert "passphrase.wrong" in record and PHRASE not in record and OTHER not in record


def test_a_passphrase_is_removed_by_its_owner_and_never_by_typing_nothing(product: Product, settings: Path) -> None:
    install(product, settings)
    assert at_terminal(product, "hook", "passphrase", answers=[PHRASE, PHRASE])[0] == 0
    code, shown = at_terminal(product, "hook", "passphrase", answers=[""])
    assert code == 2 and "no passphrase was typed" in shown
    code, shown = at_terminal(product, "hook", "uninstall", "--settings", str(settings), answers=[PHRASE])
    assert code == 0 and "wicketgate hook passphrase --remove" in shown
    code, shown = at_terminal(product, "hook", "passphrase", "--remove", answers=[OTHER])
    assert code == 4
    code, shown = at_terminal(product, "hook", "passphrase", "--remove", answers=[PHRASE])
    assert code == 0, shown
    product.policy()  # asks for none any more
    assert product.run("hook", "passphrase", "--remove").returncode == 3


def test_the_warden_itself_asks_for_the_passphrase_whoever_calls(product: Product, settings: Path) -> None:
    at_terminal(product, "hook", "passphrase", answers=[PHRASE, PHRASE])
    with Warden.connect(product.state / "wicketgate", start=False) as warden:
        for method in sorted(GUARDED):
            with pytest.raises(Refused, match="asked for"):
                warden.call(method)
            with pytest.raises(Refused, match="asked for"):
                warden.call(method, passphrase=["x"])
        assert warden.call("passphrase.show")["set"]
        with pytest.raises(Refused, match="not the passphrase"):
            warden.call("passphrase.set", passphrase=OTHER, new=OTHER)
        warden.call("passphrase.check", passphrase=PHRASE)


def test_of_too_many_sessions_the_one_longest_silent_is_closed(product: Product, settings: Path) -> None:
    with Warden.connect(product.state / "wicketgate") as warden:
        before = warden.call("warden.show")["sessions"]
        for number in range(CAP + 3):
            said = {"session_id": f"s{number}", "cwd": "/", "hook_event_name": "UserPromptSubmit", "prompt": "x"}
            order = [str(product.project / "wicketgate.yaml"), "work", "wicketgate", "5", "UserPromptSubmit"]
            words = {
                "order": base64.b64encode("\0".join(order).encode()),
                "event": base64.b64encode(json.dumps(said).encode()),
            }
            warden.call("laptop.event", **{key: value.decode() for key, value in words.items()})
        assert warden.call("warden.show")["sessions"] == before + CAP


def waiting_hook(product: Product) -> tuple[Any, dict[str, Any]]:
    """Return a hook that waits for a person, and the question it waits for."""
    order = HookOptions(str(product.state / "wicketgate"), str(product.project / "wicketgate.yaml"), "work", seconds=60)
    said = {"session_id": "s", "cwd": str(product.project), "hook_event_name": "PreToolUse", **bash("rm -rf /srv/data")}
    asking = subprocess.Popen(order.argv("PreToolUse"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert asking.stdin is not None
    asking.stdin.write(json.dumps(said))
    asking.stdin.close()
    waiting: list[dict[str, Any]] = []
    while not waiting and asking.poll() is None:
        waiting = json.loads(product.run("approvals", "list", "--json").stdout)
    (pending,) = waiting
    return asking, pending


def test_a_call_that_was_broken_off_uses_up_no_yes(product: Product, settings: Path) -> None:
    gone, pending = waiting_hook(product)
    gone.kill()
    gone.wait()
    gone.stdout.close()
    asking, again = waiting_hook(product)
    assert again["id"] == pending["id"]
    digest = json.loads(product.run("approvals", "show", pending["id"], "--json").stdout)["digest"]
    assert product.run("approvals", "approve", pending["id"], "--digest", digest).returncode == 0
    assert '"permissionDecision": "allow"' in asking.stdout.read()
    assert asking.wait() == 0
    asking.stdout.close()
    assert '"withdrawn"' in product.run("audit", "tail", "--json").stdout


def test_a_question_is_approved_with_the_passphrase_while_the_hook_waits(product: Product, settings: Path) -> None:
    at_terminal(product, "hook", "passphrase", answers=[PHRASE, PHRASE])
    asking, pending = waiting_hook(product)
    refused = product.run("approvals", "approve", pending["id"], "--digest", "x")
    assert refused.returncode == 2 and "terminal" in refused.stderr
    code, shown = at_terminal(product, "approvals", "approve", pending["id"], answers=["y", PHRASE])
    assert code == 0 and "rm -rf /srv/data" in shown and PHRASE not in shown
    answer = json.loads(asking.stdout.read())
    assert asking.wait() == 0 and answer["hookSpecificOutput"]["permissionDecision"] == "allow"
    asking.stdout.close()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_where_the_person_may_not_write_it_says_what_is_lost_and_how(product: Product, settings: Path) -> None:
    own = product.home / ".claude" / "settings.json"
    own.parent.mkdir()
    own.write_text('{"hooks": {"Stop": []}, "apiKeyHelper": "/bin/key"}')
    settings.parent.chmod(0o555)
    done = product.run("hook", "install", "--task", "work", "--settings", str(settings), "--no-passphrase")
    settings.parent.chmod(0o755)
    assert done.returncode == 1 and "sudo " in done.stderr and "--for " in done.stderr and "--user" in done.stderr
    assert "(Stop) do not run" in done.stderr and "--key-helper /bin/key" in done.stderr


def test_the_users_own_file_is_written_only_when_asked_for(product: Product, settings: Path) -> None:
    own = product.home / ".claude" / "settings.json"
    own.parent.mkdir()
    own.write_text('{"model": "opus"}')
    done = product.run("hook", "install", "--task", "work", "--user", "--no-passphrase")
    assert done.returncode == 0 and set(json.loads(own.read_bytes())) == {"model", "hooks", "permissions"}
    assert product.run("hook", "uninstall", "--user").returncode == 0
    assert own.read_text() == '{"model": "opus"}'


def test_hooks_of_the_users_own_that_stop_are_named(product: Product, settings: Path) -> None:
    own = product.home / ".claude" / "settings.json"
    own.parent.mkdir()
    own.write_text('{"hooks": {"Stop": []}, "apiKeyHelper": "/bin/key"}')
    words = ("--settings", str(settings))
    installed = product.run("hook", "install", "--task", "work", "--no-passphrase", *words).stdout
    assert "(Stop) do not run beside ours" in installed
    assert "(Stop) do not run beside ours" in product.run("hook", "status", *words).stdout
    assert json.loads(settings.read_bytes())["apiKeyHelper"] == "/bin/key"
