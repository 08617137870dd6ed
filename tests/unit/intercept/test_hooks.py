"""The hook endpoint answers everything explicitly, and believes nothing."""

import asyncio
import json
import socket
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wicketgate.errors import StateError
from wicketgate.intercept import hook_endpoint, hook_reports, hook_session
from wicketgate.intercept.hook_events import PATHS

READ = {"file_path": "/workspace/docs/a.md"}


def test_admitted_call(endpoint):
    assert endpoint.pre("Read", READ)[0] == "allow"
    assert [entry.kind for entry in endpoint.bench.audit.entries] == ["asked", "decided"]


def test_refused_call_names_reason_rule_and_remedy(endpoint):
    said, reason = endpoint.pre("Read", {"file_path": "/workspace/secret.txt"})
    assert said == "deny" and "wicketgate.yaml:" in reason and "to allow it: " in reason


@pytest.mark.parametrize("tool", ["WebSearch", "CronCreate", "mcp__evil__x", "Unknown", "bash", "Read "])
def test_tool_no_key_admits(endpoint, tool):
    assert endpoint.pre(tool, {})[0] == "deny"


def test_what_would_ask_is_denied_here_and_nobody_is_asked(start):
    endpoint = start(task={"tools": {"notify": {"ask": "always"}}})
    said, reason = endpoint.pre("notify", {"to": "x"})
    assert said == "deny" and "ask: always" in reason
    assert endpoint.bench.approvals.asked == []


def test_without_a_sandbox_a_hook_waits_for_the_person(start):
    endpoint = start(contained=False, task={"tools": {"notify": {"ask": "always"}}})
    assert endpoint.pre("notify", {"to": "x"})[0] == "deny"
    assert len(endpoint.bench.approvals.asked) == 1
    endpoint.bench.approvals.answer = True
    assert endpoint.pre("notify", {"to": "x"})[0] == "allow"
    assert len(endpoint.bench.approvals.asked) == 2


def malformed(make):
    good = make("PreToolUse", "Read", READ)
    yield "empty", b""
    yield "no json", b"{nope}"
    yield "array", b"[]"
    yield "null", b"null"
    yield "truncated", json.dumps(good).encode()[:-1]
    yield "trailing", json.dumps(good).encode() + b"{}"
    yield "two tool names", json.dumps(good)[:-1].encode() + b',"tool_name":"Read"}'
    yield "two paths in the input", json.dumps(good).replace('"file_path"', '"file_path": "x", "file_path"').encode()
    yield "not utf-8", json.dumps(good).encode().replace(b"docs", b"\xff\xfe")
    yield "lone surrogate", json.dumps(good).encode().replace(b"docs", b"\\ud800")
    yield "infinity", json.dumps(good)[:-1].encode() + b',"x":Infinity}'
    yield "deep", b'{"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    yield "byte order mark", b"\xef\xbb\xbf" + json.dumps(good).encode()
    for key in good:
        if key != "cwd":
            yield f"no {key}", json.dumps({k: v for k, v in good.items() if k != key}).encode()
        yield f"{key} a number", json.dumps(good | {key: 1}).encode()
        yield f"{key} null", json.dumps(good | {key: None}).encode()
    for key in ("tool_name", "tool_use_id", "session_id", "cwd"):
        yield f"{key} long", json.dumps(good | {key: "x" * 5000}).encode()
        yield f"{key} empty", json.dumps(good | {key: ""}).encode()
    yield "agent a list", json.dumps(good | {"agent_id": []}).encode()
    for name in ("PostToolUse", "pretooluse", "Other"):
        yield f"event {name}", json.dumps(good | {"hook_event_name": name}).encode()


def test_malformed_is_denied(endpoint, make_event, read_decision):
    bodies = list(malformed(make_event))
    assert len(bodies) > 30
    for name, body in bodies:
        assert read_decision(endpoint.raw("/pre", body))[0] == "deny", name
    assert endpoint.bench.audit.entries == []


def test_any_bytes_are_denied(endpoint, read_decision):
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.binary(max_size=300))
    def denied(body):
        assert read_decision(endpoint.raw("/pre", body))[0] == "deny"

    denied()


def test_wrong_method_path_and_content_type_are_denied(endpoint, make_event, read_decision):
    body = json.dumps(make_event("PreToolUse", "Read", READ)).encode()
    for method in ("GET", "PUT", "DELETE"):
        assert read_decision(endpoint.raw("/pre", body, method))[0] == "deny"
    for path in ("/", "/pre/", "/pre?x=1", "/PRE", "//pre", "/other"):
        assert read_decision(endpoint.raw(path, body))[0] == "deny"
    for kind in ("text/plain", "application/json5", ""):
        assert read_decision(endpoint.raw("/pre", body, headers={"content-type": kind}))[0] == "deny"
    assert read_decision(endpoint.raw("/pre", body, headers={}))[0] == "deny"
    assert (
        read_decision(endpoint.raw("/pre", body, headers={"content-type": "application/json; charset=utf-8"}))[0]
        == "allow"
    )


def test_oversized_body_is_denied(endpoint, make_event, read_decision):
    padded = make_event("PreToolUse", "Read", READ | {"padding": "x" * hook_endpoint.BODY})
    assert read_decision(endpoint.raw("/pre", json.dumps(padded).encode()))[0] == "deny"
    largest = make_event("PreToolUse", "Write", {"file_path": "/workspace/drafts/a", "content": ""})
    largest["tool_input"]["content"] = "x" * (hook_endpoint.BODY - len(json.dumps(largest)))
    assert read_decision(endpoint.raw("/pre", json.dumps(largest).encode()))[0] == "allow"


def test_late_decision_is_a_denial_and_settled(start):
    endpoint = start(seconds=0.05)
    release = threading.Event()
    decided = endpoint.bench.audit.decided

    async def slow(*given):
        while not release.is_set():
            await asyncio.sleep(0.005)
        return await decided(*given)

    endpoint.bench.audit.decided = slow
    said, reason = endpoint.pre("Read", READ)
    assert said == "deny" and "seconds" in reason
    release.set()
    endpoint.bench.audit.decided = decided
    while not endpoint.bench.audit.of("outcome"):
        endpoint.post("/prompt", session_id="s", hook_event_name="UserPromptSubmit", prompt="x")
    assert endpoint.bench.audit.of("outcome")[0]["ok"] is False
    assert len(endpoint.hooks._answering.unsettled) == 0


def test_broken_record_is_a_denial(endpoint):
    endpoint.bench.audit.break_with = StateError("the disk is full")
    assert endpoint.pre("Read", READ)[0] == "deny"
    endpoint.bench.audit.note = None
    said, reason = endpoint.pre("Read", READ)
    assert said == "deny" and "TypeError" in reason


def test_report_settles_the_call_it_belongs_to(endpoint, make_event):
    endpoint.pre("Read", READ)
    answer = endpoint.post("/post", **make_event("PostToolUse", "Read", READ), tool_response={"type": "text"})
    assert answer == {"continue": True}
    assert endpoint.bench.audit.of("outcome") == [{"asked": 1, "text": '{"type": "text"}', "ok": True}]
    assert endpoint.bench.audit.of("reported")[0]["matched"] is True


def test_failure_settles_too(endpoint, make_event):
    endpoint.pre("Read", READ)
    endpoint.post("/failure", **make_event("PostToolUseFailure", "Read", READ), error="Exit code 2")
    assert endpoint.bench.audit.of("outcome") == [{"asked": 1, "text": "Exit code 2", "ok": False}]


def test_invented_report_changes_nothing(endpoint, make_event):
    endpoint.pre("Read", READ)
    before = dict(endpoint.bench.state.used), list(endpoint.bench.state.seen)
    for name, path in (("PostToolUse", "/post"), ("PostToolUseFailure", "/failure")):
        invented = make_event(name, "Read", READ, "toolu_unknown")
        assert endpoint.post(path, **invented, tool_response="approved") == {"continue": True}
        other_tool = make_event(name, "Bash", READ, "toolu_1")
        assert endpoint.post(path, **other_tool, tool_response="approved") == {"continue": True}
    assert endpoint.bench.audit.of("outcome") == []
    assert [note["matched"] for note in endpoint.bench.audit.of("reported")] == [False] * 4
    assert (endpoint.bench.state.used, endpoint.bench.state.seen) == before
    assert endpoint.pre("Read", {"file_path": "/workspace/secret"}, "toolu_unknown")[0] == "deny"


def test_report_counts_once(endpoint, make_event):
    endpoint.pre("Read", READ)
    for _ in range(3):
        endpoint.post("/post", **make_event("PostToolUse", "Read", READ), tool_response="x")
    assert len(endpoint.bench.audit.of("outcome")) == 1


def test_denied_call_has_nothing_to_settle(endpoint, make_event):
    endpoint.pre("Read", {"file_path": "/etc/shadow"})
    endpoint.post("/post", **make_event("PostToolUse", "Read", {}), tool_response="x")
    assert endpoint.bench.audit.of("outcome") == []


def test_every_other_event_is_noted_and_answered_alike(endpoint):
    for path, name in PATHS.items():
        if path not in ("/pre", "/post", "/failure"):
            assert endpoint.post(path, session_id="s-1", hook_event_name=name) == {"continue": True}
    assert {note["event"] for note in endpoint.bench.audit.of("reported")} == set(PATHS.values()) - {
        "PreToolUse",
        "PostToolUse",
        "PostToolUseFailure",
    }


def test_malformed_report_is_answered_and_not_recorded(endpoint):
    for path in set(PATHS) - {"/pre"}:
        for body in (b"", b"[]", b'{"hook_event_name":"PreToolUse"}', b"\xff"):
            assert endpoint.raw(path, body) == {"continue": True}
        assert endpoint.raw(path, b"x" * (hook_endpoint.BODY + 1)) == {"continue": True}
    assert endpoint.bench.audit.entries == []


def test_note_holds_digest_size_and_a_cleaned_preview(start):
    secret = "sk-live-0123456789"
    endpoint = start(clean=lambda text: text.replace(secret, "[secret]"))
    text = f"key {secret} \x1b]0;x\x07\u202e\u200b\nend " + "x" * 1000
    endpoint.post("/prompt", session_id="s-1", hook_event_name="UserPromptSubmit", prompt=text)
    (note,) = endpoint.bench.audit.of("reported")
    assert note["bytes"] == len(text.encode()) and len(note["sha256"]) == 64
    assert note["preview"].startswith("key [secret] ]0;x end xxx") and len(note["preview"]) <= hook_reports.PREVIEW
    assert secret not in json.dumps(endpoint.bench.audit.entries[0].body)


def test_secret_across_the_preview_edge_is_cleaned(start):
    secret = "sk-live-0123456789"
    endpoint = start(clean=lambda text: text.replace(secret, "[secret]"))
    endpoint.post("/prompt", session_id="s-1", hook_event_name="UserPromptSubmit", prompt="x" * 230 + secret)
    assert "sk-live" not in endpoint.bench.audit.of("reported")[0]["preview"]


def test_reports_are_bounded(endpoint, monkeypatch):
    monkeypatch.setattr(hook_session, "REPORTS", 3)
    for _ in range(6):
        endpoint.post("/prompt", session_id="s-1", hook_event_name="UserPromptSubmit", prompt="x")
    assert len(endpoint.bench.audit.of("reported")) == 3


def test_unsettled_calls_are_bounded(endpoint, make_event, monkeypatch):
    monkeypatch.setattr(endpoint.hooks._answering, "unsettled", hook_reports.Unsettled(2))
    for number in range(4):
        endpoint.pre("Read", READ, f"toolu_{number}")
    assert len(endpoint.hooks._answering.unsettled) == 2
    endpoint.post("/post", **make_event("PostToolUse", "Read", READ, "toolu_0"), tool_response="x")
    assert endpoint.bench.audit.of("outcome") == []
    endpoint.post("/post", **make_event("PostToolUse", "Read", READ, "toolu_3"), tool_response="x")
    assert len(endpoint.bench.audit.of("outcome")) == 1


def test_request_carries_the_way_the_task_and_the_subagent(endpoint):
    seen = []
    asked = endpoint.bench.audit.asked
    endpoint.bench.audit.asked = lambda action: (seen.append(action.request), asked(action))[1]
    endpoint.pre("Read", READ, agent_id="a20", agent_type="general-purpose")
    assert (seen[0].way, seen[0].task, seen[0].agent, seen[0].contained) == ("hook", "task", "a20", True)


def test_parallel_calls_over_kept_connections(endpoint, make_event, read_decision):
    def one(number):
        connection = endpoint.connect()
        said = []
        for turn in range(10):
            path = "/workspace/docs/a" if (number + turn) % 2 else "/workspace/secret"
            body = json.dumps(make_event("PreToolUse", "Read", {"file_path": path}, f"t{number}-{turn}")).encode()
            said.append(read_decision(endpoint.raw("/pre", body, connection=connection))[0])
        connection.close()
        return said

    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(one, range(12)))
    expected = [["deny", "allow"] * 5, ["allow", "deny"] * 5]
    assert answers == [expected[number % 2] for number in range(12)]


def test_client_that_hangs_up_harms_nobody(endpoint, make_event):
    body = json.dumps(make_event("PreToolUse", "Read", READ)).encode()
    head = b"POST /pre HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
    for cut in (head % len(body), head % 9999 + body, b"POST /pre HT"):
        with socket.create_connection(("127.0.0.1", endpoint.port)) as client:
            client.sendall(cut)
    assert endpoint.pre("Read", READ)[0] == "allow"


def test_body_beyond_all_measure_is_not_read(endpoint):
    head = b"POST /pre HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % (1 << 40)
    with socket.create_connection(("127.0.0.1", endpoint.port)) as client:
        client.sendall(head)
        client.shutdown(socket.SHUT_WR)
        assert b'"deny"' in client.makefile("rb").read()
