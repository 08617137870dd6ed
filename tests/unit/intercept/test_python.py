"""The Python API against a stand-in for the warden's socket: what it sends, what it believes, what it refuses."""

import asyncio
import json
import subprocess
import sys

import pytest
from tests.support.ports import policy

import wicketgate
from wicketgate.action import Decision, Verdict
from wicketgate.errors import RequestError, StateError, UntrustedPolicy
from wicketgate.intercept import python_api
from wicketgate.intercept.agent_sdk import sdk_hooks
from wicketgate.intercept.python_api import Answer, Session

TARGET = {"kind": "file", "value": "docs/a", "access": "read"}
BODY = {
    "decision": "allow",
    "reason": "granted",
    "rule": "wicketgate.yaml:3",
    "effect": "read",
    "reversibility": "R0",
    "targets": [TARGET],
    "origins": {"file_path": "untrusted"},
}


class Stub:
    """Answers as the warden does; `script` maps a method to its answer or error."""

    def __init__(self, script):
        self.script = script
        self.calls = []
        self.closed = 0

    def connect(self, state=None, *, start=True):
        return self

    def call(self, method, /, **params):
        self.calls.append((method, params))
        answer = self.script.get(method, {})
        if isinstance(answer, Exception):
            raise answer
        return answer

    def close(self):
        self.closed += 1

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


@pytest.fixture
def stub(monkeypatch):
    made = Stub({"session.open": {"session": "s1"}, "session.observe": {"text": "clean", "entry": 9}})
    monkeypatch.setattr(python_api, "Warden", made)
    return made


def session(**more):
    return Session(policy({"commands": ["ls"]}), task="task", prompt="go", **more)


def says(stub, decision, name="d1"):
    stub.script["session.decide"] = {"verdict": BODY | {"decision": decision, "remedy": "add it"}, "id": name}


def test_opening_names_policy_digest_task_and_prompt(stub):
    with session() as opened:
        assert opened.name == "s1"
    method, params = stub.calls[0]
    assert method == "session.open" and params["untrusted"] is False and len(params["digest"]) == 64
    assert (params["policy"], params["task"], params["prompt"]) == ("/policy/wicketgate.yaml", "task", "go")
    assert stub.closed == 1


def test_refusal_to_open_closes_the_connection(stub):
    stub.script["session.open"] = UntrustedPolicy("nobody accepted this")
    with pytest.raises(UntrustedPolicy):
        session()
    assert stub.closed == 1


def test_allowed_call_is_observed_once(stub):
    says(stub, "allow")
    with session() as opened:
        answer = opened.decide("Read", {"b": 1, "a": 2})
        assert isinstance(answer, Verdict) and answer.allowed and answer.id == "d1"
        assert answer.targets[0].value == "docs/a" and answer.origins == {"file_path": "untrusted"}
        assert opened.observe("Read", {"a": 2, "b": 1}, "raw", failed=True) == "clean"
        assert stub.calls[-1] == ("session.observe", {"session": "s1", "id": "d1", "text": "raw", "failed": True})
        with pytest.raises(RequestError, match="no allowed call"):
            opened.observe("Read", {"a": 2, "b": 1}, "raw")


def test_equal_calls_are_observed_in_their_order(stub):
    with session() as opened:
        for name in ("d1", "d2"):
            says(stub, "allow", name)
            opened.decide("Read", {})
        for name in ("d1", "d2"):
            opened.observe("Read", {}, "raw")
            assert stub.calls[-1][1]["id"] == name


def test_denied_call_cannot_be_observed_or_waited_for(stub):
    says(stub, "deny")
    with session() as opened:
        answer = opened.decide("Bash", {})
        assert answer.decision is Decision.DENY and answer.remedy == "add it"
        with pytest.raises(RequestError):
            opened.observe("Bash", {}, "raw")
        with pytest.raises(RequestError):
            opened.wait(answer.id)


def test_ask_returns_at_once_and_is_waited_for_by_its_id(stub):
    says(stub, "ask")
    stub.script["session.wait"] = {"verdict": BODY}
    with session() as opened:
        asked = opened.decide("Bash", {})
        assert asked.decision is Decision.ASK
        assert opened.wait(asked.id).allowed
        assert stub.calls[-1] == ("session.wait", {"session": "s1", "id": "d1"})
        assert opened.observe("Bash", {}, "raw") == "clean"
        with pytest.raises(RequestError):
            opened.wait(asked.id)


@pytest.mark.parametrize(
    "change", [{"decision": "yes"}, {"effect": 1}, {"targets": [1]}, {"targets": None}, {"origins": []}]
)
def test_verdict_that_cannot_be_read_allows_nothing(stub, change):
    stub.script["session.decide"] = {"verdict": BODY | change, "id": "d1"}
    with session() as opened, pytest.raises(StateError):
        opened.decide("Read", {})


@pytest.mark.parametrize("arguments", [{"a": object()}, {"a": float("nan")}, {1: {2}}])
def test_arguments_that_are_not_json(stub, arguments):
    with session() as opened, pytest.raises(RequestError):
        opened.decide("Read", arguments)


def test_answer_reads_what_a_verdict_writes():
    answer = Answer.from_json(BODY, "d1")
    assert Answer.from_json(json.loads(json.dumps(answer.to_json())), "d1") == answer


def hooks_of(opened):
    return sdk_hooks(opened, lambda **given: given)


def run(hook, **said):
    return asyncio.run(hook(said, "toolu_1", None))


def test_sdk_hook_allows_denies_and_waits(stub):
    stub.script["session.wait"] = {"verdict": BODY | {"decision": "deny", "remedy": ""}}
    with session() as opened:
        (before,) = hooks_of(opened)["PreToolUse"]
        assert before["matcher"] == "*" and before["on_failure"] == "block"
        for decision, expected in (("allow", "allow"), ("deny", "deny"), ("ask", "deny")):
            says(stub, decision)
            said = run(before["hooks"][0], tool_name="Read", tool_input={}, cwd="/x")
            assert said["hookSpecificOutput"]["permissionDecision"] == expected
            assert said["hookSpecificOutput"]["hookEventName"] == "PreToolUse"


def test_sdk_hook_denies_whatever_goes_wrong(stub):
    with session() as opened:
        (before,) = hooks_of(opened)["PreToolUse"]
        for problem in (StateError("the warden is gone"), RuntimeError("x"), None):
            stub.script["session.decide"] = problem
            said = run(before["hooks"][0], tool_name="Read", tool_input={})
            assert said["hookSpecificOutput"]["permissionDecision"] == "deny"
        assert run(before["hooks"][0])["hookSpecificOutput"]["permissionDecision"] == "deny"


def test_sdk_hook_observes(stub):
    says(stub, "allow")
    with session() as opened:
        given = hooks_of(opened)
        run(given["PreToolUse"][0]["hooks"][0], tool_name="Read", tool_input={})
        after = given["PostToolUse"][0]["hooks"][0]
        run(after, hook_event_name="PostToolUse", tool_name="Read", tool_input={}, tool_response={"x": 1})
        assert stub.calls[-1][1]["text"] == '{"x": 1}' and stub.calls[-1][1]["failed"] is False


def test_importing_the_package_loads_nothing_heavy():
    program = (
        "import sys, wicketgate; heavy = {'pydantic', 'mcp', 'asyncio', 'apsw', 'wicketgate.policy'};"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules);"
        "assert wicketgate.Session and wicketgate.Policy and wicketgate.Verdict;"
        "assert not {'mcp', 'apsw', 'claude_agent_sdk'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_package_names():
    assert set(wicketgate.__all__) <= set(dir(wicketgate))
    with pytest.raises(AttributeError):
        _ = wicketgate.absent
