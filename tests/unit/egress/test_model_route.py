"""The model route against code inside that writes its own requests: a real listener, a real upstream on loopback."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.support.fake_model import FakeModel
from tests.support.ports import Bench, MemoryTicket, bench
from tests.support.wire import certificate, message_of, parsed, peer, request, served, talk

from wicketgate.egress.model import ModelApi
from wicketgate.errors import ConfigError, StateError
from wicketgate.policy import Model
from wicketgate.secrets.credential import Credential

TASK = {"files": {"read": ["**"]}}
KEY = Credential("ANTHROPIC_API_KEY", "sk-ant-operator")
HI = {"model": "claude-x", "max_tokens": 100, "messages": [{"role": "user", "content": "hi"}]}
TOOLS = [{"name": "Bash", "input_schema": {"type": "object"}}]
SECRET = "hunter2-hunter2"


def clean(text: str) -> str:
    """Return `text` without the secret."""
    return text.replace(SECRET, "[redacted:S]")


class Route:
    """A model route over a scripted upstream."""

    def __init__(self, upstream: FakeModel, key: Credential = KEY, **model: Any) -> None:
        self.bench: Bench = bench(TASK, clean)
        self.api = ModelApi(self.bench.door, Model(url=upstream.url, **model), key, clean)

    def send(self, *raw: bytes) -> list[bytes]:
        """Return the answers to raw requests, one connection each, one after the other."""

        async def run() -> list[bytes]:
            async with served(self.api.serve) as port:
                return [await talk(port, data) for data in raw]

        return asyncio.run(run())

    def post(self, *bodies: Any, path: str = "/v1/messages", **headers: str) -> list[bytes]:
        """Return the answers to JSON bodies."""
        return self.send(*(request("POST", path, json.dumps(body).encode(), **headers) for body in bodies))


REMOTE: dict[str, dict[str, Any]] = {
    "mcp connector": {"mcp_servers": [{"type": "url", "url": "https://evil.test", "name": "x"}]},
    "container": {"container": {"skills": []}},
    "web fetch": {"tools": [{"type": "web_fetch_20250910", "name": "web_fetch"}]},
    "web search": {"tools": [{"type": "web_search_20250305", "name": "web_search"}]},
    "code execution": {"tools": [{"type": "code_execution_20250825", "name": "code_execution"}]},
    "mcp toolset": {"tools": [{"type": "mcp_toolset", "mcp_server_name": "x"}]},
    "a type that is not text": {"tools": [{"type": ["custom"], "name": "x", "input_schema": {}}]},
    "a caller at the upstream": {
        "tools": [{"name": "x", "input_schema": {}, "allowed_callers": ["code_execution_20250825"]}]
    },
    "unknown field": {"fallbacks": [{"model": "claude-y"}]},
    "service of another": {"user_profile_id": "x"},
    "unknown edit": {"context_management": {"edits": [{"type": "fetch_20250101"}]}},
}
CONTENT: dict[str, dict[str, Any]] = {
    "image by url": {"type": "image", "source": {"type": "url", "url": "https://evil.test/?d=x"}},
    "image by file": {"type": "image", "source": {"type": "file", "file_id": "file_x"}},
    "document by url": {"type": "document", "source": {"type": "url", "url": "https://evil.test"}},
    "url in the data": {"type": "image", "source": {"type": "url", "data": "https://evil.test"}},
    "url beside data": {"type": "image", "source": {"type": "base64", "data": "", "url": "https://evil.test"}},
    "container upload": {"type": "container_upload", "file_id": "file_x"},
    "server tool use": {"type": "server_tool_use", "id": "x", "name": "web_fetch", "input": {}},
    "mcp tool use": {"type": "mcp_tool_use", "id": "x", "name": "y", "server_name": "z", "input": {}},
    "tool added later": {
        "type": "tool_addition",
        "tool": {"type": "tool_definition", "definition": REMOTE["web fetch"]["tools"][0]},
    },
    "no type": {"text": "x"},
}


@pytest.mark.parametrize("name", REMOTE)
def test_what_makes_the_upstream_act_is_refused(name: str) -> None:
    with FakeModel(["x"]) as upstream:
        route = Route(upstream)
        (answer,) = route.post({**HI, **REMOTE[name]})
        status, headers, _ = parsed(answer)
        assert (status, headers["x-should-retry"]) == (400, "false")
        assert upstream.requests == []
        assert len(route.bench.audit.of("model.refused")) == 1


@pytest.mark.parametrize("name", CONTENT)
@pytest.mark.parametrize("wrap", ["plain", "in a tool result", "in a document", "as system"])
def test_content_that_reaches_out_is_refused_however_deep(name: str, wrap: str) -> None:
    block = CONTENT[name]
    if wrap == "in a tool result":
        block = {"type": "tool_result", "tool_use_id": "t", "content": [block]}
    if wrap == "in a document":
        block = {"type": "document", "source": {"type": "content", "content": [block]}}
    body = (
        {**HI, "system": [block]} if wrap == "as system" else {**HI, "messages": [{"role": "user", "content": [block]}]}
    )
    with FakeModel(["x"]) as upstream:
        assert parsed(Route(upstream).post(body)[0])[0] == 400
        assert upstream.requests == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/files"),
        ("POST", "/v1/messages/batches"),
        ("GET", "/v1/files/x/content"),
        ("GET", "/v1/models"),
        ("PUT", "/v1/messages"),
        ("POST", "/v1/messages/"),
        ("POST", "/v1//messages"),
        ("POST", "/v1/messages/../files"),
        ("POST", "/v1/messages?beta=true&x=1"),
        ("POST", "http://evil.test/v1/messages"),
        ("POST", "/v1/mess%61ges"),
        ("CONNECT", "evil.test:443"),
    ],
)
def test_every_other_path_is_refused(method: str, path: str) -> None:
    with FakeModel(["x"]) as upstream:
        route = Route(upstream)
        (answer,) = route.send(request(method, path, json.dumps(HI).encode() if method != "GET" else b""))
        assert parsed(answer)[0] == 404
        assert (upstream.requests, upstream.other) == ([], [])


def test_probes_are_answered_here() -> None:
    with FakeModel() as upstream:
        answers = Route(upstream).send(request("HEAD", "/"), request("GET", "/api/hello"))
        assert [parsed(answer)[0] for answer in answers] == [200, 200]
        assert upstream.other == []


def test_credentials_of_the_client_are_dropped_and_the_operators_key_is_forced() -> None:
    own = {"x_api_key": "sk-ant-attacker", "authorization": "Bearer attacker", "cookie": "a=b", "x_evil": "attacker"}
    beta = "claude-code-20250219,mcp-client-2025-11-20,files-api-2025-04-14,effort-2025-11-24,web-fetch-2025-09-10,evil"
    with FakeModel(["x"]) as upstream:
        body = {**HI, "metadata": {"user_id": "attacker"}}
        Route(upstream).post(body, path="/v1/messages?beta=true", anthropic_beta=beta, **own)
        headers = upstream.headers[0]
        assert headers["x-api-key"] == "sk-ant-operator"
        assert headers["anthropic-beta"] == "claude-code-20250219,effort-2025-11-24"
        assert "attacker" not in json.dumps(headers) + json.dumps(upstream.requests)
        assert set(headers) <= {
            *("host", "user-agent", "accept", "accept-encoding", "content-type", "content-length"),
            *("anthropic-version", "x-api-key", "connection", "anthropic-beta"),
        }


def test_an_oauth_token_goes_as_a_bearer() -> None:
    with FakeModel(["x"]) as upstream:
        Route(upstream, Credential("CLAUDE_CODE_OAUTH_TOKEN", "sk-ant-oat01-x")).post(HI)
        headers = upstream.headers[0]
        assert headers["authorization"] == "Bearer sk-ant-oat01-x"
        assert headers["anthropic-beta"] == "oauth-2025-04-20"
        assert "x-api-key" not in headers


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"{",
        b'{"model": "claude-x", "model": "claude-x", "messages": [], "max_tokens": 1}',
        b'{"model": "claude-x", "messages": [], "max_tokens": NaN}',
        b'{"model": "claude-x", "messages": [], "max_tokens": 1e999}',
        b'{"model": "claude-x", "messages": [], "max_tokens": 1, "temperature": 1e999}',
        b'{"model": "claude-x", "messages": [], "max_tokens": true}',
        b'{"model": "claude-x", "messages": [], "max_tokens": -5}',
        b'{"model": "claude-x", "messages": []}',
        b'{"model": "claude-x", "messages": {}, "max_tokens": 1}',
        b'{"model": "claude-x", "messages": [], "max_tokens": 1, "metadata": ' + b"[" * 100 + b"]" * 100 + b"}",
        b'{"model": "claude-x", "messages": [], "max_tokens": 1, "metadata": ' + b"[" * 99999 + b"]" * 99999 + b"}",
        b'{"model": "claude-x", "messages": [{"role": "root", "content": "x"}], "max_tokens": 1}',
        b'{"model": "\xff", "messages": [], "max_tokens": 1}',
        b'{"model": "gpt-4", "messages": [], "max_tokens": 1}',
    ],
)
def test_what_is_not_a_known_message_is_refused(raw: bytes) -> None:
    with FakeModel(["x"]) as upstream:
        assert parsed(Route(upstream).send(request("POST", "/v1/messages", raw))[0])[0] == 400
        assert upstream.requests == []


def test_secrets_are_cleaned_from_everything_the_model_is_sent() -> None:
    result = {"type": "tool_result", "tool_use_id": "t1", "content": [{"type": "text", "text": f"a {SECRET}"}]}
    body = {
        **HI,
        "system": [{"type": "text", "text": SECRET}],
        "tools": [{"name": "x", "description": SECRET, "input_schema": {"properties": {SECRET: {}}}}],
        "messages": [{"role": "user", "content": [result, {"type": "text", "text": SECRET}]}],
        "stop_sequences": [SECRET],
    }
    with FakeModel(["x"]) as upstream:
        route = Route(upstream)
        route.post(body)
        assert upstream.seen("[redacted:S]") and not upstream.seen(SECRET)
        assert SECRET not in json.dumps([entry.body for entry in route.bench.audit.entries])


def test_what_the_model_did_and_was_shown_is_on_record() -> None:
    turn = {"text": "go", "tools": [{"name": "Bash", "id": "toolu_1", "input": {"command": f"echo {SECRET}"}}]}
    result = {"type": "tool_result", "tool_use_id": "toolu_1", "content": "done", "is_error": True}
    again = {**HI, "tools": TOOLS, "messages": [{"role": "user", "content": [result]}]}
    for stream in (True, False):
        with FakeModel([turn, "end", "end"]) as upstream:
            route = Route(upstream)
            first, _, _ = route.post({**HI, "tools": TOOLS, "stream": stream}, again, again)
            audit = route.bench.audit
            assert audit.of("model.tool_use") == [
                {"id": "toolu_1", "name": "Bash", "input": {"command": "echo [redacted:S]"}}
            ]
            assert [entry["is_error"] for entry in audit.of("model.tool_result")] == [True]
            assert len(audit.of("model.request")) == len(audit.of("model.answer")) == 3
            assert {entry["ended"] for entry in audit.of("model.answer")} == {"whole"}
            assert b"toolu_1" in first and parsed(first)[1].get("request-id") == (None if stream else "req_fake")


def test_nothing_is_forwarded_when_the_record_fails() -> None:
    with FakeModel(["x"]) as upstream:
        route = Route(upstream)
        route.bench.audit.break_with = StateError("disk full")
        assert parsed(route.post(HI)[0])[0] == 403
        assert upstream.requests == []
        assert route.api.budget.tokens == 0


def test_tokens_are_reserved_settled_and_run_out() -> None:
    with FakeModel(["x"] * 9) as upstream:
        route = Route(upstream, tokens=2_000, max_tokens=1_500)
        asked = {**HI, "max_tokens": 128_000, "tools": TOOLS}
        first, second = route.post(asked, {**asked, "messages": [{"role": "user", "content": "x" * 6000}]})
        assert upstream.requests[0]["max_tokens"] == 1_500
        assert parsed(first)[0] == 200
        assert 20 < route.api.budget.tokens < 200
        assert parsed(second)[0] == 400
        assert "used up" in message_of(second) and "wicketgate.yaml:" in message_of(second)
        assert len(upstream.requests) == 1


def test_a_cost_cap_counts_an_unknown_model_at_the_dearest_price() -> None:
    with FakeModel(["x"] * 9) as upstream:
        route = Route(upstream, cost=0.10)
        asked = {**HI, "model": "claude-unheard-of", "max_tokens": 64_000}
        first, second = route.post(asked, {**asked, "messages": [{"role": "user", "content": "x" * 30_000}]})
        assert parsed(first)[0] == 200
        assert upstream.requests[0]["max_tokens"] <= 0.10 / 75 * 1e6
        assert parsed(second)[0] == 400


def test_what_is_in_flight_counts() -> None:
    with FakeModel([{"delay": 1.0, "text": "x"}, "y"]) as upstream:
        route = Route(upstream, tokens=2_000)
        asked = {**HI, "max_tokens": 1_800, "tools": TOOLS}

        async def run() -> list[bytes]:
            async with served(route.api.serve) as port:
                data = request("POST", "/v1/messages", json.dumps(asked).encode())
                first = asyncio.ensure_future(talk(port, data))
                while not upstream.requests:
                    await asyncio.sleep(0.01)
                return [await talk(port, data), await first]

        second, first = asyncio.run(run())
        assert (parsed(first)[0], parsed(second)[0]) == (200, 400)


def test_counting_tokens_costs_none_and_is_parsed_too() -> None:
    with FakeModel() as upstream:
        route = Route(upstream)
        body = {key: value for key, value in HI.items() if key != "max_tokens"}
        path = "/v1/messages/count_tokens"
        good, bad = route.post(body, {**body, "mcp_servers": []}, path=path)
        assert "input_tokens" in json.loads(parsed(good)[2])
        assert parsed(bad)[0] == 400
        assert route.api.budget.tokens == 0


def test_upstream_errors_pass_with_status_and_without_the_key() -> None:
    script = [{"error": 529, "error_type": "overloaded_error", "message": f"busy {SECRET} sk-ant-operator"}]
    with FakeModel(script) as upstream:
        (answer,) = Route(upstream).post({**HI, "tools": TOOLS})
        assert parsed(answer)[0] == 529
        assert message_of(answer) == "busy [redacted:S] [credential ANTHROPIC_API_KEY]"


def test_an_upstream_that_is_gone_is_a_502() -> None:
    with FakeModel() as upstream:
        route = Route(upstream)
    (answer,) = route.post(HI)
    assert parsed(answer)[0] == 502
    assert route.api.budget.tokens < 100
    assert [note["reason"] for note in route.bench.audit.of("model.unanswered")] == ["the model API cannot be reached"]


@pytest.mark.parametrize(
    "url", ["http://api.test", "http://10.0.0.1", "ftp://127.0.0.1", "https://u@api.test", "http://localhost", ""]
)
def test_an_upstream_is_https_or_loopback(url: str) -> None:
    with pytest.raises(ConfigError):
        ModelApi(bench(TASK).door, Model(url=url), KEY, str)


def test_tls_to_the_upstream_is_verified(tmp_path: Path) -> None:
    server, trust = certificate(tmp_path, "localhost")

    def status(trusting: bool) -> int:
        with FakeModel(["x"], tls=server) as upstream:
            url = upstream.url.replace("127.0.0.1", "localhost")
            api = ModelApi(bench(TASK).door, Model(url=url), KEY, str, trust if trusting else None)

            async def run() -> bytes:
                async with served(api.serve) as port:
                    return await talk(port, request("POST", "/v1/messages", json.dumps(HI).encode()))

            return parsed(asyncio.run(run()))[0]

    assert (status(True), status(False)) == (200, 502)


HOSTILE = {
    "redirect": b"HTTP/1.1 302 Found\r\nlocation: https://evil.test\r\ncontent-length: 0\r\n\r\n",
    "compressed": b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\n"
    b"content-length: 2\r\n\r\n{}",
    "a page": b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 2\r\n\r\nhi",
    "no http": b"SSH-2.0\r\n\r\n",
    "switching": b"HTTP/1.1 101 Switching\r\nupgrade: x\r\n\r\n",
    "nothing": b"",
}
CUT = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n5\r\ndata:\r\n"


def against(raw: bytes) -> tuple[bytes, Bench]:
    """Return the answer of a route whose upstream answers anything with `raw`, and what was recorded."""

    async def upstream(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(raw)
        await writer.drain()

    async def run() -> tuple[bytes, Bench]:
        async with peer(upstream) as port:
            made = bench(TASK)
            api = ModelApi(made.door, Model(url=f"http://127.0.0.1:{port}"), KEY, str)
            async with served(api.serve) as inside:
                return await talk(inside, request("POST", "/v1/messages", json.dumps(HI).encode())), made

    return asyncio.run(run())


@pytest.mark.parametrize("name", HOSTILE)
def test_an_upstream_that_answers_oddly_is_a_502(name: str) -> None:
    answer, made = against(HOSTILE[name])
    assert parsed(answer)[0] == 502
    assert [entry["ended"] for entry in made.audit.of("model.answer")] == ["broken"]


def test_a_stream_that_breaks_off_looks_broken() -> None:
    answer, made = against(CUT)
    assert b"data:" in answer and not answer.endswith(b"0\r\n\r\n")
    assert [entry["ended"] for entry in made.audit.of("model.answer")] == ["broken"]


def test_a_whole_answer_waits_for_its_tool_calls_too(monkeypatch: pytest.MonkeyPatch) -> None:
    with FakeModel([{"tools": [["Bash", {"command": "id"}]]}]) as upstream:
        route = Route(upstream)
        record = route.bench.audit
        note = record.note

        def broken(kind: str, body: Mapping[str, Any]) -> MemoryTicket:
            """Fail for tool calls alone."""
            ticket = note(kind, body)
            return MemoryTicket(ticket.index, StateError("disk full")) if kind == "model.tool_use" else ticket

        monkeypatch.setattr(record, "note", broken)
        (answer,) = route.post({**HI, "tools": TOOLS})
        assert parsed(answer)[0] == 403 and b"Bash" not in answer
