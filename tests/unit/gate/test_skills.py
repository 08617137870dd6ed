"""A skill's list of tools narrows what a run may do: read as written or not at all, and two intersect."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from wicketgate.action import Facts, Request, Verdict, Way
from wicketgate.gate import classify, decide
from wicketgate.gate.skills import UnreadableSkill, allowed_tools
from wicketgate.policy import Policy
from wicketgate.run.folder import RunFolder
from wicketgate.run.skills import Skills
from wicketgate.session.state import State

POLICY = """\
version: 1
tasks:
  work:
    files: {read: ["**"], write: ["drafts/**"]}
    commands: any
    agents: true
    skills: ["*"]
    network:
      - {GET: "docs.test/**"}
      - {TUNNEL: "db.test", ask: never}
    tools:
      db.query: {source: crm, tables: [tickets]}
      mcp__wiki__search: {effect: read}
sources:
  crm: {kind: sqlite, path: crm.db}
"""
PROFILE = Policy.of(POLICY, Path("/project/wicketgate.yaml")).profile("work")
CALLS: dict[str, tuple[str, dict[str, Any], Way]] = {
    "read": ("Read", {"file_path": "/workspace/a.md"}, Way.HOOK),
    "write": ("Write", {"file_path": "/workspace/drafts/a", "content": "x"}, Way.HOOK),
    "git": ("Bash", {"command": "git status"}, Way.HOOK),
    "rm": ("Bash", {"command": "rm -rf drafts"}, Way.HOOK),
    "both": ("Bash", {"command": "git status; rm -rf drafts"}, Way.HOOK),
    "agent": ("Agent", {"prompt": "x"}, Way.HOOK),
    "http": ("http", {"method": "GET", "url": "https://docs.test/x"}, Way.EGRESS),
    "tunnel": ("tunnel", {"host": "db.test", "port": 443}, Way.EGRESS),
    "query": ("db.query", {"source": "crm", "sql": "select * from tickets"}, Way.GATEWAY),
    "search": ("mcp__wiki__search", {"text": "x"}, Way.GATEWAY),
    "commit": ("workspace.commit", {"paths": ["drafts/a"]}, Way.COMMIT),
    "skill": ("Skill", {"skill": "other"}, Way.HOOK),
    "todo": ("TodoWrite", {}, Way.HOOK),
}
FREE = {"skill", "todo"}


def asked(name: str, narrowed: Mapping[str, tuple[str, ...]]) -> Verdict:
    tool, arguments, way = CALLS[name]
    action = classify(Request("work", tool, arguments, way, contained=way is not Way.COMMIT), PROFILE)
    return decide(action, Facts({"drafts/a": "drafts/a"}, narrowed=narrowed), PROFILE)


def allowed(*lists: tuple[str, ...]) -> set[str]:
    narrowed = {f"skill{number}": tools for number, tools in enumerate(lists)}
    return {name for name in CALLS if asked(name, narrowed).allowed}


def test_without_a_skill_the_policy_alone_decides() -> None:
    assert allowed() == set(CALLS)


@pytest.mark.parametrize(
    ("tools", "left"),
    [
        ((), set()),
        (("Read", "Grep"), {"read"}),
        (("Bash(git:*)",), {"git", "http", "tunnel", "commit"}),
        (("Bash(git *)",), {"git", "http", "tunnel", "commit"}),
        (("Bash(git status)", "Read"), {"git", "read", "http", "tunnel", "commit"}),
        (("Bash",), {"git", "rm", "both", "http", "tunnel", "commit"}),
        (("WebFetch(domain:docs.test)",), {"http"}),
        (("WebFetch",), {"http", "tunnel"}),
        (("Write",), {"write", "commit"}),
        (("mcp__wicketgate__db_query",), {"query"}),
        (("mcp__wicketgate",), {"query"}),
        (("mcp__wiki__*",), {"search"}),
        (("Agent",), {"agent"}),
        (("Reader", "read", "Bas"), set()),
    ],
)
def test_only_what_an_active_skill_leaves_is_allowed(tools: tuple[str, ...], left: set[str]) -> None:
    assert allowed(tools) == left | FREE


def test_two_skills_leave_what_both_leave() -> None:
    assert allowed(("Read", "Write"), ("Read", "Bash")) == {"read", "commit"} | FREE
    assert allowed(("Read",), ("Write",)) == FREE


def test_a_skill_never_widens() -> None:
    narrow = Policy.of("version: 1\ntasks:\n  work:\n    files: {read: [a.md]}\n", Path("/project/w.yaml")).profile(
        "work"
    )
    action = classify(Request("work", "Bash", {"command": "ls"}, Way.HOOK, contained=True), narrow)
    assert not decide(action, Facts(narrowed={"x": ("Bash",)}), narrow).allowed


def test_the_denial_names_the_skill_and_what_it_leaves() -> None:
    found = asked("query", {"triage": ("Read", "Grep")})
    assert found.reason == "the skill triage is active and leaves only Read, Grep, not db.query"
    assert found.rule == "wicketgate.yaml:7"


@pytest.mark.parametrize(
    ("head", "tools"),
    [
        ("allowed-tools: Read, Grep, Bash(git:*)", ("Read", "Grep", "Bash(git:*)")),
        ("allowed-tools: Read Grep", ("Read", "Grep")),
        ("allowed-tools: [Read, 'Bash(git add:*, -A)']", ("Read", "Bash(git add:*, -A)")),
        ("name: x\nallowed-tools:\n  - Read\n  - Bash(git log:*)\nother: y", ("Read", "Bash(git log:*)")),
        ("allowed-tools:", ()),
        ("name: x", None),
        ('"allowed-tools": Read', ("Read",)),
    ],
)
def test_a_list_is_read_as_skills_write_it(head: str, tools: tuple[str, ...] | None) -> None:
    assert allowed_tools(f"---\n{head}\n---\nDo it.\n") == tools


@pytest.mark.parametrize(
    "text",
    [
        "---\nallowed-tools: Read\n",
        "---\nallowed-tools: Read\nallowed-tools: Bash\n---\n",
        "---\n{allowed-tools: Read}\n---\n",
        "---\nallowed-tools: Read; rm\n---\n",
        "---\n? allowed-tools\n: Read\n---\n",
        '---\n"allowed\\u002dtools": Read\n---\n',
        "---\n<<: {allowed-tools: Read}\n---\n",
    ],
)
def test_a_list_that_cannot_be_read_is_not_guessed(text: str) -> None:
    with pytest.raises(UnreadableSkill):
        allowed_tools(text)


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    (tmp_path / "view" / "frozen" / ".claude" / "skills" / "triage").mkdir(parents=True)
    return RunFolder(tmp_path)


def write(folder: RunFolder, text: str, name: str = "triage") -> Path:
    path = folder.view / "frozen" / ".claude" / "skills" / name / "SKILL.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return path


def test_a_skill_is_read_from_the_view_and_kept_for_the_commit(folder: RunFolder) -> None:
    write(folder, "---\nallowed-tools: Read\n---\n")
    write(folder, "---\nname: triage\nallowed-tools: Read, Bash\n---\n", "other")
    skills = Skills(folder)
    assert skills.take_up("plugin:other") == ("Read", "Bash")
    assert skills.take_up("triage") == ("Read",)  # both files bear this name
    assert skills.take_up("absent") is None and skills.take_up("../triage") is None
    assert Skills(folder).active() == ["plugin:other", "triage"]


def test_a_skill_whose_file_cannot_be_read_leaves_nothing(folder: RunFolder, tmp_path: Path) -> None:
    path = write(folder, "---\nallowed-tools: Read\n")
    assert Skills(folder).tools("triage") == ()
    path.write_bytes(b"\xff")
    assert Skills(folder).tools("triage") == ()
    path.unlink()
    (tmp_path / "mine.md").write_text("no front matter")
    path.symlink_to(tmp_path / "mine.md")
    assert Skills(folder).tools("triage") == ()


def test_what_a_skill_took_away_never_comes_back(folder: RunFolder) -> None:
    path = write(folder, "---\nallowed-tools: Read\n---\n")
    state = State(PROFILE, lambda: 0.0, str)
    state.skill_tools = Skills(folder).take_up
    action = classify(Request("work", "Bash", {"command": "ls"}, Way.HOOK, contained=True), PROFILE)
    state.activate("triage")
    path.write_text("---\nallowed-tools: Read, Bash\n---\n")
    state.activate("triage")
    assert state.facts(action).narrowed == {"triage": ("Read",)}
    assert not decide(action, state.facts(action), PROFILE).allowed
