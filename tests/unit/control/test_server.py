"""The warden's server against clients that lie, flood, hang or vanish: one client's trouble is never another's."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import time
from collections.abc import AsyncGenerator, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from wicketgate.client import FDS_CAP, PROTOCOL, Warden
from wicketgate.control.call import FOLLOWING, Call
from wicketgate.control.server import Server
from wicketgate.errors import RequestError, StateError

ENDED: list[str] = []


async def echo(services: Any, call: Call) -> dict[str, Any]:
    """Answer with what came."""
    return {"params": call.params, "fds": len(call.fds)}


async def hang(services: Any, call: Call) -> dict[str, Any]:
    """Never answer."""
    try:
        await asyncio.sleep(3600)
    finally:
        ENDED.append("hang")
    return {}


async def broken(services: Any, call: Call) -> dict[str, Any]:
    """Fail as a bug does."""
    raise KeyError("bug")


async def stream(services: Any, call: Call) -> AsyncGenerator[dict[str, Any], None]:
    """Yield for ever."""
    try:
        while True:
            yield {"text": "x" * 65536}
    finally:
        ENDED.append("stream")


async def sticky(services: Any, call: Call) -> dict[str, Any]:
    """Leave something behind that fails when the client goes."""

    async def _fail() -> None:
        raise StateError("the journal cannot be written any more")

    call.channel.on_close.append(_fail)
    return {}


METHODS = {"echo": echo, "hang": hang, "broken": broken, "stream": stream, "sticky": sticky}


def served(folder: Path, attack: Callable[[Callable[[], socket.socket]], None]) -> None:
    """Serve while `attack` runs in a thread; then another client is still served, and nothing has leaked."""
    ENDED.clear()

    async def _run() -> None:
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(folder / "s"))
        listener.listen()
        services: Any = SimpleNamespace(leave_if_mute=lambda: None, secrecy=SimpleNamespace(scrub=lambda text: text))
        server = Server(services, METHODS)
        serving = asyncio.create_task(server.serve(listener))
        await asyncio.to_thread(polite, folder)
        before = len(os.listdir("/proc/self/fd"))
        await asyncio.to_thread(attack, lambda: connected(folder))
        await asyncio.to_thread(polite, folder)
        for _ in range(100):
            if not server.connections:
                break
            await asyncio.sleep(0.02)
        assert not serving.done()
        assert server.connections == 0
        assert len(os.listdir("/proc/self/fd")) <= before
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
        listener.close()

    asyncio.run(_run())


def connected(folder: Path) -> socket.socket:
    """Return a new connection."""
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(str(folder / "s"))
    connection.settimeout(10)
    return connection


def polite(folder: Path) -> None:
    """Ask one thing as a client does."""
    with Warden(connected(folder)) as warden:
        assert warden.call("echo", a=1) == {"params": {"a": 1}, "fds": 0}


def line(method: str, **more: Any) -> bytes:
    """Return one request."""
    return json.dumps({"v": PROTOCOL, "id": 1, "method": method, "params": {}} | more).encode() + b"\n"


def told(connection: socket.socket) -> dict[str, Any]:
    """Return the next message; empty when the warden hung up."""
    data = b""
    while not data.endswith(b"\n"):
        if not (more := connection.recv(1 << 16)):
            return {}
        data += more
    return dict(json.loads(data.splitlines()[0]))


@pytest.mark.parametrize(
    "text",
    [
        b"\n",
        b"[]\n",
        b"null\n",
        b"{\n",
        b"\xff\xfe\n",
        b"[" * 100_000 + b"\n",
        b"1" * 5000 + b"\n",
        line("echo", params=[1]),
        line("echo", params="x"),
        line("echo", params=7),
    ],
    ids=["empty", "list", "null", "cut", "not_utf8", "deep", "number", "params_list", "params_text", "params_number"],
)
def test_a_malformed_request_is_refused_and_nobody_else_notices(tmp_path: Path, text: bytes) -> None:
    def attack(connect: Callable[[], socket.socket]) -> None:
        with connect() as connection:
            connection.sendall(text)
            assert told(connection)["error"]["error"] == "RequestError"

    served(tmp_path, attack)


@pytest.mark.parametrize("version", [None, 0, 2, "1"])
def test_another_protocol_version_is_refused_and_named(tmp_path: Path, version: Any) -> None:
    def attack(connect: Callable[[], socket.socket]) -> None:
        with connect() as connection:
            connection.sendall(line("echo", v=version))
            assert "speaks version" in told(connection)["error"]["message"]

    served(tmp_path, attack)


def test_a_bug_in_a_method_is_an_error_for_its_client_alone(tmp_path: Path) -> None:
    def attack(connect: Callable[[], socket.socket]) -> None:
        with Warden(connect()) as warden:
            with pytest.raises(StateError, match="KeyError"):
                warden.call("broken")
            assert warden.call("echo")["fds"] == 0

    served(tmp_path, attack)


def test_descriptors_nobody_takes_are_closed(tmp_path: Path) -> None:
    def attack(connect: Callable[[], socket.socket]) -> None:
        with Warden(connect()) as warden:
            for _ in range(20):
                assert warden.call("echo", fds=[0] * FDS_CAP)["fds"] == FDS_CAP
        with connect() as connection:  # without a line to belong to
            socket.send_fds(connection, [b"{"], [0] * FDS_CAP)

    served(tmp_path, attack)


def test_descriptors_of_a_request_that_is_cut_off_before_it_begins_are_closed(tmp_path: Path) -> None:
    def attack(connect: Callable[[], socket.socket]) -> None:
        with connect() as connection:
            socket.send_fds(connection, [line("echo") + line("echo")], [0] * FDS_CAP)
            told(connection)

    served(tmp_path, attack)


def test_more_descriptors_than_agreed_end_the_connection(tmp_path: Path) -> None:
    def attack(connect: Callable[[], socket.socket]) -> None:
        with connect() as connection:
            socket.send_fds(connection, [b"{"], [0] * FDS_CAP)
            socket.send_fds(connection, [b" "], [0])
            assert told(connection) == {}

    served(tmp_path, attack)


def test_a_second_request_at_once_is_refused(tmp_path: Path) -> None:
    def attack(connect: Callable[[], socket.socket]) -> None:
        with connect() as connection:
            connection.sendall(line("hang"))
            time.sleep(0.3)  # as long as a task needs to begin
            connection.sendall(line("echo"))
            assert "one request at a time" in told(connection)["error"]["message"]

    served(tmp_path, attack)
    assert ENDED == ["hang"]


def test_what_follows_a_request_is_bounded(tmp_path: Path) -> None:
    def attack(connect: Callable[[], socket.socket]) -> None:
        with connect() as connection:
            connection.sendall(line("hang") + b'{"id": 1, "end": "x"}\n' * (FOLLOWING + 1))
            assert told(connection)["error"]["error"] == "RequestError"

    served(tmp_path, attack)


def test_a_client_that_vanishes_ends_what_it_asked_for(tmp_path: Path) -> None:
    def attack(connect: Callable[[], socket.socket]) -> None:
        for method in ("hang", "stream"):
            with connect() as connection:
                connection.sendall(line(method))
                if method == "stream":
                    connection.recv(10)  # and then reads no more: the warden waits with a full socket

    served(tmp_path, attack)
    assert sorted(ENDED) == ["hang", "stream"]


def test_what_fails_when_a_client_leaves_stays_its_own(tmp_path: Path) -> None:
    def attack(connect: Callable[[], socket.socket]) -> None:
        with Warden(connect()) as warden:
            warden.call("sticky")
            warden.call("sticky")

    served(tmp_path, attack)


def test_the_client_tells_an_unknown_method_as_the_warden_says_it(tmp_path: Path) -> None:
    def attack(connect: Callable[[], socket.socket]) -> None:
        with Warden(connect()) as warden, pytest.raises(RequestError, match="no method"):
            warden.call("policy.forget")

    served(tmp_path, attack)
