"""A Messages API that plays a script: a fully compromised model, for the real Claude Code and for tests.

A script is a list of assistant turns, played one per request that offers tools. A turn is one of

    "some text"                                       text, then the turn ends
    {"text": "...", "tools": [["Bash", {"command": "id"}], ...]}
    {"tools": [{"name": "Read", "input": {...}, "id": "toolu_x"}]}
    {"error": 529, "message": "overloaded"}           an HTTP error
    {"delay": 2.5, ...}                               wait before answering
    {"when": "substring", ...}                        only for requests whose JSON body contains it
    callable(request_body) -> turn

For each request the first unused turn that its `when` does not rule out is played, so turns for a subagent can carry a
`when` found in its prompt. A script that has run out answers "(script over)". A request that offers no tools (titles,
probes) uses no turn: it gets `aside`.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import ssl
import threading
import time
import uuid
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

Body = dict[str, Any]
Turn = Any
OVER = "(script over)"
QUIET = (
    "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC",
    "DISABLE_TELEMETRY",
    "DISABLE_ERROR_REPORTING",
    "DISABLE_AUTOUPDATER",
    "DISABLE_BUG_COMMAND",
    "DISABLE_COST_WARNINGS",
    "CLAUDE_CODE_DISABLE_AUTO_MEMORY",
)


class FakeModel:
    """The server, on a loopback port of its own; what it received is in `requests`, `headers` and `other`."""

    def __init__(
        self,
        script: Iterable[Turn] = (),
        port: int = 0,
        aside: str | Callable[[Body], str] = "ok",
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.aside = aside
        self.requests: list[Body] = []
        self.headers: list[dict[str, str]] = []
        self.other: list[tuple[str, str]] = []
        self._lock = threading.Lock()
        self._ids = itertools.count(1)
        self.load(script)
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.model = self
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.port: int = self._server.server_address[1]
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{self.port}"

    def __enter__(self) -> FakeModel:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def load(self, script: Iterable[Turn]) -> None:
        """Start another script."""
        with self._lock:
            self._turns = list(script)
            self._used = [False] * len(self._turns)

    @property
    def unused(self) -> int:
        """Return how many turns were not played."""
        return self._used.count(False)

    def tool_results(self) -> list[Body]:
        """Return every tool_result block of the newest request that has any."""
        for body in reversed(self.requests):
            contents = [m["content"] for m in body["messages"] if isinstance(m.get("content"), list)]
            found = [block for content in contents for block in content if block.get("type") == "tool_result"]
            if found:
                return found
        return []

    def seen(self, needle: str) -> bool:
        """Return whether a text reached the model in any request."""
        return any(needle in json.dumps(body, ensure_ascii=False) for body in list(self.requests))

    def env(self, home: str | Path) -> dict[str, str]:
        """Return what points a Claude Code process here, other traffic off, its files below `home`."""
        return {
            "ANTHROPIC_BASE_URL": self.url,
            "ANTHROPIC_API_KEY": "sk-ant-dummy-key-for-a-fake-server",
            "HOME": str(home),
            "CLAUDE_CONFIG_DIR": os.path.join(home, ".claude"),
            **dict.fromkeys(QUIET, "1"),
        }

    def received(self, body: Body, headers: dict[str, str]) -> Body:
        """Note a request and return the turn that answers it."""
        with self._lock:
            self.requests.append(body)
            self.headers.append(headers)
        if not any(tool.get("type", "custom") == "custom" for tool in body.get("tools") or ()):
            return {"text": self.aside(body) if callable(self.aside) else self.aside}
        turn = self._take(json.dumps(body, ensure_ascii=False))
        turn = turn(body) if callable(turn) else turn
        return {"text": turn} if isinstance(turn, str) else turn

    def message(self, turn: Body, body: Body, size: int) -> Body:
        """Return the assistant message a turn stands for."""
        blocks = _blocks(turn)
        uses = any(block["type"] == "tool_use" for block in blocks)
        return {
            "id": f"msg_fake_{next(self._ids):06d}",
            "type": "message",
            "role": "assistant",
            "model": body.get("model", "fake"),
            "content": blocks,
            "stop_reason": turn.get("stop_reason") or ("tool_use" if uses else "end_turn"),
            "stop_sequence": None,
            "usage": {"input_tokens": max(1, size // 4), "output_tokens": 20}
            | dict.fromkeys(("cache_creation_input_tokens", "cache_read_input_tokens"), 0),
        }

    def _take(self, text: str) -> Turn:
        with self._lock:
            for index, turn in enumerate(self._turns):
                fits = not isinstance(turn, dict) or turn.get("when", "") in text
                if fits and not self._used[index]:
                    self._used[index] = True
                    return turn
        return OVER


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    model: FakeModel


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        self.server.model.other.append((self.command, self.path))
        self._json(200, {})

    do_HEAD = do_GET

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("content-length") or 0))
        path = self.path.split("?")[0]
        if path == "/v1/messages/count_tokens":
            return self._json(200, {"input_tokens": max(1, len(raw) // 4)})
        if path != "/v1/messages":
            return self.do_GET()
        body = json.loads(raw)
        turn = self.server.model.received(body, {name.lower(): value for name, value in self.headers.items()})
        time.sleep(turn.get("delay", 0))
        if turn.get("error"):
            said = {"type": turn.get("error_type", "api_error"), "message": turn.get("message", "scripted error")}
            return self._json(int(turn["error"]), {"type": "error", "error": said})
        message = self.server.model.message(turn, body, len(raw))
        return self._stream(message) if body.get("stream") else self._json(200, message)

    def _json(self, status: int, value: Any) -> None:
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.send_header("request-id", "req_fake")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def _stream(self, message: Body) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.end_headers()
        self.close_connection = True
        try:
            for kind, fields in _events(message):
                self.wfile.write(f"event: {kind}\ndata: {json.dumps({'type': kind, **fields})}\n\n".encode())
                self.wfile.flush()
        except (BrokenPipeError, ConnectionResetError):
            pass


def _blocks(turn: Body) -> list[Body]:
    blocks: list[Body] = [{"type": "text", "text": turn["text"]}] if turn.get("text") else []
    for tool in turn.get("tools", ()):
        given = tool if isinstance(tool, dict) else dict(zip(("name", "input", "id"), tool, strict=False))
        fresh = {"type": "tool_use", "id": "toolu_" + uuid.uuid4().hex[:24], "input": {}}
        blocks.append({**fresh, **{key: value for key, value in given.items() if value is not None}})
    return blocks or [{"type": "text", "text": OVER}]


def _events(message: Body) -> Iterable[tuple[str, Body]]:
    yield "message_start", {"message": {**message, "content": [], "stop_reason": None}}
    for index, block in enumerate(message["content"]):
        text = block["type"] == "text"
        empty = {**block, "text": ""} if text else {**block, "input": {}}
        said = {"type": "text_delta", "text": block["text"]} if text else {"type": "input_json_delta"}
        yield "content_block_start", {"index": index, "content_block": empty}
        delta = said if text else {**said, "partial_json": json.dumps(block["input"])}
        yield "content_block_delta", {"index": index, "delta": delta}
        yield "content_block_stop", {"index": index}
    delta = {"stop_reason": message["stop_reason"], "stop_sequence": None}
    yield "message_delta", {"delta": delta, "usage": {"output_tokens": message["usage"]["output_tokens"]}}
    yield "message_stop", {}


def main() -> None:
    """Serve a script from a shell; the first line of output is the base URL."""
    parser = argparse.ArgumentParser(description="a Messages API that plays a script")
    parser.add_argument("--script", help="JSON file: a list of turns")
    parser.add_argument("--port", type=int, default=0)
    given = parser.parse_args()
    turns = json.loads(Path(given.script).read_text()) if given.script else []
    with FakeModel(turns, port=given.port) as model:
        print(model.url, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
