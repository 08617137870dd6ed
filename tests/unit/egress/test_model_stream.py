"""A streamed answer of the model passes as it comes, but the end of a tool call only once that call is on record."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tests.support.ports import MemoryAudit, MemoryTicket, bench
from tests.support.wire import peer, request, served

from wicketgate.egress.model import ModelApi
from wicketgate.errors import StateError
from wicketgate.policy import Model
from wicketgate.secrets.credential import Credential

KEY = Credential("ANTHROPIC_API_KEY", "sk-ant-operator")
HI = {"model": "claude-x", "max_tokens": 100, "messages": [{"role": "user", "content": "hi"}]}
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n"
EARLY = b'event: content_block_delta\ndata: {"type": "content_block_delta", "index": 0, "delta": {"text": "EARLY"}}\n\n'
CALL = {"type": "content_block_start", "index": 1, "content_block": {"type": "tool_use", "id": "t1", "name": "Bash"}}
LATE = b"".join(
    b"data: %b\n\n" % json.dumps(event).encode()
    for event in (CALL, {"type": "content_block_stop", "index": 1}, {"type": "message_stop"})
)


class SlowRecord(MemoryAudit):
    """A record that takes until `go` to have a tool call on disk, and then may fail; `waits` says that it was asked."""

    def __init__(self, broken: Exception | None) -> None:
        super().__init__()
        self.broken, self.waits, self.go = broken, asyncio.Event(), asyncio.Event()

    def note(self, kind: str, body: Mapping[str, Any]) -> MemoryTicket:
        """Return a ticket that waits, for a tool call."""
        ticket = super().note(kind, body)
        return SlowTicket(ticket.index, self) if kind == "model.tool_use" else ticket


class SlowTicket(MemoryTicket):
    """A tool call on its way to the disk."""

    def __init__(self, index: int, record: SlowRecord) -> None:
        super().__init__(index, record.broken)
        self.record = record

    async def durable(self) -> int:
        """Return once the test says so."""
        self.record.waits.set()
        await self.record.go.wait()
        return await super().durable()


async def _streamed(broken: Exception | None) -> bytes:
    """Return all a client got of a stream in which a tool call's entry takes long, or fails."""
    early = asyncio.Event()

    async def upstream(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(HEAD + EARLY)
        await early.wait()
        writer.write(LATE)
        await writer.drain()

    async with peer(upstream) as port, asyncio.timeout(10):
        made, record = bench({}), SlowRecord(broken)
        door = replace(made.door, ports=replace(made.door.ports, audit=record))
        async with served(ModelApi(door, Model(url=f"http://127.0.0.1:{port}"), KEY, str).serve) as inside:
            reader, writer = await asyncio.open_connection("127.0.0.1", inside)
            writer.write(request("POST", "/v1/messages", json.dumps(HI).encode()))
            got = await reader.readuntil(b"EARLY")  # it streams: this comes while the rest is not even sent
            early.set()
            await record.waits.wait()
            record.go.set()
            with contextlib.suppress(ConnectionError):
                while piece := await reader.read(65536):
                    got += piece
            writer.close()
            return got


def test_the_end_of_a_tool_call_passes_once_it_is_on_record() -> None:
    whole = asyncio.run(_streamed(None))
    assert b"EARLY" in whole and b"message_stop" in whole and whole.endswith(b"0\r\n\r\n")


def test_a_tool_call_that_cannot_be_recorded_never_ends() -> None:
    got = asyncio.run(_streamed(StateError("disk full")))
    assert b"EARLY" in got and b"content_block_stop" not in got and b"message_stop" not in got
    assert not got.endswith(b"0\r\n\r\n")
