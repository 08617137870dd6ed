"""The warden: the one constructor. It wires every mechanism, owns the journal, serves its clients and leaves when idle.

One warden per user and state directory, held by a lock. Order matters at the start: the lock, then the launcher (forked
while this process has one thread and no secret), then the journal's thread, then the socket.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import pwd
import resource
import signal
import socket
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from wicketgate.approvals.desk import Desk
from wicketgate.audit.record import recover
from wicketgate.client import open_state
from wicketgate.control import METHODS
from wicketgate.control.opened import Sessions
from wicketgate.control.parsed import Parsed
from wicketgate.control.place import bind, owned, trim_log, withdraw
from wicketgate.control.server import Server
from wicketgate.control.services import Services
from wicketgate.errors import Error, StateError
from wicketgate.output.redact import Redactor
from wicketgate.policy.accepted import Accepted
from wicketgate.run.log import guard
from wicketgate.run.order import Machinery
from wicketgate.run.runs import Runs
from wicketgate.run.walls import Walls
from wicketgate.sandbox import syscalls
from wicketgate.sandbox.launcher import Launcher
from wicketgate.secrets.automata import Automata
from wicketgate.secrets.secrecy import Secrecy
from wicketgate.session.budgets import past
from wicketgate.store.journal import Journal

IDLE_SECONDS = 300.0
GRACE = 0.05
"""Seconds in which whoever has connected already is accepted, before the warden leaves."""
THREADS = 64
DESCRIPTORS = 65536


async def serve(state: Path, handle: int, launcher: Launcher, ready: int) -> None:
    """Wire the mechanisms and serve until idle or told to stop."""
    loop = asyncio.get_running_loop()
    # What hangs on a slow disk or a slow name server in one run must not keep a thread from another.
    loop.set_default_executor(ThreadPoolExecutor(THREADS, "wicketgate-work"))
    journal = Journal.open(state / "journal.db")
    try:
        recover(journal)
        desk = Desk(journal, time.time)
        secrecy = Secrecy.of(state, Redactor({}, Automata(state / "automata"), unknown=True).with_known)
        guard(secrecy.scrub)
        machinery = Machinery(state, journal, desk, launcher, Walls(launcher), secrecy=secrecy)
        machinery.budgets.recall(past(journal, time.time()))
        runs, stop = Runs(machinery), asyncio.Event()
        runs.recover()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        sessions, walls, accepted = Sessions(machinery), machinery.walls, Accepted(state)
        services = Services(state, journal, desk, accepted, Parsed(), runs, sessions, walls, stop, _person(), secrecy)
        with bind(handle) as listener, _death_of(launcher.pid, stop):
            await _attend(services, handle, listener, ready)
    finally:
        launcher.close()
        journal.close()


async def _attend(services: Services, handle: int, listener: socket.socket, ready: int) -> None:
    server = Server(services, METHODS)
    serving = asyncio.create_task(server.serve(listener))
    _say(ready, b"ready")
    os.close(ready)
    clearing = asyncio.create_task(asyncio.to_thread(services.runs.gc))
    # The scrubber's formats take seconds to compile, once for a state directory: not while somebody waits for them. The
    # vendors' names are compiled at the first assignment.
    warming = asyncio.create_task(asyncio.to_thread(services.secrecy.scrub, "token: to-warm-it"))
    await _until_idle(server, services, serving, handle)
    withdraw(handle)
    failure, lives = services.journal.failure, list(services.runs.live.values())
    for life in lives:
        life.end(failure.message if failure else "the warden ends")
    ending = [services.runs.finish(life) for life in lives]
    await asyncio.gather(clearing, warming, *ending, *services.working, return_exceptions=True)
    if lives:
        await asyncio.sleep(GRACE)  # in which their clients are told how they ended
    serving.cancel()
    await asyncio.gather(serving, services.secrecy.custody.close(), return_exceptions=True)
    with contextlib.suppress(FileNotFoundError):
        os.unlink("warden.leaving", dir_fd=handle)


@contextlib.contextmanager
def _death_of(pid: int, stop: asyncio.Event) -> Iterator[None]:
    """Set `stop` when the launcher dies: without it nothing can be started, and the next warden has its own."""
    watched, loop = os.pidfd_open(pid), asyncio.get_running_loop()
    loop.add_reader(watched, stop.set)
    try:
        yield
    finally:
        loop.remove_reader(watched)
        os.close(watched)


def _person() -> str:
    with contextlib.suppress(KeyError):
        return f"{pwd.getpwuid(os.getuid()).pw_name} (uid {os.getuid()})"
    return f"uid {os.getuid()}"


async def _until_idle(server: Server, services: Services, serving: asyncio.Task[None], handle: int) -> None:
    """Return once the warden should leave: told to, idle, or without a record it can write."""
    loop = asyncio.get_running_loop()
    while not services.stop.is_set() and not serving.done() and services.journal.failure is None:
        if not _busy(server, services) and loop.time() - server.last > IDLE_SECONDS:
            withdraw(handle)
            await asyncio.sleep(GRACE)
            # INVARIANT: nobody connected to a warden that then left: whoever came before the name went is served.
            if not _busy(server, services):
                return
            withdraw(handle, back=True)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(services.stop.wait(), 1.0)
    if serving.done():
        serving.result()


def _busy(server: Server, services: Services) -> bool:
    return bool(server.connections or services.runs.live or services.sessions.live or services.working)


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
    if found.ready >= 0:
        _detach(ready)
    try:
        handle = open_state(found.state)
        with owned(handle):
            trim_log(handle)
            launcher = Launcher.start()
            # From here on this process may hold keys: no other process of the same user may read its memory.
            syscalls.prctl(syscalls.PR_SET_DUMPABLE, 0)
            asyncio.run(serve(found.state, handle, launcher, ready))
    except StateError as error:
        if error.message != "busy":
            print(f"wicketgate: {error.message}", file=sys.stderr)
        _say(ready, b"busy" if error.message == "busy" else json.dumps(error.to_json()).encode())
        return 1
    except Error as error:
        _say(ready, json.dumps(error.to_json()).encode())
        return 1
    except OSError as error:
        ours = StateError(f"cannot use {found.state} ({error.strerror})", "is there room? read warden.log there")
        _say(ready, json.dumps(ours.to_json()).encode())
        raise
    return 0


def _detach(ready: int) -> None:
    """Leave the client that started us: its descriptors, its folder, its child no longer, its small limits."""
    for entry in list(Path("/proc/self/fd").iterdir()):  # a caller's pipe kept open here would never end
        if (number := int(entry.name)) > 2 and number != ready:
            with contextlib.suppress(OSError):
                os.close(number)
    os.chdir("/")
    if os.fork():
        os._exit(0)
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    wanted = DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, DESCRIPTORS)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _say(ready: int, text: bytes) -> None:
    with contextlib.suppress(OSError):
        os.write(ready, text)


if __name__ == "__main__":
    sys.exit(main())
