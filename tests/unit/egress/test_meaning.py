"""What a request means beyond its bytes: git's refs and GraphQL's mutations, read from the wire."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from tests.support.upstream import HOST, TlsWorld
from tests.support.wire import parsed, request

from wicketgate.egress import dial, meaning
from wicketgate.secrets.broker.outgoing_request import Outgoing

A, B, NONE = "a" * 40, "b" * 40, "0" * 40
HERE = f"{HOST}:PORT"


@pytest.fixture(autouse=True)
def _loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dial, "why_refused", lambda address: "")


def line(text: str) -> bytes:
    """Return a pkt-line."""
    return f"{len(text) + 4:04x}{text}".encode()


def of(path: str, body: bytes, kind: str = "", query: str = "", method: str = "POST", coding: str = "") -> list[str]:
    """Return what a request means, as short text."""
    fields = [(b"content-type", kind.encode())] + ([(b"content-encoding", coding.encode())] if coding else [])
    found = meaning.of(Outgoing(True, method, HOST, 443, path, query, tuple(fields), body))
    return [f"{each['access']} {each['value']}" for each in found]


UPLOAD, RECEIVE = "application/x-git-upload-pack-request", "application/x-git-receive-pack-request"
WANTS = (
    line(f"want {A} multi_ack_detailed side-band-64k agent=git/2.39\n") + b"0000" + line(f"have {B}\n") + line("done\n")
)
V2 = (
    line("command=ls-refs\n")
    + line("agent=git/2.39")
    + b"0001"
    + line("peel\n")
    + line("ref-prefix refs/heads/\n")
    + b"0000"
)
PUSH = line(f"{A} {B} refs/heads/main\0 report-status\n") + line(f"{NONE} {B} refs/tags/v1") + b"0000PACK" + b"x" * 100


@pytest.mark.parametrize("body", [WANTS, V2])
def test_a_fetch_is_a_read(body: bytes) -> None:
    for data, coding in ((body, ""), (gzip.compress(body), "gzip")):
        (found,) = of("/acme/x.git/git-upload-pack", data, UPLOAD, coding=coding)
        assert found.startswith("read a fetch of ")


def test_what_announces_a_push_changes_nothing() -> None:
    assert of("/x.git/git-receive-pack", b"0000", RECEIVE) == ["read nothing yet: a push is announced"]
    for body in (b"00000000", b"0000PACK", b"0001"):
        assert of("/x.git/git-receive-pack", body, RECEIVE)[0].startswith("write ")


NO_FETCH = {
    "data": (b"secret data", UPLOAD, ""),
    "a pkt-line of data": (line("secret data"), UPLOAD, ""),
    "another type": (WANTS, "text/plain", ""),
    "another coding": (WANTS, UPLOAD, "br"),
    "no gzip": (WANTS, UPLOAD, "gzip"),
    "two members": (gzip.compress(WANTS) * 2, UPLOAD, "gzip"),
    "a line too short": (b"0003", UPLOAD, ""),
    "a line too long": (b"ffffwant", UPLOAD, ""),
}


@pytest.mark.parametrize("name", NO_FETCH)
def test_what_only_claims_to_be_a_fetch_is_none(name: str) -> None:
    body, kind, coding = NO_FETCH[name]
    (found,) = of("/acme/x.git/git-upload-pack", body, kind, coding=coding)
    assert found.startswith("write ")


def test_a_push_names_every_ref_and_the_size_of_its_pack() -> None:
    assert of("/acme/x.git/git-receive-pack", PUSH, RECEIVE) == [
        f"write push: move refs/heads/main {A[:12]}..{B[:12]}",
        f"write push: create refs/tags/v1 {NONE[:12]}..{B[:12]}",
        "write a pack of 104 bytes",
    ]
    assert of("/x/git-receive-pack", line(f"{A} {NONE} refs/heads/old\0 x") + b"0000", RECEIVE)[0].startswith(
        "write push: delete refs/heads/old"
    )
    assert of("/x/git-receive-pack", b"nonsense", RECEIVE) == ["write a git-receive-pack request that cannot be read"]


GRAPHQL: dict[str, tuple[Any, list[str]]] = {
    "a query": ({"query": "query Q($a: Int = 1) { viewer { login } }"}, []),
    "a bare selection": ({"query": '{ a(b: "mutation { x }") { c } } # mutation'}, []),
    "a query with a fragment": ({"query": "query { ...F } fragment F on User { login }"}, []),
    "a mutation": ({"query": "mutation Make { createIssue(input: {}) { id } }"}, ["write mutation Make (createIssue)"]),
    "a mutation beside a query": ({"query": "query A { a } mutation B { b }"}, ["write mutation B (b)"]),
    "a mutation behind a comment": ({"query": "# {\n mutation { b }"}, ["write mutation { (b)"]),
    "a mutation behind a string": ({"query": '{ a(x: "}") } mutation { b }'}, ["write mutation { (b)"]),
    "a mutation in a batch": ([{"query": "{ a }"}, {"query": "mutation M { b }"}], ["write mutation M (b)"]),
    "a subscription": ({"query": "subscription { a }"}, ["write an operation: subscription (a)"]),
    "a stored one": (
        {"extensions": {"persistedQuery": {"sha256Hash": "x"}}},
        [f"write {meaning.mutations.__globals__['UNREAD']}"],
    ),
    "broken": ({"query": "query { a"}, [f"write {meaning.mutations.__globals__['UNREAD']}"]),
}


@pytest.mark.parametrize("name", GRAPHQL)
def test_a_mutation_is_seen(name: str) -> None:
    body, expected = GRAPHQL[name]
    assert of("/graphql", json.dumps(body).encode(), "application/json") == expected
    if isinstance(body, dict) and "query" in body and name != "broken":
        assert of("/api/GraphQL/", b"", query=f"query={body['query'].replace('#', '%23')}", method="GET") == expected


def test_an_entry_that_never_asks_still_asks_for_a_mutation_and_a_push(tmp_path: Path) -> None:
    world = TlsWorld(tmp_path)
    rules = [{"POST": f"{HERE}/**", "ask": "never"}]
    json_ = {"content_type": "application/json"}
    query = request("POST", "/graphql", b'{"query": "{ a }"}', host=HERE, **json_)
    change = request("POST", "/graphql", b'{"query": "mutation M { b }"}', host=HERE, **json_)
    push = request("POST", "/x.git/git-receive-pack", PUSH, host=HERE, content_type=RECEIVE)
    answers, made = world.run(rules, query, change, push)
    assert [parsed(each)[0] for each in answers] == [200, 403, 403]
    shown = [[str(target) for target in action.targets[2:]] for action in made.approvals.asked]
    assert shown[0] == ["write graphql mutation M (b)"]
    assert (
        shown[1][0].startswith("write git push: move refs/heads/main") and "write git a pack of 104 bytes" in shown[1]
    )


def test_a_push_that_is_spelled_out_never_asks_and_a_fetch_runs(tmp_path: Path) -> None:
    world = TlsWorld(tmp_path)
    rules = [{"POST": f"{HERE}/x.git/git-receive-pack", "ask": "never"}, {"POST": f"{HERE}/x.git/git-upload-pack"}]
    push = request("POST", "/x.git/git-receive-pack", PUSH, host=HERE, content_type=RECEIVE)
    fetch = request("POST", "/x.git/git-upload-pack", WANTS, host=HERE, content_type=UPLOAD)
    data = request("POST", "/x.git/git-upload-pack", b"data", host=HERE, content_type=UPLOAD)
    answers, made = world.run(rules, push, fetch, data)
    assert [parsed(each)[0] for each in answers] == [200, 200, 403] and len(made.approvals.asked) == 1
