"""How a warden comes and goes: first clients at once, what a dead one left, hostile surroundings of a client."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest

from tests.e2e.conftest import Product
from wicketgate.client import Warden


def wardens(product: Product) -> list[int]:
    """Return the process ids of the wardens of this state directory."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if b"wicketgate.warden" in words and str(product.state / "wicketgate").encode() in words:
                found.append(int(entry.name))
    return found


def test_clients_that_come_at_once_start_one_warden_and_all_are_served(product: Product) -> None:
    product.policy()
    product.run("warden", "stop")
    running = [product.start("exec", "work", "--", "echo", f"n{number}") for number in range(8)]
    said = [process.communicate(timeout=60) for process in running]
    log = (product.state / "wicketgate" / "warden.log").read_text()
    assert [process.returncode for process in running] == [0] * 8, (said, log)
    assert [out for out, _ in said] == [f"n{number}\n" for number in range(8)]
    assert len(wardens(product)) == 1


def test_a_client_that_comes_while_a_warden_leaves_gets_the_next_one(product: Product) -> None:
    for _ in range(3):
        product.run("runs", "list")
        os.kill(product.warden(), signal.SIGTERM)
        done = product.run("runs", "list")
        assert done.returncode == 0, done.stderr


def test_a_dead_wardens_socket_is_replaced(product: Product) -> None:
    product.run("runs", "list")
    os.kill(product.warden(), signal.SIGKILL)
    assert (product.state / "wicketgate" / "warden.sock").is_socket()
    assert product.run("runs", "list").returncode == 0
    assert product.warden()


def test_a_state_directory_longer_than_a_sockets_path_may_be(product: Product) -> None:
    product.state = product.state / ("x" * 120) / ("y" * 120)
    product.state.mkdir(parents=True)
    product.env["XDG_STATE_HOME"] = str(product.state)
    product.policy()
    assert product.inside("echo hello").stdout == "hello\n"


def test_nothing_of_its_first_client_stays_with_a_warden(product: Product) -> None:
    reader, writer = os.pipe()
    ignore = (
        "import signal, os, sys; signal.signal(signal.SIGCHLD, signal.SIG_IGN); os.execv(sys.argv[1], sys.argv[1:])"
    )
    words = product.command("runs", "list")
    secret = {"ANTHROPIC_API_KEY": "canary-key"}
    done = subprocess.run(
        [words[0], "-I", "-c", ignore, *words],
        cwd=product.project,
        env=product.env | secret,
        pass_fds=(writer,),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0
    os.close(writer)
    os.set_blocking(reader, False)
    assert os.read(reader, 1) == b""  # else somebody holds the pipe, and whoever reads it waits for ever
    os.close(reader)
    pid = product.warden()
    if os.getuid() == 0:  # nobody else may look into a warden, its own user included
        assert os.readlink(f"/proc/{pid}/cwd") == "/"
        assert b"canary-key" not in Path(f"/proc/{pid}/environ").read_bytes()
    ignored = next(row for row in Path(f"/proc/{pid}/status").read_text().splitlines() if row.startswith("SigIgn"))
    assert not int(ignored.split()[1], 16) & 1 << (signal.SIGCHLD - 1)
    product.policy()
    assert product.inside("exit 3").returncode == 3


def test_a_warden_whose_launcher_was_killed_makes_way_for_the_next(product: Product) -> None:
    product.policy()
    running = product.start("exec", "work", "--", "sh", "-c", "echo up; sleep 4246")
    assert running.stdout is not None
    assert running.stdout.readline() == "up\n"
    pid = product.warden()
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    launchers = [
        int(child) for child in children if b"sandbox.launcher_process" in Path(f"/proc/{child}/cmdline").read_bytes()
    ]
    os.kill(launchers[0], signal.SIGKILL)
    assert running.wait(timeout=30) == 1
    assert product.inside("echo again").stdout == "again\n"
    assert product.warden() != pid
    assert product.run("audit", "verify").returncode == 0


def test_closed_streams_never_become_the_connection_to_the_warden(product: Product) -> None:
    product.policy()
    order = {"v": 1, "id": 7, "method": "warden.stop", "params": {"end_runs": True}}
    said = json.dumps(order).replace('"', '\\"')
    script = f'echo "{said}"; echo "{said}" >&2; sleep 0.3; echo "{said}"'
    words = product.command("exec", "work", "--", "sh", "-c", script)
    pid = [product.run("runs", "list"), product.warden()][1]
    for closed in ("<&-", ">&-", "<&- >&-", "<&- >&- 2>&-", ">&- 2>&-"):
        shell = subprocess.run(
            ["sh", "-c", f'exec "$@" {closed}', "sh", *words],
            cwd=product.project, env=product.env, capture_output=True, timeout=60, check=False,
        )  # fmt: skip
        assert shell.returncode == 0, (closed, shell.stderr)
        assert product.warden() == pid, f"what the agent said was obeyed with {closed}"


@pytest.mark.parametrize("version", ["9", "0"])
def test_a_run_of_another_version_is_named_and_refused(product: Product, version: str) -> None:
    product.policy()
    product.inside("mkdir drafts; echo x > drafts/a")
    name = product.last_run()
    path = product.state / "wicketgate" / "runs" / name / "run.json"
    path.write_text(path.read_text().replace('"version": 1', f'"version": {version}'))
    listed = product.run("runs", "list")
    assert f"format {version}" in listed.stdout and listed.returncode == 0
    shown = product.run("workspace", "diff", name)
    assert shown.returncode == 1 and f"format {version}" in shown.stderr
    assert product.run("runs", "gc").returncode == 0
    assert path.exists()  # what cannot be read is never cleared away by itself
    assert product.run("runs", "gc", name).returncode == 0
    assert not path.exists()


def test_a_warden_starts_beside_folders_nobody_can_read(product: Product) -> None:
    runs = product.state / "wicketgate" / "runs"
    for name, text in (
        ("a" * 10, '{"version": 1}'),
        ("b" * 10, "[]"),
        ("c" * 10, '{"version": 1, "x": 2}'),
        ("d" * 10, ""),
    ):
        (runs / name).mkdir(parents=True)
        (runs / name / "run.json").write_text(text)
    (product.state / "wicketgate").chmod(0o700)
    done = product.run("runs", "list")
    assert done.returncode == 0, done.stderr
    assert "a" * 10 in done.stdout


def test_what_lies_where_the_socket_belongs_is_replaced_or_refused(product: Product) -> None:
    state = product.state / "wicketgate"
    other = socket.socket(socket.AF_UNIX)
    other.bind(str(product.state / "other.sock"))
    (state / "warden.sock").symlink_to(product.state / "other.sock")
    assert product.run("runs", "list").returncode == 0
    assert not (state / "warden.sock").is_symlink()
    other.close()


def test_a_state_directory_open_to_others_is_refused(product: Product) -> None:
    (product.state / "wicketgate").chmod(0o755)
    done = product.run("runs", "list")
    assert done.returncode == 1 and "chmod 700" in done.stderr


def test_a_connection_lost_in_the_middle_of_a_run_ends_it_and_only_it(product: Product) -> None:
    product.policy()
    with Warden.connect(product.state / "wicketgate") as warden:
        policy = str(product.project / "wicketgate.yaml")
        order = {"policy": policy, "task": "work", "kind": "exec", "argv": ["sleep", "4247"], "tty": False}
        warden.send("run.start", order)
        started, ends = warden.receive()
        for end in ends:
            os.close(end)
    deadline = time.monotonic() + 20
    while "running" in product.run("runs", "list").stdout:
        assert time.monotonic() < deadline
    assert started["item"]["run"] in product.run("runs", "list").stdout
