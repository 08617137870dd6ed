"""Rows 201 on: what broke earlier shapes of the design, tried on this one."""

from __future__ import annotations

import contextlib
import ctypes
import mmap
import os
import resource
import signal
import socket
import subprocess
import time

from attempt import LIBC, MACHINE, WORKSPACE, checked, every, row

from proxy import HERE, PROXY, get

PIDFD_OPEN, PIDFD_GETFD = 434, 438
SOCKET = {"x86_64": 41, "aarch64": 198}
AF_UNIX = 1
EACH, TOGETHER = 100 << 20, 4


@row(201)
def take_the_gate() -> str:
    """Steal the listener behind which requests are decided, or listen in its place."""

    def steal(pid: int) -> str:
        process = int(LIBC.syscall(PIDFD_OPEN, pid, 0))
        return checked(LIBC.syscall(PIDFD_GETFD, process, 3, 0))

    def replace(address: str) -> str:
        server = socket.socket()
        for option in (socket.SO_REUSEADDR, socket.SO_REUSEPORT):
            server.setsockopt(socket.SOL_SOCKET, option, 1)
        server.bind((address, PROXY))
        server.listen()
        return "done"

    return every(
        lambda: steal(os.getppid()), lambda: steal(1), lambda: replace("127.0.0.1"), lambda: replace("0.0.0.0")
    )


@row(202)
def silence_the_first_process() -> str:
    """Stop, interrupt or starve the first process; then ask for what is refused."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGSTOP, signal.SIGCONT):
        with contextlib.suppress(OSError):
            os.kill(1, number)
    with contextlib.suppress(OSError):
        resource.prlimit(1, resource.RLIMIT_NOFILE, (3, 3))
    return get(HERE.encode(), "/refused/row-202")


@row(207)
def disguised_family() -> str:
    """Open a Unix socket with the upper half of the number set, which the kernel ignores."""
    number = ctypes.c_long(SOCKET[MACHINE])
    return checked(LIBC.syscall(number, ctypes.c_long(1 << 32 | AF_UNIX), ctypes.c_long(1), ctypes.c_long(0)))


def git(*words: str) -> str:
    """Return what git prints of the project's repository, wherever other rows moved it and whatever they did to it."""
    moved = WORKSPACE / "moved-git"
    folder = moved if moved.exists() else WORKSPACE / ".git"
    (folder / "config").write_text("[core]\n\trepositoryformatversion = 0\n")
    command = ["git", f"--git-dir={folder}", *words]
    return subprocess.run(command, capture_output=True, text=True, errors="replace", check=False).stdout


@row(208)
def hidden_in_history() -> str:
    """Read a hidden file from the history: by its name, and every object there is."""
    found = git("show", "HEAD:.env") + git("log", "--all", "-p") + git("cat-file", "--batch-all-objects", "--batch")
    return found or "RuntimeError: no history at all"


@row(209)
def data_source() -> str:
    """Read the data source past the tool that guards it."""
    found = b"".join(path.read_bytes() for path in WORKSPACE.glob("crm*"))
    at = found.find(b"canary-")
    return found[at : at + 30].decode(errors="replace") if at >= 0 else "not there"


@row(216)
def memory_together() -> str:
    """Use more memory than the run may by several processes, each of which stays below."""

    def hold() -> None:
        page = mmap.mmap(-1, EACH)
        for at in range(0, EACH, 4096):
            page[at] = 1
        time.sleep(3)
        os._exit(0)

    started = []
    for _ in range(TOGETHER):
        pid = os.fork()
        if pid == 0:
            hold()
        started.append(pid)
    ended = [os.waitpid(pid, 0)[1] for pid in started]
    return "done" if not any(ended) else f"ended by {ended}"
