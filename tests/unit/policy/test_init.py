"""`wicketgate init`: what it writes loads, grants little, hides keys, and obeys no name it found."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wicketgate.cli import init
from wicketgate.cli.look import look
from wicketgate.errors import ConfigError
from wicketgate.policy import Policy, Task
from wicketgate.policy.explain import explain
from wicketgate.policy.initial import Facts, initial
from wicketgate.policy.pattern import PathSet
from wicketgate.policy.yaml_quoting import quoted
from wicketgate.policy.yaml_tree import read_tree

HOSTILE = [
    'a"]}\n    commands: any\n    files: {read: ["**',
    "a\n    commands: any",
    "a: b # c",
    "*",
    "**",
    "&a",
    "!!python/object/apply:os.system [id]",
    "{{.Env}}",
    "[id]",
    "-",
    "~/.ssh",
    "\u202ereversed",
    "\x1b]0;title\x07",
    "a\u2028commands: any",
    "\ud800",
    "'",
    "\\",
    "%YAML 1.1",
    "",
    "x" * 2000,
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    tmp_path.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def parsed(text: str) -> Task:
    return Policy.of(text, Path("/workspace/wicketgate.yaml")).document.tasks["work"]


def uncommented(text: str) -> str:
    """Undo every commented grant, as a person might."""
    return re.sub(r"^#(?=  |sources:)", "", text, flags=re.MULTILINE)


def test_an_empty_folder_gets_a_policy_that_grants_nothing(folder: Path) -> None:
    assert init.main([]) == 0
    task = Policy.load(folder / "wicketgate.yaml").document.tasks["work"]
    assert (task.files.read, task.files.write, task.commands, task.network, task.tools) == ((), (), (), (), {})


def test_what_a_project_holds_is_read_and_nothing_more(folder: Path) -> None:
    project(folder)
    assert init.main([]) == 0
    policy = Policy.load(folder / "wicketgate.yaml")
    task = policy.document.tasks["work"]
    assert task.files.read == ("README.md", "package.json", "docs/**", "src/**")
    assert (task.files.write, task.commands, task.network, task.tools, task.agents) == ((), (), (), {}, False)
    hidden = PathSet.of(task.files.hide)
    for path in (".env", "src/.env.local", "src/tls/site.pem", ".git/config", "data/crm.db", "src/id_ed25519"):
        assert hidden.covers(path), path
    assert "Whatever is not said here is denied" in explain(policy.profile("work"))


def test_what_could_hurt_is_there_commented_out_and_loads_when_uncommented(folder: Path) -> None:
    project(folder)
    text = initial(look(folder))
    task = parsed(uncommented(text))
    assert task.files.write == ("docs/**", "src/**")
    assert ".git/**" in task.files.read
    assert task.commands == ("npm test", "npm run lint *")
    assert [rule.host for rule in task.network] == ["docs.acme.com"]
    assert set(task.tools) == {"mcp__github__create_issue", "db.query"}
    assert task.tools["db.query"].source == "crm"
    assert task.tools["mcp__github__create_issue"].ask == "always"
    assert task.agents
    assert task.skills == ("deploy",)


def test_every_grant_is_explained(folder: Path) -> None:
    project(folder)
    lines = initial(look(folder)).splitlines()
    key = re.compile(r"#?  +(read|write|hide|commands|network|tools|limits):")
    keys = [index for index, line in enumerate(lines) if key.match(line)]
    assert len(keys) >= 7
    assert all(lines[index - 1].lstrip().startswith("# ") for index in keys)


def test_an_existing_policy_is_never_overwritten(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "wicketgate.yaml"
    path.write_text("mine")
    with pytest.raises(ConfigError, match="exists already"):
        init.main([])
    assert path.read_text() == "mine"
    for number in (1, 2):
        assert init.main(["--force"]) == 0
        assert f"the earlier policy is now wicketgate.yaml.{number}" in capsys.readouterr().out
    assert (folder / "wicketgate.yaml.1").read_text() == "mine"


def test_a_link_in_place_of_the_policy_is_not_written_through(folder: Path) -> None:
    (folder / "wicketgate.yaml").symlink_to(folder / "elsewhere")
    with pytest.raises(ConfigError, match="exists already"):
        init.main([])
    assert init.main(["--force"]) == 0
    assert not (folder / "elsewhere").exists()
    assert (folder / "wicketgate.yaml.1").is_symlink()


@pytest.mark.parametrize("umask", [0, 0o002, 0o077])
def test_the_file_is_one_that_loads_whatever_the_umask(folder: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        init.main([])
    finally:
        os.umask(before)
    assert stat.S_IMODE((folder / "wicketgate.yaml").stat().st_mode) == 0o644
    Policy.load(folder / "wicketgate.yaml")


def test_links_are_not_followed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "settings.json").write_text(json.dumps({"permissions": {"allow": ["Bash(evil)"]}}))
    (outside / "deep").mkdir()
    (outside / "deep" / "site.pem").write_text("")
    (folder / ".claude").mkdir()
    (folder / ".claude/settings.json").symlink_to(outside / "settings.json")
    (folder / "docs").symlink_to(outside / "deep")
    os.mkfifo(folder / "pipe.db")
    facts = look(folder)
    assert (facts.allowed, facts.folders, facts.secrets, facts.databases) == ((), (), (), ())


BROKEN = [b"", b"[]", b"{", b"[" * 100_000, b"\xff", b'{"permissions": {"allow": "x"}}', b'{"permissions": []}']


@pytest.mark.parametrize("content", BROKEN, ids=range(len(BROKEN)))
def test_broken_settings_are_left_out(folder: Path, content: bytes) -> None:
    (folder / ".claude").mkdir()
    (folder / ".claude/settings.json").write_bytes(content)
    (folder / ".mcp.json").write_bytes(content)
    assert look(folder) == Facts()


@pytest.mark.parametrize("name", HOSTILE)
def test_no_hostile_name_injects_anything(name: str) -> None:
    names = (name,)
    safe(Facts(True, names, names, names, names, (f"Bash({name})", name), names, names, True))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(max_size=30), max_size=4).map(tuple), st.sampled_from(["Bash", "WebFetch", "Skill", "mcp__a"]))
def test_no_name_at_all_injects_anything(names: tuple[str, ...], tool: str) -> None:
    safe(Facts(True, names, names, names, names, tuple(f"{tool}({name})" for name in names), names, names, True))


def safe(facts: Facts) -> None:
    """Check that only names were granted, each as itself, also when every line is uncommented."""
    text = initial(facts)
    assert all(character.isprintable() or character == "\n" for character in text)
    task = parsed(text)
    assert (task.files.write, task.commands, task.network, task.tools, task.agents) == ((), (), (), {}, False)
    assert len(task.files.read) <= len(facts.documents) + len(facts.folders)
    assert not PathSet.of(task.files.read).matches("unrelated/secret")
    bare = parsed(uncommented(text))
    assert bare.commands != "any" or "\n#    commands: any\n" in text
    assert not PathSet.of(bare.files.write).matches("unrelated/secret")


@given(st.text())
def test_a_quoted_text_is_read_back_as_itself(text: str) -> None:
    assert read_tree(f"a: {quoted(text)}", "x").data == {"a": text}


def test_hostile_file_names_on_disk(folder: Path) -> None:
    for name in HOSTILE:
        if name and len(name) < 200 and "/" not in name and "\ud800" not in name:
            (folder / f"{name}.pem").write_text("")
    (folder / os.fsdecode(b"\xff.pem")).write_text("")
    facts = look(folder)
    assert facts.left_out == 6
    hidden = PathSet.of(parsed(initial(facts)).files.hide)
    assert all(hidden.covers(path.name) for path in folder.glob("*.pem"))


def project(folder: Path) -> None:
    for name in ("docs", "src", ".git", ".claude/skills/deploy", ".claude/agents", "data", "src/tls"):
        (folder / name).mkdir(parents=True)
    for name in ("README.md", "package.json", ".env", "src/.env.local", "src/tls/site.pem", "fake.db"):
        (folder / name).write_text("")
    with sqlite3.connect(folder / "data/crm.db") as connection:
        connection.execute("create table tickets (id)")
    connection.close()
    allow = ["Bash(npm run lint:*)", "Bash(*)", "WebFetch(domain:docs.acme.com)", "mcp__github__create_issue"]
    (folder / ".claude/settings.json").write_text(json.dumps({"permissions": {"allow": allow}}))
    (folder / ".mcp.json").write_text(json.dumps({"mcpServers": {"github": {"command": "x"}}}))
