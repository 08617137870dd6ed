"""The listeners handed out are the only way out, and each sandbox has its own."""

from __future__ import annotations

import asyncio
import os
import socket
from typing import Any

import pytest

from tests.e2e.sandbox.conftest import Box
from wicketgate.sandbox.plan import EGRESS, HOOKS, MODEL

TALK = 'exec 3<>/dev/tcp/127.0.0.1/{port}; echo "$MINE" >&3; cat <&3'


async def answer(listener: socket.socket, heard: list[bytes]) -> None:
    """Accept one connection, take a line, say `pong` and hang up."""
    loop = asyncio.get_running_loop()
    listener.setblocking(False)
    line, _ = await loop.sock_accept(listener)
    with line:
        heard.append(await loop.sock_recv(line, 100))
        await loop.sock_sendall(line, b"pong\n")


async def talk(box: Box, mine: str, **changes: Any) -> tuple[int, bytes, list[bytes]]:
    """Run a shell that talks to the first port; return its status, output, and what was heard outside."""
    env = {"PATH": "/usr/bin:/bin", "MINE": mine}
    spec = box.spec("/bin/bash", "-c", TALK.format(port=HOOKS), env=env, ports=(HOOKS, MODEL), **changes)
    reader, writer = os.pipe()
    with open(os.devnull, "r+b") as null:
        sandbox = await box.spawn(spec, null.fileno(), writer, null.fileno())
    os.close(writer)
    heard: list[bytes] = []
    try:
        assert len(sandbox.listeners) == 2
        await asyncio.wait_for(answer(sandbox.listeners[0], heard), 20)
        ended = await sandbox.wait()
        with open(reader, "rb") as output:
            return ended.code, output.read(), heard
    finally:
        sandbox.kill()
        await sandbox.wait()
        sandbox.close()


def test_the_warden_accepts_outside_what_connects_inside(box: Box) -> None:
    assert asyncio.run(talk(box, "ping")) == (0, b"pong\n", [b"ping\n"])


def test_many_sandboxes_at_once_never_hear_each_other(box: Box) -> None:
    async def all_of_them() -> list[tuple[int, bytes, list[bytes]]]:
        return await asyncio.gather(*(talk(box, f"run {n}") for n in range(12)))

    assert asyncio.run(all_of_them()) == [(0, b"pong\n", [f"run {n}\n".encode()]) for n in range(12)]


@pytest.mark.parametrize("address", ["127.0.0.1/{port}", "1.1.1.1/80", "169.254.169.254/80"])
def test_nothing_else_can_be_reached(box: Box, address: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as host:
        where = address.format(port=host.getsockname()[1])
        seen = box.run(box.spec("/bin/bash", "-c", f"exec 3<>/dev/tcp/{where} && echo reached", ports=(EGRESS,)))
    assert seen.out == ""
    assert seen.exit.code != 0


def test_a_program_may_serve_and_reach_its_own_port(box: Box) -> None:
    if not os.path.exists("/usr/bin/perl"):
        pytest.skip("no perl on this machine to serve a port with")
    script = (
        "use IO::Socket::INET; my $s = IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1') or die $!;"
        "IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $s->sockport) or die $!; print 'reached'"
    )
    assert box.run(box.spec("/usr/bin/perl", "-e", script)).out == "reached"
