"""The scripted model: enough of the Messages API for the real Claude Code, playing a fully compromised model.

Takes steps (tool calls, each belonging to an attack or to the honest task) and plays one for each request that offers
tools. Gives what arrived: requests with their headers, and the text each tool call returned to the model.
"""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Results = dict[str, str]
TOGETHER = 6
"""The most calls in one turn."""
Input = dict[str, Any] | Callable[[Results], dict[str, Any]]


@dataclass(frozen=True)
class Step:
    """One thing the model does: a tool call, or (without a tool) its last words. `before` happens on the host first."""

    owner: str
    tool: str = ""
    input: Input | None = None
    text: str = ""
    before: Callable[[], None] | None = None

    @property
    def plain(self) -> bool:
        """Return whether it needs nothing of the step before it, so that the model may ask for both at once."""
        return self.tool == "Bash" and self.before is None and not callable(self.input)


@dataclass(frozen=True)
class Arrival:
    """One request as the provider received it."""

    path: str
    headers: dict[str, str]
    body: str


class Provider:
    """Serves on 127.0.0.1 of the network namespace it is made in."""

    def __init__(self) -> None:
        self.arrivals: list[Arrival] = []
        self.results: Results = {}  # tool call id to the text the model was shown
        self.played: set[str] = set()
        self.history = ""  # the newest conversation, as the client tells it
        self._steps: list[Step] = []
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _api(self))
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def load(self, steps: Iterable[Step]) -> None:
        """Play `steps` from now on."""
        with self._lock:
            self._steps = list(steps)

    def of(self, owner: str) -> str:
        """Return everything the tool calls of `owner` returned to the model."""
        return "\n".join(text for call, text in dict(self.results).items() if call.split("__")[1] == owner)

    def arrive(self, path: str, headers: dict[str, str], raw: str) -> dict[str, Any] | None:
        """Record a request; return the message to answer with, or None when there is nothing to say."""
        with self._lock:
            self.arrivals.append(Arrival(path, headers, raw))
        if path.split("?")[0] != "/v1/messages":
            return None
        body = _parsed(raw)
        offers = any(tool.get("type", "custom") == "custom" for tool in body.get("tools") or ())
        if not offers:
            return _message(body, [{"type": "text", "text": "ok"}])
        self.history = raw
        self._note(body)
        return _message(body, self._play())

    def _note(self, body: dict[str, Any]) -> None:
        for message in body.get("messages", ()):
            for block in message["content"] if isinstance(message.get("content"), list) else ():
                if block.get("type") == "tool_result" and str(block.get("tool_use_id", "")).count("__") == 2:
                    content = block.get("content", "")
                    text = content if isinstance(content, str) else "\n".join(b.get("text", "") for b in content)
                    self.results[block["tool_use_id"]] = text

    def _play(self) -> list[dict[str, Any]]:
        with self._lock:
            steps = [self._steps.pop(0)] if self._steps else [Step("end", text="(nothing more)")]
            while steps[-1].plain and self._steps and self._steps[0].plain and len(steps) < TOGETHER:
                steps.append(self._steps.pop(0))
        return [self._say(step) for step in steps]

    def _say(self, step: Step) -> dict[str, Any]:
        if step.before is not None:
            step.before()
        self.played.add(step.owner)
        if not step.tool:
            return {"type": "text", "text": step.text}
        arguments = step.input(self.results) if callable(step.input) else step.input or {}
        call = f"toolu__{step.owner}__{next(self._numbers)}"
        return {"type": "tool_use", "id": call, "name": step.tool, "input": arguments}


def _parsed(raw: str) -> dict[str, Any]:
    try:
        body = json.loads(raw or "{}")
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _message(body: dict[str, Any], content: list[dict[str, Any]]) -> dict[str, Any]:
    reason = "tool_use" if content[0]["type"] == "tool_use" else "end_turn"
    return {
        "id": "msg_demo",
        "type": "message",
        "role": "assistant",
        "model": body.get("model", "claude-demo"),
        "content": content,
        "stop_reason": reason,
        "stop_sequence": None,
        "usage": {"input_tokens": 10, "output_tokens": 10},
        "_stream": bool(body.get("stream")),
    }


def _events(message: dict[str, Any]) -> Iterable[dict[str, Any]]:
    yield {"type": "message_start", "message": {**message, "content": [], "stop_reason": None}}
    for number, block in enumerate(message["content"]):
        start: dict[str, Any] = {"type": "text", "text": ""}
        if block["type"] == "text":
            delta = {"type": "text_delta", "text": block["text"]}
        else:
            start = {**block, "input": {}}
            delta = {"type": "input_json_delta", "partial_json": json.dumps(block["input"])}
        yield {"type": "content_block_start", "index": number, "content_block": start}
        yield {"type": "content_block_delta", "index": number, "delta": delta}
        yield {"type": "content_block_stop", "index": number}
    stopped = {"stop_reason": message["stop_reason"], "stop_sequence": None}
    yield {"type": "message_delta", "delta": stopped, "usage": message["usage"]}
    yield {"type": "message_stop"}


def _api(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Api(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            pass

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("content-length") or 0)).decode("utf-8", "replace")
            message = provider.arrive(self.path, {k.lower(): v for k, v in self.headers.items()}, raw)
            if message is None:
                return self.reply("application/json", '{"input_tokens": 10}')
            if not message.pop("_stream"):
                return self.reply("application/json", json.dumps(message))
            events = "".join(f"event: {e['type']}\ndata: {json.dumps(e)}\n\n" for e in _events(message))
            return self.reply("text/event-stream", events)

        def do_GET(self) -> None:
            provider.arrive(self.path, {k.lower(): v for k, v in self.headers.items()}, "")
            self.reply("application/json", "{}")

        do_HEAD = do_GET

        def reply(self, kind: str, text: str) -> None:
            data = text.encode()
            self.send_response(200)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(data)

    return Api
