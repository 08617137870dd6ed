"""Settings, environment, home and command line of Claude Code, as made from a policy."""

import hashlib
import json
import os
from pathlib import Path

import pytest
from tests.support.ports import policy

from wicketgate.errors import ConfigError
from wicketgate.intercept import claude_binary, inside
from wicketgate.intercept.claude_arguments import REFUSED, arguments, is_claude
from wicketgate.intercept.environment import PLACEHOLDER, environment, pinned_variables, seeds
from wicketgate.intercept.managed_settings import denied_tools, files, managed_settings
from wicketgate.policy.builtin_tools import ADMITTED_BY, ALWAYS, NO_KEY
from wicketgate.sandbox import plan

QUERY = {"db.query": {"source": "crm", "tables": ["tickets"]}}
SOURCES = {"crm": {"kind": "sqlite", "path": "crm.db"}}


def profile(task=None, **document):
    return policy(task or {}, **document).profile("task")


def test_ports_are_those_the_sandbox_hands_out():
    for url, port in ((inside.MODEL, plan.MODEL), (inside.HOOKS, plan.HOOKS), (inside.PROXY, plan.EGRESS)):
        assert url == f"http://127.0.0.1:{port}"
    assert f"http://127.0.0.1:{plan.TOOLS}/mcp" == inside.TOOLS
    assert plan.HOME == inside.HOME


def test_empty_task_is_offered_no_tool_but_bookkeeping():
    always = {tool for tool, key in ADMITTED_BY.items() if key == ALWAYS}
    assert set(denied_tools(profile())) == (set(ADMITTED_BY) | NO_KEY) - always


@pytest.mark.parametrize(
    ("task", "tools"),
    [
        ({"files": {"read": ["**"]}}, {"Read", "Glob", "Grep", "Write", "Edit", "MultiEdit", "NotebookEdit"}),
        ({"files": {"write": ["out/**"]}}, {"Write", "Edit", "MultiEdit", "NotebookEdit"}),
        ({"commands": ["ls"]}, {"Bash", "BashOutput", "KillShell", "TaskStop"}),
        ({"network": [{"TUNNEL": "a.test"}]}, {"WebFetch"}),
        ({"agents": True}, {"Agent", "Task", "ListAgents"}),
        ({"skills": ["*"]}, {"Skill"}),
        ({"tools": QUERY}, set()),
    ],
)
def test_key_opens_exactly_its_tools(task, tools):
    opened = set(denied_tools(profile())) - set(denied_tools(profile(task, sources=SOURCES)))
    assert opened == tools


def test_every_proxy_variable_is_pinned_and_leads_nowhere_without_network():
    for task, proxy in (({}, inside.NOWHERE), ({"network": [{"TUNNEL": "a.test"}]}, inside.PROXY)):
        values = managed_settings(profile(task))["env"]
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            assert values[name] == values[name.lower()] == proxy
        assert values["NO_PROXY"] == values["no_proxy"] == "127.0.0.1"
        assert values["ANTHROPIC_BASE_URL"] == inside.MODEL


def test_server_is_there_only_when_a_tool_is_granted():
    assert inside.MANAGED_MCP not in files(profile())
    granted = files(profile({"tools": QUERY}, sources=SOURCES))
    servers = {"wicketgate": {"type": "http", "url": inside.TOOLS}}
    assert json.loads(granted[inside.MANAGED_MCP]) == {"mcpServers": servers}


def test_no_rule_ever_allows():
    for task in ({}, {"commands": "any", "files": {"read": ["**"]}}):
        assert "allow" not in managed_settings(profile(task))["permissions"]


def test_settings_file_is_json_at_the_managed_path():
    (path,) = files(profile())
    assert path == "/etc/claude-code/managed-settings.json"
    assert json.loads(files(profile())[path]) == managed_settings(profile())


def test_environment_holds_nothing_of_the_operators(monkeypatch):
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-real")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "CANARY")
    made = environment(profile())
    assert "CANARY" not in str(made) and made["ANTHROPIC_API_KEY"] == PLACEHOLDER
    assert not set(made) & {"AWS_SECRET_ACCESS_KEY", "LD_PRELOAD", "PYTHONPATH"}
    assert set(pinned_variables(profile()).items()) <= set(made.items())


@pytest.mark.parametrize("terminal", ["", "x\ny", "../../etc", "x" * 65, "a b", "\x1b[0m"])
def test_terminal_name_that_is_none_is_replaced(terminal):
    assert environment(profile(), terminal)["TERM"] == "xterm-256color"
    assert environment(profile(), "tmux-256color")["TERM"] == "tmux-256color"


def test_seeds_lie_in_the_home():
    assert all(path.startswith(inside.HOME + "/") for path in seeds())


@pytest.mark.parametrize("flag", sorted(REFUSED))
def test_flag_that_cannot_work_inside(flag):
    for words in ((flag,), (flag, "x"), (f"{flag}=x",), ("-p", "go", flag, "x")):
        with pytest.raises(ConfigError, match="cannot be used") as caught:
            arguments(("claude", *words))
        assert caught.value.hint


def test_command_line_is_kept_otherwise():
    line = (
        "-p",
        "go",
        "--dangerously-skip-permissions",
        "--model",
        "opus",
        "--output-format=json",
        "--add-dir",
        "docs",
    )
    assert arguments(("/usr/local/bin/claude", *line)) == ("/opt/claude/claude", *line)
    assert arguments(("claude", "-p", "--", "--settings")) == ("/opt/claude/claude", "-p", "--", "--settings")


@pytest.mark.parametrize("folder", ["/etc", "..", "docs/../../x", "/workspace/../etc", "~/x/../.."])
def test_folder_outside_the_workspace(folder):
    for words in (("--add-dir", folder), (f"--add-dir={folder}",)):
        with pytest.raises(ConfigError, match="--add-dir"):
            arguments(("claude", *words))


def test_command_that_is_no_session():
    for name in ("mcp", "update", "setup-token"):
        with pytest.raises(ConfigError, match="manages an installation"):
            arguments(("claude", name))
    for other in ((), ("bash",), ("claude-code",)):
        assert not is_claude(other)
        with pytest.raises(ConfigError):
            arguments(other)


@pytest.fixture
def binary(tmp_path: Path) -> Path:
    path = tmp_path / "claude"
    path.write_bytes(b"\x7fELF and then something nobody tried")
    return path


def test_unknown_binary_is_refused_with_the_way_to_accept_it(binary: Path):
    found = hashlib.sha256(binary.read_bytes()).hexdigest()
    with pytest.raises(ConfigError, match="never tried") as caught:
        claude_binary.find_claude(str(binary))
    assert caught.value.hint.endswith(f"--claude-sha256 {found}")
    assert claude_binary.find_claude(str(binary), found.upper()) == binary
    for wrong in ("0" * 64, found[:-1], "x"):
        with pytest.raises(ConfigError):
            claude_binary.find_claude(str(binary), wrong)


def test_accepted_hash_admits_no_other_binary(binary: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(claude_binary, "known", lambda: {hashlib.sha256(binary.read_bytes()).hexdigest()})
    assert claude_binary.find_claude(str(binary)) == binary
    # A known version is not what the operator vouched for either.
    with pytest.raises(ConfigError, match="accepted hash"):
        claude_binary.find_claude(str(binary), "0" * 64)


def test_changed_binary_is_hashed_again(binary: Path):
    found = hashlib.sha256(binary.read_bytes()).hexdigest()
    claude_binary.find_claude(str(binary), found)
    before = binary.stat()
    binary.write_bytes(binary.read_bytes()[:-1] + b"!")
    os.utime(binary, ns=(before.st_atime_ns, before.st_mtime_ns))
    with pytest.raises(ConfigError):
        claude_binary.find_claude(str(binary), found)


def test_script_of_npm_leads_to_the_binary_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(claude_binary, "MACHINES", dict.fromkeys(claude_binary.MACHINES, "linux-x64"))
    package = tmp_path / "claude-code"
    native = package / "node_modules/@anthropic-ai/claude-code-linux-x64/claude"
    native.parent.mkdir(parents=True)
    native.write_bytes(b"\x7fELF")
    (package / "cli.js").write_text("#!/usr/bin/env node\n")
    (tmp_path / "claude").symlink_to(package / "cli.js")
    found = hashlib.sha256(b"\x7fELF").hexdigest()
    if claude_binary.MACHINES.get(os.uname().machine):
        assert claude_binary.find_claude(str(tmp_path / "claude"), found) == native


def test_nothing_there(tmp_path: Path):
    for path in (tmp_path / "absent", tmp_path):
        with pytest.raises(ConfigError, match="no Claude Code binary"):
            claude_binary.find_claude(str(path))
