"""The warden: the one constructor. It wires every mechanism, owns the journal, serves its clients and leaves when idle.

One warden per user and state directory, held by a lock. Order matters at the start: the lock, then the launcher (forked
while this process has one thread and no secret), then the journal's thread, then the socket.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import fcntl
import json
import os
import pwd
import resource
import signal
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from wicketgate.approvals.desk import Desk
from wicketgate.audit.record import recover
from wicketgate.client import open_state
from wicketgate.control import METHODS
from wicketgate.control.opened import Sessions
from wicketgate.control.server import Server
from wicketgate.control.services import Services
from wicketgate.errors import Error, StateError
from wicketgate.policy.accepted import Accepted
from wicketgate.run.order import Machinery
from wicketgate.run.runs import Runs
from wicketgate.run.walls import Walls
from wicketgate.sandbox import kernel
from wicketgate.sandbox.launcher import Launcher
from wicketgate.store.journal import Journal

IDLE_SECONDS = 300.0
LOG_CAP = 4 << 20


@contextlib.contextmanager
def owned(handle: int) -> Iterator[None]:
    """Hold the state directory's lock; StateError `busy` when another warden has it."""
    lock = os.open("warden.lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600, dir_fd=handle)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise StateError("busy") from None
    try:
        yield
    finally:
        os.close(lock)


def bind(handle: int) -> socket.socket:
    """Return the listening socket, 0600, in place of the one a dead warden left."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink("warden.sock", dir_fd=handle)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC)
    before = os.umask(0o177)
    try:
        listener.bind(f"/proc/self/fd/{handle}/warden.sock")
    finally:
        os.umask(before)
    listener.listen(64)
    return listener


async def serve(state: Path, handle: int, launcher: Launcher, ready: int) -> None:
    """Wire the mechanisms and serve until idle or told to stop."""
    journal = Journal.open(state / "journal.db")
    try:
        recover(journal)
        desk = Desk(journal, time.time)
        machinery = Machinery(state, journal, desk, launcher, Walls(launcher))
        runs = Runs(machinery)
        runs.recover()
        runs.gc()
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        services = Services(
            state, journal, desk, Accepted(state), runs, Sessions(machinery), machinery.walls, stop, _person()
        )
        server = Server(services, METHODS)
        with bind(handle) as listener:
            serving = asyncio.create_task(server.serve(listener))
            os.write(ready, b"ready")
            os.close(ready)
            await _until_idle(server, services, serving)
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)
            for life in list(runs.live.values()):
                await runs.finish(life)
            with contextlib.suppress(FileNotFoundError):
                os.unlink("warden.sock", dir_fd=handle)
    finally:
        launcher.close()
        journal.close()


def _person() -> str:
    with contextlib.suppress(KeyError):
        return f"{pwd.getpwuid(os.getuid()).pw_name} (uid {os.getuid()})"
    return f"uid {os.getuid()}"


async def _until_idle(server: Server, services: Services, serving: asyncio.Task[None]) -> None:
    loop = asyncio.get_running_loop()
    while not services.stop.is_set() and not serving.done():
        busy = server.connections or services.runs.live or services.sessions.live
        if not busy and loop.time() - server.last > IDLE_SECONDS:
            return
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(services.stop.wait(), 1.0)
    if serving.done():
        serving.result()


def main(argv: list[str] | None = None) -> int:
    """Be the warden of one state directory; says on `--ready` when it serves, or why it does not."""
    parser = argparse.ArgumentParser(prog="wicketgate-warden", description="started on demand by wicketgate's commands")
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--ready", type=int, default=-1)
    found = parser.parse_args(argv)
    ready = os.dup(2) if found.ready < 0 else found.ready
    os.set_inheritable(ready, False)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core dump of this process would hold the operator's keys
    os.umask(0o077)
    handle = open_state(found.state)
    try:
        with owned(handle):
            _trim_log(handle)
            launcher = Launcher.start()
            # From here on this process may hold keys: no other process of the same user may read its memory.
            kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
            asyncio.run(serve(found.state, handle, launcher, ready))
    except StateError as error:
        if error.message != "busy":
            print(f"wicketgate: {error.message}", file=sys.stderr)
        _say(ready, b"busy" if error.message == "busy" else json.dumps(error.to_json()).encode())
        return 1
    except Error as error:
        _say(ready, json.dumps(error.to_json()).encode())
        return 1
    return 0


def _say(ready: int, text: bytes) -> None:
    with contextlib.suppress(OSError):
        os.write(ready, text)


def _trim_log(handle: int) -> None:
    with contextlib.suppress(OSError):
        if os.stat("warden.log", dir_fd=handle, follow_symlinks=False).st_size > LOG_CAP:
            os.rename("warden.log", "warden.log.old", src_dir_fd=handle, dst_dir_fd=handle)


if __name__ == "__main__":
    sys.exit(main())
