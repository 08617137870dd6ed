"""An interactive run: the agent has a terminal of its own, and the operator's is only drawn on."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import termios
import time
from collections.abc import Iterator

import pytest

from tests.e2e.conftest import Product


class Terminal:
    """A command on a terminal we hold the other side of."""

    def __init__(self, product: Product, *words: str) -> None:
        self.master, slave = pty.openpty()
        self.seen = b""
        self.process = subprocess.Popen(
            product.command(*words),
            cwd=product.project,
            env=product.env | {"TERM": "xterm"},
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
        )
        os.close(slave)

    def type(self, text: str) -> None:
        """Type on the keyboard."""
        os.write(self.master, text.encode())

    def until(self, text: str, seconds: float = 20) -> bytes:
        """Return everything seen, once it holds `text`."""
        end = time.monotonic() + seconds
        while text.encode() not in self.seen:
            assert time.monotonic() < end, self.seen
            if select.select([self.master], [], [], 0.1)[0]:
                try:
                    self.seen += os.read(self.master, 65536)
                except OSError:
                    assert text.encode() in self.seen, self.seen
        return self.seen

    def drain(self) -> bytes:
        """Return everything seen, once nobody writes any more."""
        while select.select([self.master], [], [], 0.5)[0]:
            try:
                self.seen += os.read(self.master, 65536)
            except OSError:
                break
        return self.seen


@pytest.fixture
def shell(product: Product) -> Iterator[Terminal]:
    """Return an interactive shell in the sandbox."""
    product.policy()
    made = Terminal(product, "exec", "work", "--", "sh", "-i")
    made.until("$ ")
    yield made
    made.process.kill()
    made.process.wait()
    os.close(made.master)


def test_the_agent_has_a_terminal_of_its_own_with_job_control(shell: Terminal) -> None:
    shell.type("tty; stty size; echo pid-$$\n")
    seen = shell.until("pid-")
    assert b"/dev/pts/" in seen or b"not a tty" not in seen
    shell.type("sleep 100\n")
    time.sleep(0.5)
    shell.type("\x03")
    shell.type("echo after-$((1+1))\n")
    shell.until("after-2")
    shell.type("exit 3\n")
    assert shell.process.wait(timeout=20) == 3


def test_escapes_that_write_into_the_terminals_input_or_clipboard_do_not_pass(shell: Terminal) -> None:
    shell.type(
        "printf 'A\\033]52;c;Y2FuYXJ5\\007B\\033[6nC\\033[cD\\033]0;title\\007E\\033P$q\"p\\033\\\\F\\033[31mred\\n'\n"
    )
    shell.until("red\r\n")
    shell.type("exit\n")
    shell.process.wait(timeout=20)
    seen = shell.drain()
    for escape in (b"\x1b]", b"\x1b[6n", b"\x1b[c", b"\x1bP"):
        assert escape not in seen
    assert b"ABCDEF\x1b[31mred" in seen


def test_a_closed_terminal_ends_the_run(product: Product) -> None:
    product.policy()
    made = Terminal(product, "exec", "work", "--", "sh", "-c", "echo up; sleep 4249")
    made.until("up")
    os.close(made.master)
    made.process.send_signal(1)
    made.process.wait(timeout=20)
    listed = product.run("runs", "list").stdout
    assert "running" not in listed


def test_the_first_line_after_the_run_answers_the_question_and_typing_ahead_does_not(product: Product) -> None:
    product.policy()
    made = Terminal(product, "exec", "work", "--", "sh", "-c", "mkdir drafts; echo x > drafts/a; echo up; sleep 1")
    made.until("up")
    made.type("y\n")
    made.until("commit them?")
    assert not (product.project / "drafts/a").exists()
    made.type("y\n")
    assert made.process.wait(timeout=20) == 0
    assert (product.project / "drafts/a").read_text() == "x\n"
    os.close(made.master)


def test_the_first_answer_after_a_run_is_the_operators_own(product: Product) -> None:
    product.policy()
    made = Terminal(product, "exec", "work", "--", "sh", "-c", "mkdir drafts; echo draft > drafts/one.md")
    made.until("commit them?")
    made.type("y\n")
    made.until("1 of")
    assert made.process.wait(timeout=20) == 0
    os.close(made.master)
    assert (product.project / "drafts/one.md").read_text() == "draft\n"


def test_the_terminal_is_as_it_was_after_the_run_and_after_a_second_ctrl_c(product: Product) -> None:
    product.policy()
    made = Terminal(product, "exec", "work", "--", "sh", "-c", "echo up; sleep 4251")
    before = termios.tcgetattr(made.master)
    made.until("up")
    assert termios.tcgetattr(made.master) != before
    made.process.send_signal(signal.SIGTERM)
    made.process.send_signal(signal.SIGTERM)
    made.process.wait(timeout=20)
    assert termios.tcgetattr(made.master) == before
    os.close(made.master)
