"""Unix sockets: none in a sandbox without an ssh-agent; in one with it, streams, and none that lead out."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import sys
import tempfile
from collections.abc import Iterator

import pytest

from tests.e2e.sandbox.conftest import Box
from wicketgate.sandbox.plan import AGENT

TRIED = """
import json, os, socket, sys
def tried(work):
    try:
        return work() or "done"
    except OSError as error:
        return type(error).__name__ + " " + str(error.errno)
def opened(kind):
    return lambda: socket.socket(socket.AF_UNIX, kind).close()
def reached(name, kind=socket.SOCK_STREAM):
    def work():
        with socket.socket(socket.AF_UNIX, kind) as line:
            line.settimeout(5)
            line.connect(name)
    return work
def served():
    with socket.socket(socket.AF_UNIX) as one, socket.socket(socket.AF_UNIX) as two:
        one.bind("/tmp/own"); one.listen(); two.connect("/tmp/own")
kinds = {"stream": socket.SOCK_STREAM, "datagram": socket.SOCK_DGRAM, "packets": socket.SOCK_SEQPACKET, "raw": 3}
found = {name: tried(opened(kind)) for name, kind in kinds.items()}
found["agent"] = tried(reached("/run/ssh-agent"))
found["abstract"] = tried(reached("\\0" + sys.argv[1]))
found["host path"] = tried(reached(sys.argv[2]))
found["snapshot"] = tried(reached("/workspace/socket"))
found["own"] = tried(served)
found["others"] = [line.split()[-1] for line in open("/proc/net/unix") if line.split()[-1][0] in "/@"]
found["replaced"] = [tried(lambda: os.unlink("/run/ssh-agent")), tried(lambda: os.rename("/run/ssh-agent", "/tmp/a"))]
found["seen"] = sorted(name for name in os.listdir("/run"))
print(json.dumps(found))
"""


@pytest.fixture
def host(box: Box) -> Iterator[tuple[str, str]]:
    """Yield the names of Unix sockets of the host that answer: an abstract one, and one with a path."""
    abstract = f"wicketgate-test-{os.getpid()}"
    with contextlib.ExitStack() as stack, tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o777)
        path = os.path.join(folder, "s")
        inside = box.lower / "socket"
        here = os.getcwd()
        os.chdir(box.lower)  # the path of a Unix socket is short
        try:
            for name in ("\0" + abstract, path, "socket"):
                line = stack.enter_context(socket.socket(socket.AF_UNIX))
                line.bind(name)
                line.listen()
        finally:
            os.chdir(here)
        for name in (path, inside):
            os.chmod(name, 0o777)
        yield abstract, path


def tried(box: Box, host: tuple[str, str], *, agent: bool) -> dict[str, object]:
    """Return what each attempt inside came to."""
    (box.lower / "tried.py").write_text(TRIED)
    seen = box.run(box.spec("/usr/bin/python3", "-I", "-S", "/workspace/tried.py", *host, agent=agent))
    assert seen.exit.code == 0, seen.err
    return dict(json.loads(seen.out))


def test_without_an_ssh_agent_no_unix_socket_can_be_opened(box: Box, host: tuple[str, str]) -> None:
    found = tried(box, host, agent=False)
    for name in ("stream", "datagram", "packets", "raw", "agent", "abstract", "host path", "snapshot", "own"):
        assert found[name] == "OSError 97", (name, found)
    assert found["seen"] == ["enter"]


def test_with_one_a_stream_reaches_it_and_nothing_of_the_host(box: Box, host: tuple[str, str]) -> None:
    found = tried(box, host, agent=True)
    assert found["stream"] == found["agent"] == "done"
    assert found["own"] == "PermissionError 13"  # Landlock: no socket can be given a path
    assert found["datagram"] == found["packets"] == found["raw"] == "OSError 97"
    # Names without a file belong to the network namespace, which is the run's own.
    assert found["abstract"] == "ConnectionRefusedError 111"
    assert found["host path"] == "FileNotFoundError 2"
    assert str(found["snapshot"]).split()[0] in ("ConnectionRefusedError", "FileNotFoundError", "PermissionError")
    assert set(found["others"]) <= {"/tmp/s/agent"}  # type: ignore[call-overload]  # the ssh-agent, as it is staged
    assert all(str(answer).startswith("OSError") for answer in found["replaced"])  # type: ignore[attr-defined]
    assert found["seen"] == ["enter", "ssh-agent"]


def test_the_listener_is_handed_out_and_answers_from_outside(box: Box) -> None:
    async def run() -> bytes:
        reader, writer = os.pipe()
        null = os.open(os.devnull, os.O_RDWR)
        line = (
            "import socket; s = socket.socket(socket.AF_UNIX); s.connect('/run/ssh-agent'); print(s.recv(9).decode())"
        )
        sandbox = await box.spawn(box.spec("/usr/bin/python3", "-I", "-S", "-c", line, agent=True), null, writer, null)
        os.close(writer)
        os.close(null)
        (listener,) = sandbox.listeners
        assert listener.family is socket.AF_UNIX
        connection, _ = await asyncio.to_thread(listener.accept)
        connection.sendall(b"outside")
        connection.close()
        with open(reader, "rb") as out:
            said = await asyncio.to_thread(out.read)
        await sandbox.wait()
        sandbox.close()
        return said

    assert asyncio.run(run()) == b"outside\n"
    assert AGENT == "/run/ssh-agent"
    assert sys.platform == "linux"
