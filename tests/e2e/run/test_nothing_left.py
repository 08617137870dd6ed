"""However a run ends, nothing of it stays: no process, mount, namespace, cgroup, descriptor, scratch or frozen file."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.conftest import Product
from tests.e2e.run.test_terminal import Terminal

SLEEP = "sleep 4271"
SCRIPT = f"echo changed > new.txt; setsid {SLEEP} & (trap '' INT TERM HUP; {SLEEP}) & echo up; {SLEEP}"
KINDS = ("mnt", "net", "pid", "ipc", "uts", "user")
CGROUPS = Path("/sys/fs/cgroup")


@dataclass(frozen=True)
class Traces:
    """What a living run shows on the host."""

    namespaces: frozenset[str]
    groups: frozenset[Path]


def sleeping() -> list[int]:
    """Return the processes of the run, as the host sees them."""
    return [pid for pid, words in commands() if words == SLEEP]


def first() -> int:
    """Return a process of the run, once it has become what it is to be."""
    until = time.monotonic() + 10
    while not (found := sleeping()):
        assert time.monotonic() < until
        time.sleep(0.02)
    return found[0]


def commands() -> Iterator[tuple[int, str]]:
    """Yield each process and its command line."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                yield (
                    int(entry.name),
                    (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip(),
                )
            except OSError:
                continue


def traces(pid: int) -> Traces:
    """Return the namespaces that are the run's own, and its cgroups where they have a folder of their own."""
    own = {os.readlink(f"/proc/{pid}/ns/{kind}") for kind in KINDS}
    host = {os.readlink(f"/proc/self/ns/{kind}") for kind in KINDS}
    groups = set()
    for row in Path(f"/proc/{pid}/cgroup").read_text().splitlines():
        _, names, path = row.split(":", 2)
        for mounted in (CGROUPS, *(CGROUPS / name for name in names.split(",") if name)):
            if path != "/" and (mounted / path.lstrip("/")).is_dir():
                groups.add(mounted / path.lstrip("/"))
    ours = {row.split(":", 2)[2] for row in Path("/proc/self/cgroup").read_text().splitlines()}
    return Traces(frozenset(own - host), frozenset(g for g in groups if not any(str(g).endswith(o) for o in ours)))


def left(found: Traces, state: Path) -> list[str]:
    """Return what is still there of a run that should be gone."""
    stays = [f"process {pid}" for pid in sleeping()]
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            inside = {os.readlink(entry / "ns" / kind) for kind in KINDS}
            mounts = (entry / "mountinfo").read_text()
        except OSError:
            continue
        stays += [f"{name} of {entry.name}" for name in inside & found.namespaces]
        stays += [f"mount in {entry.name}"] if str(state) in mounts else []
    return stays + [f"cgroup {group}" for group in found.groups if group.exists()]


def gone(found: Traces, state: Path) -> None:
    """Return once nothing is left; the kernel needs a moment for a dead namespace and cgroup."""
    until = time.monotonic() + 15
    while stays := left(found, state):
        assert time.monotonic() < until, stays
        time.sleep(0.1)


def descriptors(product: Product) -> int:
    """Return how many descriptors the warden has open, by its own word: nobody else may look into it."""
    shown = product.run("warden", "show")
    if shown.returncode == 3:  # it has gone meanwhile, and its descriptors with it
        return 0
    return int(dict(line.split(": ", 1) for line in shown.stdout.splitlines())["descriptors"])


def started(product: Product) -> tuple[subprocess.Popen[str], Traces]:
    """Start the run and return it with what it shows."""
    running = product.start("exec", "work", "--", "sh", "-c", SCRIPT, stdin=subprocess.PIPE)
    assert running.stdout is not None
    assert running.stdout.readline() == "up\n"
    return running, traces(first())


def interrupted(product: Product, running: subprocess.Popen[str]) -> None:
    """Press Ctrl-C."""
    running.send_signal(signal.SIGINT)
    assert running.wait(timeout=20) == 128 + signal.SIGINT


def insisted(product: Product, running: subprocess.Popen[str]) -> None:
    """Press Ctrl-C twice."""
    running.send_signal(signal.SIGINT)
    running.send_signal(signal.SIGINT)
    assert running.wait(timeout=20) == 128 + signal.SIGINT


def terminated(product: Product, running: subprocess.Popen[str]) -> None:
    """Terminate the client."""
    running.terminate()
    assert running.wait(timeout=20) == 128 + signal.SIGTERM


def killed(product: Product, running: subprocess.Popen[str]) -> None:
    """Kill the client."""
    running.kill()
    running.wait(timeout=20)


def stopped(product: Product, running: subprocess.Popen[str]) -> None:
    """Stop the warden in good order."""
    assert product.run("warden", "stop", "--end-runs").returncode == 0
    assert running.wait(timeout=20) != 0


def warden_killed(product: Product, running: subprocess.Popen[str]) -> None:
    """Kill the warden."""
    os.kill(product.warden(), signal.SIGKILL)
    assert running.wait(timeout=20) == 1


ENDS = [interrupted, insisted, terminated, killed, stopped, warden_killed]


@pytest.mark.parametrize("end", ENDS, ids=[end.__name__ for end in ENDS])
def test_nothing_stays(product: Product, end: Callable[[Product, subprocess.Popen[str]], None]) -> None:
    product.policy()
    product.inside("true")
    pid = product.warden()
    before = descriptors(product)
    running, found = started(product)
    assert found.namespaces
    end(product, running)
    gone(found, product.state)
    running.communicate()
    if Path(f"/proc/{pid}").exists():
        until = time.monotonic() + 10
        while descriptors(product) > before:
            assert time.monotonic() < until, "the warden keeps descriptors"
            time.sleep(0.1)
    put_away(product)


def put_away(product: Product) -> None:
    """Assert that no run is left running, and that none keeps more on disk than its record and what waits."""
    until = time.monotonic() + 10
    while "running" in product.run("runs", "list").stdout:
        assert time.monotonic() < until
    runs = product.state / "wicketgate" / "runs"
    while list(runs.glob("*/scratch")) + [p for p in runs.glob("*/view") if not (p / "changes.json").exists()]:
        assert time.monotonic() < until, list(runs.glob("*/*"))
        time.sleep(0.1)
    product.run("warden", "stop")
    assert not (product.state / "wicketgate" / "warden.sock").exists()


def test_a_closed_terminal_leaves_nothing(product: Product) -> None:
    product.policy()
    terminal = Terminal(product, "exec", "work", "--", "sh", "-c", SCRIPT)
    terminal.until("up")
    found = traces(first())
    os.close(terminal.master)
    terminal.process.send_signal(signal.SIGHUP)  # as the kernel does for the session's leader
    terminal.process.wait(timeout=20)
    gone(found, product.state)
    put_away(product)


def test_a_command_that_ends_takes_what_it_started_with_it(product: Product) -> None:
    product.policy()
    running = product.start(
        "exec", "work", "--", "sh", "-c", f"{SCRIPT.rpartition(';')[0]}; read line", stdin=subprocess.PIPE
    )
    assert running.stdout is not None
    assert running.stdout.readline() == "up\n"
    found = traces(first())
    running.communicate("end\n", timeout=20)
    gone(found, product.state)
    put_away(product)


def test_a_client_killed_at_each_moment_of_a_start_leaves_nothing(product: Product) -> None:
    product.policy()
    for number in range(300):
        (product.project / f"file{number}").write_text("x" * 100)
    product.inside("true")
    for step in range(12):
        running = product.start("exec", "work", "--", "sh", "-c", SLEEP)
        time.sleep(0.025 * step)
        running.kill()
        running.communicate()
    until = time.monotonic() + 20
    while sleeping() or "running" in product.run("runs", "list").stdout:
        assert time.monotonic() < until
        time.sleep(0.1)
    put_away(product)
    assert product.run("audit", "verify").returncode == 0
