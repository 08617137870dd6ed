"""With a terminal of its own the agent has job control; without one it has no terminal at all."""

from __future__ import annotations

import asyncio
import os
import pty

from tests.e2e.sandbox.conftest import Box
from wicketgate.sandbox.launcher import Exit


async def type_into(box: Box, script: str, *keys: tuple[bytes, bytes]) -> tuple[Exit, bytes]:
    """Run a script on a pty; for each (seen, typed) wait until `seen` is shown, then type. Return end and screen."""
    master, slave = pty.openpty()
    spec = box.spec("/bin/bash", "--norc", "-c", script)
    sandbox = await box.spawn(spec, slave, slave, slave, tty=True)
    os.close(slave)
    screen = b""
    waiting = list(keys)
    try:
        while True:
            try:
                piece = await asyncio.wait_for(asyncio.to_thread(os.read, master, 4096), 20)
            except OSError:
                break
            screen += piece
            if waiting and waiting[0][0] in screen:
                os.write(master, waiting.pop(0)[1])
            if not piece:
                break
        return await sandbox.wait(), screen
    finally:
        sandbox.kill()
        await sandbox.wait()
        sandbox.close()
        os.close(master)


def test_the_pty_is_the_agents_controlling_terminal(box: Box) -> None:
    ended, screen = asyncio.run(type_into(box, "exec 3<>/dev/tty && echo mine >&3; ps -o tty=,sid=,pid= -p $$"))
    assert ended.code == 0
    assert b"mine" in screen


def test_an_interrupt_key_reaches_the_program_in_front(box: Box) -> None:
    ended, screen = asyncio.run(
        type_into(box, "trap 'echo trapped; exit 3' INT; echo ready; read x", (b"ready", b"\x03"))
    )
    assert (ended.code, b"trapped" in screen) == (3, True)


def test_a_shell_has_job_control(box: Box) -> None:
    # What the job says back proves that it is in front and reads.
    keys = ((b"$ ", b"sed -u s/^/got-/\nhello\n"), (b"got-hello", b"\x1a"), (b"Stopped", b"exit 5\nexit 5\n"))
    ended, screen = asyncio.run(type_into(box, "exec bash --norc -i", *keys))
    assert (ended.code, b"Stopped" in screen) == (5, True), screen
    assert b"job control" not in screen


def test_hanging_up_ends_the_shell(box: Box) -> None:
    async def hang_up() -> Exit:
        master, slave = pty.openpty()
        sandbox = await box.spawn(
            box.spec("/bin/sh", "-c", "echo ready; read x; read y"), slave, slave, slave, tty=True
        )
        os.close(slave)
        await asyncio.to_thread(os.read, master, 100)
        os.close(master)
        try:
            return await asyncio.wait_for(sandbox.wait(), 20)
        finally:
            sandbox.kill()
            sandbox.close()

    assert asyncio.run(hang_up()).code != 0


def test_without_a_terminal_there_is_none(box: Box) -> None:
    seen = box.sh("exec 3<>/dev/tty || echo none; ls /dev/pts")
    assert seen.out.splitlines() == ["ptmx"] or "none" in seen.out or seen.exit.code != 0
    assert "mine" not in seen.out


def test_new_terminals_can_be_made_inside(box: Box) -> None:
    if not os.path.exists("/usr/bin/script"):
        return
    assert "inner" in box.sh("script -qec 'echo inner; tty' /dev/null").out
