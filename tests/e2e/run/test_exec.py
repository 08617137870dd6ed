"""A command in the sandbox of a task, as its user sees it: exit codes, streams, the view, what is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from tests.e2e.conftest import POLICY, Product


def test_nothing_runs_on_a_policy_nobody_accepted(product: Product) -> None:
    (product.project / "wicketgate.yaml").write_text(POLICY)
    done = product.run("exec", "work", "--", "true")
    assert done.returncode == 2
    assert "wicketgate policy trust" in done.stderr


def test_the_exit_code_and_the_streams_are_the_commands_own(product: Product) -> None:
    product.policy()
    done = product.run("exec", "work", "--", "sh", "-c", "cat; echo err >&2; exit 7", stdin="hello")
    assert (done.returncode, done.stdout, done.stderr) == (7, "hello", "err\n")


def test_a_large_input_that_comes_back_does_not_deadlock(product: Product) -> None:
    product.policy()
    text = "x" * 900_000
    done = product.run("exec", "work", "--", "cat", stdin=text)
    assert (done.returncode, len(done.stdout)) == (0, len(text))


def test_output_beyond_the_cap_ends_the_run(product: Product) -> None:
    product.policy()
    done = product.run("exec", "work", "--", "sh", "-c", "yes")
    assert len(done.stdout) == 1 << 20
    assert "output cap" in done.stderr
    assert done.returncode != 0


def test_a_task_without_commands_starts_no_program(product: Product) -> None:
    product.policy(POLICY.replace("    commands: any\n", ""))
    done = product.run("exec", "work", "--", "true")
    assert done.returncode == 4
    assert "commands: any" in done.stderr


def test_hidden_files_and_the_policy_do_not_exist_inside(product: Product) -> None:
    (product.project / ".env").write_text("KEY=canary")
    (product.project / "a.txt").write_text("original\n")
    os.link(product.project / ".env", product.project / "innocent.txt")
    product.policy()
    done = product.inside("ls -A; cat a.txt; cat .env innocent.txt wicketgate.yaml")
    assert "original" in done.stdout
    assert "canary" not in done.stdout + done.stderr
    assert not {".env", "innocent.txt", "wicketgate.yaml"} & set(done.stdout.split())


def test_what_a_person_does_during_a_run_stays_invisible_inside(product: Product) -> None:
    (product.project / "a.txt").write_text("before\n")
    product.policy()
    running = product.start(
        "exec", "work", "--", "sh", "-c", "echo up; read line; cat a.txt; ls", stdin=subprocess.PIPE
    )
    assert running.stdout is not None and running.stdin is not None
    assert running.stdout.readline() == "up\n"
    with open(product.project / "a.txt", "r+") as file:
        file.write("edited")
    (product.project / ".env.production").write_text("canary")
    rest, _ = running.communicate("go\n", timeout=30)
    assert "before" in rest and "edited" not in rest and ".env.production" not in rest


def test_changes_wait_for_a_person_and_the_live_folder_is_untouched(product: Product) -> None:
    (product.project / "a.txt").write_text("original\n")
    product.policy()
    done = product.inside("mkdir drafts; echo draft > drafts/one.md; echo changed > a.txt; rm -rf /workspace/none")
    assert done.returncode == 0
    assert "workspace diff" in done.stderr
    assert (product.project / "a.txt").read_text() == "original\n"
    assert not (product.project / "drafts").exists()
    shown = product.run("workspace", "diff", product.last_run())
    assert "drafts/one.md" in shown.stdout
    committed = product.run("workspace", "commit", product.last_run(), "--all")
    assert committed.returncode == 0, committed.stderr
    assert (product.project / "drafts/one.md").read_text() == "draft\n"
    assert (product.project / "a.txt").read_text() == "original\n"


def test_sigterm_leaves_nothing_alive(product: Product) -> None:
    product.policy()
    running = product.start("exec", "work", "--", "sh", "-c", "echo up; setsid sleep 4242 & sleep 4242")
    assert running.stdout is not None
    assert running.stdout.readline() == "up\n"
    running.send_signal(signal.SIGTERM)
    assert running.wait(timeout=20) == 128 + signal.SIGTERM
    assert not _alive("sleep 4242")


def test_a_killed_client_ends_its_run(product: Product) -> None:
    product.policy()
    running = product.start("exec", "work", "--", "sh", "-c", "echo up; sleep 4243")
    assert running.stdout is not None
    assert running.stdout.readline() == "up\n"
    running.kill()
    running.wait()
    _until(lambda: not _alive("sleep 4243"))


def test_a_killed_warden_takes_everything_with_it(product: Product) -> None:
    product.policy()
    running = product.start("exec", "work", "--", "sh", "-c", "echo up; setsid sleep 4244 & sleep 4244")
    assert running.stdout is not None
    assert running.stdout.readline() == "up\n"
    os.kill(product.warden(), signal.SIGKILL)
    assert running.wait(timeout=20) == 1
    _until(lambda: not _alive("sleep 4244"))
    assert product.run("audit", "verify").returncode == 0
    assert "interrupted" in product.run("runs", "list").stdout


def test_the_environment_and_descriptors_of_the_caller_do_not_get_in(product: Product) -> None:
    product.policy()
    script = "env; ls -l /proc/self/fd; id -u; cat /proc/1/environ"
    done = product.run("exec", "work", "--", "sh", "-c", script, env={"AWS_SECRET_ACCESS_KEY": "canary"})
    assert "canary" not in done.stdout
    assert "\n1000\n" in done.stdout


def _alive(words: str) -> bool:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").strip()
            except OSError:
                continue
            if command == words.encode():
                return True
    return False


def _until(condition: Callable[[], bool], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "still alive"
        time.sleep(0.05)
