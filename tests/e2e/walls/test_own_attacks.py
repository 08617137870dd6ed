"""Attacks on walls above the sandbox that no other test plays; the matrix takes each wall away and watches these."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import pty
import selectors
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.approvals.office import Office, action
from wicketgate import client
from wicketgate.cli import pump
from wicketgate.control import place
from wicketgate.control.server import Server
from wicketgate.errors import Refused, StateError
from wicketgate.run import program_copy
from wicketgate.store.journal import Journal


def test_a_run_that_asks_without_end_is_refused(tmp_path: Path) -> None:
    async def scenario() -> None:
        with Journal.open(tmp_path / "state" / "journal.db") as journal:
            office = Office(journal)
            asking = [asyncio.ensure_future(office.ask(action(n=n))) for n in range(8)]
            done, waiting = await asyncio.wait(asking, timeout=1)
            for task in waiting:
                task.cancel()
            assert len(office.desk.pending()) == 3
            assert all(isinstance(task.exception(), Refused) for task in done) and len(done) == 5

    asyncio.run(scenario())


@pytest.fixture
def state(tmp_path: Path) -> Iterator[int]:
    (tmp_path / "state").mkdir(mode=0o700)
    handle = os.open(tmp_path / "state", os.O_RDONLY | os.O_DIRECTORY)
    yield handle
    os.close(handle)


def test_the_socket_is_private(state: int, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        place.bind(state).close()
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "state" / "warden.sock").stat().st_mode) == 0o600


@pytest.mark.parametrize("mode", [0o755, 0o770, 0o701])
def test_a_state_folder_others_may_enter_is_refused(tmp_path: Path, mode: int) -> None:
    tmp_path.chmod(mode)
    with pytest.raises(StateError, match="nobody else may enter"):
        os.close(client.open_state(str(tmp_path)))


def test_another_user_is_hung_up_on(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can be another user for a moment")

    async def scenario() -> bytes:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(f"\0wicketgate-walls-{os.getpid()}")
            listener.listen()
            serving = asyncio.create_task(Server(None, {"x": lambda *_: {"heard": True}}).serve(listener))  # type: ignore[arg-type]
            try:
                return await asyncio.to_thread(_said_to_nobody, listener.getsockname())
            finally:
                serving.cancel()

    assert asyncio.run(scenario()) == b""


def _said_to_nobody(address: bytes) -> bytes:
    """Return what the warden answers to another user."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.setuid(65_534)
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(10)
                line.connect(address)
                line.sendall(json.dumps({"id": 1, "v": client.PROTOCOL, "method": "x"}).encode() + b"\n")
                os.write(writer, line.recv(1000))
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as answer:
        said = answer.read()
    os.waitpid(pid, 0)
    return said


def carried(monkeypatch: pytest.MonkeyPatch, data: bytes, cap: int) -> tuple[bytes, list[str]]:
    """Return what the client carries of an agent's output to a terminal, and what it tells the warden."""
    master, slave = pty.openpty()
    (reader, writer), (silent, unused) = os.pipe(), os.pipe()
    told: list[str] = []
    shown = bytearray()
    monkeypatch.setattr(pump, "_write", lambda sink, view: shown.extend(view) or True)
    monkeypatch.setattr(pump.os, "isatty", lambda number: True)
    try:
        os.write(writer, data)
        os.close(writer)
        with selectors.DefaultSelector() as watched:
            outwards = pump._Outwards(watched, pump.Ends([slave, reader, silent], False), cap, told.append)
            while reader in outwards.open:
                outwards.carry(reader)
    finally:
        for number in (master, slave, reader, silent, unused):
            os.close(number)
    return bytes(shown), told


def test_output_beyond_the_cap_is_not_carried(monkeypatch: pytest.MonkeyPatch) -> None:
    assert carried(monkeypatch, b"x" * 1000, 100) == (b"x" * 100, ["output cap"])


def test_a_terminal_gets_what_is_on_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    assert carried(monkeypatch, b"a\x1b[6n\x1b]52;c;eA==\x07\x1b[31mb", 100)[0] == b"a\x1b[31mb"


def test_the_copy_of_the_agent_can_be_started_and_not_read(tmp_path: Path) -> None:
    program = tmp_path / "program"
    program.write_bytes(b"\x7fELF")
    copy = program_copy.unreadable_copy(program, hashlib.sha256(b"\x7fELF").hexdigest(), tmp_path)
    # The sandbox refuses any other mode; what this one keeps out is shown there.
    assert stat.S_IMODE(copy.stat().st_mode) == 0o111
