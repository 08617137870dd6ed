"""The real Claude Code, driven by a scripted model, in the sandbox of a task: it works, and only within its task."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.conftest import Product
from tests.support.fake_model import FakeModel

KEY = "sk-ant-the-operators-own-key-0123456789"
POLICY = """\
version: 1
model: {{kind: anthropic, key: ANTHROPIC_API_KEY, url: "{url}", models: ["*"], tokens: 2000000}}
tasks:
  work:
    files: {{read: ["**"], write: ["drafts/**"], hide: [.env]}}
    {commands}
    tools:
      db.query: {{source: crm, tables: ["customers(id, name, plan)"]}}
    limits: {{minutes: 2, memory: 4 GiB, disk: 64 MiB, processes: 256}}
sources:
  crm: {{kind: sqlite, path: crm.db}}
"""


class Agent:
    """A project with a customer database, a scripted model, and Claude Code."""

    def __init__(self, product: Product, model: FakeModel, commands: str = "commands: any") -> None:
        self.product, self.model = product, model
        (product.project / "ticket.md").write_text("a ticket\n")
        (product.project / ".env").write_text("KEY=canary-env\n")
        with sqlite3.connect(product.project / "crm.db") as base:
            base.executescript(
                "create table customers(id, name, plan, card);"
                "insert into customers values(1, 'Ann', 'gold', 'canary-card');"
                "create table payments(iban); insert into payments values('canary-iban');"
            )
        product.policy(POLICY.format(url=model.url, commands=commands))

    def play(
        self, *turns: Any, timeout: float = 90, prompt: str = "", typed: str = "go"
    ) -> subprocess.CompletedProcess[str]:
        """Run Claude Code with the model playing `turns`."""
        self.model.load(turns)
        words = ("run", "work", "--prompt", prompt, "--", "claude", "-p", typed)
        return self.product.run(*words, env={"ANTHROPIC_API_KEY": KEY}, timeout=timeout)

    def shown(self) -> str:
        """Return everything tools gave back to the model, as text."""
        return json.dumps(self.model.tool_results())


@pytest.fixture
def agent(product: Product) -> Iterator[Agent]:
    """Return an agent ready to play."""
    with FakeModel([]) as model:
        yield Agent(product, model)


def test_honest_work_needs_no_question(agent: Agent) -> None:
    done = agent.play(
        {"tools": [["Read", {"file_path": "/workspace/ticket.md"}]]},
        {"tools": [["mcp__wicketgate__db_query", {"source": "crm", "sql": "select name, plan from customers"}]]},
        {"tools": [["Write", {"file_path": "/workspace/drafts/a.md", "content": "Dear Ann"}]]},
        "done",
    )
    assert done.returncode == 0, done.stderr
    assert "a ticket" in agent.shown() and "Ann" in agent.shown() and "gold" in agent.shown()
    assert agent.product.run("approvals", "list").stdout.count("approve") == 0
    committed = agent.product.run("workspace", "commit", agent.product.last_run(), "--all")
    assert committed.returncode == 0, committed.stdout + committed.stderr
    assert (agent.product.project / "drafts/a.md").read_text() == "Dear Ann"


def test_what_is_not_granted_is_not_there(agent: Agent) -> None:
    agent.play(
        {"tools": [["Bash", {"command": "cat .env crm.db ~/.ssh/id_rsa wicketgate.yaml; env; cat /proc/1/environ"}]]},
        {"tools": [["mcp__wicketgate__db_query", {"source": "crm", "sql": "select card from customers"}]]},
        {"tools": [["mcp__wicketgate__db_query", {"source": "crm", "sql": "select * from payments"}]]},
        {"tools": [["WebSearch", {"query": "x"}], ["CronCreate", {"cron": "* * * * *", "prompt": "x"}]]},
        "done",
    )
    assert not any(agent.model.seen(canary) for canary in ("canary-env", "canary-card", "canary-iban", KEY))


def test_the_key_goes_to_the_upstream_and_nowhere_else(agent: Agent) -> None:
    agent.play("done")
    assert any(KEY in str(headers) for headers in agent.model.headers)
    state = agent.product.state
    for path in state.rglob("*"):
        if path.is_file() and path.stat().st_size < 1 << 24:
            assert KEY.encode() not in path.read_bytes(), path


def test_without_commands_no_program_starts_and_the_rest_works(product: Product) -> None:
    with FakeModel([]) as model:
        agent = Agent(product, model, commands="about: no commands")
        done = agent.play(
            {"tools": [["Bash", {"command": "echo ran-$((40+2))"}]]},
            {"tools": [["Write", {"file_path": "/workspace/drafts/a.md", "content": "x"}]]},
            "done",
        )
        assert done.returncode == 0, done.stderr
        assert not model.seen("ran-42")
        assert "drafts/a.md" in done.stderr


def test_every_tool_call_of_the_model_is_on_record(agent: Agent) -> None:
    agent.play({"tools": [["Bash", {"command": "echo recorded"}, "toolu_recorded"]]}, "done")
    entries = [
        json.loads(line) for line in agent.product.run("audit", "tail", "--json", "-n", "500").stdout.splitlines()
    ]
    kinds = {entry["kind"] for entry in entries}
    assert {"run.started", "model.request", "model.tool_use", "asked", "decided", "outcome", "run.ended"} <= kinds
    assert "toolu_recorded" in json.dumps(entries)
    assert agent.product.run("audit", "verify").returncode == 0


def test_the_operators_own_words_are_on_record_and_never_reach_inside(agent: Agent) -> None:
    agent.play({"tools": [["Bash", {"command": "env; cat /proc/*/cmdline"}]]}, "done", prompt="Only refund order 4711")
    said = agent.product.run("audit", "tail", "--json", "-n", "500").stdout
    started = [json.loads(line) for line in said.splitlines() if '"run.started"' in line]
    assert started[-1]["body"]["prompt"] == "Only refund order 4711"
    assert not agent.model.seen("order 4711")


@pytest.mark.parametrize("typed", ["go", "/triage the ticket"], ids=["by the model", "by name"])
def test_a_skill_that_is_taken_up_narrows_the_run_outside(agent: Agent, typed: str) -> None:
    skill = agent.product.project / ".claude" / "skills" / "triage" / "SKILL.md"
    skill.parent.mkdir(parents=True)
    skill.write_text("---\nname: triage\ndescription: Sort tickets\nallowed-tools: Read, Grep\n---\nRead the ticket.\n")
    text = POLICY.format(url=agent.model.url, commands="commands: any\n    skills: [triage]")
    agent.product.policy(text)
    query = ["mcp__wicketgate__db_query", {"source": "crm", "sql": "select name from customers"}]
    done = agent.play(
        {"tools": [["Write", {"file_path": "/workspace/drafts/a.md", "content": "Dear Ann"}]]},
        *([{"tools": [["Skill", {"skill": "triage"}]]}] if typed == "go" else []),
        {"tools": [query]},
        {"tools": [["Read", {"file_path": "/workspace/ticket.md"}]]},
        "done",
        typed=typed,
    )
    assert done.returncode == 0, done.stderr
    assert "the skill triage is active and leaves only Read, Grep" in agent.shown()
    assert "Ann" not in agent.shown() and "a ticket" in agent.shown()
    committed = agent.product.run("workspace", "commit", agent.product.last_run(), "--all")
    assert not (agent.product.project / "drafts/a.md").exists()
    if typed != "go":  # it was active before the first call, so that nothing was written at all
        assert "nothing to commit" in committed.stderr
        return
    assert "the skill triage is active" in committed.stdout + committed.stderr
