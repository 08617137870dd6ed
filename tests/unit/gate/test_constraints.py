"""Argument constraints: each holds exactly on canonical values, each denial names its line and what would admit it."""

from __future__ import annotations

import re
import socket
from typing import Any

import pytest
from gates import ask, policy
from hypothesis import given, settings
from hypothesis import strategies as st

from wicketgate.action import Decision, Verdict
from wicketgate.errors import ConfigError

POLICY = """version: 1
tasks:
  t:
    files: {read: ["**"], hide: ["reports/secret/**"]}
    tools:
      put:
        effect: read
        ask: never
        arguments:
          path: {path: ["reports/**"]}
          url: {host: [docs.acme.com, "*.wiki.test"], optional: true}
          to: {recipient: ["*@acme.com"], optional: true}
          table: {table: [prices], optional: true}
          amount: {amount: {most: 100, least: 0.01}, optional: true}
          kind: {enum: [create, 1, true], optional: true}
          rows: {schema: {type: array, maxItems: 2, items: {type: integer}}, optional: true}
          note: {text: ["invoice *"], optional: true}
          "people[].mail": {recipient: ["*@acme.com"], optional: true}
      shut:
        effect: read
        ask: never
        closed: true
        arguments: {to.address: {recipient: [boss]}, "tags[]": {enum: [a]}}
"""
PROFILE = policy(POLICY).profile("t")


def put(**more: Any) -> Verdict:
    return ask(PROFILE, "put", {"path": "reports/a.md", **more})


HOLDS: list[dict[str, Any]] = [
    {},
    {"path": "reports/a/b c/ü.md"},
    {"url": "https://docs.acme.com/x?y#z"},
    {"url": "http://a.b.wiki.test:8080/"},
    {"url": "DOCS.acme.com"},
    {"to": "Ann@ACME.com"},
    {"to": ["a@acme.com", "b@acme.com"]},
    {"to": []},
    {"to": None},
    {"table": "prices"},
    {"table": ["prices", "prices"]},
    {"amount": 100},
    {"amount": 0.01},
    {"amount": "99.99"},
    {"kind": "create"},
    {"kind": 1},
    {"kind": True},
    {"rows": [1, 2]},
    {"note": "invoice 5"},
    {"people": [{"mail": "a@acme.com"}, {}]},
    {"other": object},
]


@pytest.mark.parametrize("more", HOLDS, ids=str)
def test_what_holds_is_allowed(more: dict[str, Any]) -> None:
    assert put(**more).decision is Decision.ALLOW, put(**more)


FAILS: list[tuple[dict[str, Any], str]] = [
    ({"path": "reports"}, "one of reports/**"),
    ({"path": "/reports/a"}, "relative to the workspace"),
    ({"path": "reports/../x"}, "relative to the workspace"),
    ({"path": "reports//x"}, "relative to the workspace"),
    ({"path": "reports/./x"}, "relative to the workspace"),
    ({"path": "reports/..\\x"}, "a plain path"),
    ({"path": "reports/%2e%2e/x"}, "a plain path"),
    ({"path": "reports/$HOME"}, "a plain path"),
    ({"path": "~/reports/x"}, "a plain path"),
    ({"path": "reports/a\0b"}, "a plain path"),
    ({"path": "reports/a\u202eb"}, "a plain path"),
    ({"path": "reports/" + "a" * 5000}, "a plain path"),
    ({"path": "reports/secret/x"}, "hidden"),
    ({"path": None}, "expected a value"),
    ({"path": []}, "expected a value"),
    ({"path": ["reports/a", "x"]}, "one of reports/**"),
    ({"path": {"a": "reports/a"}}, "a plain path"),
    ({"path": 5}, "a plain path"),
    ({"url": "https://evil.test/docs.acme.com"}, "one of docs.acme.com"),
    ({"url": "https://docs.acme.com@evil.test/"}, "a plain host"),
    ({"url": "https://docs.acme.com#@evil.test/"}, "plain fragment"),
    ({"url": "https://docs.acme.com\\@evil.test/"}, "expected"),
    ({"url": "//docs.acme.com/"}, "expected"),
    ({"url": "ftp://docs.acme.com/"}, "expected"),
    ({"url": "https://docs.acme.com./"}, "expected"),
    ({"url": "https://d\u043ecs.acme.com/"}, "xn--"),
    ({"url": "wiki.test"}, "one of docs.acme.com"),
    ({"url": "evilwiki.test"}, "one of docs.acme.com"),
    ({"to": "boss@acme.com <evil@x.test>"}, "one plain address"),
    ({"to": "evil@x.test,a@acme.com"}, "one plain address"),
    ({"to": "evil@x.test\n@acme.com"}, "one plain address"),
    ({"to": "a@acm\u0435.com"}, "one plain address"),
    ({"to": ["a@acme.com", "evil@x.test"]}, "one of *@acme.com"),
    ({"to": [["a@acme.com"]]}, "one plain address"),
    ({"to": "a@acme.com.evil.test"}, "one of *@acme.com"),
    ({"table": "prices; drop"}, "one of prices"),
    ({"table": "PRICES"}, "one of prices"),
    ({"amount": 100.01}, "at most 100"),
    ({"amount": "100.000000001"}, "at most 100"),
    ({"amount": 0}, "at least 0.01"),
    ({"amount": -5}, "at least 0.01"),
    ({"amount": True}, "a number"),
    ({"amount": "1e9"}, "a number"),
    ({"amount": "\u0661"}, "a number"),
    ({"amount": " 5"}, "a number"),
    ({"amount": float("nan")}, "a number"),
    ({"amount": float("inf")}, "a number"),
    ({"amount": 10**400}, "a number"),
    ({"kind": 1.0}, "one of create, 1, true"),
    ({"kind": "1"}, "one of create, 1, true"),
    ({"kind": False}, "one of create, 1, true"),
    ({"kind": "cre\u0430te"}, "one of create, 1, true"),
    ({"rows": [1, 2, 3]}, "JSON Schema"),
    ({"rows": [1.5]}, "JSON Schema"),
    ({"rows": [float("nan")]}, "JSON Schema can judge"),
    ({"note": "invoice\n5"}, "hidden characters"),
    ({"note": "refund 5"}, "one of invoice *"),
    ({"people": [{"mail": "a@acme.com"}, {"mail": "evil@x.test"}]}, "one of *@acme.com"),
    ({"people": ["evil@x.test"]}, "a mapping around it"),
    ({"people": "evil@x.test"}, "a mapping around it"),
]


@pytest.mark.parametrize(("more", "reason"), FAILS, ids=range(len(FAILS)))
def test_what_does_not_hold_is_denied_with_its_line(more: dict[str, Any], reason: str) -> None:
    verdict = put(**more)
    assert verdict.decision is Decision.DENY
    assert reason in verdict.reason
    assert verdict.reason.isascii() or not verdict.reason.startswith("argument")
    assert re.fullmatch(r"wicketgate.yaml:\d+", verdict.rule)
    assert verdict.remedy


def test_a_nesting_without_end_is_denied() -> None:
    deep: Any = 1
    for _ in range(200):
        deep = [deep]
    assert put(rows=deep).decision is Decision.DENY
    assert put(to=deep).decision is Decision.DENY


def test_more_values_than_anybody_means_are_denied_with_the_reason() -> None:
    verdict = put(people=[{"mail": "a@acme.com"}] * 5000)
    assert (verdict.decision, verdict.rule) == (Decision.DENY, "wicketgate.yaml:9")
    assert verdict.reason == "expected at most 4096 values at people[].mail"


def test_a_missing_argument_is_denied_and_says_optional() -> None:
    verdict = ask(PROFILE, "put", {})
    assert (verdict.decision, verdict.rule) == (Decision.DENY, "wicketgate.yaml:10")
    assert verdict.remedy == "set optional: true under tasks.t.tools.put.arguments.path (wicketgate.yaml:10)"


SHUT: list[tuple[dict[str, Any], bool]] = [
    ({"to": {"address": "boss"}, "tags": ["a"]}, True),
    ({"to": {"address": "boss"}, "tags": ["a"], "bcc": []}, False),
    ({"to": {"address": "boss"}, "tags": ["a"], "t\u043e": "x"}, False),
    ({"to": {"address": "boss", "cc": "evil"}, "tags": ["a"]}, False),
    ({"to": {"address": "boss"}, "tags": [{"a": 1}]}, False),
    ({"to": {"address": "boss"}, "tags": []}, False),
    ({"to": {"address": ["boss"]}, "tags": ["a"]}, True),
]


@pytest.mark.parametrize(("arguments", "holds"), SHUT, ids=str)
def test_a_closed_tool_takes_only_what_it_names(arguments: dict[str, Any], holds: bool) -> None:
    assert (ask(PROFILE, "shut", arguments).decision is Decision.ALLOW) is holds


def test_the_denial_of_one_of_many_faults_names_what_admits_them_all() -> None:
    verdict = put(amount=500, table="stock", to="x@y.test")
    assert "and 2 more" in verdict.reason
    assert verdict.remedy.split("; ") == [
        'add "x@y.test" under tasks.t.tools.put.arguments.to.recipient (wicketgate.yaml:12)',
        'add "stock" under tasks.t.tools.put.arguments.table.table (wicketgate.yaml:13)',
        "set most: 500 under tasks.t.tools.put.arguments.amount.amount (wicketgate.yaml:14)",
    ]


APPLIED: list[tuple[dict[str, Any], str, str]] = [
    ({"path": "x/[a].md"}, '["reports/**"]', '["reports/**", ADDED]'),
    ({"url": "https://EVIL.test/"}, "[docs.acme.com,", "[docs.acme.com, ADDED,"),
    ({"to": "Evil@x.test"}, 'to: {recipient: ["*@acme.com"]', 'to: {recipient: ["*@acme.com", ADDED]'),
    ({"table": "stock"}, "[prices]", "[prices, ADDED]"),
    ({"kind": "2"}, "[create, 1, true]", "[create, 1, true, ADDED]"),
    ({"kind": 2}, "[create, 1, true]", "[create, 1, true, ADDED]"),
    ({"note": "a + b"}, '["invoice *"]', '["invoice *", ADDED]'),
    ({"amount": 100.5}, "most: 100", "ADDED"),
    ({"amount": -0.5}, "least: 0.01", "ADDED"),
]


@pytest.mark.parametrize(("more", "old", "new"), APPLIED, ids=str)
def test_a_remedy_admits_the_call_when_applied(more: dict[str, Any], old: str, new: str) -> None:
    assert old in POLICY
    added = re.match(r"(?:add|set) (.*) under tasks", put(**more).remedy)
    assert added
    wider = policy(POLICY.replace(old, new.replace("ADDED", added[1]))).profile("t")
    arguments = {"path": "reports/a.md", **more}
    assert ask(wider, "put", arguments).decision is Decision.ALLOW


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=5), below, max_size=3),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(
    st.dictionaries(st.sampled_from(["path", "url", "to", "table", "amount", "kind", "rows", "note", "people"]), ANY)
)
def test_hostile_values_always_get_a_verdict(arguments: dict[str, Any]) -> None:
    verdict = ask(PROFILE, "put", arguments)
    assert verdict.decision in (Decision.ALLOW, Decision.DENY)
    assert "could not decide" not in verdict.reason
    assert verdict.reason.isprintable()


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab/.%\\~$* \u202e", max_size=12))
def test_no_path_outside_the_patterns_holds(path: str) -> None:
    if put(path=path).decision is Decision.ALLOW:
        assert path.startswith("reports/")
        assert not {"", ".", ".."} & set(path.split("/"))


def test_a_schema_never_fetches_anything() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        with pytest.raises(ConfigError):
            policy(
                f'version: 1\ntasks: {{t: {{tools: {{a: {{arguments: {{x: {{schema: {{$ref: "{address}"}}}}}}}}}}}}}}\n'
            )
        with pytest.raises(TimeoutError):
            server.accept()


def test_a_schema_pattern_that_would_backtrack_is_refused_or_linear() -> None:
    profile = policy(
        "version: 1\ntasks: {t: {tools: {a: {effect: read, ask: never, arguments: "
        '{x: {schema: {pattern: "^(a+)+$"}}}}}}}\n'
    ).profile("t")
    assert ask(profile, "a", {"x": "a" * 50_000 + "b"}).decision is Decision.DENY
    with pytest.raises(ConfigError):
        policy('version: 1\ntasks: {t: {tools: {a: {arguments: {x: {schema: {pattern: "(?=a)"}}}}}}}\n')
