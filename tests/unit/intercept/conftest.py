"""A hook endpoint on a real loopback listener, and a client that speaks to it as anything inside could."""

import asyncio
import http.client
import json
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.support.ports import Bench, bench

from wicketgate.intercept.hook_endpoint import HookEndpoint

TASK = {"files": {"read": ["docs/**"], "write": ["drafts/**"]}, "commands": ["ls"]}
JSON = {"content-type": "application/json"}


class Endpoint:
    """A running endpoint, the bench behind its door, and ways to speak to it."""

    def __init__(self, made: Bench, seconds: float) -> None:
        self.bench = made
        self.hooks = HookEndpoint(made.door, seconds)
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        self.port = listener.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        self._serving = self._loop.create_task(self.hooks.serve(listener))
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._serving)
        except asyncio.CancelledError:
            self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._serving.cancel)
        self._thread.join()

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)

    def raw(
        self,
        path: str,
        body: bytes,
        method: str = "POST",
        headers: dict[str, str] | None = None,
        connection: http.client.HTTPConnection | None = None,
    ) -> Any:
        """Return the answer's JSON, having checked that it is a 200 with a body."""
        used = connection or self.connect()
        used.request(method, path, body, JSON if headers is None else headers)
        response = used.getresponse()
        content = response.read()
        if connection is None:
            used.close()
        assert response.status == 200 and response.headers["content-type"] == "application/json"
        return json.loads(content)

    def post(self, path: str, **fields: Any) -> Any:
        return self.raw(path, json.dumps(fields).encode())

    def pre(self, tool: str, arguments: Any, call: str = "toolu_1", **more: Any) -> tuple[str, str]:
        """Return decision and reason of a PreToolUse, having checked the answer's exact shape."""
        return decision(self.post("/pre", **event("PreToolUse", tool, arguments, call), **more))


def event(name: str, tool: str, arguments: Any, call: str = "toolu_1") -> dict[str, Any]:
    return {
        "session_id": "s-1",
        "cwd": "/workspace",
        "hook_event_name": name,
        "tool_name": tool,
        "tool_input": arguments,
        "tool_use_id": call,
    }


def decision(answer: Any) -> tuple[str, str]:
    inner = answer["hookSpecificOutput"]
    assert set(answer) == {"hookSpecificOutput"}
    assert set(inner) == {"hookEventName", "permissionDecision", "permissionDecisionReason"}
    assert inner["hookEventName"] == "PreToolUse" and inner["permissionDecision"] in ("allow", "deny")
    reason = inner["permissionDecisionReason"]
    assert reason.startswith("wicketgate: ") and reason.isprintable() and len(reason) < 800
    return inner["permissionDecision"], reason


@pytest.fixture
def start() -> Iterator[Callable[..., Endpoint]]:
    """Return what starts an endpoint; all of them are ended afterwards."""
    started: list[Endpoint] = []

    def begin(seconds: float = 10.0, task: dict[str, Any] | None = None, **options: Any) -> Endpoint:
        started.append(Endpoint(bench(task or TASK, **options), seconds))
        return started[-1]

    yield begin
    for endpoint in started:
        endpoint.close()


@pytest.fixture
def endpoint(start: Callable[..., Endpoint]) -> Endpoint:
    """Return an endpoint for a small task."""
    return start()


@pytest.fixture
def make_event() -> Callable[..., dict[str, Any]]:
    """Return what makes the body of an event about a tool."""
    return event


@pytest.fixture
def read_decision() -> Callable[[Any], tuple[str, str]]:
    """Return what reads, and checks, the answer to PreToolUse."""
    return decision
