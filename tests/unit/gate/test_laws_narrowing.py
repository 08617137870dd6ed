"""Laws of narrowing: what is added to a policy to take something away never allows more, for any kind of entry."""

from __future__ import annotations

import dataclasses
from typing import Any

from gates import facts, policy, request
from hypothesis import given, settings
from hypothesis import strategies as st

from wicketgate.action import Decision, Way
from wicketgate.gate import classify, decide
from wicketgate.policy import Profile
from wicketgate.policy.amounts import Rate
from wicketgate.policy.argument import Amount, Argument

RANK = {Decision.DENY: 0, Decision.ASK: 1, Decision.ALLOW: 2}
TEXT = """\
version: 1
tasks:
  t:
    prompt: Send an answer to anna@acme.com and pay 40 to bob.
    files: {read: ["**"], write: ["**"], hide: [.env]}
    commands: [ls, cat *, git status, rm *]
    network:
      - {GET: http://docs.acme.test/kb/**}
      - {POST: http://api.acme.test/**, ask: never}
      - {TUNNEL: api.github.com}
    tools:
      free: {effect: read}
      draft: {effect: write, reversibility: R1}
      send: {effect: send, reversibility: R3, to: ["*"], limit: 9 per hour}
      pay: {effect: write, reversibility: R4, arguments: {amount: {amount: "<= 100"}, to: {recipient: ["*"]}}}
      post: {effect: send, ask: never, arguments: {where: {path: ["**"]}, on: {host: ["*.acme.test"]}}}
      db.query: {source: crm, tables: [tickets, "customers(id, name)"]}
sources:
  crm: {kind: sqlite, path: crm.db}
"""
WIDE = policy(TEXT).profile("t")
VALUES: dict[str, list[Any]] = {
    "file_path": ["a.md", "docs/x", "Makefile", ".env", "docs/key.pem"],
    "path": [".", "docs"],
    "command": ["ls", "cat a.md", "rm -r docs", "ls; git status", "cat $X", "git push"],
    "url": ["http://docs.acme.test/kb/a", "http://api.acme.test/x", "https://api.github.com/"],
    "method": ["GET", "POST"],
    "host": ["api.github.com"],
    "port": [443],
    "sql": ["select id from tickets", "select name from customers", "select * from tickets"],
    "source": ["crm"],
    "to": ["anna@acme.com", "bob", "eve@evil.test"],
    "amount": [1, 40, 99.5, 100, "100.0", 101],
    "where": ["docs/a", "out/x.txt"],
    "on": ["a.acme.test", "https://b.acme.test/x"],
    "text": ["hello"],
}
CALLS = {
    "Read": ["file_path"],
    "Write": ["file_path", "content"],
    "Grep": ["path", "pattern"],
    "Bash": ["command"],
    "http": ["method", "url"],
    "tunnel": ["host", "port"],
    "WebFetch": ["url", "prompt"],
    "db.query": ["source", "sql"],
    "free": ["text"],
    "draft": ["to", "text"],
    "send": ["to", "text"],
    "pay": ["amount", "to"],
    "post": ["where", "on"],
}


@st.composite
def calls(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """Draw a call of the right shape."""
    tool = draw(st.sampled_from(list(CALLS)))
    return tool, {key: draw(st.sampled_from(VALUES.get(key, ["x"]))) for key in CALLS[tool]}


def changed(profile: Profile, **update: Any) -> Profile:
    return dataclasses.replace(profile, task=profile.task.model_copy(update=update))


def tool(profile: Profile, name: str, **update: Any) -> Profile:
    grant = profile.task.tools[name].model_copy(update=update)
    return changed(profile, tools={**profile.task.tools, name: grant})


def constrained(profile: Profile, name: str, key: str, argument: Argument) -> Profile:
    grant = profile.task.tools[name]
    return tool(profile, name, arguments={key: argument, **grant.arguments})


@st.composite
def narrowings(draw: st.DrawFn) -> Profile:
    """Draw the wide task with one thing taken away."""
    task, name = WIDE.task, draw(st.sampled_from([n for n in WIDE.task.tools if n != "db.query"]))
    files, hide = task.files, (*task.files.hide, draw(st.sampled_from(["docs", "**/*.md", "a.md"])))
    capped = tuple(dataclasses.replace(entry, limit=Rate(2, 3600), bytes=Rate(40, 3600)) for entry in task.network)
    asking = tuple(dataclasses.replace(entry, ask=None) for entry in task.network)
    return draw(
        st.sampled_from(
            [
                changed(WIDE, files=files.model_copy(update={"hide": hide})),
                changed(WIDE, files=files.model_copy(update={"write": ("drafts/**",)})),
                changed(WIDE, limits=task.limits.model_copy(update={"calls": 2})),
                changed(WIDE, network=capped),
                changed(WIDE, network=asking),
                changed(WIDE, network=task.network[1:]),
                changed(WIDE, commands=task.commands[1:]),
                tool(WIDE, name, ask="always"),
                tool(WIDE, "db.query", ask="always"),
                tool(WIDE, "db.query", tables=("tickets(id)",)),
                tool(WIDE, name, limit=Rate(1, 3600)),
                tool(WIDE, name, to=("*@acme.com",)),
                tool(WIDE, name, closed=True),
                constrained(WIDE, name, "text", Argument(enum=("hello",))),
                constrained(WIDE, name, "to", Argument(recipient=("*@acme.com",))),
                constrained(WIDE, name, "amount", Argument(amount=Amount.parse("<= 40"))),
                tool(WIDE, "post", ask=None),
                tool(WIDE, name, effect=None, reversibility=None),
            ]
        )
    )


used = st.dictionaries(
    st.sampled_from(["calls", *(f"{k}:wicketgate.yaml:{n}" for k in ("rate", "bytes") for n in range(8, 18))]),
    st.integers(0, 60),
)


@settings(max_examples=900, deadline=None)
@given(calls(), narrowings(), st.sampled_from(list(Way)), st.booleans(), used)
def test_taking_something_away_never_allows_more(
    what: tuple[str, Any], narrower: Profile, way: Way, contained: bool, spent: dict[str, int]
) -> None:
    ranks = []
    for profile in (WIDE, narrower):
        action = classify(request("t", *what, way=way, contained=contained), profile)
        ranks.append(RANK[decide(action, facts(action, {"used": spent}), profile).decision])
    assert ranks[1] <= ranks[0]


@settings(max_examples=200, deadline=None)
@given(calls(), st.sampled_from(list(Way)), st.booleans(), used)
def test_equal_inputs_get_equal_verdicts(
    what: tuple[str, Any], way: Way, contained: bool, spent: dict[str, int]
) -> None:
    found = []
    for profile in (WIDE, policy(TEXT).profile("t")):
        action = classify(request("t", *what, way=way, contained=contained), profile)
        found.append(decide(action, facts(action, {"used": spent}), profile))
    assert found[0] == found[1]


@settings(max_examples=300, deadline=None)
@given(calls(), st.booleans(), st.sampled_from(["to", "amount", "text", "where"]))
def test_a_value_traced_worse_never_allows_more(what: tuple[str, Any], contained: bool, name: str) -> None:
    action = classify(request("t", *what, contained=contained), WIDE)
    ranks = []
    for origin in ("operator", "untrusted"):
        told = dataclasses.replace(facts(action), origins={name: origin})
        ranks.append(RANK[decide(action, told, WIDE).decision])
    assert ranks[1] <= ranks[0]
