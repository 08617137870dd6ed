"""How long a sandbox takes to start and end around `true`, from a running launcher, beside bare bubblewrap.

Both show the same folders, in the same interleaved rounds: the other is bubblewrap with the same namespaces and mounts,
a tmpfs where we have scratch and overlay, and neither seccomp, Landlock, limits, listeners nor a snapshot.
Run: python bench/sandbox_start.py [ROUNDS]
"""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time

from wicketgate.policy import Limits
from wicketgate.sandbox import mounts
from wicketgate.sandbox.launcher import Launcher
from wicketgate.sandbox.plan import EGRESS, HOME, HOOKS, MODEL, TOOLS, Machine, Plan, Spec, plan
from wicketgate.sandbox.probe import probe
from wicketgate.sandbox.run_uid import pick

REST = 0.08
"""Seconds between two rounds: the launcher makes the next spare process then, and both start from a quiet machine."""
ENV = {"PATH": "/usr/bin:/bin", "HOME": HOME}


def bare(arguments: tuple[str, ...]) -> list[str]:
    """Return bubblewrap's words for the same view with nothing of ours behind it."""
    words, rest = ["--unshare-net"], list(arguments)
    while rest:
        word = rest.pop(0)
        if word in ("--bind", "--dev-bind") and rest[0].startswith(mounts.STAGE):
            kind = [] if rest[1] == "/dev/pts" else ["--tmpfs", rest[1]]
            words += kind
            rest = rest[2:]
        elif word == "--file":
            words += ["--dir", rest[1]]
            rest = rest[2:]
        else:
            words.append(word)
    return words


async def ours(launcher: Launcher, wanted: Plan, null: int) -> float:
    """Return the seconds from the order to the last process's death."""
    before = time.perf_counter()
    sandbox = await launcher.spawn(wanted, null, null, 2)
    ended = await sandbox.wait()
    took = time.perf_counter() - before
    sandbox.close()
    if ended.code != 0:
        raise SystemExit(f"the sandbox failed: {ended}")
    return took


def theirs(machine: Machine, words: list[str], null: int) -> float:
    """Return the seconds bare bubblewrap takes."""
    before = time.perf_counter()
    subprocess.run([machine.bwrap, *words, "/usr/bin/true"], stdin=null, stdout=null, env=ENV, check=True)
    return time.perf_counter() - before


async def rounds(launcher: Launcher, machine: Machine, wanted: Plan, count: int) -> tuple[list[float], list[float]]:
    """Return both series, interleaved."""
    null, words = os.open(os.devnull, os.O_RDWR), bare(wanted.arguments)
    a: list[float] = []
    b: list[float] = []
    for _ in range(count):
        await asyncio.sleep(REST)
        a.append(await ours(launcher, wanted, null))
        await asyncio.sleep(REST)
        b.append(theirs(machine, words, null))
    os.close(null)
    return a, b


def main() -> None:
    """Print both and their ratio."""
    launcher, machine = Launcher.start(), probe()
    with tempfile.TemporaryDirectory() as lower:
        uid = pick() if os.getuid() == 0 else None
        ports = (MODEL, HOOKS, EGRESS, TOOLS)
        spec = Spec("bench", ("/usr/bin/true",), ENV, Limits(), lower=os.path.realpath(lower), ports=ports, uid=uid)
        a, b = asyncio.run(rounds(launcher, machine, plan(spec, machine), int((sys.argv[1:] or ["60"])[0])))
    launcher.close()
    print(f"tier {machine.tier}")
    for name, of in (("median", statistics.median), ("minimum", min)):
        print(f"{name}: sandbox {of(a) * 1e3:.1f} ms, bubblewrap {of(b) * 1e3:.1f} ms, ratio {of(a) / of(b):.2f}")


if __name__ == "__main__":
    main()
