"""Claude Code on a terminal: it starts without its first questions, takes a prompt, works, and leaves."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time

import pytest
from tests.e2e.conftest import Product
from tests.support.fake_model import FakeModel

from wicketgate.errors import ConfigError
from wicketgate.intercept.claude_binary import find_claude

POLICY = """\
version: 1
model: {{kind: anthropic, key: ANTHROPIC_API_KEY, url: "{url}", models: ["*"]}}
tasks:
  work:
    files: {{read: ["**"]}}
"""
ESCAPE = re.compile(r"\x1b(?:\[[0-9;?<>=]*[A-Za-z]|[\]PX^_].*?(?:\x07|\x1b\\)|[()][A-Z0-9]|[=>78A-Z])", re.DOTALL)


def installed() -> bool:
    try:
        find_claude()
    except ConfigError:
        return False
    return True


pytestmark = pytest.mark.skipif(not installed(), reason="Claude Code is not installed")


class Terminal:
    """A person's terminal with a command on it."""

    def __init__(self, product: Product, *words: str, env: dict[str, str]) -> None:
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("4H", 40, 110, 0, 0))
        self.process = subprocess.Popen(
            product.command(*words),
            cwd=product.project,
            env=product.env | env,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
        )
        os.close(slave)
        self.seen = ""

    def until(self, text: str, seconds: float = 60) -> None:
        """Read until the screen has shown `text`, blanks left out."""
        deadline = time.monotonic() + seconds
        while text not in "".join(ESCAPE.sub("", self.seen).split()):
            ready, _, _ = select.select([self.master], [], [], max(0, deadline - time.monotonic()))
            read = self._read() if ready else ""
            assert read, f"never shown: {text!r} in {ESCAPE.sub('', self.seen)[-800:]!r}"

    def _read(self) -> str:
        """Return what is written next; nothing once the terminal has been left."""
        try:
            read = os.read(self.master, 65536).decode("utf-8", "replace")
        except OSError:
            return ""
        self.seen += read
        return read

    def type(self, text: str) -> None:
        """Type a line, as a person would: the keys, then Enter."""
        os.write(self.master, text.encode())
        time.sleep(0.5)
        os.write(self.master, b"\r")

    def ended(self) -> int:
        """Return the exit code, reading what is still written meanwhile."""
        while self.process.poll() is None:
            if select.select([self.master], [], [], 0.1)[0] and not self._read():
                break
        return self.process.wait(30)

    def close(self) -> None:
        """End the command and give the terminal back."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.master)


def test_person_works_with_claude(product: Product) -> None:
    (product.project / "ticket.md").write_text("the printer burns\n")
    look = {"text": "looking", "tools": [["Read", {"file_path": "/workspace/ticket.md"}]]}
    with FakeModel([look, "finished-with-it"]) as model:
        product.policy(POLICY.format(url=model.url))
        terminal = Terminal(
            product, "run", "work", "--", "claude", env={"ANTHROPIC_API_KEY": "sk-ant-key-of-the-test", "TERM": "xterm"}
        )
        try:
            terminal.until("don'taskon")
            assert model.requests == []
            terminal.type("read the ticket please")
            terminal.until("finished-with-it")
            assert model.seen("read the ticket please") and model.seen("the printer burns")
            terminal.type("/exit")
            assert terminal.ended() == 0
        finally:
            terminal.close()
