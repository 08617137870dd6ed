"""Rows on processes: what can be seen of others and done to them, what is inherited, which privileges are held."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import socket
import struct
import time
from pathlib import Path

from attempt import LIBC, WORLD, call, checked, row

PTRACE_TRACEME, PTRACE_SEIZE = 0, 0x4206


def marked(text: bytes) -> str:
    """Return the words of `text` that hold a canary."""
    return " ".join(
        word.decode(errors="replace") for word in text.replace(b"\n", b"\0").split(b"\0") if b"canary-" in word
    )


def of_all(name: str) -> str:
    """Return the canaries in one file of every process that can be seen."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                found.append(marked((entry / name).read_bytes()))
            except OSError:
                continue
    return " ".join(filter(None, found)) or "nothing"


row(10)(lambda: marked("\0".join(f"{name}={value}" for name, value in os.environ.items()).encode()) or "nothing")
row(11)(lambda: of_all("environ"))
row(12)(lambda: of_all("cmdline"))


@row(13)
def signal_out() -> str:
    """Send a signal to a process of the host, which tells when it comes."""
    os.kill(WORLD["pid"], signal.SIGCONT)
    return "sent"


@row(130)
def signal_group() -> str:
    """Send a signal to a process group of the host, and to that of whoever started us."""
    os.killpg(WORLD["pid"], signal.SIGURG)
    return "sent"


@row(14)
def seize() -> str:
    """Attach to a process of the host."""
    return call("ptrace", PTRACE_SEIZE, WORLD["pid"], 0, 0)


row(15)(lambda: call("ptrace", PTRACE_TRACEME, 0, 0, 0))


@row(16)
def read_memory() -> str:
    """Read the memory of our own parent."""
    into = ctypes.create_string_buffer(8)
    local = struct.pack("QQ", ctypes.addressof(into), 8)
    remote = struct.pack("QQ", ctypes.addressof(into), 8)  # a fork has the same layout
    return call("process_vm_readv", os.getppid(), local, 1, remote, 1, 0)


def status(name: str) -> str:
    """Return a line of our own status."""
    return next(line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(name))


row(69)(lambda: "held" if status("NoNewPrivs:") == "1" else "done: a setuid program gains rights")
row(70)(lambda: "none" if int(status("CapEff:"), 16) == 0 else f"done {status('CapEff:')}")
row(71)(lambda: "done" if 0 in os.getresuid() else f"uid {os.getuid()}")


@row(76)
def core_dumps() -> str:
    """Allow ourselves core dumps."""
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
    return "done" if hard else "none"


@row(77)
def descriptors() -> str:
    """Read from every descriptor that was inherited."""
    found = []
    for number in map(int, os.listdir("/proc/self/fd")):
        if number > 2:
            try:
                found.append(marked(os.pread(number, 1000, 0)))
            except OSError:
                continue
    return " ".join(filter(None, found)) or "nothing"


@row(78)
def shared_memory() -> str:
    """Attach to a segment of the host by its key."""
    number = LIBC.shmget(WORLD["shm"], 0, 0)
    if number < 0:
        return checked(number)
    return ctypes.string_at(LIBC.shmat(number, None, 0o10000), 40).decode(errors="replace")


row(79)(lambda: "done" if WORLD["host"] in (socket.gethostname(), os.uname().nodename) else os.uname().nodename)


@row(82)
def stay_behind() -> str:
    """Leave a process behind that no session or parent holds."""
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            for number in range(3):
                os.close(number)
            os.closerange(3, 256)
            os.execv("/usr/bin/env", ["env", "sleep", WORLD["left"]])
        os._exit(0)
    time.sleep(0.2)
    return "left"
