"""What the attempts share: their register, the places named by the world outside, raw system calls.

An attempt returns text. `done…` means it landed; anything else is what stopped it, or what it read, to be judged
outside by the canaries in it. Runs inside the sandbox and outside alike, by whatever Python is there: standard library
only, and nothing of the product.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import select
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.syscall.restype = ctypes.c_long
LIBC.shmat.restype = ctypes.c_void_p
WORLD: dict[str, Any] = json.loads((Path(__file__).parent / "world.json").read_text())
"""Where things are outside, and nothing of what is in them."""
WORKSPACE = Path(__file__).resolve().parents[1]
HOME = Path(WORLD["home"])
OWN_HOME = Path(os.environ.get("HOME", "/nonexistent"))
MOST = 20_000
SECONDS = 20
ATTEMPTS: dict[int, Callable[[], str]] = {}
MACHINE = os.uname().machine
CALLS = {
    "ptrace": {"x86_64": 101, "aarch64": 117},
    "process_vm_readv": {"x86_64": 310, "aarch64": 270},
    "bpf": {"x86_64": 321, "aarch64": 280},
    "perf_event_open": {"x86_64": 298, "aarch64": 241},
    "userfaultfd": {"x86_64": 323, "aarch64": 282},
    "keyctl": {"x86_64": 250, "aarch64": 219},
    "add_key": {"x86_64": 248, "aarch64": 217},
    "clock_settime": {"x86_64": 227, "aarch64": 112},
    "personality": {"x86_64": 135, "aarch64": 92},
    "io_uring_setup": {"x86_64": 425, "aarch64": 425},
    "clone3": {"x86_64": 435, "aarch64": 435},
}
Attempt = Callable[[], str]


def row(number: int) -> Callable[[Attempt], Attempt]:
    """Register an attempt under its row."""

    def register(attempt: Attempt) -> Attempt:
        ATTEMPTS[number] = attempt
        return attempt

    return register


def call(name: str, *arguments: Any) -> str:
    """Return `done` and the result of a raw system call, or the name of its error."""
    wide = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    result = LIBC.syscall(ctypes.c_long(CALLS[name][MACHINE]), *wide)
    return checked(result)


def checked(result: int) -> str:
    """Return `done`, or the name of the error libc left."""
    return f"done {result}" if result >= 0 else errno.errorcode.get(ctypes.get_errno(), "?")


def reached(answer: str, *walls: str) -> str:
    """Return `done` when the kernel itself answered, though it refused the arguments; the wall's error otherwise."""
    return answer if answer in walls else f"done: the kernel answered {answer}"


def every(*attempts: Callable[[], str]) -> str:
    """Return the first attempt that lands, or what each came to."""
    seen = []
    for attempt in attempts:
        seen.append(guarded(attempt))
        if seen[-1].startswith("done"):
            return seen[-1]
    return "; ".join(seen)


def guarded(attempt: Attempt) -> str:
    """Return what an attempt came to, the name of the error it met included."""
    try:
        return attempt()[:MOST]
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, type(error).__name__)
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:200]


def apart(attempt: Attempt, seconds: float = SECONDS) -> str:
    """Return what an attempt came to in a process of its own: a signal that kills it is an answer too."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        os.write(writer, guarded(attempt).encode(errors="replace"))
        os._exit(0)
    os.close(writer)
    text, timed_out = _read(reader, seconds)
    os.close(reader)
    if timed_out:
        os.kill(pid, signal.SIGKILL)
    status = os.waitpid(pid, 0)[1]
    if timed_out:
        return "no answer"
    return text or (f"killed by {signal.Signals(os.WTERMSIG(status)).name}" if os.WIFSIGNALED(status) else "nothing")


def _read(reader: int, seconds: float) -> tuple[str, bool]:
    data = b""
    while True:
        ready, _, _ = select.select([reader], [], [], seconds)
        if not ready:
            return data.decode(errors="replace"), True
        piece = os.read(reader, 65536)
        if not piece:
            return data.decode(errors="replace"), False
        data += piece


def main(rows: list[int]) -> None:
    """Print that each attempt begins (it may end us with it), then what it came to: a JSON line each."""
    for number in rows:
        print(json.dumps({"row": number, "saw": "begun"}), flush=True)
        print(json.dumps({"row": number, "saw": apart(ATTEMPTS[number])}), flush=True)
