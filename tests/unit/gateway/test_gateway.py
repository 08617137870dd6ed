"""The gateway's leg with its real worker: what it offers, decides, refuses, and how it ends."""

import asyncio
import json
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import apsw
import pytest
from tests.support.ports import Bench, bench

from wicketgate.errors import StateError
from wicketgate.gateway.gateway import Gateway

HEAD = "POST /mcp HTTP/1.1\r\nHost: {}\r\nContent-Type: {}\r\nAccept: application/json, text/event-stream\r\n"

HOST = "127.0.0.1:8704"


@pytest.fixture
def crm(tmp_path: Path) -> Path:
    path = tmp_path / "crm.db"
    connection = apsw.Connection(str(path))
    list(connection.execute("CREATE TABLE t (id, secret); INSERT INTO t VALUES (1, 'CANARY'), (2, 'CANARY')"))
    connection.close()
    return path


class Client:
    """A running leg and a client of it."""

    def __init__(self, made: Bench, leg: Gateway, port: int, serving: "asyncio.Task[None]") -> None:
        self.bench, self.leg, self.port, self.serving = made, leg, port, serving

    async def post(
        self, body: bytes, host: str = "127.0.0.1:8704", kind: str = "application/json", more: str = ""
    ) -> str:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        head = HEAD.format(host, kind) + f"Connection: close\r\n{more}Content-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        answer = await asyncio.wait_for(reader.read(), 30)
        writer.close()
        return answer.decode()

    async def ask(self, method: str, **params: Any) -> Any:
        body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        answer = await self.post(json.dumps(body).encode())
        return json.loads(answer.split("\r\n\r\n", 1)[1])["result"]

    async def query(self, sql: str, source: str = "crm", tool: str = "db_query", **more: Any) -> tuple[bool, str]:
        result = await self.ask("tools/call", name=tool, arguments={"source": source, "sql": sql, **more})
        return not result["isError"], result["content"][0]["text"]


@asynccontextmanager
async def serving(crm: Path, **grant: Any) -> AsyncIterator[Client]:
    tool = {"source": "crm", "tables": ["t(id)"], **grant}
    made = bench({"tools": {"db.query": tool}}, sources={"crm": {"kind": "sqlite", "path": str(crm)}})
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    port = listener.getsockname()[1]
    leg = Gateway(made.door, made.door.ports.profile)
    task = asyncio.create_task(leg.serve(listener))
    try:
        yield Client(made, leg, port, task)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert leg.worker == 0


def run(crm: Path, scenario: Callable[[Client], Awaitable[None]], **grant: Any) -> None:
    async def whole() -> None:
        async with serving(crm, **grant) as client:
            await asyncio.wait_for(scenario(client), 60)

    asyncio.run(whole())


def test_offers_decides_executes_and_records(crm: Path) -> None:
    async def scenario(client: Client) -> None:
        (tool,) = (await client.ask("tools/list"))["tools"]
        assert tool["name"] == "db_query" and "t(id)" in tool["description"]
        assert tool["inputSchema"]["properties"]["source"]["enum"] == ["crm"]
        assert await client.query("SELECT id FROM t ORDER BY id") == (
            True,
            '{"columns":["id"],"rows":[[1],[2]],"truncated":false}',
        )
        assert [entry.kind for entry in client.bench.audit.entries] == ["asked", "decided", "outcome"]

    run(crm, scenario)


def test_refuses_with_reason_and_remedy_and_shows_nothing(crm: Path) -> None:
    async def scenario(client: Client) -> None:
        for sql, source, tool, more in (
            ("SELECT secret FROM t", "crm", "db_query", {}),
            ("DELETE FROM t", "crm", "db_query", {}),
            ("SELECT id FROM t", "other", "db_query", {}),
            ("SELECT id FROM t", "crm", "db.query", {}),
            ("SELECT id FROM t", "crm", "mail_send", {}),
            ("SELECT id FROM t", "crm", "db_query", {"tables": ["t"]}),
        ):
            done, text = await client.query(sql, source, tool, **more)
            assert not done and "CANARY" not in text and str(crm.parent) not in text
        assert all(not body["ok"] for body in client.bench.audit.of("outcome"))

    run(crm, scenario)


def test_a_person_is_asked_here(crm: Path) -> None:
    async def scenario(client: Client) -> None:
        done, text = await client.query("SELECT id FROM t")
        assert not done and "denied by a person" in text
        client.bench.approvals.answer = True
        assert (await client.query("SELECT id FROM t"))[0]
        assert [action.request.tool for action in client.bench.approvals.asked] == ["db.query"] * 2

    run(crm, scenario, ask="always")


def test_broken_record_lets_nothing_through(crm: Path) -> None:
    async def scenario(client: Client) -> None:
        client.bench.audit.break_with = StateError("the disk is full")
        done, text = await client.query("SELECT id FROM t")
        assert not done and "rows" not in text

    run(crm, scenario)


def test_calls_at_once(crm: Path) -> None:
    async def scenario(client: Client) -> None:
        answers = await asyncio.gather(*(client.query(f"SELECT {number}") for number in range(40)))
        assert [json.loads(text)["rows"] for _, text in answers] == [[[number]] for number in range(40)]

    run(crm, scenario)


@pytest.mark.parametrize(
    ("host", "kind", "more", "status"),
    [
        ("evil.test", "application/json", "", 421),
        ("127.0.0.1:80", "application/json", "", 421),
        ("127.0.0.1:8704", "application/json", "Origin: http://evil.test\r\n", 403),
        ("127.0.0.1:8704", "text/plain", "", 400),
    ],
)
def test_foreign_host_origin_and_kind(crm: Path, host: str, kind: str, more: str, status: int) -> None:
    async def scenario(client: Client) -> None:
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}).encode()
        assert (await client.post(body, host, kind, more)).startswith(f"HTTP/1.1 {status} ")

    run(crm, scenario)


def test_oversized_and_malformed_bodies_leave_it_serving(crm: Path) -> None:
    async def scenario(client: Client) -> None:
        for body in (b"", b"{", b"[]", b"\xff", b'{"jsonrpc":"2.0","id":1,"method":"tools/call"}', b"[" * 50_000):
            assert " 200 " not in (await client.post(body)).split("\r\n")[0] or b"tools/call" in body
        assert (await client.query("SELECT 1"))[0]
        assert client.bench.audit.of("asked")[0]["arguments"]["sql"] == "SELECT 1"

    run(crm, scenario)


def test_worker_holds_nothing(crm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "CANARY-key")
    planted = os.open(crm, os.O_RDONLY)
    os.set_inheritable(planted, True)

    async def scenario(client: Client) -> None:
        await client.query("SELECT 1")
        process = Path("/proc", str(client.leg.worker))
        if os.geteuid() == 0:  # a process that cannot be dumped shows these to root alone
            assert (process / "environ").read_bytes() == b""
            opened = {os.readlink(entry) for entry in (process / "fd").iterdir()}
            assert all(name.startswith(("socket:", "anon_inode:", "/dev/null")) for name in opened)
        else:
            with pytest.raises(PermissionError):
                (process / "environ").read_bytes()

    try:
        run(crm, scenario)
    finally:
        os.close(planted)


def test_dead_worker_is_not_started_again(crm: Path) -> None:
    async def scenario(client: Client) -> None:
        await client.query("SELECT 1")
        os.kill(client.leg.worker, 9)
        with pytest.raises(StateError, match="worker ended"):
            await client.serving
        with pytest.raises(ConnectionRefusedError):
            await client.query("SELECT 1")

    run(crm, scenario)


def test_cancelled_leg_leaves_no_process(crm: Path) -> None:
    pids: list[int] = []

    async def scenario(client: Client) -> None:
        await client.query("SELECT 1")
        pids.append(client.leg.worker)

    run(crm, scenario)
    assert not Path("/proc", str(pids[0])).exists()


@pytest.mark.parametrize(
    "line",
    [
        b"\n",
        b"[]\n",
        b"{}\n",
        b'{"id":1,"tool":"db_query"}\n',
        b'{"id":"1","tool":"db_query","arguments":{}}\n',
        b'{"id":true,"tool":"db_query","arguments":{}}\n',
        b'{"id":-1,"tool":"db_query","arguments":{}}\n',
        b'{"id":1,"tool":7,"arguments":{}}\n',
        b'{"id":1,"tool":"db_query","arguments":[]}\n',
        b'{"id":1,"id":2,"tool":"db_query","arguments":{}}\n',
        b'{"id":1,"tool":"db_query","arguments":{},"way":"python"}\n',
        b'{"id":1,"tool":"db_query","arguments":{"sql":"\\ud800"}}\n',
        b'{"id":1e400,"tool":"db_query","arguments":{}}\n',
        b"x" * (2 << 20),
        b'{"id":1,"tool":"db_query","arguments":{}}\n' * 2,
        b"".join(b'{"id":%d,"tool":"db_query","arguments":{}}\n' % number for number in range(40)),
    ],
)
def test_worker_that_breaks_the_rules_is_ended(crm: Path, line: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    program = f"import os,sys,time; fd = int(sys.argv[2]); os.read(fd, 1 << 16); data = {line!r}\n"
    program += "while data: data = data[os.write(fd, data):]\ntime.sleep(60)"
    monkeypatch.setattr("wicketgate.gateway.gateway.COMMAND", ("-I", "-c", program))

    async def scenario(client: Client) -> None:
        with pytest.raises(Exception):  # noqa: B017 - whichever way it is noticed, the way ends
            await client.serving
        assert client.leg.worker == 0

    run(crm, scenario)


def test_hostile_worker_is_decided_like_anyone(crm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    call = b'{"id":1,"tool":"db_query","arguments":{"source":"crm","sql":"SELECT secret FROM t"}}\n'
    program = "import os,sys; fd = int(sys.argv[2]); os.read(fd, 1 << 16); "
    program += f"os.write(fd, {call!r}); answer = os.read(fd, 1 << 16); sys.exit(b'CANARY' in answer)"
    monkeypatch.setattr("wicketgate.gateway.gateway.COMMAND", ("-I", "-c", program))

    async def scenario(client: Client) -> None:
        with pytest.raises(StateError):
            await client.serving
        (decided,) = client.bench.audit.of("decided")
        assert decided["decision"] == "deny" and "secret" in decided["reason"]
        assert not client.bench.audit.of("outcome")

    run(crm, scenario)
