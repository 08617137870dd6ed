"""`policy show`: every grant is named with what it means, and nothing is claimed that was not granted."""

from __future__ import annotations

from pathlib import Path

import pytest

from wicketgate.action import Decision, Facts, Request, Way
from wicketgate.gate import classify, decide
from wicketgate.policy import Policy
from wicketgate.policy.explain import explain
from wicketgate.policy.model import Limits

EXAMPLE = (Path(__file__).parents[3] / "docs" / "example.yaml").read_text()


def shown(text: str, task: str = "triage") -> str:
    return explain(Policy.of(text, Path("/workspace/wicketgate.yaml")).profile(task))


def section(text: str, title: str) -> str:
    return text.split(f"\n\n{title}\n")[1].split("\n\n")[0]


EXPECTED = [
    ("files", "reads docs/**, tickets/**; every other file does not exist for it"),
    ("files", "only changes to drafts/** can be committed"),
    ("files", "hidden whatever is read: .env, **/*.pem"),
    ("files", "counts as having read private data: docs/**, tickets/**"),
    ("commands", "meant to start ls, cat *, grep *; a list is advice, the sandbox is the wall"),
    ("network", "GET http://docs.acme.test:80/kb/**: without asking (wicketgate.yaml:9)"),
    ("network", "can carry 64 KiB an hour to docs.acme.test, in 600 requests an hour"),
    ("tools", "db.query (on tickets, customers(id, name, plan); of crm, 500 rows a call) (wicketgate.yaml:11)"),
    ("tools", "the secret SMTP_PASSWORD is used by mail.send only; the agent never holds it"),
    ("model", "2000000 tokens a run, 64000 output tokens a request"),
    ("model", "the agent is not told the budget"),
    ("answer", "any text"),
    ("limits of one run", "calls: 200\n"),
    ("limits of one run", "processes: 512 (default)"),
    ("a person is asked before", "mail.send"),
]


@pytest.mark.parametrize(("title", "line"), EXPECTED)
def test_each_grant_is_said_with_its_consequence(title: str, line: str) -> None:
    assert line in section(shown(EXAMPLE), title)


def test_every_limit_is_shown() -> None:
    limits = section(shown(EXAMPLE), "limits of one run").splitlines()
    assert len(limits) == len(Limits.model_fields)


def test_a_task_without_grants_says_so_everywhere() -> None:
    text = shown("version: 1\ntasks: {triage: {}}\n")
    said = {title: section(text, title) for title in ("files", "commands", "network", "tools", "model")}
    assert "reads nothing" in said["files"]
    assert "nothing can be committed" in said["files"]
    assert said["commands"].strip() == "no program starts"
    assert said["network"].startswith("  none")
    assert said["tools"].strip() == "none"
    assert said["model"].startswith("  none")
    assert section(text, "a person is asked before").strip().startswith("nothing")
    assert text.endswith("Whatever is not said here is denied.\n")


TOOL_KEYS = [
    ("{effect: read, reads: s, trusted: [name]}", "values in name count as trusted; no tool of this policy writes s"),
    ("{effect: read, reads: s, trusted: true}", "values of all its results count as trusted"),
    ("{effect: read, reads: s}", "reads the store s"),
    ("{effect: write, writes: s}", "writes the store s"),
    ("{authority: [to, amount]}", "a person looks at to, amount unless traced to your words or a trusted source"),
    ("{lookup: {id: find}}", "what id denotes is asked of find"),
    ("{arguments: {n: {amount: <= 5}}}", "the argument n must be at most 5"),
    (
        "{arguments: {n: {amount: {most: 5, least: 1}, optional: true}}}",
        "n must be at least 1 and at most 5, or absent",
    ),
    ("{arguments: {n: {path: [a/**], text: [b]}}}", "the argument n must be path a/** and text b"),
    ("{arguments: {n: {enum: [a, 1, true]}}, closed: true}", "no other argument may be given"),
    ("{arguments: {n: {schema: {type: string}}}}", "the argument n must be by a JSON Schema"),
    (f"{{definition: sha256:{64 * '0'}}}", "only as defined by sha256:0000"),
]


@pytest.mark.parametrize(("grant", "line"), TOOL_KEYS)
def test_each_key_of_a_tool_is_said(grant: str, line: str) -> None:
    text = shown(f"version: 1\ntasks: {{triage: {{tools: {{find: {{effect: read}}, tool: {grant}}}}}}}\n")
    assert line in section(text, "tools")


TUNNELS = [
    ("{TUNNEL: api.github.com}", "api.github.com:443 (opaque): a person is asked each time", True),
    ("{TUNNEL: a.test, ask: never}", "a.test:443 (opaque): without asking, as `ask: never` says", False),
    ("{POST: http://docs.acme.test/}", "POST http://docs.acme.test:80/: a person is asked each time", True),
    ("{HEAD: http://docs.acme.test/}", "HEAD http://docs.acme.test:80/: without asking", False),
    ("{GET: docs.acme.test}", "that one page alone: all of the host is `host/**`", False),
    (
        "{POST: github.com/a/b.git/git-upload-pack}",
        "POST https://github.com:443/a/b.git/git-upload-pack: a git fetch runs without asking, about anything else",
        True,
    ),
]


@pytest.mark.parametrize(("entry", "line", "asks"), TUNNELS)
def test_what_asks_is_listed_and_what_does_not_is_not(entry: str, line: str, asks: bool) -> None:
    text = shown(f"version: 1\ntasks:\n  triage:\n    network: [{entry}]\n")
    assert line in section(text, "network")
    assert (line.split(": ")[0] in section(text, "a person is asked before")) is asks


TOOLS = [
    ("{}", True),
    ("{ask: never}", False),
    ("{effect: read}", False),
    ("{effect: read, ask: always}", True),
    ("{effect: read, reversibility: R4}", True),
    ("{effect: write}", True),
    ("{effect: write, reversibility: R2}", False),
    ("{effect: send, reversibility: R3}", True),
    ("{reversibility: R0}", True),
]


@pytest.mark.parametrize(("grant", "asks"), TOOLS)
def test_what_is_said_about_asking_is_what_the_gate_does(grant: str, asks: bool) -> None:
    text = f"version: 1\ntasks: {{triage: {{tools: {{mcp__wiki__edit: {grant}}}}}}}\n"
    profile = Policy.of(text, Path("/workspace/wicketgate.yaml")).profile("triage")
    request = Request("triage", "mcp__wiki__edit", {}, Way.GATEWAY, run="r", contained=True)
    facts = Facts(labels=frozenset({"untrusted", "private"}))
    assert (decide(classify(request, profile), facts, profile).decision is Decision.ASK) is asks
    assert ("mcp__wiki__edit" in section(explain(profile), "a person is asked before")) is asks


def test_free_text_stays_on_its_line() -> None:
    text = shown('version: 1\ntasks: {triage: {about: "a\\n\\nnetwork\\n  any host", prompt: "b\\u202ec"}}\n')
    assert "about: 'a\\n\\nnetwork\\n  any host'" in text
    assert text.count("\nnetwork\n") == 1
    assert "\u202e" not in text
