"""A process of its own that speaks MCP on an inherited listener and forwards each call; started by `gateway.py`.

It parses what hostile clients send, so it holds nothing: no secret, no environment, no file, no policy. It decides
nothing: a call it invents is decided in the warden like any other. Arguments: descriptors of the listener, the warden.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import itertools
import json
import os
import resource
import signal
import socket
import sys
from pathlib import Path
from typing import Any

import mcp_types as types
import uvicorn
from mcp.server.lowlevel import Server
from mcp.server.transport_security import TransportSecuritySettings

from wicketgate.gateway.protocol import LINE, encode
from wicketgate.version import VERSION

ANSWER = 8 << 20
IN_FLIGHT = 16
CONNECTIONS = 64
DESCRIPTORS = 256
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 1, 4, 38
HOSTS = ["127.0.0.1:8704", "localhost:8704"]


class Forwarder:
    """The other end of the warden's line: `call` sends one call and returns its answer."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._ids = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._room = asyncio.Semaphore(IN_FLIGHT)

    async def call(self, tool: str, arguments: dict[str, Any]) -> tuple[str, bool]:
        """Return the text of the answer, and whether the call was carried out."""
        number = next(self._ids)
        line = encode({"id": number, "tool": tool, "arguments": arguments})
        if len(line) > LINE:
            return "wicketgate: the arguments are too long", False
        async with self._room:
            future = self._waiting[number] = asyncio.get_running_loop().create_future()
            try:
                self._writer.write(line)
                await self._writer.drain()
                answer = await future
            finally:
                self._waiting.pop(number, None)
        return str(answer.get("text", "")), answer.get("ok") is True

    async def listen(self) -> None:
        """Hand each answer to the call that waits for it, until the warden is gone."""
        while line := await self._reader.readline():
            body = json.loads(line)
            waiting = self._waiting.get(body.get("id"))
            if waiting is not None and not waiting.done():
                waiting.set_result(body)


def server(tools: list[dict[str, Any]], forwarder: Forwarder) -> Server[Any]:
    """Return the MCP server that offers `tools` and forwards every call."""
    offered = [
        types.Tool(name=tool["name"], description=tool["description"], input_schema=tool["schema"]) for tool in tools
    ]

    async def list_tools(_: Any, __: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        """Return the tools, as the warden told them."""
        return types.ListToolsResult(tools=offered)

    async def call_tool(_: Any, params: types.CallToolRequestParams) -> types.CallToolResult:
        """Return the warden's answer to one call."""
        text, ok = await forwarder.call(params.name, dict(params.arguments or {}))
        return types.CallToolResult(content=[types.TextContent(type="text", text=text)], is_error=not ok)

    return Server("wicketgate", version=VERSION, on_list_tools=list_tools, on_call_tool=call_tool)


async def run(listener: socket.socket, warden: socket.socket) -> None:
    """Serve until the warden is gone."""
    reader, writer = await asyncio.open_unix_connection(sock=warden, limit=ANSWER)
    tools = json.loads(await reader.readline())["tools"]
    forwarder = Forwarder(reader, writer)
    app = server(tools, forwarder).streamable_http_app(
        json_response=True,
        stateless_http=True,
        max_request_body_size=LINE,
        transport_security=TransportSecuritySettings(
            allowed_hosts=HOSTS, allowed_origins=[f"http://{host}" for host in HOSTS]
        ),
    )
    quiet: dict[str, Any] = {"log_config": None, "access_log": False, "server_header": False}
    config = uvicorn.Config(app, http="h11", ws="none", limit_concurrency=CONNECTIONS, **quiet)
    serving = asyncio.create_task(uvicorn.Server(config).serve(sockets=[listener]))
    listening = asyncio.create_task(forwarder.listen())
    await asyncio.wait({serving, listening}, return_when=asyncio.FIRST_COMPLETED)


def confine(*kept: int) -> None:
    """Give up what this process does not need, and die with the warden."""
    libc = ctypes.CDLL(None, use_errno=True)
    for option, value in ((PR_SET_PDEATHSIG, signal.SIGKILL), (PR_SET_DUMPABLE, 0), (PR_SET_NO_NEW_PRIVS, 1)):
        if libc.prctl(option, int(value), 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl")
    for descriptor in {int(entry.name) for entry in Path("/proc/self/fd").iterdir()} - {0, 1, 2, *kept}:
        with contextlib.suppress(OSError):
            os.close(descriptor)
    resource.setrlimit(resource.RLIMIT_NOFILE, (DESCRIPTORS, DESCRIPTORS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def main() -> None:
    """Serve on one descriptor for the warden on the other, then end at once."""
    listener, warden = (int(word) for word in sys.argv[1:3])
    confine(listener, warden)
    try:
        asyncio.run(run(socket.socket(fileno=listener), socket.socket(fileno=warden)))
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
